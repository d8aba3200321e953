-- Up to which number a receipt speaks, so that a page can say what none covers yet. Of older ones nobody noted it.
ALTER TABLE receipt ADD COLUMN newest bigint;
-- The receipt that a file's answer brings: given when the file was taken in, not when the answer is fetched.
ALTER TABLE bundle ADD COLUMN receipt bytea;
-- Entries of the last file by USB that follow what is not here, until a file or a receipt over the line comes.
ALTER TABLE feed ADD COLUMN left_out bigint NOT NULL DEFAULT 0;
-- Attachments that are on their way, for the bounds of an office and for those that never come to their end.
CREATE INDEX attachment_unfinished ON attachment (office, begun_at) WHERE NOT is_whole;
