//! The use cases of the desktop application against a Host.
