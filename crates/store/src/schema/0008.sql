-- What was printed and what became of the paper, objections, scans; what letters and margins the office prints with; whose keys are known.

CREATE TABLE "kind_sheet" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "form" ANY,
    "person" ANY,
    "period" ANY,
    "subject" ANY,
    "content_hash" ANY,
    "revision" ANY,
    "number" ANY,
    "printed_on" ANY,
    "changes" ANY,
    "predicate" ANY,
    "assessor_signed_on" ANY,
    "received_on" ANY,
    "refused_on" ANY,
    "refusal_witness" ANY,
    "refusal_words" ANY,
    "archived_on" ANY,
    "archived_at" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_sheet_by_period" ON "kind_sheet" ("period");
CREATE INDEX "kind_sheet_by_subject" ON "kind_sheet" ("subject");
CREATE INDEX "kind_sheet_by_person" ON "kind_sheet" ("person");

CREATE TABLE "kind_objection" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "evaluation" ANY,
    "person" ANY,
    "period" ANY,
    "revision" ANY,
    "received_on" ANY,
    "day_unit" ANY,
    "file_by" ANY,
    "filed_on" ANY,
    "reasons" ANY,
    "late_reason" ANY,
    "decide_by" ANY,
    "assessor_words" ANY,
    "assessor_heard_on" ANY,
    "employee_words" ANY,
    "employee_heard_on" ANY,
    "decision" ANY,
    "decided_on" ANY,
    "decided_by" ANY,
    "decision_number" ANY,
    "decision_words" ANY,
    "result_rating" ANY,
    "behaviour_rating" ANY,
    "withdrawn_reason" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_objection_by_period" ON "kind_objection" ("period");
CREATE INDEX "kind_objection_by_evaluation" ON "kind_objection" ("evaluation");

CREATE TABLE "kind_scan" (
    "id"           BLOB PRIMARY KEY,
    "state"        INTEGER,             -- of the stage: the newest mark's number; NULL when open or in dispute
    "is_retracted" INTEGER NOT NULL,    -- 0 too while that is in dispute
    "is_disputed"  INTEGER NOT NULL,
    "subject" ANY,
    "attachment" ANY,
    "media" ANY,
    "size" ANY,
    "page" ANY,
    "name" ANY,
    "scanned_on" ANY
) STRICT, WITHOUT ROWID;
CREATE INDEX "kind_scan_by_subject" ON "kind_scan" ("subject");

ALTER TABLE "kind_office" ADD COLUMN "government" ANY;
ALTER TABLE "kind_office" ADD COLUMN "address" ANY;
ALTER TABLE "kind_office" ADD COLUMN "telephone" ANY;
ALTER TABLE "kind_office" ADD COLUMN "website" ANY;
ALTER TABLE "kind_office" ADD COLUMN "email" ANY;
ALTER TABLE "kind_office" ADD COLUMN "postcode" ANY;
ALTER TABLE "kind_office" ADD COLUMN "emblem" ANY;
ALTER TABLE "kind_office" ADD COLUMN "margin_top" ANY;
ALTER TABLE "kind_office" ADD COLUMN "margin_right" ANY;
ALTER TABLE "kind_office" ADD COLUMN "margin_bottom" ANY;
ALTER TABLE "kind_office" ADD COLUMN "margin_left" ANY;
ALTER TABLE "kind_office" ADD COLUMN "objection_days" ANY;
ALTER TABLE "kind_office" ADD COLUMN "word_rating" ANY;
ALTER TABLE "kind_office" ADD COLUMN "evaluation_signers" ANY;
ALTER TABLE "kind_office" ADD COLUMN "choices_shown" ANY;
ALTER TABLE "kind_office" ADD COLUMN "objection_blocks" ANY;
ALTER TABLE "kind_office" ADD COLUMN "signature_numbers" ANY;

-- Lists of other offices' keys, as they were taken in. This laptop's own; never travels.
CREATE TABLE key_list (
    office  BLOB PRIMARY KEY,           -- the office whose list it is
    list    BLOB NOT NULL,              -- byte for byte, signed
    kept_at INTEGER NOT NULL            -- milliseconds since 1970 UTC, by the laptop's clock
) STRICT, WITHOUT ROWID;
