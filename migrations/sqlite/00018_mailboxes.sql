-- Mailboxes that mail is fetched out of.
--   * mailboxes has a workspace's own, its password sealed.
--   * mailbox_readings is how far each has been read; those of the installation have the
--     workspace_id ''.
--   * incoming mail can come by the door 'imap'.

-- +goose Up
CREATE TABLE mailboxes (
    workspace_id  text NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    address       text NOT NULL,
    smtp_host     text NOT NULL,
    smtp_port     integer NOT NULL,
    smtp_security text NOT NULL CHECK (smtp_security IN ('tls', 'starttls', 'plain')),
    imap_host     text NOT NULL,
    imap_port     integer NOT NULL,
    imap_security text NOT NULL CHECK (imap_security IN ('tls', 'starttls', 'plain')),
    folder        text NOT NULL,
    username      text NOT NULL,
    sealed        text NOT NULL,
    plus          integer NOT NULL CHECK (plus IN (0, 1)),
    created_at    text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    changed_by    text NOT NULL,
    changed_at    text NOT NULL CHECK (changed_at = strftime('%Y-%m-%d %H:%M:%SZ', changed_at)),
    version       integer NOT NULL
) STRICT;

CREATE TABLE mailbox_readings (
    workspace_id text NOT NULL,
    mailbox      text NOT NULL,
    uid_validity integer NOT NULL,
    last_uid     integer NOT NULL,
    again        text NOT NULL,
    taken_count  integer NOT NULL,
    left_count   integer NOT NULL,
    succeeded_at text CHECK (succeeded_at = strftime('%Y-%m-%d %H:%M:%SZ', succeeded_at)),
    failed_at    text CHECK (failed_at = strftime('%Y-%m-%d %H:%M:%SZ', failed_at)),
    failures     integer NOT NULL,
    problem      text NOT NULL,
    reply        text NOT NULL,
    holder       text NOT NULL,
    lease_until  text CHECK (lease_until = strftime('%Y-%m-%d %H:%M:%SZ', lease_until)),
    PRIMARY KEY (workspace_id, mailbox)
) STRICT;

-- A CHECK cannot be changed, but goes with its column.
ALTER TABLE incoming RENAME COLUMN door TO former_door;
ALTER TABLE incoming ADD COLUMN door text NOT NULL DEFAULT 'pipe' CHECK (door IN ('pipe', 'file', 'smtp', 'lmtp', 'imap'));
UPDATE incoming SET door = former_door;
ALTER TABLE incoming DROP COLUMN former_door;
