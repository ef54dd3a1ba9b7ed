-- The schema. Conventions:
--   * Every table of a workspace has its id first in the primary key and in the
--     indexes, so that a sharding PostgreSQL can distribute by it. The exceptions
--     are what must be unique everywhere (addresses, token hashes, references) and
--     the queues that the background jobs read.
--   * A reference to another table repeats the workspace id: a row cannot point
--     into another workspace.
--   * Ids are text (UUIDv7). Texts that are compared or sorted have the collation
--     "C", which both databases share.
--   * Days are dates, instants are UTC in whole seconds. NULL means "no such day";
--     texts are never NULL.
--   * Lists and details are JSON in a text that the database does not look into.

-- +goose Up
CREATE TABLE workspaces (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE users (
    workspace_id  text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id            text COLLATE "C" NOT NULL,
    role          text NOT NULL CHECK (role IN ('owner', 'caseworker', 'reader')),
    email         text COLLATE "C" NOT NULL CHECK (email <> ''),
    name          text NOT NULL,
    password_hash text NOT NULL,
    language      text NOT NULL,
    time_zone     text COLLATE "C" NOT NULL CHECK (time_zone <> ''),
    reminder_hour integer NOT NULL CHECK (reminder_hour BETWEEN 0 AND 23),
    reminder_days text COLLATE "C" NOT NULL,
    reminders     boolean NOT NULL,
    theme         text NOT NULL CHECK (theme IN ('', 'light', 'dark')),
    created_at    timestamptz NOT NULL,
    version       integer NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX users_id ON users (id);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_by_zone ON users (time_zone, reminder_days) WHERE reminders;

CREATE TABLE tokens (
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    user_id      text COLLATE "C" NOT NULL,
    name         text NOT NULL,
    hash         text COLLATE "C" NOT NULL CHECK (hash <> ''),
    created_at   timestamptz NOT NULL,
    last_used_on date,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);
CREATE UNIQUE INDEX tokens_id ON tokens (id);
CREATE UNIQUE INDEX tokens_hash ON tokens (hash);
CREATE INDEX tokens_by_user ON tokens (workspace_id, user_id, created_at);

-- Sessions of the browser, as package scs keeps them.
CREATE TABLE sessions (
    token  text COLLATE "C" NOT NULL PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expiry);

CREATE TABLE controllers (
    workspace_id    text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id              text COLLATE "C" NOT NULL,
    name            text NOT NULL CHECK (name <> ''),
    folded_name     text COLLATE "C" NOT NULL,
    country         text COLLATE "C" NOT NULL,
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
    needs_id        boolean NOT NULL,
    note            text NOT NULL,
    source          text COLLATE "C" NOT NULL,
    source_key      text COLLATE "C" NOT NULL,
    source_urls     text NOT NULL,
    quality         text NOT NULL,
    import_hash     text COLLATE "C" NOT NULL,
    edited_by_hand  boolean NOT NULL,
    imported_at     timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    version         integer NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX controllers_source ON controllers (workspace_id, source, source_key) WHERE source_key <> '';
CREATE INDEX controllers_by_name ON controllers (workspace_id, folded_name, id);
CREATE INDEX controllers_by_country ON controllers (workspace_id, country, folded_name, id);

-- The words by which a controller is found; field 0 is the name, 1 an alias, 2 a
-- domain. A word that stands in several counts in the first.
CREATE TABLE controller_words (
    workspace_id  text COLLATE "C" NOT NULL,
    word          text COLLATE "C" NOT NULL,
    controller_id text COLLATE "C" NOT NULL,
    field         integer NOT NULL CHECK (field BETWEEN 0 AND 2),
    PRIMARY KEY (workspace_id, word, controller_id),
    FOREIGN KEY (workspace_id, controller_id) REFERENCES controllers (workspace_id, id)
);
CREATE INDEX controller_words_by_controller ON controller_words (workspace_id, controller_id);

CREATE TABLE subjects (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id           text COLLATE "C" NOT NULL,
    name         text NOT NULL,
    folded_name  text COLLATE "C" NOT NULL,
    email        text NOT NULL,
    address      text NOT NULL,
    country      text NOT NULL,
    identifiers  text NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX subjects_by_name ON subjects (workspace_id, folded_name, id);

CREATE TABLE subject_words (
    workspace_id text COLLATE "C" NOT NULL,
    word         text COLLATE "C" NOT NULL,
    subject_id   text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, word, subject_id),
    FOREIGN KEY (workspace_id, subject_id) REFERENCES subjects (workspace_id, id)
);
CREATE INDEX subject_words_by_subject ON subject_words (workspace_id, subject_id);

-- A stream of events belongs to a request or a complaint. Its row is locked while
-- an event is appended, and remembers the last one, so that missing last events are
-- noticed: the chain of hashes alone does not show that.
CREATE TABLE streams (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id           text COLLATE "C" NOT NULL,
    owner_kind   text NOT NULL CHECK (owner_kind IN ('request', 'complaint')),
    last_seq     integer NOT NULL,
    last_hash    text NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

-- A stream stands here only within the transaction that erases its whole request;
-- see the triggers on events.
CREATE TABLE erasing (
    workspace_id text COLLATE "C" NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, stream_id),
    FOREIGN KEY (workspace_id, stream_id) REFERENCES streams (workspace_id, id)
);

CREATE TABLE events (
    workspace_id text COLLATE "C" NOT NULL,
    stream_id    text COLLATE "C" NOT NULL,
    seq          integer NOT NULL CHECK (seq > 0),
    id           text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL CHECK (kind <> ''),
    on_day       date NOT NULL,
    recorded_at  timestamptz NOT NULL,
    actor_id     text NOT NULL,
    message_id   text NOT NULL,
    details      text NOT NULL,
    prev_hash    text NOT NULL,
    hash         text NOT NULL CHECK (hash <> ''),
    PRIMARY KEY (workspace_id, stream_id, seq),
    FOREIGN KEY (workspace_id, stream_id) REFERENCES streams (workspace_id, id)
);
CREATE UNIQUE INDEX events_id ON events (workspace_id, id);

-- +goose StatementBegin
CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM erasing
                WHERE erasing.workspace_id = OLD.workspace_id AND erasing.stream_id = OLD.stream_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_append_only();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_append_only();

-- The columns from status on are derived from the events and can be computed again.
-- due_sort and updated_sort are the keys of lists and never NULL.
CREATE TABLE requests (
    workspace_id    text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id              text COLLATE "C" NOT NULL,
    reference       text COLLATE "C" NOT NULL CHECK (reference <> ''),
    controller_id   text COLLATE "C" NOT NULL,
    controller_sort text COLLATE "C" NOT NULL,
    subject_id      text COLLATE "C" NOT NULL,
    rights          text COLLATE "C" NOT NULL,
    regime          text COLLATE "C" NOT NULL,
    rule_date       date,
    region          text NOT NULL,
    time_zone       text NOT NULL,
    language        text NOT NULL,
    channel         text NOT NULL CHECK (channel IN ('email', 'post', 'form')),
    details         text NOT NULL,
    hold_override   boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    created_by      text NOT NULL,
    version         integer NOT NULL,
    status          text COLLATE "C" NOT NULL CHECK (status IN
        ('draft', 'sent', 'waiting', 'needs_you', 'answered', 'disputed', 'complained', 'closed')),
    outcome         text NOT NULL CHECK (outcome IN
        ('', 'fulfilled', 'partly', 'refused', 'no_data', 'ignored', 'withdrawn')),
    sent_on         date,
    received_on     date,
    due             date,
    extended_due    date,
    effective_due   date,
    complaint_from  date,
    extended        boolean NOT NULL,
    awaiting        boolean NOT NULL,
    overdue_at      timestamptz,
    reply_on        date,
    sent_unseen_on  date,
    clock_version   integer NOT NULL,
    next_action     text COLLATE "C" NOT NULL,
    last_event_on   date,
    last_event_kind text NOT NULL,
    due_sort        date NOT NULL GENERATED ALWAYS AS (COALESCE(effective_due, DATE '9999-12-31')) STORED,
    updated_sort    date NOT NULL GENERATED ALWAYS AS (COALESCE(last_event_on, (created_at AT TIME ZONE 'UTC')::date)) STORED,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, id) REFERENCES streams (workspace_id, id),
    FOREIGN KEY (workspace_id, controller_id) REFERENCES controllers (workspace_id, id),
    FOREIGN KEY (workspace_id, subject_id) REFERENCES subjects (workspace_id, id)
);
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
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    kind         text NOT NULL,
    language     text NOT NULL,
    subject      text NOT NULL,
    body         text NOT NULL,
    template     text NOT NULL,
    rule_date    date,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX letters_by_request ON letters (workspace_id, request_id, created_at);

CREATE TABLE messages (
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    direction    text NOT NULL CHECK (direction IN ('in', 'out')),
    on_day       date NOT NULL,
    subject      text NOT NULL,
    from_address text NOT NULL,
    to_address   text NOT NULL,
    body         text NOT NULL,
    language     text NOT NULL,
    file_name    text NOT NULL,
    media_type   text NOT NULL,
    raw_hash     text COLLATE "C" NOT NULL,
    mail_id      text COLLATE "C" NOT NULL,
    letter_id    text NOT NULL,
    outbox_id    text NOT NULL,
    recorded_at  timestamptz NOT NULL,
    actor_id     text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX messages_by_request ON messages (workspace_id, request_id, on_day);
CREATE INDEX messages_by_raw ON messages (workspace_id, raw_hash) WHERE raw_hash <> '';
CREATE INDEX messages_by_mail_id ON messages (workspace_id, mail_id) WHERE mail_id <> '';

-- Raw bytes of messages under their SHA-256, once per workspace.
CREATE TABLE blobs (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    hash         text COLLATE "C" NOT NULL,
    content      bytea NOT NULL,
    PRIMARY KEY (workspace_id, hash)
);

CREATE TABLE findings (
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    message_id   text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    source       text NOT NULL CHECK (source IN ('text', 'events')),
    verdict      text NOT NULL CHECK (verdict IN ('unlawful', 'lawful', 'judge')),
    start_byte   integer NOT NULL,
    end_byte     integer NOT NULL,
    quote        text NOT NULL,
    rule         text NOT NULL,
    confidence   double precision NOT NULL,
    evidence     text NOT NULL,
    status       text NOT NULL CHECK (status IN ('suspected', 'confirmed', 'dismissed')),
    reviewed_by  text NOT NULL,
    reviewed_at  timestamptz,
    version      integer NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX findings_by_request ON findings (workspace_id, request_id, message_id, start_byte);

CREATE TABLE complaints (
    workspace_id   text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id             text COLLATE "C" NOT NULL,
    authority_id   text COLLATE "C" NOT NULL,
    authority_name text NOT NULL,
    regime         text NOT NULL,
    region         text NOT NULL,
    time_zone      text NOT NULL,
    reference      text NOT NULL,
    lodged_on      date NOT NULL,
    status         text COLLATE "C" NOT NULL CHECK (status IN ('lodged', 'informed', 'decided', 'withdrawn')),
    last_heard_on  date,
    silent_due     date,
    remedy_from    date,
    clock_version  integer NOT NULL,
    created_at     timestamptz NOT NULL,
    version        integer NOT NULL,
    remedy_sort    date NOT NULL GENERATED ALWAYS AS (COALESCE(remedy_from, DATE '9999-12-31')) STORED,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, id) REFERENCES streams (workspace_id, id)
);
CREATE INDEX complaints_by_remedy ON complaints (workspace_id, remedy_sort, id);
CREATE INDEX complaints_pending ON complaints (workspace_id, remedy_from) WHERE status IN ('lodged', 'informed');

CREATE TABLE complaint_requests (
    workspace_id text COLLATE "C" NOT NULL,
    complaint_id text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    position     integer NOT NULL,
    PRIMARY KEY (workspace_id, complaint_id, request_id),
    FOREIGN KEY (workspace_id, complaint_id) REFERENCES complaints (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX complaint_requests_by_request ON complaint_requests (workspace_id, request_id);

-- ready_at is when a mail may be claimed: when it is due, or when the lease of the
-- worker that has it ends.
CREATE TABLE outbox (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('letter', 'reminder', 'test')),
    from_address text NOT NULL,
    to_address   text NOT NULL,
    mail_id      text COLLATE "C" NOT NULL,
    raw          bytea NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'failed', 'canceled')),
    attempts     integer NOT NULL,
    not_before   timestamptz NOT NULL,
    lease_until  timestamptz,
    response     text NOT NULL,
    created_at   timestamptz NOT NULL,
    sent_at      timestamptz,
    ready_at     timestamptz NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, not_before)) STORED,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX outbox_id ON outbox (id);
CREATE INDEX outbox_by_request ON outbox (workspace_id, request_id, created_at);
CREATE INDEX outbox_ready ON outbox (ready_at, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_failed ON outbox (created_at) WHERE state = 'failed';

-- The primary key is what keeps anybody from being reminded twice. There are no
-- foreign keys: a sweep takes request and recipient from their tables in the same
-- statement, and checking them again doubled its time. A reminder whose request was
-- erased meanwhile finds nothing when it is to be sent.
CREATE TABLE reminders (
    workspace_id  text COLLATE "C" NOT NULL,
    subject_of    text COLLATE "C" NOT NULL,
    kind          text COLLATE "C" NOT NULL,
    clock_version integer NOT NULL,
    recipient_id  text COLLATE "C" NOT NULL,
    request_id    text COLLATE "C" NOT NULL,
    day           date NOT NULL,
    state         text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'sent', 'obsolete', 'failed')),
    lease_until   timestamptz,
    created_at    timestamptz NOT NULL,
    sent_at       timestamptz,
    outbox_id     text NOT NULL,
    ready_at      timestamptz NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, created_at)) STORED,
    PRIMARY KEY (workspace_id, subject_of, kind, clock_version, recipient_id)
);
CREATE INDEX reminders_of_complaints ON reminders (workspace_id, request_id) WHERE subject_of <> request_id;
CREATE INDEX reminders_ready ON reminders (ready_at) WHERE state = 'pending';
CREATE INDEX reminders_pending ON reminders (workspace_id, recipient_id, day) WHERE state = 'pending';

CREATE TABLE job_runs (
    name          text COLLATE "C" NOT NULL PRIMARY KEY,
    last_started  timestamptz NOT NULL,
    last_success  timestamptz,
    last_error    text NOT NULL,
    last_error_at timestamptz
);

-- Answers to calls with an Idempotency-Key; status 0 while the call is running.
CREATE TABLE idempotency (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    key          text COLLATE "C" NOT NULL,
    fingerprint  text NOT NULL,
    status       integer NOT NULL,
    body         bytea NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE audit (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    id           text COLLATE "C" NOT NULL,
    actor_id     text COLLATE "C" NOT NULL,
    action       text COLLATE "C" NOT NULL,
    object_id    text COLLATE "C" NOT NULL,
    at           timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX audit_by_object ON audit (workspace_id, object_id, at);
