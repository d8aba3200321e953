//! The rules of appraisal: schemes, ratings, predicates, distribution, calendars, NIP. Pure.
