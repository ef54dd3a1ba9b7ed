-- What a release of other rules does to the dates of requests, see
-- docs/decisions/law-changes.md.
--   * law_edition: the files of the law that the dates were last found right under.
--   * law_moved: the rules of the release that runs give other dates.

-- +goose Up
ALTER TABLE requests ADD COLUMN complaint_until text CHECK (complaint_until = date(complaint_until));
ALTER TABLE requests ADD COLUMN law_edition text NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN law_moved integer NOT NULL DEFAULT 0 CHECK (law_moved IN (0, 1));
CREATE INDEX requests_law_moved ON requests (workspace_id, due_sort, id) WHERE law_moved;
