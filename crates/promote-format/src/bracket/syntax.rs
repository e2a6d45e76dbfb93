//! The differences between the formats that have brackets.

/// The syntax of one format. Maps are always in `{}` and lists in `[]`; keys are copied from the source as
/// written.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// The starts of line comments.
    pub(crate) line_comments: &'static [&'static str],
    /// Whether there are comments like `/* this */`.
    pub(crate) block_comments: bool,
    /// The text between a key and its value if neither file has an example.
    pub(crate) colon: &'static str,
    /// Whether line breaks alone may separate the entries of a map.
    pub(crate) bare_lines: bool,
    /// Whether a newly written map is on one line.
    pub(crate) flat_maps: bool,
}

/// RFC 8259.
pub(crate) const JSON: Syntax =
    Syntax { line_comments: &[], block_comments: false, colon: ": ", bare_lines: false, flat_maps: false };

/// JSON with comments and trailing commas.
pub(crate) const JSONC: Syntax = Syntax { line_comments: &["//"], block_comments: true, ..JSON };

/// YAML's flow collections.
pub(crate) const YAML: Syntax = Syntax { line_comments: &["#"], ..JSON };

/// TOML's arrays and inline tables.
pub(crate) const TOML: Syntax =
    Syntax { line_comments: &["#"], block_comments: false, colon: " = ", bare_lines: false, flat_maps: true };
