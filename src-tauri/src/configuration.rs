//! What `tauri.conf.json` and the capabilities promise, held against Tauri's own reading of them.
//!
//! Most offices have no internet and nobody with an administrator's password: the installer must need neither, and speak their language.

use std::path::{Path, PathBuf};

use tauri::utils::config::{BundleTarget, BundleType, Config, NSISInstallerMode, WebviewInstallMode};

fn read() -> Config {
    serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap()
}

#[test]
fn the_installer_needs_no_internet_and_no_administrator() {
    let bundle = read().bundle;
    assert!(bundle.active);
    assert_eq!(bundle.targets, BundleTarget::List(vec![BundleType::Deb, BundleType::Nsis]));
    assert_eq!(bundle.windows.webview_install_mode, WebviewInstallMode::OfflineInstaller { silent: true });
    assert_eq!(bundle.windows.wix, None);
    assert_eq!(bundle.windows.nsis.unwrap().install_mode, NSISInstallerMode::CurrentUser);
}

#[test]
fn the_installer_speaks_indonesian_in_every_sentence() {
    let nsis = read().bundle.windows.nsis.unwrap();
    assert_eq!(nsis.languages.unwrap(), ["Indonesian", "English"]);
    let file = nsis.custom_language_files.unwrap().remove("Indonesian").unwrap();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let sentences = text.lines().filter(|line| !line.starts_with(';'));
    let names: Vec<_> = sentences
        .map(|line| {
            let (name, sentence) =
                line.strip_prefix("LangString ").unwrap().split_once(" ${LANG_INDONESIAN} ").unwrap();
            let inner = sentence.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
            assert!(!inner.is_empty() && !inner.contains('"') && !inner.contains("{{"), "{line}");
            name
        })
        .collect();
    // As many as the English file of tauri-bundler 2.10 has, each once.
    let each: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), each.len()), (27, 27));
}

#[test]
fn a_double_clicked_file_of_tilik_opens_with_it_on_both_systems() {
    let bundle = read().bundle;
    let [association] = &bundle.file_associations.unwrap()[..] else { panic!("one kind of file") };
    assert_eq!(association.ext.iter().map(ToString::to_string).collect::<Vec<_>>(), ["tilik"]);
    let mime = association.mime_type.as_deref().unwrap();
    // A desktop file alone would name a type that no Linux knows.
    let source = &bundle.linux.deb.files[Path::new("/usr/share/mime/packages/tilik.xml")];
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(source)).unwrap();
    let template = bundle.linux.deb.desktop_template.unwrap();
    let desktop = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(template)).unwrap();
    assert!(desktop.contains("Exec={{exec}} %f"), "the file must be handed over: {desktop}");
    assert!(text.contains(&format!("type=\"{mime}\"")) && text.contains("*.tilik"), "{text}");
}

#[test]
fn the_window_may_ask_for_nothing_but_the_shell_s_own_commands_and_loads_nothing_from_elsewhere() {
    let app = read().app;
    let policy = app.security.csp.unwrap().to_string();
    for open in ["unsafe", "https:", "*", "data:"] {
        assert!(!policy.contains(open), "{open} in {policy}");
    }
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    assert!(app.security.freeze_prototype && !app.with_global_tauri);
    let capability: serde_json::Value =
        serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    assert_eq!(capability["permissions"], serde_json::json!([]));
    assert_eq!(capability["remote"], serde_json::Value::Null);
}

#[test]
fn the_window_is_the_shell_s_to_open_and_never_smaller_than_what_a_screen_needs() {
    let [window] = &read().app.windows[..] else { panic!("one window") };
    assert!(!window.create);
    assert_eq!((window.min_width, window.min_height), (Some(640.0), Some(480.0)));
}

#[test]
fn every_file_that_the_bundle_names_is_there() {
    let bundle = read().bundle;
    let nsis = bundle.windows.nsis.unwrap();
    let mut files: Vec<PathBuf> = bundle.icon.iter().map(PathBuf::from).collect();
    files.extend(bundle.license_file);
    files.extend(nsis.installer_icon.into_iter().chain(nsis.uninstaller_icon));
    assert!(files.len() >= 6);
    for file in files {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).is_file(), "{} is missing", file.display());
    }
}
