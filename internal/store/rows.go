package store

import (
	"context"

	"gorm.io/gorm"
)

// rows is a query for rows of one type. It is gorm's generic API cut down to what this
// package asks for: of gorm's own, the compiler makes some hundred functions anew for each
// of thirty row types, which cost a minute of processor time at every build.
//
// As there, a query can be built upon without being changed, and whatever reaches the
// database takes a context.
type rows[Row any] struct{ query query }

// query is what has been said of a query so far. It knows no type of row, so that it is
// compiled once.
type query struct {
	db    *gorm.DB
	steps []func(*gorm.DB) *gorm.DB
}

func of[Row any](db *gorm.DB) rows[Row] { return rows[Row]{query{db: db}} }

func (q query) with(step func(*gorm.DB) *gorm.DB) query {
	return query{q.db, append(q.steps[:len(q.steps):len(q.steps)], step)}
}

func (q query) where(condition string, args []any) query {
	return q.with(func(db *gorm.DB) *gorm.DB { return db.Where(condition, args...) })
}

func (q query) order(by string) query {
	return q.with(func(db *gorm.DB) *gorm.DB { return db.Order(by) })
}

func (q query) limit(n int) query {
	return q.with(func(db *gorm.DB) *gorm.DB { return db.Limit(n) })
}

func (q query) choose(columns string, more []any) query {
	return q.with(func(db *gorm.DB) *gorm.DB { return db.Select(columns, more...) })
}

func (q query) omit(columns []string) query {
	return q.with(func(db *gorm.DB) *gorm.DB { return db.Omit(columns...) })
}

func (q query) raw(sql string, args []any) query {
	return q.with(func(db *gorm.DB) *gorm.DB { return db.Raw(sql, args...) })
}

func (q query) apply(ctx context.Context) *gorm.DB {
	db := q.db.Session(&gorm.Session{NewDB: true, Context: ctx})
	for _, step := range q.steps {
		db = step(db)
	}
	return db
}

func (r rows[Row]) Where(condition string, args ...any) rows[Row] {
	return rows[Row]{r.query.where(condition, args)}
}

func (r rows[Row]) Order(by string) rows[Row] { return rows[Row]{r.query.order(by)} }

func (r rows[Row]) Limit(n int) rows[Row] { return rows[Row]{r.query.limit(n)} }

// Select names the columns to read, or those that Updates writes, zero or not.
func (r rows[Row]) Select(columns string, more ...any) rows[Row] {
	return rows[Row]{r.query.choose(columns, more)}
}

func (r rows[Row]) Omit(columns ...string) rows[Row] { return rows[Row]{r.query.omit(columns)} }

func (r rows[Row]) Raw(sql string, args ...any) rows[Row] { return rows[Row]{r.query.raw(sql, args)} }

// Find returns all rows.
func (r rows[Row]) Find(ctx context.Context) ([]Row, error) {
	var found []Row
	err := r.query.apply(ctx).Find(&found).Error
	return found, err
}

// Take returns one row, or [gorm.ErrRecordNotFound].
func (r rows[Row]) Take(ctx context.Context) (Row, error) {
	var row Row
	err := r.query.apply(ctx).Take(&row).Error
	return row, err
}

func (r rows[Row]) Count(ctx context.Context) (int64, error) {
	var n int64
	err := r.query.apply(ctx).Model(new(Row)).Count(&n).Error
	return n, err
}

func (r rows[Row]) Create(ctx context.Context, row *Row) error {
	return r.query.apply(ctx).Create(row).Error
}

func (r rows[Row]) CreateInBatches(ctx context.Context, list *[]Row, size int) error {
	return r.query.apply(ctx).CreateInBatches(list, size).Error
}

// Updates writes the selected columns and returns the number of rows changed.
func (r rows[Row]) Updates(ctx context.Context, row Row) (int, error) {
	done := r.query.apply(ctx).Model(new(Row)).Updates(row)
	return int(done.RowsAffected), done.Error
}

// Delete deletes the rows and returns their number.
func (r rows[Row]) Delete(ctx context.Context) (int, error) {
	done := r.query.apply(ctx).Delete(new(Row))
	return int(done.RowsAffected), done.Error
}
