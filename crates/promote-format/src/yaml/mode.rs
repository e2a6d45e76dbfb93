//! How an edit is tried, one way after the other.

/// How an attempt treats aliases and block scalars. Each mode includes the previous ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mode {
    /// As the next mode; new aliases also stay where the target's anchor of that name has another value, which the edit may
    /// change to the source's.
    KeepAliases,
    /// Values from aliases and merge keys are not edited; they follow their anchor. New aliases stay where the target has an
    /// equal anchor.
    FollowAnchors,
    /// An explicit entry overrides a merged one, and a value replaces an alias.
    OverrideMerged,
    /// A mapping or sequence that contains aliases is replaced, and new aliases are written out.
    ReplaceAliased,
    /// Avoids block scalars that keep trailing empty lines: new ones are written in quotes, and no empty line is
    /// left where something was removed.
    Cautious,
}
