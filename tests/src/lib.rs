//! System tests of Tilik.
