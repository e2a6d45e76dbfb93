//! People, as git knows them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::text::is_hidden;

/// Somebody, as git knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// `user.name`
    pub name: String,
    /// `user.email`
    pub email: String,
}

impl Person {
    /// Whether both are the same person: by mail address, however it is spelled. Case, blanks, characters
    /// that cannot be seen and dots at the end (which name the same host) make nobody another.
    pub fn is(&self, other: &Person) -> bool {
        self.mailbox() == other.mailbox()
    }

    fn mailbox(&self) -> String {
        let seen = self.email.chars().filter(|c| !c.is_whitespace() && !is_hidden(*c));
        let text: String = seen.flat_map(char::to_lowercase).collect();
        text.trim_end_matches('.').to_owned()
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} <{}>", self.name, self.email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spelling_makes_nobody_another() {
        let person = |email: &str| Person { name: "Ann".to_owned(), email: email.to_owned() };
        let ann = person("ann@acme.com");
        for same in ["ANN@acme.COM", " ann@acme.com ", "ann@acme.com.", "ann@\u{200b}acme.com", "an\tn@acme.com"] {
            assert!(ann.is(&person(same)), "{same:?}");
        }
        for other in ["anna@acme.com", "ann@acme.co", "ann+x@acme.com", ""] {
            assert!(!ann.is(&person(other)), "{other:?}");
        }
    }
}
