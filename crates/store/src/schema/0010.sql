-- What this laptop remembers of the province and of sending. Its own: never travels.

-- The province that this office is enrolled with, at most one.
CREATE TABLE province (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    key         BLOB NOT NULL,          -- pinned: whoever holds it is the province
    address     TEXT NOT NULL,
    certificate BLOB,                   -- DER; NULL when the system's authorities are asked
    office      BLOB NOT NULL,          -- of this office, there
    name        TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,       -- milliseconds since 1970 UTC, by the laptop's clock
    epoch       BLOB,                   -- of the marks below; NULL before the first talk
    is_allowed  INTEGER NOT NULL DEFAULT 0 -- whether the program may send by itself
) STRICT;

-- By feed: what the province said last that it holds, and how far it was read. Of one epoch.
CREATE TABLE standing (
    feed   BLOB PRIMARY KEY,
    tips   BLOB NOT NULL,               -- CBOR: log, number, hash, log, number, hash …
    cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Attachments that are whole at the province. Of the same epoch.
CREATE TABLE confirmed_attachment (
    hash BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What has come of attachments that are not whole yet. Here and not beside the database, because here it is encrypted.
CREATE TABLE attachment_piece (
    hash  BLOB NOT NULL,
    at    INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (hash, at)
) STRICT;

-- The province's receipts as they were signed; older ones stay until they are too many.
CREATE TABLE receipt (
    id      INTEGER PRIMARY KEY,
    feed    BLOB NOT NULL,
    number  INTEGER NOT NULL,
    made_at INTEGER NOT NULL,           -- by the province's clock
    signed  BLOB NOT NULL
) STRICT;

-- How often somebody tried is nobody's act: the newest runs, not in the journal.
CREATE TABLE sending_run (
    id                   INTEGER PRIMARY KEY,
    began_at             INTEGER NOT NULL,
    ended_at             INTEGER,       -- NULL while it is under way, and when the program died within it
    way                  TEXT NOT NULL,
    entries_sent         INTEGER NOT NULL DEFAULT 0,
    entries_received     INTEGER NOT NULL DEFAULT 0,
    attachments_sent     INTEGER NOT NULL DEFAULT 0,
    attachments_received INTEGER NOT NULL DEFAULT 0,
    bytes_sent           INTEGER NOT NULL DEFAULT 0,
    bytes_received       INTEGER NOT NULL DEFAULT 0,
    is_complete          INTEGER NOT NULL DEFAULT 0,
    receipt              INTEGER,       -- the province's number of the office's own feed
    code                 TEXT           -- why it is not complete
) STRICT;
