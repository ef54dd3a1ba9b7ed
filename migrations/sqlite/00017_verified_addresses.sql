-- Addresses of accounts that were shown to be somebody's, and the way out of the reminders.
--   * email_verified_at says when somebody showed that the address of an account is theirs;
--     the accounts there are were made by those who host the program. unsubscribe_token is
--     the secret in the address by which reminders are ended from a mail.
--   * email_verifications are addresses that wait to be shown to be somebody's; of their
--     secret only the hash is kept.

-- +goose Up
ALTER TABLE users ADD COLUMN email_verified_at text CHECK (email_verified_at = strftime('%Y-%m-%d %H:%M:%SZ', email_verified_at));
ALTER TABLE users ADD COLUMN unsubscribe_token text NOT NULL DEFAULT '';
UPDATE users SET email_verified_at = created_at;
CREATE UNIQUE INDEX users_by_unsubscribe_token ON users (unsubscribe_token) WHERE unsubscribe_token <> '';

CREATE TABLE email_verifications (
    workspace_id text NOT NULL,
    user_id      text NOT NULL,
    email        text NOT NULL,
    token_hash   text NOT NULL,
    created_at   text NOT NULL CHECK (created_at = strftime('%Y-%m-%d %H:%M:%SZ', created_at)),
    expires_at   text NOT NULL CHECK (expires_at = strftime('%Y-%m-%d %H:%M:%SZ', expires_at)),
    PRIMARY KEY (workspace_id, user_id)
) STRICT;
CREATE UNIQUE INDEX email_verifications_by_token ON email_verifications (token_hash);
