//! How one file differs between two environments, key by key.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::change::{Change, Kind, Op, Spelled};
use super::content::{Content, File};
use super::documents::Naming;
use super::flatten::{Config, Rules, configs, holds_nothing};
use super::keys::{End, Keys};
use super::names::Names;
use crate::format::Parsed;
use crate::model::{ConfigId, FileMode, Key, Pattern, Value};

/// The same logical file in two environments; at least one side is there.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The logical name.
    pub file: String,
    /// The source's file.
    pub source: Option<Arc<File>>,
    /// The target's file.
    pub target: Option<Arc<File>>,
    /// How the documents of both sides are called.
    pub naming: Naming,
    /// Which part of the file is configuration, where not all of it is.
    pub keys: Keys,
}

/// How a file differs.
#[derive(Debug, Clone, Default)]
pub struct FileDiff {
    /// What differs, in the source's order; what only the target has stands last.
    pub changes: Vec<Change>,
    /// What differs and is the target's own (`keep`).
    pub kept: Vec<Change>,
    /// How many configs are equal.
    pub unchanged: usize,
    /// Whether the bytes differ although no config does.
    pub format_only: bool,
}

impl Pair {
    /// Puts two sides together.
    pub fn new(file: &str, source: Option<Arc<File>>, target: Option<Arc<File>>) -> Self {
        let mut pair = Self { file: file.to_owned(), source, target, naming: Naming::default(), keys: Keys::default() };
        let naming = Naming::of(pair.sides().filter_map(File::parsed).map(|parsed| &parsed.tree));
        pair.naming = naming;
        pair
    }

    /// The same where only a part of the file is configuration.
    #[must_use]
    pub fn within(self, keys: Keys) -> Self {
        Self { keys, ..self }
    }

    /// The files that are there.
    pub fn sides(&self) -> impl Iterator<Item = &File> {
        [&self.source, &self.target].into_iter().flatten().map(Arc::as_ref)
    }

    /// Files that should be read by key and are not: path and reason.
    pub fn unreadable(&self) -> Vec<(String, String)> {
        let reason = |file: &File| Some((file.path.clone(), self.unreadable_reason(file)?));
        let mut files: Vec<_> = self.sides().filter_map(reason).collect();
        // Both sides may be parts of one file.
        files.dedup();
        files
    }

    /// Why a side is not read by key although it should be: where only a part of a file is
    /// configuration, every file should.
    pub fn unreadable_reason(&self, file: &File) -> Option<String> {
        let reason = match (&file.content, file.value.mode) {
            _ if self.keys.is_empty() => file.unreadable()?,
            (Content::Whole(None), FileMode::Symlink) => "it is a symlink",
            (Content::Whole(None), _) => "no format is known by its name; give it one with 'format' in promote.yaml",
            _ => file.unreadable()?,
        };
        Some(reason.to_owned())
    }

    /// Whether all sides are read by key. One that is not makes the file one config on both. So is a
    /// file that only one side has and that holds nothing (comments, `{}`): else it could never
    /// move.
    pub fn keyed(&self) -> bool {
        let alone = self.sides().count() == 1;
        let holds_something = |parsed: &Parsed| parsed.tree.documents.iter().any(|d| !holds_nothing(&d.root));
        self.sides().all(|file| file.parsed().is_some_and(|parsed| !alone || holds_something(parsed)))
    }

    /// The configs of one side of this pair; none where it is not there.
    pub fn configs(&self, end: End, rules: &Rules) -> Vec<Config> {
        let file = match end {
            End::Source => &self.source,
            End::Target => &self.target,
        };
        let Some(side) = file else { return Vec::new() };
        match (&side.content, self.keyed()) {
            (Content::Keyed(parsed), true) => self.flat(parsed, end, rules),
            // A part of a file cannot move with the whole of it.
            _ if !self.keys.is_empty() => Vec::new(),
            _ => vec![Config {
                kind: Kind::File,
                index: 0,
                document: None,
                key: Key::root(),
                real: None,
                file: self.file.as_str().into(),
                declared: None,
                value: Value::File(side.value.clone()),
                span: 0..0,
            }],
        }
    }

    fn flat(&self, parsed: &Parsed, end: End, rules: &Rules) -> Vec<Config> {
        configs(&self.names().files, parsed, &self.naming, (&self.keys, end), rules)
    }

    /// Compares the two sides. `keep` are the target's own keys: what differs there is set apart,
    /// except in a file that is new to the target, which must bring some value.
    pub fn diff(&self, rules: &Rules, keep: &[Pattern]) -> FileDiff {
        let (source, target) = (self.configs(End::Source, rules), self.configs(End::Target, rules));
        let mut diff = FileDiff::default();
        let names = self.names();
        let keep: Vec<&Pattern> = keep.iter().filter(|p| p.matches_file(&names.files)).collect();
        for mut change in self.compare(source, target, &mut diff.unchanged) {
            change.own = !keep.is_empty() && is_kept(&names, &keep, &change);
            if change.own && self.target.is_some() { diff.kept.push(change) } else { diff.changes.push(change) }
        }
        if self.target.is_some() && !keep.is_empty() {
            let inside = self.own_inside(rules, &keep, &diff.changes);
            diff.kept.extend(inside);
        }
        // Of a file of which only a part is configuration the rest may differ, too, and is nobody's.
        let blobs_differ = match (&self.source, &self.target) {
            (Some(a), Some(b)) if self.keys.is_empty() => (a.value.blob, a.value.mode) != (b.value.blob, b.value.mode),
            _ => false,
        };
        diff.format_only = blobs_differ && diff.changes.is_empty() && diff.kept.is_empty();
        diff
    }

    /// Own keys that differ inside a larger unit that does: a flag, or a file that is not read by key on
    /// both sides (then those of the side that is, for who knows of the other).
    fn own_inside(&self, rules: &Rules, keep: &[&Pattern], changes: &[Change]) -> Vec<Change> {
        let fine = Rules { flags: Vec::new(), ..rules.clone() };
        let inside = |own: &Change| match changes.first() {
            Some(change) if change.kind == Kind::File => true,
            _ => changes.iter().any(|unit| unit.kind == Kind::Flag && unit.key != own.key && unit.holds(own)),
        };
        if !changes.iter().any(|change| change.kind != Kind::Config) {
            return Vec::new();
        }
        let keys = |file: &Option<Arc<File>>, end: End| {
            let parsed = file.as_ref().and_then(|file| file.parsed());
            parsed.map(|parsed| self.flat(parsed, end, &fine)).unwrap_or_default()
        };
        let own = |change: &Change| is_kept(&self.names(), keep, change) && inside(change);
        let all = self.compare(keys(&self.source, End::Source), keys(&self.target, End::Target), &mut 0);
        all.into_iter().filter(own).map(|change| Change { own: true, ..change }).collect()
    }

    fn compare(&self, source: Vec<Config>, target: Vec<Config>, unchanged: &mut usize) -> Vec<Change> {
        let mut changes = Vec::new();
        let in_target: HashMap<(Option<&str>, &Key), &Config> = target.iter().map(|c| (place(c), c)).collect();
        for config in &source {
            let old = in_target.get(&place(config)).copied();
            match old {
                Some(old) if old.value == config.value => *unchanged += 1,
                Some(old) => changes.push(self.change(Op::Modified, Some(config), Some(old))),
                None => changes.push(self.change(Op::Added, Some(config), None)),
            }
        }
        let in_source: HashSet<(Option<&str>, &Key)> = source.iter().map(place).collect();
        let gone = target.iter().filter(|c| !in_source.contains(&place(c)));
        changes.extend(gone.map(|config| self.change(Op::Removed, None, Some(config))));
        changes
    }

    fn change(&self, op: Op, source: Option<&Config>, target: Option<&Config>) -> Change {
        let spell = |config: Option<&Config>, file: &Option<Arc<File>>| {
            Some(Spelled { value: config?.value.clone(), text: spelling(config?, file.as_deref()?) })
        };
        // One of the two is there: that is what makes a change.
        let (kind, document, key, id) = match source.or(target) {
            Some(c) => (c.kind, c.document.clone(), c.key.clone(), c.id()),
            None => (Kind::File, None, Key::root(), ConfigId::of(&self.file, None, ".")),
        };
        Change {
            op,
            kind,
            file: self.file.clone(),
            document,
            key,
            id,
            source: spell(source, &self.source),
            target: spell(target, &self.target),
            own: false,
        }
    }
}

fn is_kept(names: &Names<'_>, keep: &[&Pattern], change: &Change) -> bool {
    let key = names.spellings(&change.key);
    keep.iter().any(|p| names.match_key(p, change.document.as_deref(), &key))
}

fn place(config: &Config) -> (Option<&str>, &Key) {
    (config.document.as_deref(), &config.key)
}

fn spelling(config: &Config, file: &File) -> String {
    match (&config.value, file.parsed()) {
        (Value::File(value), _) => format!("blob {} {:o}", value.blob, value.mode.bits()),
        (_, Some(parsed)) => parsed.text(config.span.clone()).into_owned(),
        (_, None) => String::new(),
    }
}
