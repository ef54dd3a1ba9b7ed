-- What is known of mail beside its words.
--   * mail_checks has who vouches for an incoming mail (DKIM, SPF), with the keys seen. Like
--     incoming it belongs to the installation until the mail is filed; a row goes with the
--     last incoming mail of its bytes. due_at is the next attempt, NULL when there is none.
--   * bounced_addresses are addresses of controllers that mail came back from for good,
--     until a person says that they work (cleared_at).

-- +goose Up
CREATE TABLE mail_checks (
    raw_hash   text NOT NULL PRIMARY KEY,
    client_ip  text NOT NULL,
    hello      text NOT NULL,
    mail_from  text NOT NULL,
    attempts   integer NOT NULL,
    due_at     text CHECK (due_at = strftime('%Y-%m-%d %H:%M:%SZ', due_at)),
    checked_at text CHECK (checked_at = strftime('%Y-%m-%d %H:%M:%SZ', checked_at)),
    verdicts   text NOT NULL
) STRICT;
CREATE INDEX mail_checks_due ON mail_checks (due_at, raw_hash) WHERE due_at IS NOT NULL;

CREATE TABLE bounced_addresses (
    workspace_id text NOT NULL REFERENCES workspaces (id),
    address      text NOT NULL,
    words        text NOT NULL,
    bounced_at   text NOT NULL CHECK (bounced_at = strftime('%Y-%m-%d %H:%M:%SZ', bounced_at)),
    cleared_by   text NOT NULL,
    cleared_at   text CHECK (cleared_at = strftime('%Y-%m-%d %H:%M:%SZ', cleared_at)),
    PRIMARY KEY (workspace_id, address)
) STRICT;
