//! What a person may pick from: the keys of a request, or of a promotion to roll back, each with what speaks for or against it.
//! What is picked becomes selectors that name exactly these keys, so that the command goes on as if they had been typed.

mod create;
mod rollback;

use jiff::Timestamp;

pub(crate) use create::keys_to_promote;
pub(crate) use rollback::keys_to_roll_back;

use crate::engine::exact_key::ExactKey;
use crate::engine::judgement::{Heading, Judged};
use promote_core::env::change::Change;
use promote_core::env::keys::KeyPrefixes;
use promote_core::env::names::FileNames;
use promote_git::Commit;

/// The keys to pick from.
#[derive(Debug)]
pub(crate) struct PickList {
    /// The source's name.
    pub(crate) source: String,
    /// The target's name.
    pub(crate) target: String,
    /// The files, each with at least one key.
    pub(crate) files: Vec<PickFile>,
    /// The number of states of a file that its history was read for.
    pub(crate) depth: usize,
    /// The time of the command.
    pub(crate) now: Timestamp,
}

/// The keys of one file.
#[derive(Debug)]
pub(crate) struct PickFile {
    /// The logical name.
    pub(crate) name: String,
    /// The text before and after, for a text file that moves as a whole.
    pub(crate) lines: Option<(String, String)>,
    /// Whether these texts are hidden because they may contain secrets.
    pub(crate) hidden: bool,
    /// Why the file is not read by key, where its format has keys.
    pub(crate) unreadable: Option<String>,
    /// The keys.
    pub(crate) choices: Vec<Choice>,
    names: Vec<String>,
    keys: KeyPrefixes,
}

/// One key.
#[derive(Debug)]
pub(crate) struct Choice {
    /// What would be written to the target; secrets are masked.
    pub(crate) change: Change,
    /// What speaks for or against it.
    pub(crate) standing: Standing,
    /// Whether it is picked to begin with.
    pub(crate) on: bool,
    /// How a command line names it.
    by: Naming,
}

/// How a command line may name a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// By its address.
    Address,
    /// By its id, because the address selects other keys, too, or because only an id selects a removal.
    Id,
}

/// What speaks for or against a key.
#[derive(Debug)]
pub(crate) enum Standing {
    /// History says nothing, because the files are being set up.
    Untold,
    /// What the history of both environments says.
    Judged(Heading, Option<Judged>),
    /// It can be rolled back.
    Unchanged,
    /// It changed after the promotion, in this commit where it was found: its rollback is a conflict.
    ChangedSince(Option<Commit>),
}

/// The selectors of the picked keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PickedKeys {
    /// Patterns that match one key each.
    pub(crate) patterns: Vec<String>,
    /// Ids.
    pub(crate) ids: Vec<String>,
}

impl PickList {
    /// All keys, by file.
    pub(crate) fn choices(&self) -> impl Iterator<Item = (&PickFile, &Choice)> {
        self.files.iter().flat_map(|file| file.choices.iter().map(move |choice| (file, choice)))
    }

    /// The selectors of some keys, which `takes` is asked for in the order of [`Self::choices`].
    pub(crate) fn selectors(&self, mut takes: impl FnMut(usize, &Choice) -> bool) -> PickedKeys {
        let mut picked = PickedKeys::default();
        for (at, (file, choice)) in self.choices().enumerate() {
            if !takes(at, choice) {
                continue;
            }
            let names = FileNames::unread(file.names.iter().map(String::as_str).collect(), &file.keys);
            match ExactKey::of(&names, &choice.change, choice.by == Naming::Id) {
                ExactKey::Pattern(pattern) => picked.patterns.push(pattern),
                ExactKey::Id(id) => picked.ids.push(id.to_string()),
            }
        }
        picked
    }
}

/// A key made by hand: its change, what speaks for it, and whether it is on.
#[cfg(test)]
type ByHand = (Change, Standing, bool);

#[cfg(test)]
impl PickList {
    /// A list made by hand: files by name, each key with what speaks for it and whether it is on.
    pub(crate) fn by_hand(files: Vec<(&str, Vec<ByHand>)>) -> Self {
        let choice = |(change, standing, on)| Choice { change, standing, on, by: Naming::Address };
        let file = |(name, choices): (&str, Vec<ByHand>)| PickFile {
            name: name.to_owned(),
            lines: None,
            hidden: false,
            unreadable: None,
            choices: choices.into_iter().map(choice).collect(),
            names: vec![name.to_owned()],
            keys: KeyPrefixes::default(),
        };
        let files = files.into_iter().map(file).collect();
        let (source, target) = ("staging".to_owned(), "production".to_owned());
        Self { source, target, files, depth: 0, now: Timestamp::UNIX_EPOCH }
    }
}
