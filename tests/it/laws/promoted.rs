//! Laws of promotions on real files: each difference between two files is promoted alone, and all of them at once, as
//! plans do; then undone by edits (a rollback that finds the file untouched restores the old bytes instead). The
//! numbers of edits, refusals and exact undos are printed (`cargo test --test it promoted -- --nocapture`);
//! `PROMOTE_SHOW` names the cases, `PROMOTE_LONG` tests all pairs of neighbours.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use promote_core::env::apply::{AppliedFile, ApplyError, apply};
use promote_core::env::change::{Change, Op};
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::{Config, KeyRules};
use promote_core::env::keys::Side;
use promote_core::env::lists::{ListRules, ListView};
use promote_core::env::select::{Selection, Selector, select};
use promote_format::{Edit, Format, Place};
use promote_model::{FileMode, ObjectId, RulesNumber, Value};

use super::corpus::may_be_lost;
use super::leaves::owned_line_numbers;
use super::repositories::{Paths, environments, neighbours};

/// The results of the edits of one format.
#[derive(Default)]
struct Figures {
    pairs: usize,
    edits: usize,
    refused: BTreeMap<String, usize>,
    /// By operation: how often undoing it restored every byte, and how often not.
    back: BTreeMap<Op, (usize, usize)>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused: usize = self.refused.values().sum();
        write!(f, "{} pairs, {} edits, {refused} refused", self.pairs, self.edits)?;
        for (op, (exact, other)) in &self.back {
            write!(f, "; {op:?} {exact} of {} back byte for byte", exact + other)?;
        }
        self.refused.iter().try_for_each(|(reason, count)| write!(f, "\n    {count} x {reason}"))
    }
}

fn rules() -> KeyRules {
    let keys = ["name", "id", "key"].map(str::to_owned).to_vec();
    KeyRules { lists: ListRules { keys, ..ListRules::default() }, ..KeyRules::default() }
}

fn file(path: &Path, bytes: Vec<u8>) -> Arc<File> {
    let mut id = [0_u8; 20];
    for (at, byte) in bytes.iter().enumerate() {
        id[at % 20] = id[at % 20].rotate_left(3) ^ byte;
    }
    Arc::new(File::read(
        RulesNumber::CURRENT,
        path.to_str().unwrap(),
        (FileMode::Regular, ObjectId::from_bytes(id)),
        None,
        bytes,
    ))
}

fn bytes(file: &File) -> &[u8] {
    &file.parsed().unwrap().bytes
}

/// All values of a file by document and key, with lists as these changes see them.
fn held(pair: &FilePair, file: &File, wanted: &[Change]) -> BTreeMap<(Option<String>, String), Value> {
    let alone =
        FilePair { source: None, target: Some(Arc::new(file.clone())), seen: ListView::of(wanted), ..pair.clone() };
    let configs = alone.configs(Side::Target, &rules()).into_iter();
    // The `{}` of an empty document counts as nothing, and so does a file without documents.
    let empty = |value: &Value| matches!(value, Value::File(_)) || matches!(value, Value::Map(m) if m.is_empty());
    let hollow = |c: &Config| c.key.is_root() && empty(&c.value);
    configs.filter(|c| !hollow(c)).map(|c| ((c.document, c.key.to_string()), c.value)).collect()
}

/// Two files, one of which is promoted into the other.
struct Case<'a> {
    name: &'a str,
    pair: FilePair,
    path: &'a Path,
}

impl Case<'_> {
    fn target(&self) -> &Arc<File> {
        self.pair.target.as_ref().unwrap()
    }

    /// Promotes; `None` if the edit is refused, which is counted.
    fn promoted(&self, wanted: &[Change], figures: &mut Figures) -> Option<Arc<File>> {
        let wanted: Vec<&Change> = wanted.iter().collect();
        figures.edits += 1;
        match apply(&self.pair, &wanted, false, &rules()) {
            Ok(AppliedFile::Bytes(_, bytes)) => Some(file(self.path, bytes)),
            Ok(AppliedFile::Blob(..)) => self.pair.source.clone(),
            Ok(other) => panic!("{}: {other:?}", self.told(&wanted)),
            Err(ApplyError::Edit { error, .. }) => {
                *figures.refused.entry(error.reason.split(", as '").next().unwrap().to_owned()).or_default() += 1;
                None
            }
            Err(ApplyError::PostCondition { .. }) => {
                show(&self.told(&wanted));
                *figures.refused.entry("the post-condition".to_owned()).or_default() += 1;
                None
            }
            Err(error) => panic!("{}: {error}", self.told(&wanted)),
        }
    }

    fn told(&self, wanted: &[&Change]) -> String {
        let keys: Vec<String> = wanted.iter().take(3).map(|c| format!("{:?} {}", c.op, c.key)).collect();
        format!("{}: {}", self.name, keys.join(", "))
    }

    /// Asserts that the result holds the target's values, except for the promoted ones.
    fn check_values(&self, wanted: &[Change], after: &File) {
        let mut expected = held(&self.pair, self.target(), wanted);
        for change in wanted {
            let place = (change.document.clone(), change.key.to_string());
            match &change.source {
                Some(source) => expected.insert(place, source.value.clone()),
                None => expected.remove(&place),
            };
        }
        let real = held(&self.pair, after, wanted);
        let differ = expected.iter().find(|(place, value)| real.get(place) != Some(value));
        let told = self.told(&wanted.iter().collect::<Vec<_>>());
        assert!(differ.is_none() && real.len() == expected.len(), "{told}: {differ:?}");
    }

    /// Undoes the promotion; counts how often every byte is restored.
    fn check_back(&self, wanted: &[Change], after: &Arc<File>, figures: &mut Figures) {
        let mut pair = FilePair::new(&self.pair.file, Some(self.target().clone()), Some(after.clone()));
        pair.naming = self.pair.naming.clone();
        let inverted: Vec<Change> = wanted.iter().map(Change::inverted).collect();
        let told = self.told(&wanted.iter().collect::<Vec<_>>());
        let outcome = apply(&pair, &inverted.iter().collect::<Vec<_>>(), false, &rules());
        let exact = match outcome {
            Ok(AppliedFile::Blob(..)) => true,
            Ok(AppliedFile::Bytes(_, back)) => {
                let back = file(self.path, back);
                show_difference(&told, bytes(self.target()), bytes(&back));
                assert_eq!(
                    held(&self.pair, &back, wanted),
                    held(&self.pair, self.target(), wanted),
                    "{told}: and back"
                );
                bytes(&back) == bytes(self.target())
            }
            other => panic!("{told}: and back: {other:?}"),
        };
        let op = wanted.iter().map(|change| change.op).max().unwrap();
        let (same, others) = figures.back.entry(op).or_default();
        *if exact { same } else { others } += 1;
    }
}

/// Prints a case if `PROMOTE_SHOW` is set.
fn show(told: &str) {
    if std::env::var_os("PROMOTE_SHOW").is_some() {
        eprintln!("{told}");
    }
}

/// Prints the difference that is left after an undo.
fn show_difference(told: &str, old: &[u8], back: &[u8]) {
    let [old, back] = [old, back].map(String::from_utf8_lossy);
    if old != back {
        show(&format!("not byte for byte: {told}\n{}", similar::TextDiff::from_lines(&old, &back).unified_diff()));
    }
}

/// Calls `law` with each case and the figures of its format, and prints the figures.
fn for_each(what: &str, pairs: Vec<Paths>, mut law: impl FnMut(&Case<'_>, &mut Figures)) -> BTreeMap<String, Figures> {
    let mut all: BTreeMap<String, Figures> = BTreeMap::new();
    for Paths { name, source, target } in &pairs {
        let read = |path: &Path| file(path, fs::read(path).unwrap());
        let pair = FilePair::new("{env}", Some(read(source)), Some(read(target)));
        if !pair.is_keyed() {
            continue;
        }
        let figures = all.entry(format!("{:?}", pair.target.as_ref().unwrap().format)).or_default();
        figures.pairs += 1;
        law(&Case { name, pair, path: target }, figures);
    }
    for (format, figures) in &all {
        eprintln!("{what}, {format}: {figures}");
    }
    all
}

/// The changes that these selectors take.
fn selected(case: &Case<'_>, selectors: Vec<Selector>, prune: bool) -> Vec<Change> {
    let changes = case.pair.diff(&rules(), &[]).changes;
    select(&case.pair.names(), changes, Vec::new(), &Selection { selectors, prune, changed: None }).changes
}

fn one_by_one(case: &Case<'_>, figures: &mut Figures) {
    for change in case.pair.diff(&rules(), &[]).changes {
        let wanted = selected(case, vec![Selector::Config(change.id.to_string().parse().unwrap())], false);
        // An empty value in the source removes nothing from the target.
        if wanted.is_empty() {
            continue;
        }
        let Some(after) = case.promoted(&wanted, figures) else { continue };
        case.check_values(&wanted, &after);
        check_lines(case, &wanted, &after);
        case.check_back(&wanted, &after, figures);
    }
}

fn all_at_once(case: &Case<'_>, figures: &mut Figures) {
    for prune in [false, true] {
        let wanted = selected(case, Vec::new(), prune);
        if wanted.is_empty() {
            continue;
        }
        let Some(after) = case.promoted(&wanted, figures) else { continue };
        case.check_values(&wanted, &after);
        case.check_back(&wanted, &after, figures);
    }
}

/// Asserts that a change rewrites lines in one place only, and only those that belong to it; all other lines are
/// unchanged and in order.
fn check_lines(case: &Case<'_>, wanted: &[Change], after: &File) {
    let text = |file: &File| String::from_utf8(bytes(file).to_vec()).unwrap();
    let (old, new) = (text(case.target()), text(after));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let above = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - above;
    let below = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (owned, removes) = (owned(case, wanted, after), wanted.iter().any(|c| c.op == Op::Removed));
    let gained = &new[above..new.len() - below];
    let no_comma = |line: &str| line.trim_end().trim_end_matches(',').to_owned();
    let told = case.told(&wanted.iter().collect::<Vec<_>>());
    for (at, line) in old.iter().enumerate().take(old.len() - below).skip(above) {
        let kept = gained.iter().any(|other| no_comma(other) == no_comma(line));
        // A TOML table whose own keys are all gone needs no header if its subtables have theirs.
        let header = after.format == Format::Toml && line.trim_start().starts_with('[');
        let along = removes && (header || may_be_lost(line, after.parsed().unwrap()));
        let said = || format!("{told}: line {} went: {line:?}\n{}", at + 1, gained.join("\n"));
        assert!(owned.contains(&at) || line.trim().is_empty() || kept || along, "{}", said());
    }
}

/// The lines, from 0, that belong to these changes.
fn owned(case: &Case<'_>, wanted: &[Change], after: &File) -> BTreeSet<usize> {
    let (target, after) = (case.target(), after.parsed().unwrap());
    let configs = case.pair.configs(Side::Target, &rules());
    let lines = |change: &Change| {
        let document = configs.iter().find(|c| c.document == change.document)?.index;
        let at = Place { document, key: change.key.clone() };
        let lines = |edit: Edit| owned_line_numbers(target.parsed().unwrap(), after, &edit);
        // A removal may also remove parents that become empty.
        let above = if change.op == Op::Removed { lines(Edit::Remove { at: at.clone() }) } else { Vec::new() };
        Some([lines(Edit::Set { at, from: 0 }), above].concat())
    };
    wanted.iter().filter_map(lines).flatten().collect()
}

#[test]
fn promotes_each_difference_of_two_environments_alone() {
    check(&for_each("alone", environments(), one_by_one), 0, 20);
}

#[test]
fn promotes_all_differences_of_two_environments_at_once() {
    check(&for_each("at once", environments(), all_at_once), 0, 5);
}

// Neighbours were never meant to become each other: more shapes meet, and some of them cannot be edited.

#[test]
fn promotes_each_difference_of_two_neighbours_alone() {
    check(&for_each("neighbours, alone", neighbours(), one_by_one), 10, 20);
}

#[test]
fn promotes_all_differences_of_two_neighbours_at_once() {
    check(&for_each("neighbours, at once", neighbours(), all_at_once), 0, 5);
}

/// Refusals that are correct.
const RIGHT: [&str; 2] = ["the document needs all of its identifying fields", "this is all that the file holds"];

/// Asserts that at most `refused` of 1,000 edits of a format are wrongly refused, that undoing a modification restores
/// every byte, and that undoing a removal does so except for one in `moved`: a re-added entry is put where a person
/// would put it, which is not always where it was.
fn check(figures: &BTreeMap<String, Figures>, refused: usize, moved: usize) {
    for (format, figures) in figures {
        let wrong = |reason: &String| !RIGHT.iter().any(|right| reason.contains(right));
        let count: usize = figures.refused.iter().filter(|(reason, _)| wrong(reason)).map(|(_, count)| count).sum();
        assert!(count * 1000 <= figures.edits * refused, "{format}: {figures}");
        for (op, (exact, other)) in &figures.back {
            let enough = if *op == Op::Removed { other * moved <= exact + other + moved } else { *other == 0 };
            assert!(enough, "{format}: {figures}");
        }
    }
}
