-- One mail a day for all reminders, or one for each (single_reminders); the days of the
-- week on which nobody wants to be reminded (days_off, 0 is Sunday: "6,0"); the recipient's
-- day whose digest went out last (digest_on). reminders_mailed finds what a mail tells.

-- +goose Up
ALTER TABLE users ADD COLUMN single_reminders boolean NOT NULL DEFAULT false;
ALTER TABLE users ADD COLUMN days_off text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN digest_on date;
CREATE INDEX reminders_mailed ON reminders (workspace_id, outbox_id) WHERE outbox_id <> '';
