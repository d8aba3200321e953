-- The words that an office prints where agencies differ.

ALTER TABLE "kind_office" ADD COLUMN "word_kurang" ANY;
ALTER TABLE "kind_office" ADD COLUMN "word_butuh_perbaikan" ANY;
ALTER TABLE "kind_office" ADD COLUMN "nip_style" ANY;
