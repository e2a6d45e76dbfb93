//! People, identified by email address as in git.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use promote_model::text::is_hidden;

/// A person as git records them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// `user.name`
    pub name: String,
    /// `user.email`
    pub email: String,
}

impl Person {
    /// Whether both are the same person: the email addresses are equal, ignoring case, whitespace, invisible characters
    /// and trailing dots (which name the same host).
    pub fn is(&self, other: &Person) -> bool {
        self.has(&other.email)
    }

    /// Whether `mail` is an address of this person, ignoring the same differences.
    pub fn has(&self, mail: &str) -> bool {
        mailbox(&self.email) == mailbox(mail)
    }

    /// The people without duplicates: approvals count people, not spellings of an address.
    pub fn distinct(people: impl IntoIterator<Item = Person>) -> Vec<Person> {
        let mut by_mail = BTreeMap::new();
        for person in people {
            by_mail.entry(mailbox(&person.email)).or_insert(person);
        }
        by_mail.into_values().collect()
    }
}

/// The normalised form of an email address, for comparison.
pub(crate) fn mailbox(mail: &str) -> String {
    let seen = mail.chars().filter(|c| !c.is_whitespace() && !is_hidden(*c) && !is_ignorable(*c));
    let text: String = seen.flat_map(char::to_lowercase).collect();
    text.trim_end_matches('.').to_owned()
}

/// Whether `text` is an email address: one `@` between non-empty parts, and no invisible characters, so that two
/// addresses that look the same are the same.
pub(crate) fn is_mail(text: &str) -> bool {
    let visible = !text.chars().any(|c| c.is_whitespace() || c.is_control() || is_hidden(c));
    let parts = text.split_once('@').filter(|(local, host)| !local.is_empty() && !host.is_empty());
    visible
        && parts.is_some_and(|(_, host)| !host.contains('@') && !host.ends_with('.'))
        && !text.contains(['<', '>', ','])
}

/// Characters that fonts render as nothing: the soft hyphen, joiners and selectors, fillers, tags.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
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
    fn spellings_of_one_mail_address_are_one_person() {
        let person = |email: &str| Person { name: "Ann".to_owned(), email: email.to_owned() };
        let ann = person("ann@acme.com");
        for same in [
            "ANN@acme.COM",
            " ann@acme.com ",
            "ann@acme.com.",
            "ann@\u{200b}acme.com",
            "an\tn@acme.com",
            "a\u{ad}nn@acme.com",
        ] {
            assert!(ann.is(&person(same)), "{same:?}");
        }
        for other in ["anna@acme.com", "ann@acme.co", "ann+x@acme.com", ""] {
            assert!(!ann.is(&person(other)), "{other:?}");
        }
    }
}
