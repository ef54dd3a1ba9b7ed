-- When an owner is told what a caseworker leaves undone.
--   * absent_from and absent_until are the days of a member's absence, both among it; one
--     that is missing sets no limit, and without either the member is not absent.
--   * escalate_after is how many days nothing may have been done before an owner is told,
--     0 if they never are.
--   * reminders_sent finds what somebody was reminded of lately.

-- +goose Up
ALTER TABLE users ADD COLUMN absent_from date;
ALTER TABLE users ADD COLUMN absent_until date;
ALTER TABLE workspaces ADD COLUMN escalate_after integer NOT NULL DEFAULT 7;
CREATE INDEX reminders_sent ON reminders (workspace_id, recipient_id, sent_at) WHERE state = 'sent';
