//! Environments by their whole names: directories next to each other that name an environment in different ways
//! (`k1-stage`, `k2-prod`, `test`), or of which one is another one without its word (`shop.example.com` next to
//! `staging.shop.example.com`).
//!
//! The other reading of such names is `{app}-{env}`. It explains the names whose rest occurs with several words; these
//! names explain nothing else. The reading that explains more names counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::NameLocation;
use super::evidence::Evidence;
use super::mirror;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{Tree, join};
use super::words::{Class, Word, is_border, is_never, is_spellable, words};

/// With more directories in one place, only the reading `{app}-{env}` is tried.
const MOST: usize = 2_000;

/// At least one of so many names must be such an environment.
const LEAST_SHARE: usize = 5;
/// The same where each has a name of its own.
const LEAST_SHARE_RAGGED: usize = 3;

/// A directory that may be an environment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'p> {
    /// Its name.
    pub(super) name: &'p str,
    /// Its path below the directory that is looked at: the name, or `parent/name`.
    pub(super) below: &'p str,
}

/// The only word of a name, and the name without it.
struct Marked {
    word: Word,
    rest: String,
    family: String,
}

/// The directories of `path` as environments by their whole names.
pub(super) fn children(tree: &Tree, path: &str, names: &[&str]) -> Option<TemplateDraft> {
    let entries: Vec<Entry> = names.iter().map(|name| Entry { name, below: name }).collect();
    let found = evaluate(tree, path, &entries)?;
    Some(draft(tree, path, &entries, found))
}

/// The directories two levels below `path`, where each name is below one directory only: then that directory is no axis
/// of its own but a part of the environment (`account-a/staging.example.com`, `account-b/example.com`).
pub(super) fn grandchildren(tree: &Tree, path: &str, names: &[&str]) -> Option<TemplateDraft> {
    let mut parents: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for name in names {
        let dir = tree.dirs.get(join(path, name).as_str())?;
        for below in &dir.dirs {
            parents.entry(below).or_default().push(join(name, below));
        }
    }
    // A name that is nothing but a word, like `scripts/dev`, needs company in its own directory.
    parents.retain(|name, places| places.len() == 1 && marked(name).is_none_or(|mark| !mark.rest.is_empty()));
    if parents.len() > MOST {
        return None;
    }
    let entries: Vec<Entry> =
        parents.iter().flat_map(|(name, places)| places.iter().map(|below| Entry { name, below })).collect();
    let found = evaluate(tree, path, &entries)?;
    let mut families: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (i, label) in &found {
        let parent = entries[*i].below.split('/').next().unwrap_or_default();
        families.entry(label.identity.1.as_str()).or_default().insert(parent);
    }
    // Where no family is spread over several directories, a capture for them is the better template.
    families.values().any(|parents| parents.len() > 1).then(|| draft(tree, path, &entries, found))
}

fn draft(tree: &Tree, path: &str, entries: &[Entry], found: Vec<(usize, Label)>) -> TemplateDraft {
    let mut parts: Vec<Part> = path.split('/').filter(|p| !p.is_empty()).map(Part::text).collect();
    parts.extend([Part::One(vec![Piece::Env]), Part::Rest]);
    let label = |(i, label): (usize, Label)| {
        let dir = join(path, entries[i].below);
        let files = tree.dirs.get(dir.as_str()).map_or(0, |d| d.total);
        (entries[i].below.to_owned(), Label { files, example: tree.example(&dir), ..label })
    };
    TemplateDraft { parts, place: NameLocation::Directory, labels: found.into_iter().map(label).collect() }
}

/// The names of a place by their words.
struct Names<'p> {
    entries: &'p [Entry<'p>],
    marked: BTreeMap<usize, Marked>,
    by_name: HashMap<&'p str, usize>,
    /// The words that occur with the same text around them.
    rests: BTreeMap<String, BTreeSet<&'static str>>,
}

impl<'p> Names<'p> {
    fn new(entries: &'p [Entry<'p>]) -> Self {
        let marked: BTreeMap<usize, Marked> =
            entries.iter().enumerate().filter_map(|(i, entry)| Some((i, marked(entry.name)?))).collect();
        let by_name = entries.iter().enumerate().map(|(i, entry)| (entry.name, i)).collect();
        let mut rests: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for mark in marked.values().filter(|mark| !mark.word.embedded) {
            rests.entry(mark.rest.clone()).or_default().insert(mark.word.canonical);
        }
        Self { entries, marked, by_name, rests }
    }

    /// Whether the name without the word is there, too.
    fn has_plain(&self, mark: &Marked) -> bool {
        self.by_name.contains_key(mark.rest.as_str())
    }

    /// Whether several words occur with this text around them.
    fn is_captured(&self, mark: &Marked) -> bool {
        self.rests.get(&mark.rest).is_some_and(|words| words.len() > 1)
    }

    /// The names without a word that have the same files as one with a word, by family.
    fn plain(&self, tree: &Tree, path: &str) -> BTreeMap<usize, String> {
        let dir = |i: usize| join(path, self.entries[i].below);
        let mut plain: BTreeMap<usize, String> = BTreeMap::new();
        for (i, mark) in &self.marked {
            let Some(other) = self.by_name.get(mark.rest.as_str()) else { continue };
            let may_be = !self.marked.contains_key(other) && !is_never(&mark.rest) && mark.word.class.is_below();
            if may_be && mirror::overlap(tree, &dir(*i), &dir(*other)) {
                plain.insert(*other, mark.family.clone());
            }
        }
        plain
    }
}

/// The environments among the entries, if whole names explain more of them than `{app}-{env}`.
fn evaluate(tree: &Tree, path: &str, entries: &[Entry]) -> Option<Vec<(usize, Label)>> {
    if entries.len() < 2 || entries.len() > MOST {
        return None;
    }
    let names = Names::new(entries);
    if names.rests.get("").is_some_and(|words| words.len() > 1) {
        return None;
    }
    if is_one_with_bare(&names.rests) {
        let found = ragged(tree, path, entries, names.marked)?;
        let families: BTreeSet<&str> = found.iter().map(|(_, label)| label.identity.1.as_str()).collect();
        return (families.len() > 1).then_some(found);
    }
    let mut plain = names.plain(tree, path);
    let captured = names.marked.values().filter(|mark| names.is_captured(mark) && !names.has_plain(mark)).count();
    if plain.is_empty() {
        return (captured == 0).then(|| ragged(tree, path, entries, names.marked)).flatten();
    }
    let strong = names.marked.values().any(|mark| mark.word.class.is_strong() && names.has_plain(mark));
    if plain.len() <= captured || !strong {
        return None;
    }
    by_domain(entries, &names.marked, &mut plain);
    let families: BTreeSet<&String> = plain.values().collect();
    let known = |mark: &&Marked| families.contains(&mark.family) || names.is_captured(mark);
    let with_word = names.marked.iter().filter(|(_, mark)| known(mark));
    let with_word = with_word
        .map(|(i, mark)| (*i, label(mark.word.canonical, mark.word.class, mark.family.clone(), Evidence::Word)));
    let without =
        plain.iter().map(|(i, family)| (*i, label("prod", Class::Production, family.clone(), Evidence::WithoutWord)));
    let out: Vec<(usize, Label)> = with_word.chain(without).collect();
    (out.len() * LEAST_SHARE >= entries.len()).then_some(out)
}

/// Whether there is a bare word next to others that all have the same text around them: `integration`, `acme-staging`,
/// `acme-production`.
fn is_one_with_bare(rests: &BTreeMap<String, BTreeSet<&str>>) -> bool {
    let Some(bare) = rests.get("") else { return false };
    let mut others = rests.iter().filter(|(rest, _)| !rest.is_empty()).map(|(_, words)| words);
    matches!((others.next(), others.next()), (Some(words), None) if words.len() > 1 && words.is_disjoint(bare))
}

/// Different names for different environments, all with their own rest, and with files in common.
fn ragged(tree: &Tree, path: &str, entries: &[Entry], marked: BTreeMap<usize, Marked>) -> Option<Vec<(usize, Label)>> {
    let sure: Vec<(usize, Marked)> = marked.into_iter().filter(|(_, mark)| !mark.word.embedded).collect();
    let dirs: Vec<String> = sure.iter().map(|(i, _)| join(path, entries[*i].below)).collect();
    let shared = mirror::shared(tree, &dirs);
    let sure: Vec<(usize, Marked)> =
        sure.into_iter().zip(shared).filter(|(_, shared)| *shared).map(|(m, _)| m).collect();
    let words: BTreeSet<&str> = sure.iter().map(|(_, mark)| mark.word.canonical).collect();
    if sure.len() * LEAST_SHARE_RAGGED < entries.len()
        || words.len() < 2
        || words.len() * 2 < sure.len()
        || !sure.iter().any(|(_, mark)| mark.word.class.is_strong())
    {
        return None;
    }
    Some(sure.into_iter().map(|(i, m)| (i, label(m.word.canonical, m.word.class, m.family, Evidence::Word))).collect())
}

/// The only other host of a domain is the one without a word: `data.example.org` next to `staging.example.org`.
fn by_domain(entries: &[Entry], marked: &BTreeMap<usize, Marked>, plain: &mut BTreeMap<usize, String>) {
    let domain = |name: &str| name.split_once('.').map(|(_, domain)| domain.to_owned()).filter(|d| d.contains('.'));
    let mut others: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, entry) in entries.iter().enumerate().filter(|(i, _)| !marked.contains_key(i) && !plain.contains_key(i)) {
        if let Some(domain) = domain(entry.name) {
            others.entry(domain).or_default().push(i);
        }
    }
    for (i, mark) in marked {
        if plain.values().any(|family| *family == mark.family) {
            continue;
        }
        let Some(domain) = domain(entries[*i].name) else { continue };
        if let Some([only]) = others.get(&domain).map(Vec::as_slice) {
            plain.insert(*only, mark.family.clone());
        }
    }
}

fn label(canonical: &str, class: Class, family: String, evidence: Evidence) -> Label {
    let identity = (canonical.to_owned(), family);
    Label { identity, class: Some(class), sure: true, evidence, files: 0, example: String::new() }
}

fn marked(name: &str) -> Option<Marked> {
    let mut all = words(name);
    all.retain(|word| !word.embedded || word.class.is_strong() || word.canonical == "qa");
    if all.iter().any(|word| !word.embedded) {
        all.retain(|word| !word.embedded);
    }
    let [word] = all.as_slice() else { return None };
    if !is_spellable(name) {
        return None;
    }
    let (before, behind) = (&name[..word.span.start], &name[word.span.end..]);
    let mut rest = format!("{before}{}{behind}", if word.embedded { word.variant.as_str() } else { "" });
    if !word.embedded {
        rest = match (before.strip_suffix(is_border), behind.strip_prefix(is_border)) {
            (Some(before), Some(_)) => format!("{before}{behind}"),
            (Some(before), None) => format!("{before}{behind}"),
            (None, Some(behind)) if before.is_empty() => behind.to_owned(),
            _ => rest,
        };
    }
    let parts = [before.trim_matches(is_border), word.variant.as_str(), behind.trim_matches(is_border)];
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).map(str::to_lowercase).collect();
    Some(Marked { word: word.clone(), rest, family: parts.join("-") })
}
