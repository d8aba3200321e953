-- Nobody decides about oneself: what the superior signed, and when.
ALTER TABLE "kind_skp" ADD COLUMN "signed_paper" ANY;
ALTER TABLE "kind_evaluation" ADD COLUMN "decided_on" ANY;
ALTER TABLE "kind_evaluation" ADD COLUMN "signed_paper" ANY;
