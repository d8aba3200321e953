-- Whoever departs from what the details advise says why.
ALTER TABLE "kind_evaluation" ADD COLUMN "result_reason" ANY;
ALTER TABLE "kind_evaluation" ADD COLUMN "behaviour_reason" ANY;
