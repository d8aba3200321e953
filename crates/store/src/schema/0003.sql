-- A person came to the office and into the position on a day, and may leave it on another.
ALTER TABLE "kind_person" ADD COLUMN "joined_on" ANY;
ALTER TABLE "kind_person" ADD COLUMN "position_since" ANY;
ALTER TABLE "kind_person" ADD COLUMN "left_on" ANY;
ALTER TABLE "kind_person" ADD COLUMN "left_for" ANY;
