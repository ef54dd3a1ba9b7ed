-- Addresses under which calendars and feed readers fetch what concerns a user, and what
-- each has handed out.
--   * feeds.hash is that of the secret in the address; with_names says whether companies
--     and people are named.
--   * feed_days remembers every day that a calendar was given: a day that moves gets a
--     higher number (sequence), one that is gone is handed out as cancelled. It holds no
--     name: digest is the hash of what was said.

-- +goose Up
CREATE TABLE feeds (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    user_id      text NOT NULL,
    name         text NOT NULL,
    hash         text NOT NULL CHECK (hash <> ''),
    with_names   integer NOT NULL CHECK (with_names IN (0, 1)),
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    last_used_on text CHECK (last_used_on = date(last_used_on)),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
) STRICT;
CREATE UNIQUE INDEX feeds_id ON feeds (id);
CREATE UNIQUE INDEX feeds_hash ON feeds (hash);
CREATE INDEX feeds_by_user ON feeds (workspace_id, user_id, created_at);

CREATE TABLE feed_days (
    workspace_id text NOT NULL,
    feed_id      text NOT NULL,
    uid          text NOT NULL,
    on_day       text NOT NULL CHECK (on_day = date(on_day)),
    digest       text NOT NULL,
    sequence     integer NOT NULL,
    changed_at   text NOT NULL CHECK (changed_at = strftime('%Y-%m-%d %H:%M:%SZ', changed_at)),
    gone         integer NOT NULL CHECK (gone IN (0, 1)),
    PRIMARY KEY (workspace_id, feed_id, uid),
    FOREIGN KEY (workspace_id, feed_id) REFERENCES feeds (workspace_id, id)
) STRICT;
