-- What a person received in answer to a request, and what scanning it showed.
--   * data_contents has one row for each content that is stored below the directory of
--     files, in a file named by its SHA-256. Whoever adds or removes one holds its row.
--   * data_files are the files of a request; the same content is there once.
--   * data_scans are the runs of the scan. files lists the ids that were read (JSON);
--     checkpoint and result are JSON of package datascan, '' where there is none. Whoever
--     runs a scan has raised attempt and writes only while it is still theirs; crashes
--     counts the runs that ended without a word.
--   * requests.known_since is the day on which the relation with the controller began, as
--     the person says.

-- +goose Up
CREATE TABLE data_contents (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    sha256       text COLLATE "C" NOT NULL,
    size         bigint NOT NULL,
    PRIMARY KEY (workspace_id, sha256)
);

CREATE TABLE data_files (
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    sha256       text COLLATE "C" NOT NULL,
    name         text NOT NULL,
    size         bigint NOT NULL,
    media_type   text NOT NULL,
    received_on  date NOT NULL,
    added_at     timestamptz NOT NULL,
    added_by     text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id),
    FOREIGN KEY (workspace_id, sha256) REFERENCES data_contents (workspace_id, sha256)
);
CREATE UNIQUE INDEX data_files_by_request ON data_files (workspace_id, request_id, sha256);
CREATE INDEX data_files_by_content ON data_files (workspace_id, sha256);

CREATE TABLE data_scans (
    workspace_id text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    request_id   text COLLATE "C" NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    files        text NOT NULL,
    requested_on date,
    received_on  date NOT NULL,
    bytes_done   bigint NOT NULL,
    bytes_total  bigint NOT NULL,
    unpacked     bigint NOT NULL,
    entries      bigint NOT NULL,
    checkpoint   text NOT NULL,
    result       text NOT NULL,
    error_key    text NOT NULL,
    attempt      integer NOT NULL,
    crashes      integer NOT NULL,
    lease_until  timestamptz,
    queued_at    timestamptz NOT NULL,
    queued_by    text NOT NULL,
    started_at   timestamptz,
    finished_at  timestamptz,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX data_scans_by_request ON data_scans (workspace_id, request_id, id);
CREATE UNIQUE INDEX data_scans_open ON data_scans (workspace_id, request_id) WHERE state IN ('queued', 'running');
CREATE INDEX data_scans_ready ON data_scans (queued_at, id) WHERE state IN ('queued', 'running');

ALTER TABLE requests ADD COLUMN known_since date;
