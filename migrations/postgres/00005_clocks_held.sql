-- Clocks are held: a request and a complaint keep every clock with a day that the rules
-- gave them, also those of which nobody has to be reminded (remind is '' then). Where the
-- rules of a release give others, those here stand until somebody accepts the change or
-- something happens, see docs/decisions/law-changes.md. requests.law_edition names the
-- calculation from now on; where it does not, the clocks have yet to be worked out.

-- +goose Up
ALTER TABLE clocks DROP CONSTRAINT clocks_remind_check;
ALTER TABLE clocks ADD CONSTRAINT clocks_remind_check CHECK (remind IN ('', 'before', 'after'));
