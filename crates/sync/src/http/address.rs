//! Where a server is.

use reqwest::Url;

use crate::error::SyncError;

/// The address of a server: `https`, or `http` on this machine itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
}

impl Address {
    /// Reads an address as people type it: without `https://` too.
    ///
    /// # Errors
    /// [`SyncError::AddressUnusable`].
    pub fn parse(text: &str) -> Result<Self, SyncError> {
        let unusable = || SyncError::AddressUnusable(text.trim().to_owned());
        let text = text.trim();
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| unusable())?;
        let has_host = url.host_str().is_some_and(|host| !host.is_empty());
        let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !has_host || !is_plain || url.password().is_some() {
            return Err(unusable());
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        let address = Self { url };
        let is_allowed = match address.url.scheme() {
            "https" => true,
            // Nobody listens within a machine.
            "http" => address.is_of_this_machine(),
            _ => false,
        };
        if is_allowed { Ok(address) } else { Err(unusable()) }
    }

    /// Whether the server is on this machine.
    #[must_use]
    pub fn is_of_this_machine(&self) -> bool {
        matches!(self.url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
    }

    /// Whether the talk is enciphered.
    pub(super) fn speaks_tls(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(super) fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{}", self.url.path().trim_end_matches('/'), path));
        url
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.url.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn addresses_are_read_as_people_type_them_and_none_speaks_in_the_open() {
        for (typed, joined) in [
            ("tilik.sumutprov.go.id", "https://tilik.sumutprov.go.id/sync/hello"),
            (" https://tilik.sumutprov.go.id/ ", "https://tilik.sumutprov.go.id/sync/hello"),
            ("https://bkd.go.id:8443/tilik", "https://bkd.go.id:8443/tilik/sync/hello"),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/sync/hello"),
        ] {
            assert_eq!(Address::parse(typed).unwrap().join("/sync/hello").as_str(), joined, "{typed}");
        }
        for typed in
            ["", "http://bkd.go.id", "ftp://bkd.go.id", "https://a@bkd.go.id", "bkd.go.id/?a=1", "a b"]
        {
            assert_eq!(Address::parse(typed).unwrap_err().code(), "sync.address_unusable", "{typed}");
        }
    }
}
