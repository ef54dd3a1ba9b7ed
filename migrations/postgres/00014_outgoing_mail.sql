-- Outgoing mail with proof.
--   * outbox: message_id is our message that the mail carries and resend_of the mail that it
--     repeats. domain is the recipient's, by which sending is paced; slot_at is the moment
--     that a mail was given when its domain was busy. attempted_at is the last attempt,
--     reported, report, reported_at and report_id what a delivery report said of the mail.
--   * mail_domains counts what went to a domain in the minute from window_at on, reminders
--     apart from the rest.

-- +goose Up
ALTER TABLE outbox DROP CONSTRAINT outbox_kind_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_kind_check CHECK (kind IN ('letter', 'reminder', 'test', 'verification'));
ALTER TABLE outbox DROP CONSTRAINT outbox_state_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_state_check CHECK (state IN ('queued', 'sending', 'accepted', 'delivered', 'failed', 'canceled'));
ALTER TABLE outbox
    ADD COLUMN message_id text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN resend_of text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN domain text COLLATE "C" NOT NULL DEFAULT '',
    ADD COLUMN slot_at timestamptz,
    ADD COLUMN attempted_at timestamptz,
    ADD COLUMN reported text COLLATE "C" NOT NULL DEFAULT '' CHECK (reported IN ('', 'delivered', 'delayed', 'failed')),
    ADD COLUMN report text NOT NULL DEFAULT '',
    ADD COLUMN reported_at timestamptz,
    ADD COLUMN report_id text COLLATE "C" NOT NULL DEFAULT '';
UPDATE outbox o SET attempted_at = o.sent_at, domain = lower(rtrim(split_part(o.to_address, '@', 2), '> ')),
    message_id = COALESCE((SELECT MIN(m.id) FROM messages m WHERE m.workspace_id = o.workspace_id AND m.request_id = o.request_id AND m.outbox_id = o.id), '');
CREATE INDEX outbox_ready_first ON outbox (ready_at, id) WHERE state IN ('queued', 'sending') AND kind <> 'reminder';
CREATE INDEX outbox_by_mail_id ON outbox (mail_id);
CREATE INDEX outbox_by_recipient ON outbox (to_address, created_at);

CREATE TABLE mail_domains (
    domain    text COLLATE "C" NOT NULL,
    reminders boolean NOT NULL,
    window_at timestamptz NOT NULL,
    used      integer NOT NULL,
    PRIMARY KEY (domain, reminders)
);
