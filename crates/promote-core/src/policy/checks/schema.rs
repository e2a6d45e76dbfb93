//! `schema:` validates the documents of files against a JSON Schema (drafts 4 to 2020-12). Schemas and everything they
//! refer to are files of the policy branch: nothing is fetched, and no other file is opened.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jsonschema::{Retrieve, Uri, Validator};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value as Json;

use super::CheckedFile;
use crate::env::flatten::Config;
use crate::promotion::CheckFinding;
use promote_format::{Data, Format, Node, Parsed, position};
use promote_model::value::MASK;
use promote_model::{Key, Step};

/// The base of schema URIs; a path of the policy branch follows.
const BASE: &str = "promote:///";
/// Characters that are percent-encoded in the path of a URI (RFC 3986, 3.3).
const OUTSIDE_OF_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The maximum number of findings per file.
const MOST: usize = 20;

/// The reason if a file does not exist.
const NOT_COMMITTED: &str = "it is not on the policy branch";

/// The files that schemas consist of, by path.
#[derive(Debug, Clone, Default)]
pub struct SchemaFiles {
    files: BTreeMap<String, Result<Parsed, String>>,
}

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
}

/// An invalid schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// The path.
    pub(crate) path: String,
    /// Line and column, from 1, if known.
    pub(crate) place: Option<(usize, usize)>,
    /// The problem, in one sentence without a period.
    pub(crate) reason: String,
}

impl SchemaError {
    /// The path, if the policy branch has no such file.
    pub fn missing_file(&self) -> Option<&str> {
        (self.reason == NOT_COMMITTED).then_some(self.path.as_str())
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "the schema {}:{line}:{column}: {}", self.path, self.reason),
            None => write!(f, "the schema {}: {}", self.path, self.reason),
        }
    }
}

impl SchemaFiles {
    /// Adds a file; `None` if the policy branch has no file at that path.
    pub fn add(&mut self, path: &str, bytes: Option<Vec<u8>>) {
        let read = match bytes {
            None => Err(NOT_COMMITTED.to_owned()),
            Some(bytes) => {
                let format = match Format::of_path(path) {
                    Format::Text => Format::Json,
                    format => format,
                };
                promote_format::read(format, bytes).map_err(|error| error.to_string())
            }
        };
        self.files.insert(path.to_owned(), read);
    }

    /// Whether a file was added.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The files that one of these refers to.
    pub fn references(&self, path: &str) -> Vec<String> {
        match self.files.get(path) {
            Some(Ok(parsed)) => references(path, &json(parsed)),
            _ => Vec::new(),
        }
    }

    /// Compiles a schema with everything it refers to.
    ///
    /// # Errors
    /// If it is missing or invalid, or refers to anything but files of the policy branch.
    pub fn compile(&self, path: &str) -> Result<Schema, SchemaError> {
        let bad = |place, reason: String| SchemaError { path: path.to_owned(), place, reason };
        let parsed = match self.files.get(path) {
            Some(Ok(parsed)) => parsed,
            Some(Err(reason)) => return Err(bad(None, reason.clone())),
            None => return Err(bad(None, "it was not read".to_owned())),
        };
        let all = self.files.iter().filter_map(|(path, read)| Some((path, json(read.as_ref().ok()?))));
        let built = jsonschema::options()
            .with_base_uri(address(path))
            .with_retriever(SchemaRetriever::of(all))
            .should_validate_formats(true)
            .build(&at_home(json(parsed)).0);
        let validator = built.map_err(|error| {
            let node = parsed.tree.documents.first().and_then(|d| at(&d.root, error.instance_path().as_str()));
            let place = node.map(|(node, _)| position(&parsed.bytes, node.span().start));
            bad(place, error.to_string())
        })?;
        Ok(Schema { validator })
    }
}

fn json(parsed: &Parsed) -> Json {
    parsed.tree.documents.first().map_or(Json::Null, |document| document.root.value().to_json_by_value())
}

/// The URI of a file.
fn address(path: &str) -> String {
    format!("{BASE}{}", utf8_percent_encode(path, OUTSIDE_OF_PATHS))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A schema without its absolute `$id`, and that `$id`: its references are resolved next to its file, not at that host
/// (JSON Schema 2020-12 Core, 8.2.1: an `$id` need not be where a schema is found).
fn at_home(mut schema: Json) -> (Json, Vec<String>) {
    let mut names = Vec::new();
    if let Json::Object(fields) = &mut schema {
        for field in ["$id", "id"] {
            let host = fields.get(field).and_then(Json::as_str).filter(|name| name.contains(':'));
            if let Some(name) = host.map(str::to_owned) {
                fields.remove(field);
                names.push(name.trim_end_matches('#').to_owned());
            }
        }
    }
    (schema, names)
}

/// The paths of the files that a schema refers to.
pub fn references(path: &str, schema: &Json) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![schema];
    while let Some(value) = waiting.pop() {
        match value {
            Json::Array(items) => waiting.extend(items),
            Json::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Json::as_str).and_then(|to| beside(path, to)));
                waiting.extend(fields.values());
            }
            _ => {}
        }
    }
    found
}

/// The path of a reference; `None` if it stays within the file, or does not lead to a file of the policy branch.
fn beside(path: &str, reference: &str) -> Option<String> {
    let (to, _) = reference.split_once('#').unwrap_or((reference, ""));
    let to = &decoded(to);
    if to.is_empty() || to.contains(':') || to.starts_with("//") {
        return None;
    }
    let from = if to.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(to.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// Resolves references between schemas.
struct SchemaRetriever {
    /// By URI, and by `$id`.
    files: Arc<BTreeMap<String, Json>>,
    /// The folders of these `$id`s, each with the folder of the file's URI.
    folders: Arc<Vec<(String, String)>>,
}

impl SchemaRetriever {
    fn of<'p>(files: impl Iterator<Item = (&'p String, Json)>) -> Self {
        let (mut by_address, mut all, mut folders) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let folder = |text: &str| text.rfind('/').map(|end| text[..=end].to_owned());
        for (path, schema) in files {
            let (schema, names) = at_home(schema);
            let address = address(path);
            folders.extend(names.iter().filter_map(|name| Some((folder(name)?, folder(&address)?))));
            all.extend(names.into_iter().map(|name| (name, schema.clone())));
            by_address.insert(address, schema);
        }
        // A file's own URI takes precedence over an `$id` of another file.
        all.extend(by_address);
        Self { files: Arc::new(all), folders: Arc::new(folders) }
    }
}

impl Retrieve for SchemaRetriever {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let text = uri.as_str().split('#').next().unwrap_or_default();
        let beside = |(name, home): &(String, String)| self.files.get(&format!("{home}{}", text.strip_prefix(name)?));
        if let Some(schema) = self.files.get(text).or_else(|| self.folders.iter().find_map(beside)) {
            return Ok(schema.clone());
        }
        match text.strip_prefix(BASE) {
            Some(path) => Err(format!("{} is not on the policy branch", decoded(path)).into()),
            None => Err(format!("{text} is not a file of the policy branch; remote schemas are not fetched").into()),
        }
    }
}

impl Schema {
    /// The findings for the documents of a file.
    pub(super) fn validate(&self, subject: &CheckedFile) -> Vec<CheckFinding> {
        let Some(file) = &subject.pair.source else { return Vec::new() };
        let Some(parsed) = file.parsed() else {
            let reason = file.unreadable().unwrap_or("it is not parsed into keys");
            return vec![subject.finding(
                None,
                None,
                "",
                format!("the file cannot be validated against a schema: {reason}"),
            )];
        };
        let mut found = Vec::new();
        if parsed.tree.documents.is_empty() {
            // A file without a document is validated as null.
            let errors = self.validator.iter_errors(&Json::Null).take(MOST);
            return errors.map(|error| subject.finding(None, None, "", short(&error.to_string()))).collect();
        }
        for (index, document) in parsed.tree.documents.iter().enumerate() {
            let json = document.root.value().to_json_by_value();
            let config = subject.configs.iter().find(|config| config.index == index);
            let name = config.and_then(|config| config.document.as_deref());
            for error in self.validator.iter_errors(&json) {
                if found.len() == MOST {
                    let message = format!("the file has more than {MOST} findings");
                    found.push(subject.finding(None, None, "", message));
                    return found;
                }
                let pointer = error.instance_path().as_str().to_owned();
                let place = at(&document.root, &pointer);
                let start = place.as_ref().map(|(node, _)| node.span().start);
                // If the place is unknown, the value may be a secret.
                let hidden =
                    place.as_ref().map_or(!subject.secrets.is_empty(), |(node, _)| subject.hides(&node.span()));
                let words = if hidden { error.masked_with(MASK).to_string() } else { error.to_string() };
                let key = place.map(|(node, depth)| shown(subject, index, node, depth)).unwrap_or_default();
                // The message contains values, and an object may be a whole file.
                let finding = subject.finding(start, name, &key, short(&words));
                found.push(CheckFinding { schema_path: Some(error.schema_path().as_str().to_owned()), ..finding });
            }
        }
        found
    }
}

/// The maximum length of a message about a value, in characters: it may contain a whole file.
const WORDS: usize = 200;

pub(super) fn short(words: &str) -> String {
    match words.char_indices().nth(WORDS) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None => words.to_owned(),
    }
}

/// The node that a JSON pointer leads to, and the number of steps.
fn at<'n>(root: &'n Node, pointer: &str) -> Option<(&'n Node, usize)> {
    let steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    steps.into_iter().try_fold((root, 0), |(node, depth), step| {
        let below = match &node.data {
            Data::Map(entries) => entries.iter().find(|entry| entry.name == step.as_str()).map(|entry| &entry.value),
            Data::List(items) => step.parse::<usize>().ok().and_then(|index| items.get(index)),
            Data::Scalar(_) => None,
        };
        Some((below?, depth + 1))
    })
}

/// The key of a node for display: the beginning of the key of a config inside it.
fn shown(subject: &CheckedFile, document: usize, node: &Node, depth: usize) -> String {
    let span = node.span();
    let inside = |start: usize| span.contains(&start) || span.start == start;
    let mut mine = subject.configs.iter().filter(|config| config.index == document);
    // A node inside a list that is one key is shown by that key.
    let around = |config: &&Config| config.span.contains(&span.start);
    let config = mine.clone().find(|config| inside(config.span.start)).or_else(|| mine.find(around));
    let real = config.map(|config| config.real());
    let steps: Vec<Step> = real.map(|key| key.steps().iter().take(depth).cloned().collect()).unwrap_or_default();
    Key::from(steps).to_string()
}
