//! How one file differs between two environments, key by key.

use std::sync::Arc;

use super::change::{Change, Kind, Op, Spelled};
use super::content::{Content, File};
use super::documents::Naming;
use super::flatten::{Config, FileView, Found, Rules, configs, each, holds_nothing};
use super::keys::{Keys, Side};
use super::lists::ListView;
use super::names::Names;
use promote_format::Parsed;
use promote_model::{ConfigId, FileMode, Key, Pattern, Value};

/// The same logical file in two environments; at least one side is there.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The logical name.
    pub file: String,
    /// The source's file.
    pub source: Option<Arc<File>>,
    /// The target's file.
    pub target: Option<Arc<File>>,
    /// Where the side that lacks the file would have it, where that is known.
    pub elsewhere: Option<String>,
    /// How the documents of both sides are called.
    pub naming: Naming,
    /// Which part of the file is configuration, where not all of it is.
    pub keys: Keys,
    /// How the lists are seen that the changes in play speak of, where some are.
    pub seen: ListView,
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
        let (naming, keys, seen) = (Naming::default(), Keys::default(), ListView::default());
        let mut pair = Self { file: file.to_owned(), source, target, elsewhere: None, naming, keys, seen };
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

    /// The same with all of the file, where only a part of it is configuration.
    #[must_use]
    pub fn and_rest(&self) -> Self {
        Self { keys: self.keys.and_rest(), ..self.clone() }
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
    pub fn configs(&self, end: Side, rules: &Rules) -> Vec<Config> {
        self.some(end, rules, |_| true)
    }

    /// Those of its configs that are asked for; no others are copied.
    pub fn some(&self, end: Side, rules: &Rules, mut asked: impl FnMut(&Found<'_>) -> bool) -> Vec<Config> {
        let mut out = Vec::new();
        match self.look(end, rules, &mut |found| {
            if asked(found) {
                out.push(found.config());
            }
        }) {
            Some(whole) => vec![whole],
            None => out,
        }
    }

    /// Shows each config of one side, where that is read by key; else the whole file as the config that it is.
    pub fn look(&self, end: Side, rules: &Rules, take: &mut dyn FnMut(&Found<'_>)) -> Option<Config> {
        let (file, beside) = match end {
            Side::Source => (&self.source, &self.target),
            Side::Target => (&self.target, &self.source),
        };
        let side = file.as_ref()?;
        match (&side.content, self.keyed()) {
            (Content::Keyed(parsed), true) => {
                self.each_of(parsed, end, beside.as_deref().and_then(File::parsed), rules, take);
                None
            }
            // A part of a file cannot move with the whole of it.
            _ if !self.keys.is_empty() => None,
            _ => Some(Config {
                kind: Kind::File,
                index: 0,
                document: None,
                key: Key::root(),
                real: None,
                file: self.file.as_str().into(),
                declared: None,
                value: Value::File(side.value.clone()),
                span: 0..0,
            }),
        }
    }

    /// Shows each config of a file by key, as it is beside another.
    pub(super) fn each_of(
        &self,
        parsed: &Parsed,
        end: Side,
        beside: Option<&Parsed>,
        rules: &Rules,
        take: &mut dyn FnMut(&Found<'_>),
    ) {
        let names = self.names();
        each(parsed, FileView { beside, ..self.view(&names, end, &self.seen) }, rules, take);
    }

    /// The configs of a file by key, also those that are in a list that is one config.
    fn all_keys(&self, parsed: Option<&Parsed>, end: Side, rules: &Rules) -> Vec<Config> {
        let (names, seen) = (self.names(), ListView::default());
        let view = FileView { loose: true, ..self.view(&names, end, &seen) };
        parsed.map(|parsed| configs(parsed, view, rules)).unwrap_or_default()
    }

    fn view<'a>(&'a self, names: &'a Names<'_>, end: Side, seen: &'a ListView) -> FileView<'a> {
        let (naming, keys) = (&self.naming, &self.keys);
        FileView { names: &names.files, naming, keys, end, beside: None, seen, loose: false }
    }

    /// Compares the two sides. `keep` are the target's own keys: what differs there is set apart,
    /// except in a file that is new to the target, which must bring some value.
    pub fn diff(&self, rules: &Rules, keep: &[Pattern]) -> FileDiff {
        let mut diff = FileDiff::default();
        let (source, target, alike) = self.unlike(rules);
        diff.unchanged = alike;
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

    /// Own keys that differ inside a larger unit that does: a flag, a list that is one config, or a file
    /// that is not read by key on both sides (then those of the side that is, for who knows of the other).
    fn own_inside(&self, rules: &Rules, keep: &[&Pattern], changes: &[Change]) -> Vec<Change> {
        if !changes.iter().any(Change::is_unit) {
            return Vec::new();
        }
        let fine = Rules { flags: Vec::new(), ..rules.clone() };
        let source = self.source.as_deref().and_then(File::parsed);
        let target = self.target.as_deref().and_then(File::parsed);
        let inside = |own: &Change, of: &dyn Fn(&Change) -> bool| match changes.first() {
            Some(change) if change.kind == Kind::File => true,
            _ => changes.iter().any(|unit| of(unit) && unit.key != own.key && unit.holds(own)),
        };
        let names = self.names();
        let own = |change: &Change| is_kept(&names, keep, change);
        let (ours, theirs, _) = self.unlike_of(source, target, &fine);
        let mut found = self.compare(ours, theirs, &mut 0);
        found.retain(|change| own(change) && inside(change, &|unit| unit.kind == Kind::Flag));
        if changes.iter().any(Change::is_list) {
            let (ours, theirs) =
                (self.all_keys(source, Side::Source, &fine), self.all_keys(target, Side::Target, &fine));
            let mut alone = self.compare(ours, theirs, &mut 0);
            alone.retain(|change| own(change) && change.target.is_some() && inside(change, &Change::is_list));
            // The names of its elements need not be unique in such a list.
            alone.dedup_by(|a, b| a.place() == b.place());
            found.extend(alone);
        }
        found.into_iter().map(|change| Change { own: true, ..change }).collect()
    }

    pub(super) fn change(&self, op: Op, source: Option<&Config>, target: Option<&Config>) -> Change {
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

/// How the file spells a config, exactly; `blob ID MODE` for a whole file.
pub fn spelling(config: &Config, file: &File) -> String {
    match (&config.value, file.parsed()) {
        (Value::File(value), _) => format!("blob {} {:o}", value.blob, value.mode.bits()),
        (_, Some(parsed)) => parsed.text(config.span.clone()).into_owned(),
        (_, None) => String::new(),
    }
}
