-- What a release of other rules does to the dates of requests, see
-- docs/decisions/law-changes.md.
--   * law_edition: the files of the law that the dates were last found right under.
--   * law_moved: the rules of the release that runs give other dates.

-- +goose Up
ALTER TABLE requests ADD COLUMN complaint_until date;
ALTER TABLE requests ADD COLUMN law_edition text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE requests ADD COLUMN law_moved boolean NOT NULL DEFAULT false;
CREATE INDEX requests_law_moved ON requests (workspace_id, due_sort, id) WHERE law_moved;
