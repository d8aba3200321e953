-- What the province says. Its feeds are added up when they are asked for; these tables are for entries of the office's own feed, where nobody reads them.

CREATE TABLE "kind_deadline" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "period" ANY,
    "day" ANY,
    "note" ANY,
    "said_on" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_notice" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "title" ANY,
    "text" ANY,
    "said_on" ANY,
    "said_by" ANY
) STRICT, WITHOUT ROWID;

-- What a user has read of it. This laptop's own; never travels.
CREATE TABLE notice_read (
    user   BLOB NOT NULL,
    notice BLOB NOT NULL,
    PRIMARY KEY (user, notice)
) STRICT, WITHOUT ROWID;

-- The day on which the province set it.
ALTER TABLE "kind_achievement" ADD COLUMN "said_on" ANY;
