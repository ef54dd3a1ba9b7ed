-- What a person decides about a finding.
--   * found_verdict is the verdict as it was found, verdict the one that holds after the
--     answer to the deciding question; the answer has who gave it and when.
--   * reason and note say why a finding was dismissed.
--   * a finding that a person added has added_by; replaces names the finding that had the
--     wrong kind and stays as it was proposed.
--   * seen_on is the day of the message, or the last day of those that show it; 1900-01-01
--     where none is known.

-- +goose Up
ALTER TABLE findings ADD COLUMN found_verdict text NOT NULL DEFAULT 'judge' CHECK (found_verdict IN ('unlawful', 'lawful', 'judge'));
ALTER TABLE findings ADD COLUMN answer text NOT NULL DEFAULT '' CHECK (answer IN ('', 'yes', 'no', 'unknown'));
ALTER TABLE findings ADD COLUMN answered_by text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN answered_at text CHECK (answered_at = strftime('%Y-%m-%d %H:%M:%SZ', answered_at));
ALTER TABLE findings ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN replaces text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN added_by text NOT NULL DEFAULT '';
ALTER TABLE findings ADD COLUMN added_at text CHECK (added_at = strftime('%Y-%m-%d %H:%M:%SZ', added_at));
ALTER TABLE findings ADD COLUMN seen_on text NOT NULL DEFAULT '1900-01-01' CHECK (seen_on = date(seen_on));
UPDATE findings SET found_verdict = verdict;
UPDATE findings SET seen_on = messages.on_day
FROM messages
WHERE messages.workspace_id = findings.workspace_id AND messages.id = findings.message_id;
UPDATE findings SET seen_on = substr(evidence, length(rtrim(evidence, replace(evidence, ' ', ''))) + 1, 10)
WHERE source = 'events' AND evidence <> '';
CREATE INDEX findings_by_day ON findings (workspace_id, seen_on, id);
CREATE INDEX findings_by_kind ON findings (workspace_id, kind, id);
CREATE INDEX findings_by_status ON findings (workspace_id, status, seen_on, id);
