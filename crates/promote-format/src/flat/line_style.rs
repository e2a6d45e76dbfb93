//! The style of a flat file's lines, which new lines follow.

use super::side::FlatSide;
use crate::Entry;
use promote_model::Value;

/// The text that all entries of a file have in common; empty by default.
#[derive(Default)]
pub(crate) struct LineStyle {
    /// The text before names: blanks, `export`.
    prefix: Option<String>,
    /// The text between names and values.
    separator: Option<String>,
    /// The column of the separator, if the separators are aligned.
    column: Option<usize>,
}

impl LineStyle {
    /// The style of a file.
    pub(crate) fn of(file: FlatSide<'_>) -> Self {
        let written = |entry: &&Entry| entry.value.value() != Value::Null;
        let prefixes = file.entries.iter().map(|entry| prefix(file.text, entry));
        let separators = file.entries.iter().filter(written).map(|entry| separator(file.text, entry));
        let separators = separators.filter(|separator| !separator.contains('\n'));
        let columns: Vec<usize> = file.entries.iter().filter(written).filter_map(|e| column(file.text, e)).collect();
        // A single blank does not align anything, even if all names have the same length.
        let padded = file.entries.iter().any(|entry| separator(file.text, entry).starts_with("  "));
        let lined_up = padded && columns.len() == file.entries.len() && columns.windows(2).all(|two| two[0] == two[1]);
        Self {
            prefix: agreed(prefixes, str::to_owned),
            separator: agreed(separators, normal),
            column: columns.first().copied().filter(|_| lined_up),
        }
    }

    /// The lines of an entry of the source in this style.
    pub(crate) fn applied(&self, lines: &str, source: FlatSide<'_>, index: usize) -> String {
        let entry = &source.entries[index];
        let (prefix, separator) = (prefix(source.text, entry), separator(source.text, entry));
        let name = &source.text[entry.name_span()];
        let old = format!("{prefix}{name}{separator}");
        // A name or separator that spans several lines is left as it is.
        let Some(at) = lines.find(&old).filter(|_| !old.contains('\n')) else { return lines.to_owned() };
        let ours = self.prefix.as_deref().unwrap_or(prefix);
        let between = match &self.separator {
            Some(ours) if entry.value.value() != Value::Null => ours,
            _ => separator,
        };
        let (head, value) = (&lines[..at], &lines[at + old.len()..]);
        let bare = value.is_empty() || value.starts_with('\n');
        let between = if bare { between.trim_end() } else { between };
        let written = format!("{ours}{name}").chars().count();
        let blanks =
            self.column.filter(|_| between.starts_with(' ')).map_or(0, |column| column.saturating_sub(written + 1));
        format!("{head}{ours}{name}{}{between}{value}", " ".repeat(blanks))
    }
}

fn prefix<'a>(text: &'a str, entry: &Entry) -> &'a str {
    let start = text[..entry.name_span().start].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..entry.name_span().start].trim_start_matches('\u{feff}')
}

fn separator<'a>(text: &'a str, entry: &Entry) -> &'a str {
    &text[entry.name_span().end..entry.value.span().start]
}

/// The column of the separator after a name, if only blanks are between them.
fn column(text: &str, entry: &Entry) -> Option<usize> {
    let separator = separator(text, entry);
    let blanks = separator.len() - separator.trim_start_matches(' ').len();
    let is_mark = separator[blanks..].starts_with(['=', ':']);
    (blanks > 0 && is_mark)
        .then(|| prefix(text, entry).chars().count() + text[entry.name_span()].chars().count() + blanks)
}

/// The common value of all examples, compared exactly or, failing that, in their `normal` form.
fn agreed<'a>(examples: impl Iterator<Item = &'a str>, normal: impl Fn(&str) -> String) -> Option<String> {
    let mut examples = examples.peekable();
    let first = *examples.peek()?;
    let (mut same, wanted) = (true, normal(first));
    for example in examples {
        same &= example == first;
        if normal(example) != wanted {
            return None;
        }
    }
    Some(if same { first.to_owned() } else { wanted })
}

/// A separator without the blanks that only align values.
fn normal(separator: &str) -> String {
    let mark = separator.trim();
    let blank = |is: bool| if is { " " } else { "" };
    let (before, after) = (separator.starts_with([' ', '\t']), separator.ends_with([' ', '\t']));
    match mark {
        "" => blank(before).to_owned(),
        _ => format!("{}{mark}{}", blank(before), blank(after)),
    }
}
