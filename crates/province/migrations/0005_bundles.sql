-- Files that came by stick: looked at first, then taken in.

CREATE TABLE bundle (
    office uuid NOT NULL REFERENCES office,
    -- Of the file as it was brought; a file that is brought twice has two.
    bundle uuid NOT NULL,
    feed bytea NOT NULL CHECK (octet_length(feed) = 16),
    device bytea NOT NULL CHECK (octet_length(device) = 32),
    -- By the laptop's clock; shown, never used to decide.
    made_at timestamptz NOT NULL,
    bytes bigint NOT NULL,
    entries bigint NOT NULL,
    attachments bigint NOT NULL,
    attachment_bytes bigint NOT NULL,
    -- Whether it enrols the office.
    redeems boolean NOT NULL,
    -- What the sender holds, 56 bytes an entry's name: the answer leaves it out.
    tips bytea NOT NULL,
    brought_at timestamptz NOT NULL,
    brought_by uuid NOT NULL REFERENCES staff,
    taken_at timestamptz,
    -- Of its entries: new ones, and those that follow what is not here.
    new_entries bigint,
    left_out bigint,
    -- Attachments of it that are whole here since, 32 bytes each.
    whole bytea,
    PRIMARY KEY (office, bundle)
);
CREATE INDEX bundle_brought ON bundle (brought_at);
