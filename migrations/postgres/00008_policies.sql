-- What a controller publishes about how it treats requests: the text as somebody read it
-- on a day, its SHA-256, and the restrictions that were found in it (JSON).

-- +goose Up
CREATE TABLE policies (
    workspace_id  text COLLATE "C" NOT NULL,
    id            text COLLATE "C" NOT NULL,
    controller_id text COLLATE "C" NOT NULL,
    text          text NOT NULL CHECK (text <> ''),
    hash          text NOT NULL,
    url           text NOT NULL,
    language      text NOT NULL,
    read_on       date NOT NULL,
    found         text NOT NULL,
    created_at    timestamptz NOT NULL,
    created_by    text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, controller_id) REFERENCES controllers (workspace_id, id)
);
CREATE INDEX policies_by_controller ON policies (workspace_id, controller_id, read_on, id);
