//! tilikctl: the use cases of Tilik for scripts and IT staff.
