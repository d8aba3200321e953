-- Wrong passwords are counted by the client's address and by names that no account has, too.

-- A name or an address is kept as an HMAC under the key of the notes: what is typed as a name may be a password. Rows are few (src/guesses.rs).
CREATE TABLE guess (
    what bytea PRIMARY KEY CHECK (octet_length(what) = 32),
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL,
    locked_until timestamptz
);
CREATE INDEX guess_failed_at ON guess (failed_at);
-- Failures of an account are forgotten after as long a time as those of a name that has none: neither is told from the other by waiting.
ALTER TABLE staff ADD COLUMN failed_at timestamptz;
