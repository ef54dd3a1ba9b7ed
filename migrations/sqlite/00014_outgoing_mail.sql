-- Outgoing mail with proof.
--   * outbox: message_id is our message that the mail carries and resend_of the mail that it
--     repeats. domain is the recipient's, by which sending is paced; slot_at is the moment
--     that a mail was given when its domain was busy. attempted_at is the last attempt,
--     reported, report, reported_at and report_id what a delivery report said of the mail.
--   * mail_domains counts what went to a domain in the minute from window_at on, reminders
--     apart from the rest.

-- +goose Up
CREATE TABLE outbox_new (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    id           text NOT NULL,
    request_id   text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('letter', 'reminder', 'test', 'verification')),
    from_address text NOT NULL,
    to_address   text NOT NULL,
    mail_id      text NOT NULL,
    raw          blob NOT NULL,
    state        text NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'delivered', 'failed', 'canceled')),
    attempts     integer NOT NULL,
    not_before   text NOT NULL CHECK (not_before = strftime('%Y-%m-%d %H:%M:%SZ', not_before)),
    lease_until  text CHECK (lease_until = strftime('%Y-%m-%d %H:%M:%SZ', lease_until)),
    response     text NOT NULL,
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    sent_at      text CHECK (sent_at = strftime('%Y-%m-%d %H:%M:%SZ', sent_at)),
    ready_at     text NOT NULL GENERATED ALWAYS AS (COALESCE(lease_until, not_before)) STORED,
    message_id   text NOT NULL,
    resend_of    text NOT NULL,
    domain       text NOT NULL,
    slot_at      text CHECK (slot_at = strftime('%Y-%m-%d %H:%M:%SZ', slot_at)),
    attempted_at text CHECK (attempted_at = strftime('%Y-%m-%d %H:%M:%SZ', attempted_at)),
    reported     text NOT NULL CHECK (reported IN ('', 'delivered', 'delayed', 'failed')),
    report       text NOT NULL,
    reported_at  text CHECK (reported_at = strftime('%Y-%m-%d %H:%M:%SZ', reported_at)),
    report_id    text NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT;
INSERT INTO outbox_new (workspace_id, id, request_id, kind, from_address, to_address, mail_id, raw, state, attempts,
        not_before, lease_until, response, created_at, sent_at, message_id, resend_of, domain, slot_at, attempted_at,
        reported, report, reported_at, report_id)
    SELECT o.workspace_id, o.id, o.request_id, o.kind, o.from_address, o.to_address, o.mail_id, o.raw, o.state, o.attempts,
        o.not_before, o.lease_until, o.response, o.created_at, o.sent_at,
        COALESCE((SELECT MIN(m.id) FROM messages m WHERE m.workspace_id = o.workspace_id AND m.request_id = o.request_id AND m.outbox_id = o.id), ''),
        '', lower(rtrim(substr(o.to_address, instr(o.to_address, '@') + 1), '> ')), NULL, o.sent_at, '', '', NULL, ''
    FROM outbox o;
DROP TABLE outbox;
ALTER TABLE outbox_new RENAME TO outbox;
CREATE INDEX outbox_id ON outbox (id);
CREATE INDEX outbox_by_request ON outbox (workspace_id, request_id, created_at);
CREATE INDEX outbox_ready ON outbox (ready_at, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_ready_first ON outbox (ready_at, id) WHERE state IN ('queued', 'sending') AND kind <> 'reminder';
CREATE INDEX outbox_failed ON outbox (created_at) WHERE state = 'failed';
CREATE INDEX outbox_by_mail_id ON outbox (mail_id);
CREATE INDEX outbox_by_recipient ON outbox (to_address, created_at);

CREATE TABLE mail_domains (
    domain    text NOT NULL,
    reminders integer NOT NULL CHECK (reminders IN (0, 1)),
    window_at text NOT NULL CHECK (window_at = strftime('%Y-%m-%d %H:%M:%SZ', window_at)),
    used      integer NOT NULL,
    PRIMARY KEY (domain, reminders)
) STRICT;
