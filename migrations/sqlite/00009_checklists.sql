-- What a person says of each item that an answer to a request for access has to contain
-- (checklist_items), and two more things in which a restriction is seen: the data that came
-- ("data") and this list ("checklist"). SQLite changes no condition of a table, so findings
-- are put into a new one.

-- +goose Up
CREATE TABLE findings_new (
    workspace_id  text NOT NULL,
    id            text NOT NULL,
    request_id    text NOT NULL,
    message_id    text NOT NULL,
    kind          text NOT NULL,
    source        text NOT NULL CHECK (source IN ('text', 'events', 'data', 'checklist')),
    verdict       text NOT NULL CHECK (verdict IN ('unlawful', 'lawful', 'judge')),
    start_byte    integer NOT NULL,
    end_byte      integer NOT NULL,
    quote         text NOT NULL,
    rule          text NOT NULL,
    confidence    real NOT NULL,
    evidence      text NOT NULL,
    status        text NOT NULL CHECK (status IN ('suspected', 'confirmed', 'dismissed')),
    reviewed_by   text NOT NULL,
    reviewed_at   text CHECK (reviewed_at = strftime('%Y-%m-%d %H:%M:%SZ', reviewed_at)),
    version       integer NOT NULL,
    found_verdict text NOT NULL DEFAULT 'judge' CHECK (found_verdict IN ('unlawful', 'lawful', 'judge')),
    answer        text NOT NULL DEFAULT '' CHECK (answer IN ('', 'yes', 'no', 'unknown')),
    answered_by   text NOT NULL DEFAULT '',
    answered_at   text CHECK (answered_at = strftime('%Y-%m-%d %H:%M:%SZ', answered_at)),
    reason        text NOT NULL DEFAULT '',
    note          text NOT NULL DEFAULT '',
    replaces      text NOT NULL DEFAULT '',
    added_by      text NOT NULL DEFAULT '',
    added_at      text CHECK (added_at = strftime('%Y-%m-%d %H:%M:%SZ', added_at)),
    seen_on       text NOT NULL DEFAULT '1900-01-01' CHECK (seen_on = date(seen_on)),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
INSERT INTO findings_new (workspace_id, id, request_id, message_id, kind, source, verdict, start_byte, end_byte, quote,
        rule, confidence, evidence, status, reviewed_by, reviewed_at, version, found_verdict, answer, answered_by,
        answered_at, reason, note, replaces, added_by, added_at, seen_on)
    SELECT workspace_id, id, request_id, message_id, kind, source, verdict, start_byte, end_byte, quote,
        rule, confidence, evidence, status, reviewed_by, reviewed_at, version, found_verdict, answer, answered_by,
        answered_at, reason, note, replaces, added_by, added_at, seen_on FROM findings;
DROP TABLE findings;
ALTER TABLE findings_new RENAME TO findings;
CREATE INDEX findings_by_request ON findings (workspace_id, request_id, message_id, start_byte);
CREATE INDEX findings_by_day ON findings (workspace_id, seen_on, id);
CREATE INDEX findings_by_kind ON findings (workspace_id, kind, id);
CREATE INDEX findings_by_status ON findings (workspace_id, status, seen_on, id);

CREATE TABLE checklist_items (
    workspace_id text NOT NULL,
    request_id   text NOT NULL,
    item         text NOT NULL,
    answer       text NOT NULL CHECK (answer IN ('', 'given', 'partly', 'categories', 'missing', 'not_applicable')),
    note         text NOT NULL,
    said_by      text NOT NULL,
    said_at      text NOT NULL CHECK (said_at = strftime('%Y-%m-%d %H:%M:%SZ', said_at)),
    PRIMARY KEY (workspace_id, request_id, item),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
