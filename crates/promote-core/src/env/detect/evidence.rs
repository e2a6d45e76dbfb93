//! How sure a finding is, and why.

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Known words tell.
    Sure,
    /// What files have in common, or history, tells.
    Likely,
    /// Little tells; a person must decide.
    Guess,
}

/// Why a name is taken for an environment, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// It is a common word for one, next to another one.
    Word,
    /// It is the name of another one without its word: `shop` next to `staging-shop`.
    WithoutWord,
    /// Its directory has the same files as the environments next to it.
    SameFiles,
    /// It recurs next to environments.
    Recurs,
    /// No word tells: directories with the same files in a place like `clusters/`, or a series like `ring-1`.
    Trees,
}

/// What tells the sources of an environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrderEvidence {
    /// The usual order of the words.
    Words,
    /// Changes reached the source first, so many times.
    History(usize),
    /// Only the order of the names.
    Names,
}

impl Evidence {
    /// How sure it is.
    pub fn certainty(self) -> Certainty {
        match self {
            Self::Word => Certainty::Sure,
            Self::WithoutWord | Self::SameFiles | Self::Recurs => Certainty::Likely,
            Self::Trees => Certainty::Guess,
        }
    }
}

impl OrderEvidence {
    /// How sure it is.
    pub fn certainty(self) -> Certainty {
        match self {
            Self::Words => Certainty::Sure,
            Self::History(_) => Certainty::Likely,
            Self::Names => Certainty::Guess,
        }
    }
}
