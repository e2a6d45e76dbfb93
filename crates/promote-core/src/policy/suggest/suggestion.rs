//! A suggested entry of `promote.yaml`, with its evidence.

use promote_format::Format;

/// The field that an entry is suggested for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestedField {
    /// `keep` of an environment.
    Keep,
    /// `list-keys`.
    ListKeys,
    /// `sets`.
    Sets,
    /// `flags`.
    Flags,
    /// `secrets`.
    Secrets,
    /// `format` of an entry of `files`.
    Format,
}

impl SuggestedField {
    /// All fields.
    pub const ALL: [Self; 6] = [Self::Keep, Self::ListKeys, Self::Sets, Self::Flags, Self::Secrets, Self::Format];

    /// The name, as in `promote.yaml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::ListKeys => "list-keys",
            Self::Sets => "sets",
            Self::Flags => "flags",
            Self::Secrets => "secrets",
            Self::Format => "format",
        }
    }
}

/// The text of an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestedEntry {
    /// A pattern.
    Pattern(String),
    /// An entry of `list-keys`: the pattern of the lists, and the fields that identify their elements.
    ListKeys(String, Vec<String>),
    /// An entry of `files`: a path template and its format.
    Template(String, Format),
}

impl SuggestedEntry {
    /// Whether both are the same entry, or about the same lists.
    pub fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::ListKeys(ours, _), Self::ListKeys(theirs, _)) => ours == theirs,
            (ours, theirs) => ours == theirs,
        }
    }

    /// The entry as YAML.
    pub fn yaml(&self) -> String {
        match self {
            Self::Pattern(pattern) => quoted(pattern),
            Self::ListKeys(lists, by) => match by.as_slice() {
                [field] => format!("{{ for: {}, by: {} }}", quoted(lists), name(field)),
                fields => {
                    let fields: Vec<String> = fields.iter().map(|field| name(field)).collect();
                    format!("{{ for: {}, by: [{}] }}", quoted(lists), fields.join(", "))
                }
            },
            Self::Template(path, format) => format!("{{ path: {}, format: {} }}", quoted(path), format.name()),
        }
    }
}

/// A suggested entry of `promote.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suggestion {
    /// The field.
    pub field: SuggestedField,
    /// The environment, for `keep`.
    pub environment: Option<String>,
    /// How good the evidence is, from 0: better entries come first.
    pub rank: u8,
    /// Whether a person has to decide.
    pub unsure: bool,
    /// The entry.
    pub entry: SuggestedEntry,
    /// What the repository shows, in one sentence without a period.
    pub evidence: String,
    /// Where that is, for `keep`: up to three keys. The evidence of other fields has its example.
    pub examples: Vec<String>,
}

impl Suggestion {
    /// The place in `promote.yaml`, such as `environments.production.keep`.
    pub fn place(&self) -> String {
        match (&self.environment, self.field) {
            (Some(environment), field) => format!("environments.{environment}.{}", field.word()),
            (None, SuggestedField::Format) => "files".to_owned(),
            (None, field) => field.word().to_owned(),
        }
    }
}

/// A name, in quotes unless it is plain.
fn name(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { quoted(text) }
}

/// In double quotes, with everything that is not printable escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ' => out.push(c),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}
