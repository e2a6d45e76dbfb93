//! Translation in the text of a file: the values of some keys are replaced, and every other byte stays.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::pair::NamePair;
use super::pairing::Pairing;
use super::value::is_left_tag;
use crate::env::apply::ApplyError;
use crate::env::change::{Change, SpelledValue};
use crate::env::content::File;
use crate::env::diff::FilePair;
use crate::env::flatten::{Config, KeyRules};
use crate::env::keys::Side;
use promote_format::{Data, EditError, Format, Node, Origin, Parsed, Scalar};
use promote_model::Key;

/// A key of a file: document and key.
pub(super) type KeyPlace<'a> = (Option<&'a str>, &'a Key);

impl FilePair {
    /// The pair whose source has the translated values of these changes; `None` if nothing is translated.
    ///
    /// # Errors
    /// If a translated value is not what its pairs make of the source's text.
    pub(in crate::env) fn translated(&self, wanted: &[&Change], rules: &KeyRules) -> Result<Option<Self>, ApplyError> {
        let translated: Vec<&&Change> = wanted.iter().filter(|change| !change.translated.is_empty()).collect();
        let Some(first) = translated.first() else { return Ok(None) };
        let jobs = translated.iter().map(|change| (change.place(), change.translated.as_slice())).collect();
        let Some(copy) = self.respelled(&jobs, rules) else { return Err(self.not_translated(first, rules)) };
        let values = copy.spelled_at(&jobs, rules);
        for change in &translated {
            let planned = change.source.as_ref().map(|spelled| &spelled.value);
            if values.of(change).map(|spelled| &spelled.value) != planned {
                return Err(self.not_translated(change, rules));
            }
        }
        Ok(Some(copy))
    }

    /// The line of a key in the source, from 1.
    pub(super) fn line_of(&self, change: &Change, rules: &KeyRules) -> usize {
        let found = self.configs_where(Side::Source, rules, |found| found.place() == change.place());
        let start = found.first().map(|config| config.span.start);
        start.zip(self.source.as_ref()).and_then(|(start, file)| file.line(start)).unwrap_or(1)
    }

    fn not_translated(&self, change: &Change, rules: &KeyRules) -> ApplyError {
        let path = self.source.as_ref().map_or(self.file.as_str(), |file| &file.path);
        let reason = "the planned value is not the translation of the source's value".to_owned();
        let error = EditError { key: change.key.clone(), line: self.line_of(change, rules), reason };
        ApplyError::Edit { file: path.to_owned(), error }
    }

    /// The pair whose source has other names in the text of some values; `None` if the text cannot be read any more.
    pub(super) fn respelled(&self, jobs: &HashMap<KeyPlace<'_>, &[NamePair]>, rules: &KeyRules) -> Option<Self> {
        let file = self.source.as_ref()?;
        let parsed = file.parsed()?;
        let mut splices = BTreeMap::new();
        self.for_each(Side::Source, rules, &mut |found| {
            if let Some(pairs) = jobs.get(&found.place()) {
                let job = Respelling { parsed, pairing: &Pairing::of_pairs(*pairs), pairs };
                job.collect(found.node, &mut splices);
            }
        });
        let (mut bytes, mut at) = (Vec::with_capacity(parsed.bytes.len()), 0);
        for (start, (end, text)) in splices {
            bytes.extend_from_slice(parsed.bytes.get(at..start)?);
            bytes.extend_from_slice(text.as_bytes());
            at = end;
        }
        bytes.extend_from_slice(parsed.bytes.get(at..)?);
        let copy = promote_format::read_by(parsed.rules, parsed.format, bytes).ok()?;
        Some(Self { source: Some(Arc::new(file.holding(copy))), ..self.clone() })
    }

    /// The values of the source at some keys.
    pub(super) fn spelled_at(&self, places: &HashMap<KeyPlace<'_>, &[NamePair]>, rules: &KeyRules) -> SpelledValues {
        let Some(parsed) = self.source.as_deref().and_then(File::parsed) else { return SpelledValues::default() };
        let configs = self.configs_where(Side::Source, rules, |found| places.contains_key(&found.place()));
        let spelled = |config: Config| {
            let text = parsed.text(config.span).into_owned();
            ((config.document, config.key), SpelledValue { value: config.value, text })
        };
        SpelledValues(configs.into_iter().map(spelled).collect())
    }
}

/// The values of some keys of a file.
#[derive(Debug, Default)]
pub(super) struct SpelledValues(HashMap<(Option<String>, Key), SpelledValue>);

impl SpelledValues {
    /// The value at the key of a change.
    pub(super) fn of(&self, change: &Change) -> Option<&SpelledValue> {
        self.0.get(&(change.document.clone(), change.key.clone()))
    }
}

/// The translation of one value in the text of a file.
struct Respelling<'a> {
    parsed: &'a Parsed,
    pairing: &'a Pairing,
    pairs: &'a [NamePair],
}

impl Respelling<'_> {
    /// Adds the new texts of the scalars of a value, by the start of their byte ranges, with the ends.
    fn collect(&self, node: &Node, splices: &mut BTreeMap<usize, (usize, String)>) {
        // The text of an alias is that of its anchor.
        if matches!(node.origin(), Origin::Derived(_)) || node.tag().is_some_and(is_left_tag) {
            return;
        }
        match &node.data {
            Data::Map(entries) => entries.iter().for_each(|entry| self.collect(&entry.value, splices)),
            Data::List(items) => items.iter().for_each(|item| self.collect(item, splices)),
            Data::Scalar(scalar) => {
                let (Scalar::String(value) | Scalar::Plain(value)) = scalar else { return };
                let Some((span, text)) = self.content(node.span()) else { return };
                let new = self.pairing.replaced_text(value, text, self.pairs);
                if new != text {
                    splices.insert(span.start, (span.end, new.into_owned()));
                }
            }
        }
    }

    /// The text of a scalar, without an anchor, a tag, and the header of a block scalar, which may have a comment.
    fn content(&self, span: Range<usize>) -> Option<(Range<usize>, &str)> {
        let mut text = std::str::from_utf8(self.parsed.bytes.get(span.clone())?).ok()?;
        if self.parsed.format == Format::Yaml {
            while text.starts_with(['&', '!']) {
                let end = text.find(char::is_whitespace)?;
                text = text[end..].trim_start();
            }
            if text.starts_with(['|', '>']) {
                text = &text[text.find('\n')?..];
            }
        }
        Some((span.end - text.len()..span.end, text))
    }
}
