//! Configuration values, as `git config --list -z` prints them.

use std::collections::HashMap;

/// All configuration keys with all their values, in git's order.
#[derive(Debug, Default)]
pub(crate) struct ConfigValues(HashMap<String, Vec<String>>);

impl ConfigValues {
    /// Parses the output of `git config --list -z`: `key LF value NUL`, without the LF if a key has no value.
    pub(super) fn parse(stdout: &[u8]) -> Self {
        let mut keys: HashMap<String, Vec<String>> = HashMap::new();
        for item in stdout.split(|b| *b == 0).filter(|item| !item.is_empty()) {
            let text = String::from_utf8_lossy(item);
            // A key without a value is true (`git-config(1)`).
            let (key, value) = text.split_once('\n').unwrap_or((&text, "true"));
            keys.entry(key.to_owned()).or_default().push(value.to_owned());
        }
        Self(keys)
    }

    /// All values of a key, in git's order; the last one takes precedence.
    pub(super) fn all(&self, key: &str) -> &[String] {
        self.0.get(&canonical(key)).map_or(&[], Vec::as_slice)
    }

    /// The keys, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// A key in canonical form: section and variable in lower case; a subsection is case-sensitive and stays as it is.
fn canonical(key: &str) -> String {
    match (key.split_once('.'), key.rsplit_once('.')) {
        (Some((section, _)), Some((front, variable))) if section.len() < front.len() => {
            let middle = &front[section.len()..];
            format!("{}{middle}.{}", section.to_ascii_lowercase(), variable.to_ascii_lowercase())
        }
        _ => key.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_keys_with_several_values_and_without_one() {
        let values = ConfigValues::parse(b"remote.Origin.url\n/a\0core.bare\0remote.Origin.url\nb\nc\0");
        assert_eq!(values.all("remote.Origin.url"), ["/a", "b\nc"]);
        assert_eq!(values.all("core.bare"), ["true"]);
        assert!(values.all("core.other").is_empty());
    }

    #[test]
    fn only_the_subsection_is_case_sensitive() {
        let values = ConfigValues::parse(b"remote.Origin.pushurl\n/a\0user.name\nAnn\0");
        assert_eq!(values.all("Remote.Origin.pushURL"), ["/a"]);
        assert!(values.all("remote.origin.pushurl").is_empty());
        assert_eq!(values.all("User.Name"), ["Ann"]);
    }
}
