-- Finds what the sweep and the health page look for.
--   * reminders_failed: what could not be told and is tried again.
--   * outbox_failed_letters: letters that could not be delivered.

-- +goose Up
CREATE INDEX reminders_failed ON reminders (lease_until) WHERE state = 'failed';
CREATE INDEX outbox_failed_letters ON outbox (workspace_id, request_id) WHERE state = 'failed' AND kind = 'letter';
