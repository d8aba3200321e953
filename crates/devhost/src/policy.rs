//! The content policy of the window, for a browser: the one of `tauri.conf.json` with the bridge's addresses replaced by this host's own.

use axum::http::HeaderValue;
use serde_json::Value;

const CONFIGURATION: &str = include_str!("../../../tauri.conf.json");

/// The policy as a header. A configuration without one gives a policy under which nothing loads, so that nobody overlooks it.
#[must_use]
pub fn content_policy() -> HeaderValue {
    let configuration: Value = serde_json::from_str(CONFIGURATION).unwrap_or_default();
    let policy = configuration.pointer("/app/security/csp").and_then(Value::as_str).unwrap_or_default();
    let own = policy.replace("ipc: http://ipc.localhost", "'self'");
    let closed = HeaderValue::from_static("default-src 'none'");
    if own.is_empty() { closed } else { HeaderValue::from_str(&own).unwrap_or(closed) }
}

#[cfg(test)]
mod tests {
    use super::content_policy;

    #[test]
    fn the_policy_is_the_window_s_and_lets_a_browser_ask_this_host_alone() {
        let policy = content_policy();
        let policy = policy.to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
        assert!(policy.contains("connect-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}
