-- The journal. An entry's row is never changed but for `held` (judged anew when control entries come) and `payload` (purged).

CREATE TABLE view (
    id    INTEGER PRIMARY KEY,
    pairs BLOB NOT NULL UNIQUE          -- CBOR: line, number, line, number …; what entries saw of other lines
) STRICT;
INSERT INTO view (id, pairs) VALUES (0, x'80');

CREATE TABLE line (
    number     INTEGER PRIMARY KEY,     -- this reader's own
    log        BLOB NOT NULL,
    feed       BLOB NOT NULL,
    key        BLOB NOT NULL,
    fork_line  INTEGER,
    fork_seq   INTEGER,
    tip_seq    INTEGER NOT NULL,
    tip_hash   BLOB NOT NULL,
    tip_view   INTEGER NOT NULL REFERENCES view (id),
    is_private INTEGER NOT NULL
) STRICT;
CREATE INDEX line_by_log ON line (log);

CREATE TABLE entry (
    id         INTEGER PRIMARY KEY,     -- order of taking in: parents first
    line       INTEGER NOT NULL REFERENCES line (number),
    seq        INTEGER NOT NULL,
    view       INTEGER NOT NULL REFERENCES view (id),
    envelope   BLOB NOT NULL,
    signature  BLOB NOT NULL,
    payload    BLOB,                    -- salt and payload; NULL when purged or not come
    is_control INTEGER NOT NULL,
    held       TEXT                     -- the code, or NULL when the entry counts
) STRICT;
CREATE UNIQUE INDEX entry_by_place ON entry (line, seq);
CREATE INDEX entry_control ON entry (id) WHERE is_control = 1;
CREATE INDEX entry_held ON entry (id) WHERE held IS NOT NULL;

-- Which entries that have a payload wrote to which record, counting or not.
CREATE TABLE touch (
    record BLOB NOT NULL,
    kind   INTEGER NOT NULL,
    entry  INTEGER NOT NULL REFERENCES entry (id),
    PRIMARY KEY (record, kind, entry)
) STRICT, WITHOUT ROWID;

-- Authentic entries that wait for others.
CREATE TABLE parked (
    hash      BLOB NOT NULL,
    envelope  BLOB NOT NULL,
    signature BLOB NOT NULL,            -- outside of the hash: a forged copy must not keep the authentic one out
    payload   BLOB,
    is_bare   INTEGER NOT NULL,
    PRIMARY KEY (hash, signature, is_bare)
) STRICT, WITHOUT ROWID;

-- This laptop's own: which line it writes, and the like. Never travels.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What the journal adds up to. `record` is the document; the tables below hold its values in force, one a kind, for queries.

CREATE TABLE record (
    kind     INTEGER NOT NULL,
    id       BLOB NOT NULL,
    document BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_device" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "key" ANY,
    "name" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_revocation" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "log" ANY,
    "last_seq" ANY,
    "last_hash" ANY,
    "reason" ANY,
    "key" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_admission" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "entry" ANY,
    "reason" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_purge" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "entry" ANY,
    "reason" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_user" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "name" ANY,
    "role" ANY,
    "person" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_office" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "name" ANY,
    "agency" ANY,
    "place" ANY,
    "paper" ANY,
    "head" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_unit" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "name" ANY,
    "parent" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_person" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "nip" ANY,
    "front_title" ANY,
    "name" ANY,
    "back_title" ANY,
    "employment" ANY,
    "rank" ANY,
    "position" ANY,
    "position_kind" ANY,
    "unit" ANY,
    "leads_office" ANY,
    "other_id" ANY,
    "joined_into" ANY,
    "reason" ANY,
    "awaited_superior" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_person_by_nip" ON "kind_person" ("nip");
CREATE INDEX "kind_person_by_unit" ON "kind_person" ("unit");

CREATE TABLE "kind_superior" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "person" ANY,
    "assessor" ANY,
    "from" ANY,
    "until" ANY,
    "capacity" ANY,
    "reason" ANY,
    "external_name" ANY,
    "external_id" ANY,
    "external_rank" ANY,
    "external_position" ANY,
    "external_unit" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_superior_by_person" ON "kind_superior" ("person");
CREATE INDEX "kind_superior_by_assessor" ON "kind_superior" ("assessor");

CREATE TABLE "kind_skp" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "person" ANY,
    "year" ANY,
    "segment" ANY,
    "approach" ANY,
    "form" ANY,
    "from" ANY,
    "until" ANY,
    "agreed_on" ANY,
    "addendum" ANY,
    "reason" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_skp_by_person" ON "kind_skp" ("person");
CREATE INDEX "kind_skp_by_year" ON "kind_skp" ("year");

CREATE TABLE "kind_result" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "skp" ANY,
    "order" ANY,
    "result_kind" ANY,
    "superior_result" ANY,
    "text" ANY,
    "assigned_by" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_result_by_skp" ON "kind_result" ("skp");

CREATE TABLE "kind_indicator" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "result" ANY,
    "order" ANY,
    "aspect" ANY,
    "text" ANY,
    "target" ANY,
    "perspective" ANY,
    "target_tw1" ANY,
    "target_tw2" ANY,
    "target_tw3" ANY,
    "target_tw4" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_indicator_by_result" ON "kind_indicator" ("result");

CREATE TABLE "kind_annex_line" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "skp" ANY,
    "list" ANY,
    "order" ANY,
    "text" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_annex_line_by_skp" ON "kind_annex_line" ("skp");

CREATE TABLE "kind_expectation" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "skp" ANY,
    "core_value" ANY,
    "text" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_expectation_by_skp" ON "kind_expectation" ("skp");

CREATE TABLE "kind_achievement" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "period" ANY,
    "proposed" ANY,
    "set" ANY,
    "note" ANY,
    "distribution_reason" ANY,
    "explained_findings" ANY
) STRICT, WITHOUT ROWID;

CREATE TABLE "kind_evaluation" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "person" ANY,
    "period" ANY,
    "segment" ANY,
    "skp" ANY,
    "assessor" ANY,
    "result_rating" ANY,
    "behaviour_rating" ANY,
    "feedback" ANY,
    "note" ANY,
    "on_behalf_reason" ANY,
    "reason" ANY,
    "revision" ANY,
    "content" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_evaluation_by_period" ON "kind_evaluation" ("period");
CREATE INDEX "kind_evaluation_by_person" ON "kind_evaluation" ("person");

CREATE TABLE "kind_result_rating" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "evaluation" ANY,
    "result" ANY,
    "rating" ANY,
    "achieved" ANY,
    "feedback" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_result_rating_by_evaluation" ON "kind_result_rating" ("evaluation");

CREATE TABLE "kind_behaviour_rating" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "evaluation" ANY,
    "core_value" ANY,
    "rating" ANY,
    "feedback" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_behaviour_rating_by_evaluation" ON "kind_behaviour_rating" ("evaluation");

CREATE TABLE "kind_period" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "period" ANY,
    "reason" ANY
) STRICT, WITHOUT ROWID;
