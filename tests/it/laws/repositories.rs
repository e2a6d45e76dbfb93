//! The real files on which laws are tested. `PROMOTE_CORPUS` names their folder; without it, `shared/corpus` is looked
//! for in the folders above the repository; without a corpus the laws are skipped. `PROMOTE_LONG` tests all pairs
//! instead of a sample.

use std::fs;
use std::path::{Path, PathBuf};

use promote_format::{Format, Parsed, read};

/// Words for environments at the end of a word of a path, by edge of the pipelines; both directions are tested.
const EDGES: [(&str, &str); 7] = [
    ("dev", "int"),
    ("int", "prod"),
    ("dev", "prod"),
    ("staging", "production"),
    ("sepolia", "mainnet"),
    ("stage", "prod"),
    ("beta", "stable"),
];

/// A file that is promoted, and the file it is promoted into.
pub struct Paths {
    /// The name of the pair.
    pub name: String,
    pub source: PathBuf,
    pub target: PathBuf,
}

fn corpus() -> Option<PathBuf> {
    let beside = || {
        let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
        above.map(|folder| folder.join("shared/corpus")).find(|path| path.is_dir())
    };
    let named = std::env::var_os("PROMOTE_CORPUS").map(PathBuf::from);
    named.or_else(beside).filter(|path| path.is_dir())
}

/// Whether to test everything, however long it takes.
fn long() -> bool {
    std::env::var_os("PROMOTE_LONG").is_some()
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// Reads a file; `None` if its name has no format, or if it cannot be read by key.
pub fn parsed(path: &Path) -> Option<Parsed> {
    let format = Format::of_path(path.to_str()?);
    if format == Format::Text {
        return None;
    }
    read(format, fs::read(path).ok()?).ok()
}

/// All files of the corpus; empty without a corpus.
pub fn all_files() -> Vec<PathBuf> {
    let mut all = Vec::new();
    match corpus() {
        Some(corpus) => files(&corpus, &mut all),
        None => eprintln!("skipped: no corpus"),
    }
    all.sort();
    all
}

fn paths(source: &Path, target: &Path) -> Paths {
    let short = |path: &Path| {
        let path = path.to_str().unwrap();
        path.split_once("corpus/").map_or(path, |(_, short)| short).to_owned()
    };
    let name = format!("{} -> {}", short(source), short(target));
    Paths { name, source: source.to_owned(), target: target.to_owned() }
}

/// All pairs of files that are one file in two environments.
pub fn environments() -> Vec<Paths> {
    let all = all_files();
    let mut found = Vec::new();
    let both = EDGES.iter().flat_map(|(from, to)| [(*from, *to), (*to, *from)]);
    for (from, to) in both {
        for path in &all {
            let text = path.to_str().unwrap();
            // `stage` is not a part of `staging`; `dev` ends `labdev`.
            let ends = |at: usize| text[at + from.len()..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
            let Some((at, _)) = text.match_indices(from).find(|(at, _)| ends(*at)) else { continue };
            let other = PathBuf::from(format!("{}{to}{}", &text[..at], &text[at + from.len()..]));
            if other.is_file() {
                found.push(paths(path, &other));
            }
        }
    }
    assert!(found.len() > 300 || all.is_empty(), "only {} pairs", found.len());
    found
}

/// Pairs of files of one folder and one format, as if they were one file in two environments.
pub fn neighbours() -> Vec<Paths> {
    let all = all_files();
    let mut found = Vec::new();
    let alike = |a: &Path, b: &Path| {
        let format = |path: &Path| Format::of_path(path.to_str().unwrap());
        a.parent() == b.parent() && format(a) == format(b) && format(a) != Format::Text
    };
    for (at, source) in all.iter().enumerate() {
        found.extend(
            all.iter().enumerate().filter(|(i, b)| *i != at && alike(source, b)).map(|(_, b)| paths(source, b)),
        );
    }
    let every = if long() { 1 } else { 25 };
    found.into_iter().enumerate().filter(|(at, _)| at % every == 0).map(|(_, pair)| pair).collect()
}
