-- Mail that came in, and the addresses of requests.
--   * incoming belongs to the installation until it is known whose mail it is: its
--     workspace_id is '' before. The same mail by another door has the same dedup_key and
--     is stored once; a mail that names several requests has a row for each (copy_for).
--   * incoming_raw keeps the bytes under their SHA-256 until the mail is filed; then they
--     are in blobs, as those of every message are.
--   * request_addresses has the token in the address of a request.
--   * thread_decisions are what people decided: later mail that answers this mail_id, or
--     follows it, belongs to the request.

-- +goose Up
CREATE TABLE incoming (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    workspace_id text COLLATE "C" NOT NULL,
    dedup_key    text COLLATE "C" NOT NULL,
    copy_for     text COLLATE "C" NOT NULL,
    door         text COLLATE "C" NOT NULL CHECK (door IN ('pipe', 'file', 'smtp', 'lmtp')),
    mail_from    text NOT NULL,
    recipients   text NOT NULL,
    raw_hash     text COLLATE "C" NOT NULL,
    size         bigint NOT NULL,
    received_at  timestamptz NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('stored', 'waiting', 'assigned', 'refused', 'failed')),
    reason       text NOT NULL,
    attempts     integer NOT NULL,
    not_before   timestamptz NOT NULL,
    lease_until  timestamptz,
    request_id   text COLLATE "C" NOT NULL,
    message_id   text COLLATE "C" NOT NULL,
    subject      text NOT NULL,
    from_address text NOT NULL,
    mail_id      text NOT NULL,
    thread       text NOT NULL,
    written_at   timestamptz,
    proposals    text NOT NULL,
    notes        text NOT NULL,
    decided_by   text NOT NULL,
    decided_at   timestamptz,
    version      integer NOT NULL,
    ready_at     timestamptz NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, not_before)) STORED
);
CREATE UNIQUE INDEX incoming_dedup ON incoming (dedup_key, copy_for);
CREATE INDEX incoming_ready ON incoming (ready_at, id) WHERE state = 'stored';
CREATE INDEX incoming_by_workspace ON incoming (workspace_id, state, received_at);
CREATE INDEX incoming_by_request ON incoming (workspace_id, request_id) WHERE request_id <> '';
CREATE INDEX incoming_by_raw ON incoming (raw_hash);

CREATE TABLE incoming_raw (
    hash    text COLLATE "C" NOT NULL PRIMARY KEY,
    content bytea NOT NULL
);

CREATE TABLE request_addresses (
    workspace_id text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    token        text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, request_id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE UNIQUE INDEX request_addresses_token ON request_addresses (token);

CREATE TABLE thread_decisions (
    workspace_id text COLLATE "C" NOT NULL,
    mail_id      text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    decided_by   text NOT NULL,
    decided_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, mail_id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX thread_decisions_by_mail ON thread_decisions (mail_id);
CREATE INDEX thread_decisions_by_request ON thread_decisions (workspace_id, request_id);

-- The mail that an incoming one answers is looked for before its workspace is known.
CREATE INDEX messages_everywhere_by_mail_id ON messages (mail_id) WHERE mail_id <> '';
