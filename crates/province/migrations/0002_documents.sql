-- What the journals add up to: one document a record, by the fold of docs/journal.md. All of it can be made anew from the entries.

-- How far a feed was added up; its row is locked while somebody does.
CREATE TABLE projection (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    number bigint NOT NULL DEFAULT 0,
    -- Entries were judged and added up by the rules of this version.
    version integer NOT NULL,
    PRIMARY KEY (office, feed),
    FOREIGN KEY (office, feed) REFERENCES feed
);

-- Which entries wrote to a record.
CREATE TABLE touch (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    kind bigint NOT NULL,
    record uuid NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (office, feed, kind, record, number)
);

CREATE TABLE document (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    kind bigint NOT NULL,
    record uuid NOT NULL,
    -- As the journal keeps it, with every version that stands.
    folded bytea NOT NULL,
    -- For people and questions; kinds and fields by name.
    doc jsonb NOT NULL,
    PRIMARY KEY (office, feed, kind, record)
);
CREATE INDEX document_kind ON document (kind);

-- Entries that do not count, and why.
CREATE TABLE held (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    number bigint NOT NULL,
    code text NOT NULL,
    PRIMARY KEY (office, feed, number)
);

-- Records that could not be added up or kept, and why. They hold up no other.
CREATE TABLE held_record (
    office uuid NOT NULL,
    feed bytea NOT NULL,
    kind bigint NOT NULL,
    record uuid NOT NULL,
    code text NOT NULL,
    PRIMARY KEY (office, feed, kind, record)
);
