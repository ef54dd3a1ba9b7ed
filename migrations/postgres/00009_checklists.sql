-- What a person says of each item that an answer to a request for access has to contain
-- (checklist_items), and two more things in which a restriction is seen: the data that came
-- ("data") and this list ("checklist").

-- +goose Up
ALTER TABLE findings DROP CONSTRAINT findings_source_check;
ALTER TABLE findings ADD CONSTRAINT findings_source_check CHECK (source IN ('text', 'events', 'data', 'checklist'));

CREATE TABLE checklist_items (
    workspace_id text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    item         text COLLATE "C" NOT NULL,
    answer       text NOT NULL CHECK (answer IN ('', 'given', 'partly', 'categories', 'missing', 'not_applicable')),
    note         text NOT NULL,
    said_by      text COLLATE "C" NOT NULL,
    said_at      timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, request_id, item),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
