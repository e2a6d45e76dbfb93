//! The judgement of one differing key.

use promote_model::ObjectId;
use serde::Serialize;

/// Which way a difference goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The source changed the key since both last held one value.
    Forward,
    /// The target changed it since, and the source did not: promoting it undoes that.
    Backward,
    /// Both changed it since.
    Diverged,
    /// They never held one value.
    Unrelated,
    /// The history that was read does not tell.
    Unknown,
}

impl Direction {
    /// The word: `forward`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Backward => "backward",
            Self::Diverged => "diverged",
            Self::Unrelated => "unrelated",
            Self::Unknown => "unknown",
        }
    }

    /// Whether promoting the key would undo something that the target has since.
    pub fn undoes(self) -> bool {
        matches!(self, Self::Backward | Self::Diverged)
    }
}

/// Why a judgement is [`Direction::Unknown`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// The file pair has three states or fewer in all: it is being set up.
    SetUp,
    /// The base is older than the states that were read.
    Depth,
    /// The history ends at a shallow boundary.
    Shallow,
}

/// The judgement of one differing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Which way the difference goes.
    pub direction: Direction,
    /// Why it is unknown.
    pub unknown: Option<Unknown>,
    /// Whether both sides came with their own value.
    pub born_different: bool,
    /// How often since the source changed the key other keys of the file came to agree without it.
    pub passed_over: u32,
    /// The commit that ended the agreement: its first parent is the newest commit of its branch with one value on both sides.
    pub base: Option<ObjectId>,
    /// The commit that gave the source its value; `None` if it is older than what was read.
    pub source_since: Option<ObjectId>,
    /// The same for the target.
    pub target_since: Option<ObjectId>,
}

impl Judgement {
    /// The judgement where no history was read.
    pub fn unknown(why: Unknown) -> Self {
        Self {
            direction: Direction::Unknown,
            unknown: Some(why),
            born_different: false,
            passed_over: 0,
            base: None,
            source_since: None,
            target_since: None,
        }
    }

    /// Whether the source changed the key, and at most one later promotion left it out.
    pub fn waits(&self) -> bool {
        self.direction == Direction::Forward && !self.is_passed_over()
    }

    /// Whether the source changed the key, and two later promotions or more left it out.
    pub fn is_passed_over(&self) -> bool {
        self.direction == Direction::Forward && self.passed_over >= PASSED_OVER
    }
}

/// From this number of promotions that left a key out on, it no longer counts as waiting.
const PASSED_OVER: u32 = 2;
