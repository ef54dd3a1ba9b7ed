-- A mark of its own for each report that says that an address takes no mail, so that one
-- report can be taken back without the others: report_id is the message that it is.

-- +goose Up
CREATE TABLE bounced_addresses_new (
    workspace_id text COLLATE "C" NOT NULL REFERENCES workspaces (id),
    address      text COLLATE "C" NOT NULL,
    report_id    text COLLATE "C" NOT NULL,
    words        text NOT NULL,
    bounced_at   timestamptz NOT NULL,
    cleared_by   text NOT NULL,
    cleared_at   timestamptz,
    PRIMARY KEY (workspace_id, address, report_id)
);
INSERT INTO bounced_addresses_new (workspace_id, address, report_id, words, bounced_at, cleared_by, cleared_at)
    SELECT workspace_id, address, '', words, bounced_at, cleared_by, cleared_at FROM bounced_addresses;
DROP TABLE bounced_addresses;
ALTER TABLE bounced_addresses_new RENAME TO bounced_addresses;
