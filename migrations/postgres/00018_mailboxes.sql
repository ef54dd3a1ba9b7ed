-- Mailboxes that mail is fetched out of.
--   * mailboxes has a workspace's own, its password sealed.
--   * mailbox_readings is how far each has been read; those of the installation have the
--     workspace_id ''.
--   * incoming mail can come by the door 'imap'.

-- +goose Up
CREATE TABLE mailboxes (
    workspace_id  text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES workspaces (id),
    address       text NOT NULL,
    smtp_host     text NOT NULL,
    smtp_port     integer NOT NULL,
    smtp_security text COLLATE "C" NOT NULL CHECK (smtp_security IN ('tls', 'starttls', 'plain')),
    imap_host     text NOT NULL,
    imap_port     integer NOT NULL,
    imap_security text COLLATE "C" NOT NULL CHECK (imap_security IN ('tls', 'starttls', 'plain')),
    folder        text NOT NULL,
    username      text NOT NULL,
    sealed        text NOT NULL,
    plus          boolean NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_by    text COLLATE "C" NOT NULL,
    changed_at    timestamptz NOT NULL,
    version       integer NOT NULL
);

CREATE TABLE mailbox_readings (
    workspace_id text COLLATE "C" NOT NULL,
    mailbox      text COLLATE "C" NOT NULL,
    uid_validity bigint NOT NULL,
    last_uid     bigint NOT NULL,
    again        text NOT NULL,
    taken_count  integer NOT NULL,
    left_count   integer NOT NULL,
    succeeded_at timestamptz,
    failed_at    timestamptz,
    failures     integer NOT NULL,
    problem      text NOT NULL,
    reply        text NOT NULL,
    holder       text COLLATE "C" NOT NULL,
    lease_until  timestamptz,
    PRIMARY KEY (workspace_id, mailbox)
);

ALTER TABLE incoming DROP CONSTRAINT incoming_door_check;
ALTER TABLE incoming ADD CONSTRAINT incoming_door_check CHECK (door IN ('pipe', 'file', 'smtp', 'lmtp', 'imap'));
