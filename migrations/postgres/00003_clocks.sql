-- The clocks of requests and complaints of which somebody may have to be reminded.
-- They are derived from the events and the law and can be computed again.
--   * subject_of is the request or the complaint that the clock belongs to, request_id
--     the request to show; clock is the regime and the name of the clock,
--     "us-co-cpa/appeal-answer".
--   * remind is 'before' where the person may act until the end, and 'after' where
--     something becomes possible, or was missed, with it.
--   * clock_version is the end as a number, so that another end is another reminder.
-- also_regimes are further laws that a request rests on, ",uk-gdpr,ch-fadp,".

-- +goose Up
CREATE TABLE clocks (
    workspace_id  text COLLATE "C" NOT NULL,
    subject_of    text COLLATE "C" NOT NULL,
    clock         text COLLATE "C" NOT NULL,
    request_id    text COLLATE "C" NOT NULL,
    duty          text NOT NULL CHECK (duty IN ('controller', 'person', 'authority', 'court')),
    kind          text NOT NULL CHECK (kind IN ('deadline', 'window', 'wait')),
    remind        text COLLATE "C" NOT NULL CHECK (remind IN ('before', 'after')),
    start_on      date NOT NULL,
    opens_on      date,
    end_on        date NOT NULL,
    clock_version integer NOT NULL,
    PRIMARY KEY (workspace_id, subject_of, clock),
    FOREIGN KEY (workspace_id, subject_of) REFERENCES streams (workspace_id, id),
    FOREIGN KEY (workspace_id, request_id) REFERENCES requests (workspace_id, id)
);
CREATE INDEX clocks_by_end ON clocks (workspace_id, remind, end_on);
CREATE INDEX clocks_by_request ON clocks (workspace_id, request_id, end_on);

ALTER TABLE requests ADD COLUMN also_regimes text COLLATE "C" NOT NULL DEFAULT '';
