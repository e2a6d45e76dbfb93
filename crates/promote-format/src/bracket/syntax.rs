//! What differs between the formats that have brackets.

/// What tells one format's brackets from another's. Maps stand in `{}` and lists in `[]` in all of them;
/// a key is copied from the source as it is spelled there.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// What begins a comment that ends with its line.
    pub(crate) line_comments: &'static [&'static str],
    /// Whether there are comments like `/* this */`.
    pub(crate) block_comments: bool,
    /// What stands between a key and its value, where neither file shows it.
    pub(crate) colon: &'static str,
    /// Whether the entries of a map may be parted by line breaks alone.
    pub(crate) bare_lines: bool,
    /// Whether a map that is written anew stays on one line.
    pub(crate) flat_maps: bool,
}

/// RFC 8259.
pub(crate) const JSON: Syntax =
    Syntax { line_comments: &[], block_comments: false, colon: ": ", bare_lines: false, flat_maps: false };

/// JSON with comments, and commas behind the last part.
pub(crate) const JSONC: Syntax = Syntax { line_comments: &["//"], block_comments: true, ..JSON };

/// TOML's arrays and inline tables.
pub(crate) const TOML: Syntax =
    Syntax { line_comments: &["#"], block_comments: false, colon: " = ", bare_lines: false, flat_maps: true };
