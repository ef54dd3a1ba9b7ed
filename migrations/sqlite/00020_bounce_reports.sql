-- A mark of its own for each report that says that an address takes no mail, so that one
-- report can be taken back without the others: report_id is the message that it is.

-- +goose Up
CREATE TABLE bounced_addresses_new (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    address      text NOT NULL,
    report_id    text NOT NULL,
    words        text NOT NULL,
    bounced_at   text NOT NULL CHECK (bounced_at = strftime('%Y-%m-%d %H:%M:%SZ', bounced_at)),
    cleared_by   text NOT NULL,
    cleared_at   text CHECK (cleared_at = strftime('%Y-%m-%d %H:%M:%SZ', cleared_at)),
    PRIMARY KEY (workspace_id, address, report_id)
) STRICT;
INSERT INTO bounced_addresses_new (workspace_id, address, report_id, words, bounced_at, cleared_by, cleared_at)
    SELECT workspace_id, address, '', words, bounced_at, cleared_by, cleared_at FROM bounced_addresses;
DROP TABLE bounced_addresses;
ALTER TABLE bounced_addresses_new RENAME TO bounced_addresses;
