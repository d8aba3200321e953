//! Cost of a batch of one-page sheets: `cargo bench -p tilik-forms`.
fn main() {}
