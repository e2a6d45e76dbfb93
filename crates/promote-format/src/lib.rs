//! Formats: bytes to a tree of configs, and edits that keep every other byte.
//!
//! A format has two halves: `read` says what the file holds and where each piece stands; `edit`
//! carries pieces of one file (the source) into another (the target) by cutting and splicing the
//! target's own text. After an edit the result is read again (`check`) and compared with what a model
//! of the edit says (`model`, on values alone); a result that differs is never handed out. What all
//! formats share besides: edits as a tree along their keys (`wanted`), looking keys up (`find`), and
//! the one way to change text (`splice`).

mod body;
mod bracket;
mod check;
mod dotenv;
pub mod dotted;
mod edit;
mod find;
mod flat;
mod hcl;
mod json;
mod model;
mod opaque;
mod properties;
mod rename;
mod splice;
mod toml;
pub(crate) mod tree;
mod wanted;
mod yaml;

use std::borrow::Cow;

pub use edit::{Edit, EditError, Place, edit, edited};
pub use find::Finder;
pub use rename::{Rename, renamed};
pub use tree::{Data, Document, Entry, Node, Origin, Scalar, Text, Tree};

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// YAML 1.2, one or several documents.
    Yaml,
    /// JSON (RFC 8259).
    Json,
    /// JSON with comments, and commas behind the last part.
    Jsonc,
    /// TOML 1.0, and what 1.1 adds to it.
    Toml,
    /// `KEY=value` lines for environment variables.
    Dotenv,
    /// `key = value` lines as Java reads them.
    Properties,
    /// HCL: Terraform's variables, Terragrunt, Packer, Nomad.
    Hcl,
    /// Not by key: the whole file is one config.
    Text,
}

/// What a format is made of: all that this layer asks of it.
struct Driver {
    /// From bytes to a tree; the bytes are no longer than [`MAX_BYTES`].
    read: fn(&[u8]) -> Result<Tree, ReadError>,
    /// The ways to edit it, the best first; the first one's refusal is the one that is shown.
    attempts: &'static [edit::Attempt],
    /// Another's editor, where ours fails.
    last_resort: Option<edit::Attempt>,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] =
        [Self::Yaml, Self::Json, Self::Jsonc, Self::Toml, Self::Dotenv, Self::Properties, Self::Hcl, Self::Text];

    /// The format of a file, from its name alone.
    pub fn of_path(path: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yaml" | "yml") => Self::Yaml,
            Some("jsonc" | "code-workspace") => Self::Jsonc,
            Some("json") if has_comments(folder, name) => Self::Jsonc,
            Some("json") => Self::Json,
            Some("toml") => Self::Toml,
            Some("properties") => Self::Properties,
            Some("hcl" | "tfvars" | "nomad") => Self::Hcl,
            Some("env") => Self::Dotenv,
            Some(_) if name.starts_with(".env.") => Self::Dotenv,
            _ => Self::Text,
        }
    }

    /// What `format:` in `promote.yaml` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Jsonc => "jsonc",
            Self::Toml => "toml",
            Self::Dotenv => "dotenv",
            Self::Properties => "properties",
            Self::Hcl => "hcl",
            Self::Text => "text",
        }
    }

    /// `None` for what is not read by key.
    fn driver(self) -> Option<&'static Driver> {
        match self {
            Self::Yaml => Some(&yaml::DRIVER),
            Self::Json => Some(&json::JSON),
            Self::Jsonc => Some(&json::JSONC),
            Self::Toml => Some(&toml::DRIVER),
            Self::Dotenv => Some(&dotenv::DRIVER),
            Self::Properties => Some(&properties::DRIVER),
            Self::Hcl => Some(&hcl::DRIVER),
            Self::Text => None,
        }
    }

    /// Whether its files are lines without brackets around them: one without entries holds no document.
    fn is_of_lines(self) -> bool {
        matches!(self, Self::Dotenv | Self::Properties | Self::Hcl)
    }

    /// Whether its files are one flat map whose names are split at the dots for people ([`dotted`]): one
    /// key may then stand beside another that it is the beginning of.
    pub fn is_flat(self) -> bool {
        matches!(self, Self::Properties)
    }
}

/// Whether the tools that a `.json` file of this name belongs to read comments in it: TypeScript, ESLint,
/// VS Code and its containers (`JSON with Comments` of GitHub's linguist, cut to configuration).
fn has_comments(folder: &str, name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let is = |tool: &str| stem.strip_prefix(tool).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']));
    is("tsconfig")
        || is("jsconfig")
        || matches!(stem, ".eslintrc" | "devcontainer" | ".devcontainer")
        || folder.rsplit('/').next() == Some(".vscode")
}

/// A file that was read by key: its bytes and what they hold.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The format it was read as; never [`Format::Text`].
    pub format: Format,
    /// The file's bytes, as git stores them.
    pub bytes: Vec<u8>,
    /// What they hold.
    pub tree: Tree,
}

impl Parsed {
    /// The file's own text in a range of its bytes.
    pub fn text(&self, span: std::ops::Range<usize>) -> Cow<'_, str> {
        let bytes = self.bytes.get(span).unwrap_or_default();
        match self.format {
            // An ISO-8859-1 file may hold bytes that are UTF-8 by chance.
            Format::Properties if !bytes.is_ascii() && std::str::from_utf8(&self.bytes).is_err() => {
                Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())
            }
            _ => String::from_utf8_lossy(bytes),
        }
    }
}

/// Why a file cannot be read by key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", place(*line, *column))]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1; 0 where the reason is the file as a whole.
    pub column: usize,
    /// What is wrong there, in one sentence without a period.
    pub reason: String,
}

impl ReadError {
    /// The error at a byte of the file.
    pub(crate) fn at(bytes: &[u8], offset: usize, reason: impl Into<String>) -> Self {
        let (line, column) = position(bytes, offset);
        Self { line, column, reason: reason.into() }
    }

    /// The error that is the file as a whole.
    fn of_file(reason: impl Into<String>) -> Self {
        Self { line: 1, column: 0, reason: reason.into() }
    }
}

fn place(line: usize, column: usize) -> String {
    if column == 0 { String::new() } else { format!("line {line}, column {column}: ") }
}

/// The line and the column, in characters, of a byte; both from 1. The byte order mark of a file is none of them.
pub fn position(bytes: &[u8], offset: usize) -> (usize, usize) {
    let before = &bytes[..offset.min(bytes.len())];
    let before = before.strip_prefix("\u{feff}".as_bytes()).unwrap_or(before);
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    (line, String::from_utf8_lossy(&before[start..]).chars().count() + 1)
}

/// A larger file is not read by key, in bytes (16 MiB).
pub(crate) const MAX_BYTES: usize = 16 << 20;
/// A file with deeper nesting is not read by key.
pub(crate) const MAX_DEPTH: usize = 256;
/// A file with more nodes, aliases expanded, is not read by key.
pub(crate) const MAX_NODES: usize = 4_000_000;

/// Reads a file.
///
/// # Errors
/// Where the bytes are not a file of this format (not UTF-8, syntax, a key twice in one map), are a
/// template or encrypted as a whole, or exceed a limit ([`MAX_BYTES`], [`MAX_DEPTH`], [`MAX_NODES`]): the place and the reason.
pub fn read(format: Format, bytes: Vec<u8>) -> Result<Parsed, ReadError> {
    if bytes.len() > MAX_BYTES {
        let reason = format!("larger than {} MiB, too large to be read by key", MAX_BYTES >> 20);
        return Err(ReadError::of_file(reason));
    }
    let Some(driver) = format.driver() else {
        return Err(ReadError::of_file("no format that is read by key"));
    };
    if let Some(error) = opaque::from_bytes(&bytes) {
        return Err(error);
    }
    let tree = (driver.read)(&bytes).map_err(|error| opaque::from_error(format, &bytes, error))?;
    if let Some(error) = opaque::from_tree(&bytes, &tree) {
        return Err(error);
    }
    Ok(Parsed { format, bytes, tree })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_formats() {
        for (path, format) in [
            ("a/.env", Format::Dotenv),
            (".env.production", Format::Dotenv),
            ("config/api.env", Format::Dotenv),
            (".envrc", Format::Text),
            (".env.yaml", Format::Yaml),
            ("env", Format::Text),
            ("application-prod.properties", Format::Properties),
            ("prod.tfvars", Format::Hcl),
            ("prod.auto.tfvars", Format::Hcl),
            ("prod.tfvars.json", Format::Json),
            ("live/terragrunt.hcl", Format::Hcl),
            ("web.nomad", Format::Hcl),
            ("image.pkr.hcl", Format::Hcl),
            ("main.tf", Format::Text),
        ] {
            assert_eq!(Format::of_path(path), format, "{path}");
        }
    }
}
