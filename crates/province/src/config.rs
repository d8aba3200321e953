//! The configuration: a file of TOML, and the environment above it.
//!
//! `crates/province/province.toml` is the commented example; a test reads it, so that it names what there is.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use axum::http::HeaderName;
use serde::Deserialize;

use crate::error::ProvinceError;

/// How a server is run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where it listens. TLS ends before it.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// How laptops reach it, as "https://tilik.sumutprov.go.id"; stands in the enrolment files. Without it there are none, and codes are typed.
    #[serde(default)]
    pub address: String,
    /// The file with the certificate, PEM or DER, that laptops shall believe; none where it is of an authority that their systems know.
    #[serde(default)]
    pub certificate: Option<PathBuf>,
    /// How PostgreSQL is reached.
    pub database: String,
    /// Connections to it, at most.
    #[serde(default = "default_connections")]
    pub connections: u32,
    /// The file with the seed of the province's key.
    pub key_file: PathBuf,
    /// The folder of the attachments.
    pub attachments: PathBuf,
    /// Requests at a time, at most; the others are asked to come back.
    #[serde(default = "default_requests")]
    pub requests: usize,
    /// Bytes of a message when opened.
    #[serde(default = "default_message")]
    pub message_bytes: usize,
    /// Bytes before packing that a push should have.
    #[serde(default = "default_push")]
    pub push_bytes: usize,
    /// Bytes of the largest attachment.
    #[serde(default = "default_attachment")]
    pub attachment_bytes: u64,
    /// Bytes of the largest file that comes by stick.
    #[serde(default = "default_bundle")]
    pub bundle_bytes: u64,
    /// The lowest version of the program that may send; empty when any may.
    #[serde(default)]
    pub lowest_version: String,
    /// The header in which the web server in front says where a request came from, as "x-real-ip"; empty when there is none, or it says nothing.
    #[serde(default)]
    pub client_header: String,
    /// Whether cookies are for TLS alone, as they must be but for trying things out.
    #[serde(default = "default_secure")]
    pub secure_cookies: bool,
    /// What is logged: `error`, `warn`, `info`, `debug`.
    #[serde(default = "default_log")]
    pub log: String,
    /// Whether log lines are JSON.
    #[serde(default)]
    pub log_json: bool,
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8340))
}

fn default_connections() -> u32 {
    16
}

fn default_requests() -> usize {
    64
}

fn default_message() -> usize {
    tilik_sync::packing::MOST
}

fn default_push() -> usize {
    1 << 20
}

fn default_attachment() -> u64 {
    64 << 20
}

fn default_bundle() -> u64 {
    256 << 20
}

fn default_secure() -> bool {
    true
}

fn default_log() -> String {
    "info".to_owned()
}

/// Names in the environment, each with the key of the file that it stands above.
const ENVIRONMENT: &[(&str, &str)] = &[
    ("TILIK_PROVINCE_LISTEN", "listen"),
    ("TILIK_PROVINCE_ADDRESS", "address"),
    ("TILIK_PROVINCE_DATABASE", "database"),
    ("TILIK_PROVINCE_KEY_FILE", "key_file"),
    ("TILIK_PROVINCE_ATTACHMENTS", "attachments"),
    ("TILIK_PROVINCE_LOWEST_VERSION", "lowest_version"),
    ("TILIK_PROVINCE_LOG", "log"),
];

impl Config {
    /// The defaults, with what has none: how PostgreSQL is reached, the file of the province's key, the folder of the attachments.
    #[must_use]
    pub fn of(database: String, key_file: PathBuf, attachments: PathBuf) -> Self {
        Self {
            listen: default_listen(),
            address: String::new(),
            certificate: None,
            database,
            connections: default_connections(),
            key_file,
            attachments,
            requests: default_requests(),
            message_bytes: default_message(),
            push_bytes: default_push(),
            attachment_bytes: default_attachment(),
            bundle_bytes: default_bundle(),
            lowest_version: String::new(),
            client_header: String::new(),
            secure_cookies: default_secure(),
            log: default_log(),
            log_json: false,
        }
    }

    /// Reads a file, if one is given, and the environment.
    ///
    /// # Errors
    /// [`ProvinceError::Configuration`] with the place in the file.
    pub fn read(file: Option<&Path>) -> Result<Self, ProvinceError> {
        let text = match file {
            Some(file) => std::fs::read_to_string(file).map_err(|error| {
                ProvinceError::Configuration(format!("{} cannot be read: {error}", file.display()))
            })?,
            None => String::new(),
        };
        Self::parse(&text, |name| std::env::var(name).ok())
    }

    fn parse(text: &str, find: impl Fn(&str) -> Option<String>) -> Result<Self, ProvinceError> {
        let wrong = |error: toml::de::Error| ProvinceError::Configuration(error.to_string());
        let mut table: toml::Table = toml::from_str(text).map_err(wrong)?;
        for (name, key) in ENVIRONMENT {
            if let Some(value) = find(name) {
                table.insert((*key).to_owned(), toml::Value::String(value));
            }
        }
        let config: Self = table.try_into().map_err(wrong)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ProvinceError> {
        let sentences = [
            (
                !(tilik_sync::packing::LEAST..=tilik_sync::packing::MOST).contains(&self.message_bytes),
                "message_bytes: from 5 MiB, so that every entry fits, to 8 MiB",
            ),
            (self.push_bytes > self.message_bytes, "push_bytes: at most message_bytes"),
            (self.requests == 0, "requests: at least 1"),
            (self.connections == 0, "connections: at least 1"),
            (
                !self.client_header.is_empty() && HeaderName::from_str(&self.client_header).is_err(),
                "client_header: the name of a header, as \"x-real-ip\"",
            ),
        ];
        match sentences.iter().find(|(is_wrong, _)| *is_wrong) {
            Some((_, sentence)) => Err(ProvinceError::Configuration((*sentence).to_owned())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    const EXAMPLE: &str = include_str!("../province.toml");

    #[test]
    fn the_example_names_every_key_with_its_default() {
        let read = Config::parse(EXAMPLE, |_| None).unwrap();
        let bare: String = EXAMPLE
            .lines()
            .filter(|line| ["database", "key_file", "attachments"].iter().any(|key| line.starts_with(key)))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(Config::parse(&bare, |_| None).unwrap(), read, "what the example says is the default");
        let keys = EXAMPLE.lines().filter(|line| line.contains('=') && !line.starts_with('#')).count();
        assert_eq!(keys, 16, "all but the certificate, which has no default to show");
    }

    #[test]
    fn the_environment_stands_above_the_file_and_a_strange_key_is_refused() {
        let find = |name: &str| (name == "TILIK_PROVINCE_LISTEN").then(|| "0.0.0.0:1".to_owned());
        assert_eq!(Config::parse(EXAMPLE, find).unwrap().listen.port(), 1);
        assert!(Config::parse(&format!("{EXAMPLE}\nlisen = 1\n"), |_| None).is_err());
        let headed =
            |name: &str| EXAMPLE.replace("client_header = \"\"", &format!("client_header = \"{name}\""));
        assert_eq!(Config::parse(&headed("X-Real-IP"), |_| None).unwrap().client_header, "X-Real-IP");
        assert!(Config::parse(&headed("x real ip"), |_| None).is_err());
        assert!(Config::parse(&format!("{EXAMPLE}\n").replace("8388608", "1000"), |_| None).is_err());
    }
}
