-- The day on the paper by which an objection is taken back.
ALTER TABLE "kind_objection" ADD COLUMN "withdrawn_on" ANY;
