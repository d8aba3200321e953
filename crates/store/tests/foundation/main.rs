//! The lower half of the store on real encrypted files: keys, folder, database, backup, attachments, marks.

mod attachments;
mod backups;
mod databases;
mod kills;
mod opening;
mod passwords;
mod rehearsal;
