-- What reminders follow from, beside the dates that are here already.
--   * asked_on and asked_kind are the question that waits for the person's answer. For the
--     requests that are here they are read from the events; a request whose events were
--     corrected gets them with its next event or from "recourse rebuild".
--   * request_dates are days that a person set: own ones, of which they alone are
--     reminded, and the last day of a link to the data received.
--   * reminder_choices are what a person chose for the reminders of one request: none at
--     all (muted), or none before a day.
--   * A reminder that corrects a day speaks of none (day) where no other took its place.

-- +goose Up
ALTER TABLE requests ADD COLUMN asked_on text CHECK (asked_on = date(asked_on));
ALTER TABLE requests ADD COLUMN asked_kind text NOT NULL DEFAULT '';
UPDATE requests SET asked_on = (
        SELECT e.on_day FROM events e WHERE e.workspace_id = requests.workspace_id AND e.stream_id = requests.id
            AND e.kind IN ('id_requested', 'clarification_requested') ORDER BY e.on_day DESC, e.seq DESC LIMIT 1),
    asked_kind = (
        SELECT e.kind FROM events e WHERE e.workspace_id = requests.workspace_id AND e.stream_id = requests.id
            AND e.kind IN ('id_requested', 'clarification_requested') ORDER BY e.on_day DESC, e.seq DESC LIMIT 1)
WHERE status = 'needs_you'
    AND EXISTS (SELECT 1 FROM events e WHERE e.workspace_id = requests.workspace_id AND e.stream_id = requests.id
        AND e.kind IN ('id_requested', 'clarification_requested'))
    AND NOT EXISTS (SELECT 1 FROM events e WHERE e.workspace_id = requests.workspace_id AND e.stream_id = requests.id
        AND e.kind = 'correction');
CREATE INDEX requests_asked ON requests (workspace_id, asked_on) WHERE status = 'needs_you';
CREATE INDEX requests_drafts ON requests (workspace_id, updated_sort) WHERE status = 'draft';

CREATE TABLE request_dates (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    request_id   text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('own', 'link_expires')),
    day          text NOT NULL CHECK (day = date(day)),
    note         text NOT NULL,
    created_by   text NOT NULL,
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    done_at      text CHECK (done_at = strftime('%Y-%m-%d %H:%M:%SZ', done_at)),
    version      integer NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
CREATE INDEX request_dates_by_request ON request_dates (workspace_id, request_id, day);
CREATE INDEX request_dates_open ON request_dates (workspace_id, kind, day) WHERE done_at IS NULL;

CREATE TABLE reminder_choices (
    workspace_id  text NOT NULL,
    request_id    text NOT NULL,
    user_id       text NOT NULL,
    muted         integer NOT NULL CHECK (muted IN (0, 1)),
    snoozed_until text CHECK (snoozed_until = date(snoozed_until)),
    PRIMARY KEY (workspace_id, request_id, user_id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
) STRICT;

CREATE TABLE reminders_new (
    workspace_id  text NOT NULL,
    subject_of    text NOT NULL,
    kind          text NOT NULL,
    clock_version integer NOT NULL,
    recipient_id  text NOT NULL,
    request_id    text NOT NULL,
    day           text CHECK (day = date(day)),
    state         text NOT NULL CHECK (state IN ('pending', 'sent', 'obsolete', 'failed')),
    lease_until   text CHECK (lease_until = strftime('%Y-%m-%d %H:%M:%SZ', lease_until)),
    created_at    text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    sent_at       text CHECK (sent_at = strftime('%Y-%m-%d %H:%M:%SZ', sent_at)),
    outbox_id     text NOT NULL,
    ready_at      text NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, created_at)) STORED,
    PRIMARY KEY (workspace_id, subject_of, kind, clock_version, recipient_id)
) STRICT;
INSERT INTO reminders_new (workspace_id, subject_of, kind, clock_version, recipient_id, request_id, day, state, lease_until, created_at, sent_at, outbox_id)
    SELECT workspace_id, subject_of, kind, clock_version, recipient_id, request_id, day, state, lease_until, created_at, sent_at, outbox_id FROM reminders;
DROP TABLE reminders;
ALTER TABLE reminders_new RENAME TO reminders;
CREATE INDEX reminders_of_complaints ON reminders (workspace_id, request_id) WHERE subject_of <> request_id;
CREATE INDEX reminders_ready ON reminders (ready_at) WHERE state = 'pending';
CREATE INDEX reminders_pending ON reminders (workspace_id, recipient_id, day) WHERE state = 'pending';
CREATE INDEX reminders_mailed ON reminders (workspace_id, outbox_id) WHERE outbox_id <> '';
