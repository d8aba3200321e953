-- A receipt speaks for one province and one epoch of its server: after the server was restored, what it said before confirms nothing.
-- Of those that are here nobody noted it: they confirm nothing until the next one comes, and what goes by stick goes once more.
ALTER TABLE receipt ADD COLUMN province BLOB;
ALTER TABLE receipt ADD COLUMN epoch BLOB;
