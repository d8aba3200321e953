-- What the province keeps of the offices' journals (docs/protocol.md, docs/journal.md).
--
-- Every key of what grows begins with the office. Three small tables are looked up before the office is known (office, feed_owner, code, and device by its key):
-- a distributed database keeps them everywhere.
-- Entries are written once and never changed; what is judged of them stands beside.

CREATE TABLE province (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    epoch bytea NOT NULL CHECK (octet_length(epoch) = 16),
    -- Seals the notes that the server writes to itself: nonces and sessions.
    note_key bytea NOT NULL CHECK (octet_length(note_key) = 32),
    -- Whose signature the laptops pinned; a server with another key does not start.
    public_key bytea CHECK (octet_length(public_key) = 32)
);

CREATE TABLE office (
    office uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    made_at timestamptz NOT NULL
);

CREATE TABLE feed_owner (
    feed bytea PRIMARY KEY CHECK (octet_length(feed) = 16),
    office uuid NOT NULL REFERENCES office
);

CREATE TABLE code (
    name bytea PRIMARY KEY CHECK (octet_length(name) = 8),
    office uuid NOT NULL REFERENCES office,
    secret bytea NOT NULL CHECK (octet_length(secret) = 10),
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    used_by bytea,
    used_for bytea,
    CHECK ((used_at IS NULL) = (used_by IS NULL) AND (used_at IS NULL) = (used_for IS NULL))
);
CREATE INDEX code_office ON code (office, made_at);

CREATE TABLE device (
    office uuid NOT NULL REFERENCES office,
    key bytea NOT NULL CHECK (octet_length(key) = 32),
    enrolled_at timestamptz NOT NULL,
    seen_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (office, key)
);
CREATE INDEX device_key ON device (key);

-- The counter row: a number is given under its lock, in the transaction that commits the arrival.
CREATE TABLE feed (
    office uuid NOT NULL REFERENCES office,
    feed bytea NOT NULL CHECK (octet_length(feed) = 16),
    -- One that the province writes; laptops only read it.
    is_ours boolean NOT NULL DEFAULT false,
    attached_at timestamptz NOT NULL,
    newest bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (office, feed)
);

CREATE TABLE line (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    line integer NOT NULL,
    log bytea NOT NULL,
    key bytea NOT NULL,
    fork_line integer,
    fork_seq bigint,
    tip_seq bigint NOT NULL,
    tip_hash bytea NOT NULL,
    tip_view bytea NOT NULL,
    PRIMARY KEY (office, feed, line),
    FOREIGN KEY (office, feed) REFERENCES feed,
    CHECK ((fork_line IS NULL) = (fork_seq IS NULL))
);

-- An entry is named by the number of its first arrival. One index alone begins with office and feed: the planner takes the two for independent of each other, although a feed
-- is of one office, so it believes that any such index finds a row or two, and would look for single entries through the one that walks the whole feed.
CREATE TABLE entry (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    -- Parents have lower ones.
    number bigint NOT NULL,
    line integer NOT NULL,
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    is_control boolean NOT NULL,
    view bytea NOT NULL,
    signature bytea NOT NULL,
    envelope bytea NOT NULL,
    PRIMARY KEY (office, feed, number)
);
CREATE UNIQUE INDEX entry_hash ON entry (hash, office, feed);
CREATE INDEX entry_control ON entry (office, feed, number) WHERE is_control;

CREATE TABLE payload (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    number bigint NOT NULL,
    salted bytea NOT NULL,
    PRIMARY KEY (office, feed, number)
);

-- Entries without a payload that nothing purged.
CREATE TABLE bare (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (office, feed, number)
);

-- Hashes of entries whose payload a purge that counts removed for good.
CREATE TABLE purged (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (office, feed, hash)
);

CREATE TABLE arrival (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    number bigint NOT NULL,
    -- The same, unless the entry was here and its payload came.
    entry_number bigint NOT NULL,
    line integer NOT NULL,
    seq bigint NOT NULL,
    -- Bytes in a message.
    size integer NOT NULL,
    PRIMARY KEY (office, feed, number)
);

-- Who brought which numbers: each entry stands to the account of the device that sent it.
CREATE TABLE delivery (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    last_number bigint NOT NULL,
    first_number bigint NOT NULL,
    device bytea NOT NULL,
    delivered_at timestamptz NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (office, feed, last_number)
);
CREATE INDEX delivery_time ON delivery (office, delivered_at);

CREATE SEQUENCE receipt_number;

CREATE TABLE receipt (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    number bigint NOT NULL,
    epoch bytea NOT NULL,
    -- Of the tips, so that the same standing is confirmed by the same receipt.
    tips_hash bytea NOT NULL,
    device bytea NOT NULL,
    given_at timestamptz NOT NULL,
    signed bytea NOT NULL,
    PRIMARY KEY (office, feed, number)
);

-- Attachments: the bytes lie in the object store, here stands how many of them.
CREATE TABLE attachment (
    office uuid NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    size bigint NOT NULL,
    here bigint NOT NULL DEFAULT 0,
    is_whole boolean NOT NULL DEFAULT false,
    begun_at timestamptz NOT NULL,
    PRIMARY KEY (office, hash)
);

CREATE TABLE piece (
    office uuid NOT NULL,
    hash bytea NOT NULL,
    at bigint NOT NULL,
    size bigint NOT NULL,
    PRIMARY KEY (office, hash, at),
    FOREIGN KEY (office, hash) REFERENCES attachment ON DELETE CASCADE
);
