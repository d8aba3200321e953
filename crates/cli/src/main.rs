//! `tilikctl`: the use cases of Tilik for scripts and IT staff.
//!
//! Must not decide anything: it reads arguments, calls a use case, and shows the answer in words or as JSON. Passphrases come from the environment, never
//! from arguments, which other users of the machine can read.

mod arguments;
mod output;
mod run;
mod words;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let shown = output::Output::new(arguments.json, arguments.language);
    match run::run(&arguments, &shown) {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            shown.fail(&failure);
            ExitCode::from(1)
        }
    }
}
