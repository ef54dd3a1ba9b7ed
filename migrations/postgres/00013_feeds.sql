-- Addresses under which calendars and feed readers fetch what concerns a user, and what
-- each has handed out.
--   * feeds.hash is that of the secret in the address; with_names says whether companies
--     and people are named.
--   * feed_days remembers every day that a calendar was given: a day that moves gets a
--     higher number (sequence), one that is gone is handed out as cancelled. It holds no
--     name: digest is the hash of what was said.

-- +goose Up
CREATE TABLE feeds (
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    name         text NOT NULL,
    hash         text COLLATE "C" NOT NULL CHECK (hash <> ''),
    with_names   boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_on date,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);
CREATE UNIQUE INDEX feeds_id ON feeds (id);
CREATE UNIQUE INDEX feeds_hash ON feeds (hash);
CREATE INDEX feeds_by_user ON feeds (workspace_id, user_id, created_at);

CREATE TABLE feed_days (
    workspace_id text COLLATE "C" NOT NULL,
    feed_id      text COLLATE "C" NOT NULL,
    uid          text COLLATE "C" NOT NULL,
    on_day       date NOT NULL,
    digest       text COLLATE "C" NOT NULL,
    sequence     bigint NOT NULL,
    changed_at   timestamptz NOT NULL,
    gone         boolean NOT NULL,
    PRIMARY KEY (workspace_id, feed_id, uid),
    FOREIGN KEY (workspace_id, feed_id) REFERENCES feeds (workspace_id, id)
);
