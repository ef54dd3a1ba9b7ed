-- Clocks are held: a request and a complaint keep every clock with a day that the rules
-- gave them, also those of which nobody has to be reminded (remind is '' then). Where the
-- rules of a release give others, those here stand until somebody accepts the change or
-- something happens, see docs/decisions/law-changes.md. requests.law_edition names the
-- calculation from now on; where it does not, the clocks have yet to be worked out.

-- +goose Up
CREATE TABLE clocks_held (
    workspace_id  text NOT NULL,
    subject_of    text NOT NULL,
    clock         text NOT NULL,
    request_id    text NOT NULL,
    duty          text NOT NULL CHECK (duty IN ('controller', 'person', 'authority', 'court')),
    kind          text NOT NULL CHECK (kind IN ('deadline', 'window', 'wait')),
    remind        text NOT NULL CHECK (remind IN ('', 'before', 'after')),
    start_on      text NOT NULL CHECK (start_on = date(start_on)),
    opens_on      text CHECK (opens_on = date(opens_on)),
    end_on        text NOT NULL CHECK (end_on = date(end_on)),
    clock_version integer NOT NULL,
    PRIMARY KEY (workspace_id, subject_of, clock),
    FOREIGN KEY (workspace_id, subject_of) REFERENCES streams (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
INSERT INTO clocks_held (workspace_id, subject_of, clock, request_id, duty, kind, remind, start_on, opens_on, end_on, clock_version)
SELECT workspace_id, subject_of, clock, request_id, duty, kind, remind, start_on, opens_on, end_on, clock_version FROM clocks;
DROP TABLE clocks;
ALTER TABLE clocks_held RENAME TO clocks;
CREATE INDEX clocks_by_end ON clocks (workspace_id, remind, end_on);
CREATE INDEX clocks_by_request ON clocks (workspace_id, request_id, end_on);
