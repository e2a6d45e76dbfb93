//! Names without a known word that recur next to environments: `values-oslo.yaml` and `values-prod.yaml` in many
//! directories, `config/review.yml` and `vars/review.tfvars` next to `prod`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::NameLocation;
use super::axis::HOMES;
use super::evidence::Evidence;
use super::shape::{Label, Part, Piece, TemplateDraft};
use super::tree::{Tree, join, searched, split};
use super::words::{holds, is_border, is_file_word, is_never, is_spellable, is_unmarked, named, tokens};

/// Files with one variant for each environment, by the beginning of their names. Elsewhere (`locals_lbs.tf`) what follows
/// is as often a part of the whole.
const PROFILED: &str = "
    values application appsettings bootstrap config settings secrets .env env docker-compose compose global helmfile
    parameters params vars overrides
";
/// The share of the places of one shape in which a name must recur if it recurs nowhere else.
const SHARE: f64 = 0.25;
/// The least number of such places.
const LEAST: usize = 3;
/// The names that no environment has are few words.
const MOST_WORDS: usize = 4;

/// The text before and after the name in a file name.
type Affixes = (String, String);

/// The places of a name.
#[derive(Default)]
struct Standing {
    /// By affixes, the directories.
    places: BTreeMap<Affixes, BTreeSet<String>>,
    /// The places where the file without a name is, too.
    beside_plain: usize,
}

/// Adds the recurring names to the slots in file names, solid or not; lone slots that get company become solid.
pub(super) fn join_recurring(tree: &Tree, solid: &mut Vec<TemplateDraft>, lone: &mut Vec<TemplateDraft>) {
    let slots: Vec<(Affixes, String)> = solid.iter().chain(lone.iter()).filter_map(slot).collect();
    let mut places: HashMap<&Affixes, BTreeSet<&str>> = HashMap::new();
    for (affixes, dir) in &slots {
        places.entry(affixes).or_default().insert(dir);
    }
    let known: BTreeMap<String, Label> = solid.iter().flat_map(|draft| draft.labels.clone()).collect();
    let accepted = accepted(tree, &slots, &places, &known);
    for draft in solid.iter_mut().chain(lone.iter_mut()) {
        let Some((affixes, dir)) = slot(draft) else { continue };
        for (name, label) in names(tree, &dir, &affixes) {
            if draft.labels.contains_key(name) {
                continue;
            }
            // A directory of this name is an environment elsewhere, or it recurs.
            if let Some(other) = known.get(name) {
                let label = Label { files: 1, example: label.example, ..other.clone() };
                draft.labels.insert(name.to_owned(), label);
            } else if accepted.contains(name) {
                draft.labels.insert(name.to_owned(), label);
            }
        }
    }
    let (company, alone): (Vec<_>, Vec<_>) =
        std::mem::take(lone).into_iter().partition(|draft| slot(draft).is_some() && draft.labels.len() > 1);
    solid.extend(company);
    *lone = alone;
}

/// The names that recur often enough.
fn accepted(
    tree: &Tree,
    slots: &[(Affixes, String)],
    places: &HashMap<&Affixes, BTreeSet<&str>>,
    known: &BTreeMap<String, Label>,
) -> BTreeSet<String> {
    let mut standing: BTreeMap<String, Standing> = BTreeMap::new();
    for (affixes, dir) in slots {
        let plain = format!("{}{}", affixes.0.trim_end_matches(is_border), affixes.1);
        let has_plain = tree.dirs.get(dir.as_str()).is_some_and(|dir| dir.files.contains(&plain.as_str()));
        for (name, _) in names(tree, dir, affixes).filter(|(name, _)| !known.contains_key(*name)) {
            let entry = standing.entry(name.to_owned()).or_default();
            entry.places.entry(affixes.clone()).or_default().insert(dir.clone());
            entry.beside_plain += usize::from(has_plain);
        }
    }
    let recurs = |(name, standing): (String, Standing)| recurs(&name, &standing, places).then_some(name);
    standing.into_iter().filter_map(recurs).collect()
}

fn recurs(name: &str, standing: &Standing, places: &HashMap<&Affixes, BTreeSet<&str>>) -> bool {
    let count: usize = standing.places.values().map(BTreeSet::len).sum();
    let often = standing.places.iter().any(|(affixes, dirs)| {
        let all = places.get(affixes).map_or(0, BTreeSet::len);
        let profiled = holds(PROFILED, affixes.0.trim_end_matches(is_border));
        profiled && dirs.len() >= LEAST && dirs.len() as f64 >= SHARE * all as f64
    });
    if is_never(name) {
        // The plain file is the one for all environments, so this is not.
        return is_unmarked(name) && often && standing.beside_plain * 2 > count;
    }
    let all: BTreeSet<&str> = places.values().flatten().copied().collect();
    let dirs: BTreeSet<&str> = standing.places.values().flatten().map(String::as_str).collect();
    // Parallel directories hold the same files for any reason.
    let depths: BTreeSet<usize> = dirs.iter().map(|dir| dir.split('/').count()).collect();
    let different = depths.len() > 1 || standing.places.len() > 1;
    let listed = dirs.len() > 1 && dirs.iter().any(|dir| holds(HOMES, split(dir).1));
    often || listed || dirs.len() > 1 && different && dirs.len() as f64 >= SHARE * all.len() as f64
}

/// The affixes and the directory of a slot in a file name.
fn slot(draft: &TemplateDraft) -> Option<(Affixes, String)> {
    if draft.place != NameLocation::FileName || draft.env_at() + 1 != draft.parts.len() {
        return None;
    }
    let Part::One(pieces) = draft.parts.last()? else { return None };
    let affixes = match pieces.as_slice() {
        [Piece::Env] => (String::new(), String::new()),
        [Piece::Text(before), Piece::Env] => (before.clone(), String::new()),
        [Piece::Env, Piece::Text(behind)] => (String::new(), behind.clone()),
        [Piece::Text(before), Piece::Env, Piece::Text(behind)] => (before.clone(), behind.clone()),
        _ => return None,
    };
    let dir = draft.directory("x");
    Some((affixes, split(&dir).0.to_owned()))
}

/// The names in a slot's place that may be environments.
fn names<'t>(tree: &'t Tree, dir: &str, affixes: &'t Affixes) -> impl Iterator<Item = (&'t str, Label)> {
    let dir = dir.to_owned();
    let files = tree.dirs.get(dir.as_str()).map_or(&[][..], |dir| dir.files.as_slice());
    files.iter().filter_map(move |file| {
        let name = file.strip_prefix(affixes.0.as_str())?.strip_suffix(affixes.1.as_str())?;
        let stem = searched(file)?;
        let inside = affixes.0.len() + name.len() <= stem || file.starts_with(".env");
        let plain =
            is_spellable(name) && !name.contains('.') && !is_file_word(name) && tokens(name).len() <= MOST_WORDS;
        let borders = name.starts_with(is_border) || name.ends_with(is_border);
        (inside && plain && !borders).then(|| (name, label(name, &join(&dir, file))))
    })
}

fn label(name: &str, example: &str) -> Label {
    let (identity, class) = named(name);
    Label { identity, class, sure: true, evidence: Evidence::Recurs, files: 1, example: example.to_owned() }
}
