package casework

import (
	"context"
	"strings"
	"unicode/utf8"

	"recourse/internal/dsar"
)

// FeedInput makes a feed.
type FeedInput struct {
	Name      string // what the user calls it
	WithNames bool   // name companies and people; otherwise references have to do
}

// feedPrefix lets secret scanners recognise a leaked address.
const feedPrefix = "rcf_"

// maxFeeds bounds how many feeds a user has: each remembers what it handed out.
const maxFeeds = 20

// CreateFeed makes a feed for the actor and returns its secret, which is not stored and
// cannot be shown again. It returns [dsar.CodeInvalid] without a name and for more
// feeds than a user may have.
func (s *Service) CreateFeed(ctx context.Context, a Actor, in FeedInput) (secret string, feed dsar.Feed, err error) {
	name := strings.TrimSpace(in.Name)
	if name == "" || utf8.RuneCountInString(name) > maxName {
		return "", feed, dsar.Invalid("name", "error.length", map[string]any{"Min": 1, "Max": maxName})
	}
	existing, err := s.Feeds(ctx, a)
	if err != nil {
		return "", feed, err
	}
	if len(existing) >= maxFeeds {
		return "", feed, dsar.Invalid("name", "error.feed.too_many", map[string]any{"Max": maxFeeds})
	}
	secret = feedPrefix + newSecret()
	feed = dsar.Feed{
		ID: newID(), WorkspaceID: a.WorkspaceID, UserID: a.UserID, Name: name, WithNames: in.WithNames,
		Hash: hashSecret(secret), CreatedAt: s.now(),
	}
	return secret, feed, s.Store.InsertFeed(ctx, feed)
}

// Feeds lists the actor's feeds, newest first.
func (s *Service) Feeds(ctx context.Context, a Actor) ([]dsar.Feed, error) {
	return s.Store.Feeds(ctx, a.WorkspaceID, a.UserID)
}

// RevokeFeed ends one of the actor's feeds: its address is not found from now on.
func (s *Service) RevokeFeed(ctx context.Context, a Actor, id string) error {
	return s.Store.DeleteFeed(ctx, a.WorkspaceID, a.UserID, id)
}

// OpenFeed is a feed that somebody fetches, with the account it belongs to.
type OpenFeed struct {
	dsar.Feed
	Account Account
}

// FeedBySecret returns the feed for the secret in its address, or [dsar.CodeNotFound] if
// it is wrong, was revoked, or belongs to somebody who is not a member any more.
func (s *Service) FeedBySecret(ctx context.Context, secret string) (OpenFeed, error) {
	feed, err := s.Store.FeedByHash(ctx, hashSecret(secret))
	if err != nil {
		return OpenFeed{}, err
	}
	account, err := s.AccountByID(ctx, feed.UserID)
	if err != nil {
		return OpenFeed{}, err
	}
	if today := s.dayIn("UTC"); feed.LastUsedOn != today {
		if err := s.Store.TouchFeed(ctx, feed, today); err != nil {
			return OpenFeed{}, err
		}
	}
	return OpenFeed{Feed: feed, Account: account}, nil
}
