//! What every use case needs from outside: where, when, and who.

use std::path::PathBuf;

use jiff::{Timestamp, Zoned};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::OpError;
use crate::git::{GitError, Repo, Signature};
use crate::promotion::{Person, PromotionId};

/// Where and when a command runs.
#[derive(Debug, Clone)]
pub struct Context {
    /// The folder that it runs in.
    pub dir: PathBuf,
    /// The time that it acts at.
    pub now: Timestamp,
    /// The offset of the user's clock from UTC, in minutes, where it is given; else the system's, which is looked up
    /// when somebody acts: it takes as long as a small `diff`.
    pub offset: Option<i32>,
    /// Makes ids repeatable, for tests.
    pub seed: Option<String>,
    /// Whether nothing may be written.
    pub dry_run: bool,
}

/// Who acts, as they sign commits.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person.
    pub person: Person,
    /// The same with the time, for commits.
    pub signature: Signature,
}

impl Context {
    /// Who acts.
    ///
    /// # Errors
    /// Where git does not know.
    pub fn actor(&self, repo: &Repo) -> Result<Actor, OpError> {
        let identity = repo.identity()?;
        // Rules speak of people by their mail: somebody without one could be anybody.
        if identity.email.trim().is_empty() {
            return Err(GitError::NoIdentity { words: "the mail address is empty".to_owned() }.into());
        }
        let person = Person { name: identity.name.clone(), email: identity.email.clone() };
        let signature = Signature {
            name: identity.name,
            email: identity.email,
            seconds: self.now.as_second(),
            offset: self.offset.unwrap_or_else(|| Zoned::now().offset().seconds() / 60),
        };
        Ok(Actor { person, signature })
    }

    /// A new promotion's id: UUIDv7 (RFC 9562), milliseconds and randomness.
    pub fn new_id(&self) -> PromotionId {
        let Some(seed) = &self.seed else { return PromotionId(Uuid::now_v7()) };
        let hash = Sha256::digest(format!("{seed}{}", self.now).as_bytes());
        let mut random = [0; 10];
        random.copy_from_slice(&hash[..10]);
        let millis = u64::try_from(self.now.as_millisecond()).unwrap_or_default();
        PromotionId(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}
