-- A device whose authority came from another.

ALTER TABLE "kind_device" ADD COLUMN "succeeds" ANY;
