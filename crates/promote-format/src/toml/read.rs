//! The TOML reader: the tree of a text parsed by `toml_edit`, with the byte range of each key and value.
//!
//! Numbers, dates and times keep their notation. A map written as tables or dotted keys spans everything from
//! its first header or key to its last value; other tables may be in between.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value as Toml};

use crate::error::SyntaxFault;
use crate::{Data, Document, Entry, MAX_DEPTH, MAX_NODES, Node, ReadError, Scalar, Tree};

/// Reads a TOML file. A byte order mark is skipped (its bytes count in every span).
///
/// # Errors
/// If the bytes are not TOML, `toml_edit` cannot represent a number, a key or table is a duplicate, or a limit
/// is exceeded.
pub(crate) fn read(bytes: &[u8]) -> Result<Tree, ReadError> {
    let text = std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))?;
    let parsed = toml_edit::Document::parse(text).map_err(|bad| {
        let at = bad.span().map_or(0, |span| span.start);
        ReadError::at(bytes, at, reason(&bad))
    })?;
    let mut reader = TomlReader { text, nodes: 0 };
    let root = parsed.as_table();
    let entries = reader.entries(root, 0).map_err(|fault| fault.in_file(bytes))?;
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let root = Node::new(start..text.len(), Data::Map(entries.into()));
    Ok(Tree { documents: vec![Document { root, span: 0..text.len() }] })
}

fn not_utf8(bytes: &[u8], at: usize) -> ReadError {
    let reason = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16; TOML must be UTF-8",
        _ => "these bytes are not valid UTF-8",
    };
    ReadError::at(bytes, at, reason)
}

/// The first line of the parser's message, without the excerpt of the text.
fn reason(bad: &toml_edit::TomlError) -> String {
    let message = bad.message().trim();
    let first = message.lines().next().unwrap_or("this is not TOML");
    first.trim_end_matches('.').to_owned()
}

struct TomlReader<'a> {
    text: &'a str,
    nodes: usize,
}

impl TomlReader<'_> {
    fn entries(&mut self, table: &dyn TableLike, depth: usize) -> Result<Vec<Entry>, SyntaxFault> {
        let mut entries = Vec::with_capacity(table.len());
        for (name, item) in table.iter() {
            let span = table.key(name).and_then(toml_edit::Key::span).unwrap_or_default();
            let value = self.item(item, &span, depth + 1)?;
            entries.push(Entry::new(name, span, value));
        }
        Ok(entries)
    }

    fn item(&mut self, item: &Item, name: &Range<usize>, depth: usize) -> Result<Node, SyntaxFault> {
        match item {
            Item::Value(value) => self.value(value, name, depth),
            Item::Table(table) => self.table(table, name, depth),
            Item::ArrayOfTables(tables) => {
                let tables = tables.iter().map(|table| self.table(table, name, depth + 1));
                let items: Vec<Node> = tables.collect::<Result<_, _>>()?;
                let start = items.iter().map(|item| item.span().start).min().unwrap_or(name.start);
                let end = items.iter().map(|item| item.span().end).max().unwrap_or(start);
                self.node(start..end, Data::List(items.into()), depth)
            }
            Item::None => self.node(name.clone(), Data::Scalar(Scalar::Null), depth),
        }
    }

    fn table(&mut self, table: &toml_edit::Table, name: &Range<usize>, depth: usize) -> Result<Node, SyntaxFault> {
        let entries = self.entries(table, depth)?;
        let own = match table.span() {
            Some(header) if !table.is_implicit() => header,
            _ => name.clone(),
        };
        let start = entries.iter().map(|entry| entry.value.span().start).chain([own.start]).min();
        let end = entries.iter().map(|entry| entry.value.span().end).chain([own.end]).max();
        self.node(start.unwrap_or(own.start)..end.unwrap_or(own.end), Data::Map(entries.into()), depth)
    }

    fn value(&mut self, value: &Toml, name: &Range<usize>, depth: usize) -> Result<Node, SyntaxFault> {
        let span = value.span().unwrap_or_else(|| name.clone());
        let data = match value {
            Toml::String(string) => Data::Scalar(Scalar::String(self.string(string.value(), &span).into())),
            Toml::Boolean(flag) => Data::Scalar(Scalar::Bool(*flag.value())),
            Toml::Integer(_) | Toml::Float(_) | Toml::Datetime(_) => {
                Data::Scalar(Scalar::Plain(self.text.get(span.clone()).unwrap_or_default().into()))
            }
            Toml::Array(items) => {
                let items = items.iter().map(|item| self.value(item, &span, depth + 1));
                Data::List(items.collect::<Result<_, _>>()?)
            }
            Toml::InlineTable(table) if table.is_dotted() => {
                let entries = self.entries(table, depth)?;
                let end = entries.iter().map(|entry| entry.value.span().end).max();
                return self.node(name.start..end.unwrap_or(name.start), Data::Map(entries.into()), depth);
            }
            Toml::InlineTable(table) => Data::Map(self.entries(table, depth)?.into()),
        };
        self.node(span, data, depth)
    }

    /// The text of a string with `\n` line breaks, whatever the line endings of the file.
    fn string(&self, value: &str, span: &Range<usize>) -> String {
        let written = self.text.get(span.clone()).unwrap_or_default();
        if !written.contains("\r\n") {
            return value.to_owned();
        }
        let plain = written.replace("\r\n", "\n").parse::<Toml>();
        plain.ok().and_then(|plain| plain.as_str().map(str::to_owned)).unwrap_or_else(|| value.to_owned())
    }

    fn node(&mut self, span: Range<usize>, data: Data, depth: usize) -> Result<Node, SyntaxFault> {
        self.nodes += 1;
        if depth > MAX_DEPTH {
            return Err(SyntaxFault::new(span.start, format!("the nesting is deeper than {MAX_DEPTH} levels")));
        }
        if self.nodes > MAX_NODES {
            return Err(SyntaxFault::new(span.start, format!("the file has more than {MAX_NODES} values")));
        }
        Ok(Node::new(span, data))
    }
}
