-- What somebody has typed and not yet said, and where they were. This laptop's own, a user's alone; never travels.
CREATE TABLE draft (
    user    BLOB NOT NULL,
    key     TEXT NOT NULL,
    content TEXT NOT NULL,              -- the screen's own words for it
    version TEXT,                       -- of the record against which it was typed
    kept_at INTEGER NOT NULL,           -- milliseconds since 1970 UTC, by the laptop's clock
    PRIMARY KEY (user, key)
) STRICT, WITHOUT ROWID;
