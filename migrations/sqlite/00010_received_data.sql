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
    workspace_id text NOT NULL REFERENCES workspaces (id),
    sha256       text NOT NULL,
    size         integer NOT NULL,
    PRIMARY KEY (workspace_id, sha256)
) STRICT;

CREATE TABLE data_files (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    request_id   text NOT NULL,
    sha256       text NOT NULL,
    name         text NOT NULL,
    size         integer NOT NULL,
    media_type   text NOT NULL,
    received_on  text NOT NULL CHECK (received_on = date(received_on)),
    added_at     text NOT NULL CHECK (added_at = strftime('%Y-%m-%d %H:%M:%SZ', added_at)),
    added_by     text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id),
    FOREIGN KEY (workspace_id, sha256) REFERENCES data_contents (workspace_id, sha256)
) STRICT;
CREATE UNIQUE INDEX data_files_by_request ON data_files (workspace_id, request_id, sha256);
CREATE INDEX data_files_by_content ON data_files (workspace_id, sha256);

CREATE TABLE data_scans (
    workspace_id text NOT NULL,
    id           text NOT NULL,
    request_id   text NOT NULL,
    state        text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    files        text NOT NULL,
    requested_on text CHECK (requested_on = date(requested_on)),
    received_on  text NOT NULL CHECK (received_on = date(received_on)),
    bytes_done   integer NOT NULL,
    bytes_total  integer NOT NULL,
    unpacked     integer NOT NULL,
    entries      integer NOT NULL,
    checkpoint   text NOT NULL,
    result       text NOT NULL,
    error_key    text NOT NULL,
    attempt      integer NOT NULL,
    crashes      integer NOT NULL,
    lease_until  text CHECK (lease_until = strftime('%Y-%m-%d %H:%M:%SZ', lease_until)),
    queued_at    text NOT NULL CHECK (queued_at = strftime('%Y-%m-%d %H:%M:%SZ', queued_at)),
    queued_by    text NOT NULL,
    started_at   text CHECK (started_at = strftime('%Y-%m-%d %H:%M:%SZ', started_at)),
    finished_at  text CHECK (finished_at = strftime('%Y-%m-%d %H:%M:%SZ', finished_at)),
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
) STRICT;
CREATE INDEX data_scans_by_request ON data_scans (workspace_id, request_id, id);
CREATE UNIQUE INDEX data_scans_open ON data_scans (workspace_id, request_id) WHERE state IN ('queued', 'running');
CREATE INDEX data_scans_ready ON data_scans (queued_at, id) WHERE state IN ('queued', 'running');

ALTER TABLE requests ADD COLUMN known_since text CHECK (known_since = date(known_since));
