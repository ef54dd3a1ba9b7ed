-- The schema. Conventions:
--   * Every table of a workspace has its id first in the primary key and in the
--     indexes, so that a sharding PostgreSQL can distribute by it. The exceptions
--     are what must be unique everywhere (addresses, token hashes, references) and
--     the queues that the background jobs read.
--   * A reference to another table repeats the workspace id: a row cannot point
--     into another workspace.
--   * Ids are text (UUIDv7).
--   * Days are written 2026-01-31 and instants 2026-01-31 08:00:00Z, always in UTC, so
--     that they sort as texts. NULL means "no such day"; other texts are never NULL.
--   * Yes and no are 1 and 0.
--   * Lists and details are JSON in a text that the database does not look into.

-- +goose Up
CREATE TABLE workspaces (
    id         text NOT NULL PRIMARY KEY,
    name       text NOT NULL,
    created_at text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at))
) STRICT;

CREATE TABLE users (
    workspace_id  text NOT NULL REFERENCES workspaces (id),
    id            text NOT NULL,
    role          text NOT NULL CHECK (role IN ('owner', 'caseworker', 'reader')),
    email         text NOT NULL CHECK (email <> ''),
    name          text NOT NULL,
    password_hash text NOT NULL,
    language      text NOT NULL,
    time_zone     text NOT NULL CHECK (time_zone <> ''),
    reminder_hour integer NOT NULL CHECK (reminder_hour BETWEEN 0 AND 23),
    reminder_days text NOT NULL,
    reminders     integer NOT NULL CHECK (reminders IN (0, 1)),
    theme         text NOT NULL CHECK (theme IN ('', 'light', 'dark')),
    created_at    text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    version       integer NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE UNIQUE INDEX users_id ON users (id);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_by_zone ON users (time_zone, reminder_days) WHERE reminders;

CREATE TABLE tokens (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    user_id      text NOT NULL,
    name         text NOT NULL,
    hash         text NOT NULL CHECK (hash <> ''),
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    last_used_on text CHECK (last_used_on = date(last_used_on)),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
) STRICT;
CREATE UNIQUE INDEX tokens_id ON tokens (id);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_by_user ON tokens (workspace_id, user_id, created_at);

-- Sessions of the browser, as package scs keeps them.
CREATE TABLE sessions (
    token  text NOT NULL PRIMARY KEY,
    data   blob NOT NULL,
    expiry text NOT NULL CHECK (expiry = strftime('%Y-%m-%d %H:%M:%SZ', expiry))
) STRICT;
CREATE INDEX sessions_by_expiry ON sessions (expiry);

CREATE TABLE controllers (
    workspace_id    text NOT NULL REFERENCES workspaces (id),
    id              text NOT NULL,
    name            text NOT NULL CHECK (name <> ''),
    folded_name     text NOT NULL,
    country         text NOT NULL,
    holidays_region text NOT NULL,
    time_zone       text NOT NULL,
    aliases         text NOT NULL,
    emails          text NOT NULL,
    address         text NOT NULL,
    phone           text NOT NULL,
    fax             text NOT NULL,
    web             text NOT NULL,
    webform         text NOT NULL,
    languages       text NOT NULL,
    transport       text NOT NULL CHECK (transport IN ('', 'email', 'letter', 'fax', 'webform')),
    needs_id        integer NOT NULL CHECK (needs_id IN (0, 1)),
    note            text NOT NULL,
    source          text NOT NULL,
    source_key      text NOT NULL,
    source_urls     text NOT NULL,
    quality         text NOT NULL,
    import_hash     text NOT NULL,
    edited_by_hand  integer NOT NULL CHECK (edited_by_hand IN (0, 1)),
    imported_at     text CHECK (imported_at = strftime('%Y-%m-%d %H:%M:%SZ', imported_at)),
    created_at      text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    updated_at      text NOT NULL CHECK (updated_at = strftime('%Y-%m-%d %H:%M:%SZ', updated_at)),
    version         integer NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE UNIQUE INDEX controllers_source ON controllers (workspace_id, source, source_key) WHERE source_key <> '';
CREATE INDEX controllers_by_name ON controllers (workspace_id, folded_name, id);
CREATE INDEX controllers_by_country ON controllers (workspace_id, country, folded_name, id);

-- The words by which a controller is found; field 0 is the name, 1 an alias, 2 a
-- domain. A word that stands in several counts in the first.
CREATE TABLE controller_words (
    workspace_id  text NOT NULL,
    word          text NOT NULL,
    controller_id text NOT NULL,
    field         integer NOT NULL CHECK (field BETWEEN 0 AND 2),
    PRIMARY KEY (workspace_id, word, controller_id),
    FOREIGN KEY (workspace_id, controller_id) REFERENCES controllers (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX controller_words_by_controller ON controller_words (workspace_id, controller_id);

CREATE TABLE subjects (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    name         text NOT NULL,
    folded_name  text NOT NULL,
    email        text NOT NULL,
    address      text NOT NULL,
    country      text NOT NULL,
    identifiers  text NOT NULL,
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE INDEX subjects_by_name ON subjects (workspace_id, folded_name, id);

CREATE TABLE subject_words (
    workspace_id text NOT NULL,
    word         text NOT NULL,
    subject_id   text NOT NULL,
    PRIMARY KEY (workspace_id, word, subject_id),
    FOREIGN KEY (workspace_id, subject_id) REFERENCES subjects (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subject_words_by_subject ON subject_words (workspace_id, subject_id);

-- A stream of events belongs to a request or a complaint. Its row is locked while
-- an event is appended, and remembers the last one, so that missing last events are
-- noticed: the chain of hashes alone does not show that.
CREATE TABLE streams (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    owner_kind   text NOT NULL CHECK (owner_kind IN ('request', 'complaint')),
    last_seq     integer NOT NULL,
    last_hash    text NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT;

-- A stream stands here only within the transaction that erases its whole request;
-- see the triggers on events.
CREATE TABLE erasing (
    workspace_id text NOT NULL,
    stream_id    text NOT NULL,
    PRIMARY KEY (workspace_id, stream_id),
    FOREIGN KEY (workspace_id, stream_id) REFERENCES streams (workspace_id, id)
) STRICT;

CREATE TABLE events (
    workspace_id text NOT NULL,
    stream_id    text NOT NULL,
    seq          integer NOT NULL CHECK (seq > 0),
    id           text NOT NULL,
    kind         text NOT NULL CHECK (kind <> ''),
    on_day       text NOT NULL CHECK (on_day = date(on_day)),
    recorded_at  text NOT NULL CHECK (recorded_at = strftime('%Y-%m-%d %H:%M:%SZ', recorded_at)),
    actor_id     text NOT NULL,
    message_id   text NOT NULL,
    details      text NOT NULL,
    prev_hash    text NOT NULL,
    hash         text NOT NULL CHECK (hash <> ''),
    PRIMARY KEY (workspace_id, stream_id, seq),
    FOREIGN KEY (workspace_id, stream_id) REFERENCES streams (workspace_id, id)
) STRICT;
CREATE UNIQUE INDEX events_id ON events (workspace_id, id);

-- +goose StatementBegin
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE erasing.workspace_id = OLD.workspace_id AND erasing.stream_id = OLD.stream_id)
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd
-- INSERT OR REPLACE deletes the old row without asking the trigger above, unless
-- the connection has recursive triggers switched on.
-- +goose StatementBegin
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE workspace_id = NEW.workspace_id
    AND (id = NEW.id OR (stream_id = NEW.stream_id AND seq = NEW.seq)))
BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
-- +goose StatementEnd

-- The columns from status on are derived from the events and can be computed again.
-- due_sort and updated_sort are the keys of lists and never NULL.
CREATE TABLE requests (
    workspace_id    text NOT NULL REFERENCES workspaces (id),
    id              text NOT NULL,
    reference       text NOT NULL CHECK (reference <> ''),
    controller_id   text NOT NULL,
    controller_sort text NOT NULL,
    subject_id      text NOT NULL,
    rights          text NOT NULL,
    regime          text NOT NULL,
    rule_date       text CHECK (rule_date = date(rule_date)),
    region          text NOT NULL,
    time_zone       text NOT NULL,
    language        text NOT NULL,
    channel         text NOT NULL CHECK (channel IN ('email', 'post', 'form')),
    details         text NOT NULL,
    hold_override   integer NOT NULL CHECK (hold_override IN (0, 1)),
    created_at      text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    created_by      text NOT NULL,
    version         integer NOT NULL,
    status          text NOT NULL CHECK (status IN
        ('draft', 'sent', 'waiting', 'needs_you', 'answered', 'disputed', 'complained', 'closed')),
    outcome         text NOT NULL CHECK (outcome IN
        ('', 'fulfilled', 'partly', 'refused', 'no_data', 'ignored', 'withdrawn')),
    sent_on         text CHECK (sent_on = date(sent_on)),
    received_on     text CHECK (received_on = date(received_on)),
    due             text CHECK (due = date(due)),
    extended_due    text CHECK (extended_due = date(extended_due)),
    effective_due   text CHECK (effective_due = date(effective_due)),
    complaint_from  text CHECK (complaint_from = date(complaint_from)),
    extended        integer NOT NULL CHECK (extended IN (0, 1)),
    awaiting        integer NOT NULL CHECK (awaiting IN (0, 1)),
    overdue_at      text CHECK (overdue_at = strftime('%Y-%m-%d %H:%M:%SZ', overdue_at)),
    reply_on        text CHECK (reply_on = date(reply_on)),
    sent_unseen_on  text CHECK (sent_unseen_on = date(sent_unseen_on)),
    clock_version   integer NOT NULL,
    next_action     text NOT NULL,
    last_event_on   text CHECK (last_event_on = date(last_event_on)),
    last_event_kind text NOT NULL,
    due_sort        text NOT NULL GENERATED ALWAYS AS (COALESCE(effective_due, '9999-12-31')) STORED,
    updated_sort    text NOT NULL GENERATED ALWAYS AS (COALESCE(last_event_on, substr(created_at, 1, 10))) STORED,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, id) REFERENCES streams (workspace_id, id),
    FOREIGN KEY (workspace_id, controller_id) REFERENCES controllers (workspace_id, id),
    FOREIGN KEY (workspace_id, subject_id) REFERENCES subjects (workspace_id, id)
) STRICT;
CREATE UNIQUE INDEX requests_reference ON requests (reference);
CREATE INDEX requests_by_due ON requests (workspace_id, due_sort, id);
CREATE INDEX requests_open_by_due ON requests (workspace_id, due_sort, id) WHERE status <> 'closed';
CREATE INDEX requests_awaiting_by_due ON requests (workspace_id, due_sort, id) WHERE awaiting;
CREATE INDEX requests_by_status ON requests (workspace_id, status, due_sort, id);
CREATE INDEX requests_by_action ON requests (workspace_id, next_action, due_sort, id);
CREATE INDEX requests_by_creation ON requests (workspace_id, created_at, id);
CREATE INDEX requests_by_controller_name ON requests (workspace_id, controller_sort, id);
CREATE INDEX requests_by_update ON requests (workspace_id, updated_sort, id);
CREATE INDEX requests_by_controller ON requests (workspace_id, controller_id, created_at, id);
CREATE INDEX requests_by_subject ON requests (workspace_id, subject_id, created_at, id);
CREATE INDEX requests_complainable ON requests (workspace_id, complaint_from) WHERE awaiting;
CREATE INDEX requests_answered ON requests (workspace_id, reply_on) WHERE status = 'answered';
CREATE INDEX requests_unseen ON requests (workspace_id, sent_unseen_on) WHERE status = 'sent';

CREATE TABLE letters (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    request_id   text NOT NULL,
    kind         text NOT NULL,
    language     text NOT NULL,
    subject      text NOT NULL,
    body         text NOT NULL,
    template     text NOT NULL,
    rule_date    text CHECK (rule_date = date(rule_date)),
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
CREATE INDEX letters_by_request ON letters (workspace_id, request_id, created_at);

CREATE TABLE messages (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    request_id   text NOT NULL,
    direction    text NOT NULL CHECK (direction IN ('in', 'out')),
    on_day       text NOT NULL CHECK (on_day = date(on_day)),
    subject      text NOT NULL,
    from_address text NOT NULL,
    to_address   text NOT NULL,
    body         text NOT NULL,
    language     text NOT NULL,
    file_name    text NOT NULL,
    media_type   text NOT NULL,
    raw_hash     text NOT NULL,
    mail_id      text NOT NULL,
    letter_id    text NOT NULL,
    outbox_id    text NOT NULL,
    recorded_at  text NOT NULL CHECK (recorded_at = strftime('%Y-%m-%d %H:%M:%SZ', recorded_at)),
    actor_id     text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
CREATE INDEX messages_by_request ON messages (workspace_id, request_id, on_day);
CREATE INDEX messages_by_raw ON messages (workspace_id, raw_hash) WHERE raw_hash <> '';
CREATE INDEX messages_by_mail_id ON messages (workspace_id, mail_id) WHERE mail_id <> '';

-- Raw bytes of messages under their SHA-256, once per workspace.
CREATE TABLE blobs (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    hash         text NOT NULL,
    content      blob NOT NULL,
    PRIMARY KEY (workspace_id, hash)
) STRICT;

CREATE TABLE findings (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    request_id   text NOT NULL,
    message_id   text NOT NULL,
    kind         text NOT NULL,
    source       text NOT NULL CHECK (source IN ('text', 'events')),
    verdict      text NOT NULL CHECK (verdict IN ('unlawful', 'lawful', 'judge')),
    start_byte   integer NOT NULL,
    end_byte     integer NOT NULL,
    quote        text NOT NULL,
    rule         text NOT NULL,
    confidence   real NOT NULL,
    evidence     text NOT NULL,
    status       text NOT NULL CHECK (status IN ('suspected', 'confirmed', 'dismissed')),
    reviewed_by  text NOT NULL,
    reviewed_at  text CHECK (reviewed_at = strftime('%Y-%m-%d %H:%M:%SZ', reviewed_at)),
    version      integer NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
CREATE INDEX findings_by_request ON findings (workspace_id, request_id, message_id, start_byte);

CREATE TABLE complaints (
    workspace_id   text NOT NULL REFERENCES workspaces (id),
    id             text NOT NULL,
    authority_id   text NOT NULL,
    authority_name text NOT NULL,
    regime         text NOT NULL,
    region         text NOT NULL,
    time_zone      text NOT NULL,
    reference      text NOT NULL,
    lodged_on      text NOT NULL CHECK (lodged_on = date(lodged_on)),
    status         text NOT NULL CHECK (status IN ('lodged', 'informed', 'decided', 'withdrawn')),
    last_heard_on  text CHECK (last_heard_on = date(last_heard_on)),
    silent_due     text CHECK (silent_due = date(silent_due)),
    remedy_from    text CHECK (remedy_from = date(remedy_from)),
    clock_version  integer NOT NULL,
    created_at     text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    version        integer NOT NULL,
    remedy_sort    text NOT NULL GENERATED ALWAYS AS (COALESCE(remedy_from, '9999-12-31')) STORED,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, id) REFERENCES streams (workspace_id, id)
) STRICT;
CREATE INDEX complaints_by_remedy ON complaints (workspace_id, remedy_sort, id);
CREATE INDEX complaints_pending ON complaints (workspace_id, remedy_from) WHERE status IN ('lodged', 'informed');

CREATE TABLE complaint_requests (
    workspace_id text NOT NULL,
    complaint_id text NOT NULL,
    request_id   text NOT NULL,
    position     integer NOT NULL,
    PRIMARY KEY (workspace_id, complaint_id, request_id),
    FOREIGN KEY (workspace_id, complaint_id) REFERENCES complaints (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
CREATE INDEX complaint_requests_by_request ON complaint_requests (workspace_id, request_id);

-- ready_at is when a mail may be claimed: when it is due, or when the lease of the
-- worker that has it ends.
CREATE TABLE outbox (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    request_id   text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('letter', 'reminder', 'test')),
    from_address text NOT NULL,
    to_address   text NOT NULL,
    mail_id      text NOT NULL,
    raw          blob NOT NULL,
    state        text NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'failed', 'canceled')),
    attempts     integer NOT NULL,
    not_before   text NOT NULL CHECK (not_before = strftime('%Y-%m-%d %H:%M:%SZ', not_before)),
    lease_until  text CHECK (lease_until = strftime('%Y-%m-%d %H:%M:%SZ', lease_until)),
    response     text NOT NULL,
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    sent_at      text CHECK (sent_at = strftime('%Y-%m-%d %H:%M:%SZ', sent_at)),
    ready_at     text NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, not_before)) STORED,
    PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE INDEX outbox_id ON outbox (id);
CREATE INDEX outbox_by_request ON outbox (workspace_id, request_id, created_at);
CREATE INDEX outbox_ready ON outbox (ready_at, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_failed ON outbox (created_at) WHERE state = 'failed';

-- The primary key is what keeps anybody from being reminded twice. There are no
-- foreign keys: a sweep takes request and recipient from their tables in the same
-- statement, and checking them again doubled its time. A reminder whose request was
-- erased meanwhile finds nothing when it is to be sent.
CREATE TABLE reminders (
    workspace_id  text NOT NULL,
    subject_of    text NOT NULL,
    kind          text NOT NULL,
    clock_version integer NOT NULL,
    recipient_id  text NOT NULL,
    request_id    text NOT NULL,
    day           text NOT NULL CHECK (day = date(day)),
    state         text NOT NULL CHECK (state IN ('pending', 'sent', 'obsolete', 'failed')),
    lease_until   text CHECK (lease_until = strftime('%Y-%m-%d %H:%M:%SZ', lease_until)),
    created_at    text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    sent_at       text CHECK (sent_at = strftime('%Y-%m-%d %H:%M:%SZ', sent_at)),
    outbox_id     text NOT NULL,
    ready_at      text NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, created_at)) STORED,
    PRIMARY KEY (workspace_id, subject_of, kind, clock_version, recipient_id)
) STRICT;
CREATE INDEX reminders_of_complaints ON reminders (workspace_id, request_id) WHERE subject_of <> request_id;
CREATE INDEX reminders_ready ON reminders (ready_at) WHERE state = 'pending';
CREATE INDEX reminders_pending ON reminders (workspace_id, recipient_id, day) WHERE state = 'pending';

CREATE TABLE job_runs (
    name          text NOT NULL PRIMARY KEY,
    last_started  text NOT NULL CHECK (last_started = strftime('%Y-%m-%d %H:%M:%SZ', last_started)),
    last_success  text CHECK (last_success = strftime('%Y-%m-%d %H:%M:%SZ', last_success)),
    last_error    text NOT NULL,
    last_error_at text CHECK (last_error_at = strftime('%Y-%m-%d %H:%M:%SZ', last_error_at))
) STRICT;

-- Answers to calls with an Idempotency-Key; status 0 while the call is running.
CREATE TABLE idempotency (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    key          text NOT NULL,
    fingerprint  text NOT NULL,
    status       integer NOT NULL,
    body         blob NOT NULL,
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    PRIMARY KEY (workspace_id, key)
) STRICT;
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE audit (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    actor_id     text NOT NULL,
    action       text NOT NULL,
    object_id    text NOT NULL,
    at           text NOT NULL CHECK (at = strftime('%Y-%m-%d %H:%M:%SZ', at)),
    PRIMARY KEY (workspace_id, id)
) STRICT;
CREATE INDEX audit_by_object ON audit (workspace_id, object_id, at);
