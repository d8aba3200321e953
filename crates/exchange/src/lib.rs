//! Rosters, plans and ratings in and out: CSV and the open export.
