//! A window with a word in it: what Tauri and the web view cost by themselves. `./x bench` measures Tilik beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    match tauri::Builder::default().run(tauri::generate_context!("src-tauri/examples/empty/tauri.conf.json"))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
