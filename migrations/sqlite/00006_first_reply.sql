-- first_reply_on is the day of the first answer, so that lists can say by how much it
-- was late. For the requests that are here it is read from the events; a request whose
-- events were corrected gets it with its next event or from "recourse rebuild".

-- +goose Up
ALTER TABLE requests ADD COLUMN first_reply_on text CHECK (first_reply_on = date(first_reply_on));
UPDATE requests SET first_reply_on = replies.first_on
FROM (
    SELECT workspace_id, stream_id, min(on_day) FILTER (WHERE kind IN ('reply_received', 'refused')) AS first_on
    FROM events
    GROUP BY workspace_id, stream_id
    HAVING count(*) FILTER (WHERE kind = 'correction') = 0
) AS replies
WHERE replies.workspace_id = requests.workspace_id AND replies.stream_id = requests.id AND replies.first_on IS NOT NULL;
