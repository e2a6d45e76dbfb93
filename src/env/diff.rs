//! How one file differs between two environments, key by key.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::change::{Change, Kind, Op, Spelled};
use super::content::{Content, File};
use super::documents::Naming;
use super::flatten::{Config, Rules, configs};
use super::names::Names;
use crate::model::{ConfigId, Key, Pattern, Value};

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
        let mut pair = Self { file: file.to_owned(), source, target, naming: Naming::default() };
        let naming = Naming::of(pair.sides().filter_map(File::parsed).map(|parsed| &parsed.tree));
        pair.naming = naming;
        pair
    }

    /// The files that are there.
    pub fn sides(&self) -> impl Iterator<Item = &File> {
        [&self.source, &self.target].into_iter().flatten().map(Arc::as_ref)
    }

    /// Whether all sides are read by key. One that is not makes the file one config on both. So is a
    /// file that only one side has and that holds no document (comments, nothing): else it could never
    /// move.
    pub fn keyed(&self) -> bool {
        let alone = self.sides().count() == 1;
        self.sides().all(|file| file.parsed().is_some_and(|p| !alone || !p.tree.documents.is_empty()))
    }

    /// The configs of one side of this pair.
    pub fn configs(&self, side: &File, rules: &Rules) -> Vec<Config> {
        match (&side.content, self.keyed()) {
            (Content::Keyed(parsed), true) => configs(&self.names().files, parsed, &self.naming, rules),
            _ => vec![Config {
                kind: Kind::File,
                index: 0,
                document: None,
                key: Key::root(),
                file: self.file.as_str().into(),
                declared: None,
                value: Value::File(side.value.clone()),
                span: 0..0,
            }],
        }
    }

    /// Compares the two sides. `keep` are the target's own keys: what differs there is set apart,
    /// except in a file that is new to the target, which must bring some value.
    pub fn diff(&self, rules: &Rules, keep: &[Pattern]) -> FileDiff {
        let side = |file: &Option<Arc<File>>| file.as_ref().map(|f| self.configs(f, rules)).unwrap_or_default();
        let (source, target) = (side(&self.source), side(&self.target));
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
        let blobs_differ = match (&self.source, &self.target) {
            (Some(a), Some(b)) => (a.value.blob, a.value.mode) != (b.value.blob, b.value.mode),
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
        let keys = |file: &Option<Arc<File>>| {
            let parsed = file.as_ref().and_then(|file| file.parsed());
            parsed.map(|parsed| configs(&self.names().files, parsed, &self.naming, &fine)).unwrap_or_default()
        };
        let own = |change: &Change| is_kept(&self.names(), keep, change) && inside(change);
        let all = self.compare(keys(&self.source), keys(&self.target), &mut 0);
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
    let key = change.key.to_string();
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
