//! Entries, logs, merge, admission and the fold to record documents. Pure.
