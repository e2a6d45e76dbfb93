//! The keys of one side of a pair.

use super::FilePair;
use crate::env::content::{File, FileContent};
use crate::env::flatten::{Config, ConfigRef, FileView, KeyRules, configs, each};
use crate::env::keys::Side;
use crate::env::lists::ListView;
use crate::env::names::FileNames;
use promote_format::Parsed;

impl FilePair {
    /// The keys of one side; empty if the file is absent.
    pub fn configs(&self, end: Side, rules: &KeyRules) -> Vec<Config> {
        self.configs_where(end, rules, |_| true)
    }

    /// The keys that `asked` accepts; only these are copied.
    pub fn configs_where(
        &self,
        end: Side,
        rules: &KeyRules,
        mut asked: impl FnMut(&ConfigRef<'_>) -> bool,
    ) -> Vec<Config> {
        let mut out = Vec::new();
        match self.for_each(end, rules, &mut |found| {
            if asked(found) {
                out.push(found.config());
            }
        }) {
            Some(whole) => vec![whole],
            None => out,
        }
    }

    /// Calls `take` for each key of one side if the file is parsed; else returns the whole file as one unit.
    pub fn for_each(&self, end: Side, rules: &KeyRules, take: &mut dyn FnMut(&ConfigRef<'_>)) -> Option<Config> {
        let (file, beside) = match end {
            Side::Source => (&self.source, &self.target),
            Side::Target => (&self.target, &self.source),
        };
        let side = file.as_ref()?;
        match (&side.content, self.is_keyed()) {
            (FileContent::Keyed(parsed), true) => {
                self.each_of(parsed, end, beside.as_deref().and_then(File::parsed), rules, take);
                None
            }
            // The keys of a prefix cannot be moved with the whole file.
            _ if !self.keys.is_empty() => None,
            _ => Some(Config::whole(&self.file, side.value.clone())),
        }
    }

    /// Calls `take` for each key of a parsed file, compared with `beside`.
    pub(in crate::env) fn each_of(
        &self,
        parsed: &Parsed,
        end: Side,
        beside: Option<&Parsed>,
        rules: &KeyRules,
        take: &mut dyn FnMut(&ConfigRef<'_>),
    ) {
        let names = self.names();
        each(parsed, FileView { beside, ..self.view(&names, end, &self.seen) }, rules, take);
    }

    /// All keys of a parsed file, including those inside lists that are one key.
    pub(super) fn all_keys(&self, parsed: Option<&Parsed>, end: Side, rules: &KeyRules) -> Vec<Config> {
        let (names, seen) = (self.names(), ListView::default());
        let view = FileView { loose: true, ..self.view(&names, end, &seen) };
        parsed.map(|parsed| configs(parsed, view, rules)).unwrap_or_default()
    }

    /// Calls `take` for each key of the source's file, including those inside lists that are one key; returns the whole
    /// file if it is one unit.
    pub(crate) fn for_each_inside(&self, rules: &KeyRules, take: &mut dyn FnMut(&ConfigRef<'_>)) -> Option<Config> {
        let parsed = self.source.as_deref().and_then(File::parsed).filter(|_| self.is_keyed());
        let Some(parsed) = parsed else { return self.for_each(Side::Source, rules, take) };
        let (names, seen) = (self.names(), ListView::default());
        each(parsed, FileView { loose: true, ..self.view(&names, Side::Source, &seen) }, rules, take);
        None
    }

    fn view<'a>(&'a self, names: &'a FileNames<'_>, end: Side, seen: &'a ListView) -> FileView<'a> {
        let (naming, keys) = (&self.naming, &self.keys);
        FileView { names: &names.files, naming, keys, end, beside: None, seen, loose: false }
    }
}
