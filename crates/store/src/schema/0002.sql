-- What the first run asks: where the office is, whether it is for practice, and whether the recovery sheets are kept.
ALTER TABLE kind_user ADD COLUMN nip ANY;
ALTER TABLE kind_office ADD COLUMN region ANY;
ALTER TABLE kind_office ADD COLUMN practice ANY;
ALTER TABLE kind_office ADD COLUMN recovery ANY;
ALTER TABLE kind_office ADD COLUMN recovery_on ANY;
ALTER TABLE kind_office ADD COLUMN recovery_reason ANY;
