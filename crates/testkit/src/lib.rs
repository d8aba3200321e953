//! Fixtures, fake clock, kill points and histories for tests.
