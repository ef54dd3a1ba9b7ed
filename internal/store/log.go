package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// A query is slow if it takes longer than slowQuery, and slowRow for each row that it
// reads or writes: an import of thousands is no news.
const (
	slowQuery = 200 * time.Millisecond
	slowRow   = 2 * time.Millisecond
)

// newQueryLog returns gorm's log on slog. Queries are logged with placeholders,
// never with the bound values, which are people's data.
func newQueryLog(log *slog.Logger) logger.Interface {
	if log == nil {
		return logger.Discard
	}
	return queryLog{log}
}

// queryLog logs slow queries and those that failed for a reason other than
// finding nothing or meeting a constraint, which callers handle.
type queryLog struct{ log *slog.Logger }

func (q queryLog) LogMode(logger.LogLevel) logger.Interface { return q }

func (q queryLog) Info(ctx context.Context, msg string, args ...any) {
	q.log.InfoContext(ctx, fmt.Sprintf(msg, args...))
}

func (q queryLog) Warn(ctx context.Context, msg string, args ...any) {
	q.log.WarnContext(ctx, fmt.Sprintf(msg, args...))
}

func (q queryLog) Error(ctx context.Context, msg string, args ...any) {
	q.log.ErrorContext(ctx, fmt.Sprintf(msg, args...))
}

// ParamsFilter drops the bound values, so that the query is logged without them.
func (q queryLog) ParamsFilter(_ context.Context, query string, _ ...any) (string, []any) {
	return query, nil
}

// maxLoggedQuery bounds what is logged of a query: a statement of many rows repeats
// its placeholders for pages. Queries are ASCII.
const maxLoggedQuery = 500

func (q queryLog) Trace(ctx context.Context, begin time.Time, query func() (string, int64), err error) {
	took := time.Since(begin)
	if err == nil && took < slowQuery || isExpected(err) {
		return
	}
	if err != nil && errors.Is(ctx.Err(), context.Canceled) { // SQLite calls it "interrupted"
		return
	}
	text, rows := query()
	text = text[:min(len(text), maxLoggedQuery)]
	if err != nil {
		q.log.ErrorContext(ctx, "query failed", "query", text, "took", took, "error", err.Error())
		return
	}
	if took < slowQuery+time.Duration(max(rows, 0))*slowRow {
		return
	}
	q.log.WarnContext(ctx, "query is slow", "query", text, "took", took, "rows", rows)
}

func isExpected(err error) bool {
	return errors.Is(err, gorm.ErrRecordNotFound) || errors.Is(err, gorm.ErrDuplicatedKey) ||
		errors.Is(err, gorm.ErrForeignKeyViolated) || errors.Is(err, context.Canceled)
}
