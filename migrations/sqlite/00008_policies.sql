-- What a controller publishes about how it treats requests: the text as somebody read it
-- on a day, its SHA-256, and the restrictions that were found in it (JSON).

-- +goose Up
CREATE TABLE policies (
    workspace_id  text NOT NULL,
    id            text NOT NULL,
    controller_id text NOT NULL,
    text          text NOT NULL CHECK (text <> ''),
    hash          text NOT NULL,
    url           text NOT NULL,
    language      text NOT NULL,
    read_on       text NOT NULL CHECK (read_on = date(read_on)),
    found         text NOT NULL,
    created_at    text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    created_by    text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, controller_id) REFERENCES controllers (workspace_id, id)
) STRICT;
CREATE INDEX policies_by_controller ON policies (workspace_id, controller_id, read_on, id);
