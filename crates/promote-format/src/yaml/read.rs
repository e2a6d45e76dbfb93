//! The YAML reader: resolves scalars, checks keys, and expands aliases and merge keys of raw nodes.

use std::collections::HashSet;
use std::ops::Range;

use granit_parser::Tag;

use super::compose::{compose, too_deep};
use super::raw::{RawKind, Raws};
use super::scalar;
use crate::{Data, Document, Entry, MAX_DEPTH, Node, Origin, ReadError, Scalar, Tree};

/// Reads all documents of a file.
///
/// # Errors
/// If the bytes are not UTF-8 or not YAML, a line ends with a lone carriage return, a key is a duplicate or not
/// a scalar, or a limit is exceeded.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|e| ReadError::at(bytes, e.valid_up_to(), "these bytes are not valid UTF-8"))?;
    if let Some(at) = lone_return(bytes) {
        let reason = "a carriage return without a line feed is not a line break for most tools";
        return Err(ReadError::at(bytes, at, reason));
    }
    let raws = compose(text)?;
    let mut expander = Expander::new(text, &raws);
    let mut documents = Vec::with_capacity(raws.documents.len());
    for (index, (root, start)) in raws.documents.iter().enumerate() {
        let root = expander.node(*root)?;
        documents.push(Document { root, span: *start..document_end(text, &raws, index) });
    }
    Ok(Tree { documents })
}

/// Finds a lone carriage return. It ends a line in YAML, but not in git, editors and the splicing code.
fn lone_return(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|at| bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

fn document_end(text: &str, raws: &Raws<'_>, index: usize) -> usize {
    raws.documents.get(index + 1).map_or(text.len(), |(_, start)| *start)
}

/// The maximum number of nodes that the aliases of one file may repeat.
const MAX_REPEATED: usize = 250_000;

/// Expands the nodes of one file.
pub(crate) struct Expander<'a> {
    text: &'a str,
    raws: &'a Raws<'a>,
    repeated: usize,
}

/// The alias that a node is expanded from: the anchor's name and the byte range of the alias.
#[derive(Clone)]
struct AliasUse {
    anchor: String,
    span: Range<usize>,
}

impl<'a> Expander<'a> {
    /// An expander of these nodes.
    pub(crate) fn new(text: &'a str, raws: &'a Raws<'a>) -> Self {
        Self { text, raws, repeated: 0 }
    }

    /// The node at this index of the raw nodes.
    pub(crate) fn node(&mut self, index: usize) -> Result<Node, ReadError> {
        self.expand(index, None, 0)
    }

    fn bad(&self, at: usize, reason: impl Into<String>) -> ReadError {
        ReadError::at(self.text.as_bytes(), at, reason)
    }

    fn expand(&mut self, index: usize, repeat: Option<&AliasUse>, depth: usize) -> Result<Node, ReadError> {
        let raws = self.raws;
        let span = repeat.map_or_else(|| raws.span(index), |r| r.span.clone());
        if depth > MAX_DEPTH {
            return Err(self.bad(span.start, too_deep()));
        }
        if repeat.is_some() {
            self.count(span.start)?;
        }
        let data = match raws.kind(index) {
            RawKind::Scalar(text, plain) => {
                let (value, tag) = resolve(text, plain, raws.tag(index));
                return Ok(Node::new(span, Data::Scalar(value)).with_notes(tag, self.origin(index, repeat)));
            }
            RawKind::Map => Data::Map(self.map(index, repeat, depth)?.into()),
            RawKind::List => {
                // Collecting through a `Result` would reserve space for four elements.
                let mut nodes = Vec::with_capacity(raws.children(index).count());
                for item in raws.children(index) {
                    nodes.push(self.expand(item, repeat, depth + 1)?);
                }
                Data::List(nodes.into())
            }
            RawKind::Alias(target) => {
                let anchor = raws.anchor(target).unwrap_or_default().to_owned();
                let here = repeat.cloned().unwrap_or(AliasUse { anchor, span });
                return self.expand(target, Some(&here), depth);
            }
        };
        Ok(Node::new(span, data).with_notes(collection_tag(raws.tag(index)), self.origin(index, repeat)))
    }

    fn origin(&self, index: usize, repeat: Option<&AliasUse>) -> Origin {
        match (repeat, self.raws.anchor(index)) {
            (Some(repeat), _) => Origin::Derived(repeat.anchor.clone()),
            (None, Some(name)) if self.raws.is_repeated(index) => Origin::Anchored(name.to_owned()),
            _ => Origin::Own,
        }
    }

    fn count(&mut self, at: usize) -> Result<(), ReadError> {
        self.repeated += 1;
        if self.repeated <= MAX_REPEATED {
            return Ok(());
        }
        Err(self.bad(at, format!("the aliases repeat more than {MAX_REPEATED} values")))
    }

    fn map(&mut self, map: usize, repeat: Option<&AliasUse>, depth: usize) -> Result<Vec<Entry>, ReadError> {
        let raws = self.raws;
        let mut entries: Vec<Entry> = Vec::with_capacity(raws.entries(map).count());
        let mut names = SeenKeys::default();
        let mut merges = Vec::new();
        for (key, value) in raws.entries(map) {
            let (name, is_merge, place) = self.name(key)?;
            if !names.insert(name) {
                return Err(self.bad(place.start, format!("the key '{name}' occurs twice in one map")));
            }
            if is_merge {
                merges.push((place, value));
                continue;
            }
            let name_span = repeat.map_or(place, |r| r.span.clone());
            let value = self.expand(value, repeat, depth + 1)?;
            entries.push(Entry::new(name, name_span, value));
        }
        if !merges.is_empty() {
            let mut known = entries.iter().map(|e| e.name.to_string()).collect();
            for (place, value) in merges {
                self.merge(value, &place, repeat, depth, &mut entries, &mut known)?;
            }
        }
        Ok(entries)
    }

    /// A key as text, whether it is the merge key, and its byte range.
    fn name(&self, index: usize) -> Result<(&'a str, bool, Range<usize>), ReadError> {
        let raws = self.raws;
        let raw = match raws.kind(index) {
            RawKind::Alias(target) => target,
            _ => index,
        };
        let RawKind::Scalar(text, plain) = raws.kind(raw) else {
            return Err(self.bad(raws.span(index).start, "a key cannot be a map or a list"));
        };
        let core = raws.tag(raw).is_none_or(|tag| tag.suffix_in_namespace(CORE).as_deref() == Some("merge"));
        Ok((text, plain && core && text == "<<", raws.span(index)))
    }

    /// Adds the entries of a merge key: those of a mapping, or of each mapping in a sequence.
    fn merge(
        &mut self,
        value: usize,
        place: &Range<usize>,
        repeat: Option<&AliasUse>,
        depth: usize,
        entries: &mut Vec<Entry>,
        known: &mut HashSet<String>,
    ) -> Result<(), ReadError> {
        let raws = self.raws;
        let (target, anchor) = match raws.kind(value) {
            RawKind::Alias(target) => (target, raws.anchor(target).unwrap_or_default()),
            _ => (value, "<<"),
        };
        let span = raws.span(value);
        match raws.kind(target) {
            RawKind::Map => {}
            RawKind::List if depth < MAX_DEPTH => {
                for item in raws.children(target) {
                    self.merge(item, place, repeat, depth + 1, entries, known)?;
                }
                return Ok(());
            }
            _ => return Err(self.bad(span.start, "the value of a merge key '<<' must be a map")),
        }
        let here = repeat.cloned().unwrap_or(AliasUse { anchor: anchor.to_owned(), span });
        let Data::Map(merged) = self.expand(target, Some(&here), depth)?.data else { return Ok(()) };
        for Entry { name, value, .. } in merged {
            if known.insert(name.to_string()) {
                entries.push(Entry::new(name, repeat.map_or_else(|| place.clone(), |r| r.span.clone()), value));
            }
        }
        Ok(())
    }
}

/// The keys of one mapping; hashed only if there are many.
#[derive(Default)]
struct SeenKeys<'a> {
    few: Vec<&'a str>,
    many: HashSet<&'a str>,
}

impl<'a> SeenKeys<'a> {
    /// Adds a name. Returns whether it is new.
    fn insert(&mut self, name: &'a str) -> bool {
        if self.few.len() < 16 {
            let new = !self.few.contains(&name);
            self.few.push(name);
            return new;
        }
        if self.many.is_empty() {
            self.many.extend(&self.few);
        }
        self.many.insert(name)
    }
}

const CORE: &str = "tag:yaml.org,2002:";

/// The tag of a mapping or sequence, unless it is the core tag.
fn collection_tag(tag: Option<&Tag>) -> Option<String> {
    let tag = tag?;
    let plain = matches!(tag.core_suffix(), Some("map" | "seq")) || tag.original() == "!";
    (!plain).then(|| tag.original())
}

/// The value of a scalar, and its tag if the core schema does not resolve it.
fn resolve(text: &str, plain: bool, tag: Option<&Tag>) -> (Scalar, Option<String>) {
    let untagged = || if plain { scalar::plain(text) } else { Scalar::String(text.into()) };
    let Some(tag) = tag else { return (untagged(), None) };
    let string = || Scalar::String(text.into());
    let settled = match tag.core_suffix() {
        _ if tag.original() == "!" => Some(string()),
        Some("str") => Some(string()),
        Some("null") => Some(scalar::plain(text)).filter(|v| *v == Scalar::Null),
        Some("bool") => Some(scalar::plain(text)).filter(|v| matches!(v, Scalar::Bool(_))),
        Some("int") => scalar::is_int(text).then(|| Scalar::Plain(text.into())),
        Some("float") => scalar::is_float(text).then(|| Scalar::Plain(text.into())),
        _ => None,
    };
    match settled {
        Some(value) => (value, None),
        None => (untagged(), Some(tag.original())),
    }
}
