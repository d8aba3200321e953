-- A device that its office ended is of it again when that ending no longer stands in the journal; one that the agency ended stays out.
ALTER TABLE device ADD COLUMN is_ended_by_office boolean NOT NULL DEFAULT false;
