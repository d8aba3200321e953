-- Closed evaluations of other offices, kept as evidence.

CREATE TABLE "kind_forwarded" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "person" ANY,
    "period" ANY,
    "nip" ANY,
    "from_office" ANY,
    "from_feed" ANY,
    "reason" ANY,
    "evidence" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_forwarded_by_person" ON "kind_forwarded" ("person");
