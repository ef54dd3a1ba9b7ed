-- The beginning of what an incoming mail says (excerpt), and the events that a person has
-- said a message does not tell of, so that they are not proposed again.

-- +goose Up
ALTER TABLE incoming ADD COLUMN excerpt text NOT NULL DEFAULT '';

CREATE TABLE dismissed_proposals (
    workspace_id text COLLATE "C" NOT NULL,
    message_id   text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    dismissed_by text NOT NULL,
    dismissed_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, message_id, kind),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX dismissed_proposals_by_request ON dismissed_proposals (workspace_id, request_id);
