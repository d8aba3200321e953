//! Reads `tauri.conf.json`, the capabilities and the icons into the program.

use std::path::Path;

const CAPABILITIES: &str = "src-tauri/capabilities/*.json";
const SCREENS: &str = "ui/dist/index.html";

fn main() {
    println!("cargo::rerun-if-changed=src-tauri/capabilities");
    println!("cargo::rerun-if-changed={SCREENS}");
    if !Path::new(SCREENS).is_file() {
        // Tauri would fail later with a macro error that names no remedy.
        println!("cargo::error=the screens are not built yet ({SCREENS} is missing): run `./x ui` once");
        return;
    }
    let attributes = tauri_build::Attributes::new().capabilities_path_pattern(CAPABILITIES);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error=tauri.conf.json, capabilities or icons: {error:#}");
    }
}
