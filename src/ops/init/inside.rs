//! Maps inside of files that are called like environments.

use promote_core::env::detect::{Detection, Maps, environments_among, is_searched};
use promote_core::policy::trial::Trial;
use promote_format::{Data, Entry, Format, Node, read};
use promote_git::Repo;
use promote_model::ObjectId;

/// At most so many files are read.
const MOST_FILES: usize = 300;
/// Longer files are not read.
const MOST_BYTES: usize = 256 * 1024;
/// Maps are looked at down to this depth.
const DEEPEST: usize = 4;

/// Such maps in the configuration files that the proposal does not take. Next to environments that paths tell, only maps
/// that are called like them count.
pub(super) fn find(repo: &Repo, found: &Detection, trial: &Trial, files: &[(String, ObjectId)]) -> Vec<Maps> {
    let is_taken = |i: usize| trial.templates.get(i).is_some_and(|templates| !templates.is_empty());
    let open = files.iter().enumerate().filter(|(i, (path, _))| !is_taken(*i) && has_maps(path));
    let known: Vec<&str> =
        found.environments.iter().flat_map(|e| e.seen.iter().map(|seen| seen.spelled.as_str())).collect();
    let mut out = Vec::new();
    for (_, (path, blob)) in open.take(MOST_FILES) {
        let Ok(bytes) = repo.read_blob(*blob) else { continue };
        if bytes.len() > MOST_BYTES {
            continue;
        }
        let Ok(parsed) = read(Format::of_path(path), bytes) else { continue };
        let [document] = parsed.tree.documents.as_slice() else { continue };
        let found = maps(&document.root, &mut Vec::new()).into_iter();
        let new = |names: &[String]| known.len() > 1 && !names.iter().all(|name| known.contains(&name.as_str()));
        out.extend(found.filter(|(_, names)| !new(names)).map(|(above, names)| Maps {
            path: path.clone(),
            above,
            names,
        }));
    }
    out
}

fn has_maps(path: &str) -> bool {
    matches!(Format::of_path(path), Format::Yaml | Format::Json | Format::Jsonc | Format::Toml | Format::Hcl)
        && is_searched(path)
}

/// The outermost maps that are called like environments: the names of the maps around them, and their own.
fn maps(node: &Node, above: &mut Vec<String>) -> Option<(Vec<String>, Vec<String>)> {
    let Data::Map(entries) = &node.data else { return None };
    let is_map = |entry: &&Entry| matches!(&entry.value.data, Data::Map(below) if !below.is_empty());
    let names: Vec<&str> = entries.iter().filter(is_map).map(|entry| entry.name.as_ref()).collect();
    let own = environments_among(&names);
    if !own.is_empty() {
        return Some((above.clone(), own.into_iter().map(str::to_owned).collect()));
    }
    if above.len() == DEEPEST {
        return None;
    }
    for entry in entries.iter().filter(is_map) {
        above.push(entry.name.to_string());
        let found = maps(&entry.value, above);
        above.pop();
        if found.is_some() {
            return found;
        }
    }
    None
}
