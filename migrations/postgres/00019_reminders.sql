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
ALTER TABLE requests ADD COLUMN asked_on date;
ALTER TABLE requests ADD COLUMN asked_kind text COLLATE "C" NOT NULL DEFAULT '';
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
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('own', 'link_expires')),
    day          date NOT NULL,
    note         text NOT NULL,
    created_by   text COLLATE "C" NOT NULL,
    created_at   timestamptz NOT NULL,
    done_at      timestamptz,
    version      integer NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX request_dates_by_request ON request_dates (workspace_id, request_id, day);
CREATE INDEX request_dates_open ON request_dates (workspace_id, kind, day) WHERE done_at IS NULL;

CREATE TABLE reminder_choices (
    workspace_id  text COLLATE "C" NOT NULL,
    request_id    text COLLATE "C" NOT NULL,
    user_id       text COLLATE "C" NOT NULL,
    muted         boolean NOT NULL,
    snoozed_until date,
    PRIMARY KEY (workspace_id, request_id, user_id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id),
    FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id)
);

ALTER TABLE reminders ALTER COLUMN day DROP NOT NULL;
