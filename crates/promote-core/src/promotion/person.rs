//! People, identified by email address as in git.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::mail::mailbox;

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
    /// Whether both are the same person: their email addresses have the same normalised form.
    pub fn is(&self, other: &Person) -> bool {
        self.has(&other.email)
    }

    /// Whether `mail` is an address of this person, in any spelling.
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

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} <{}>", self.name, self.email)
    }
}
