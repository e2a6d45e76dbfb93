//! Formats that the names of files do not tell: `.env` files with `KEY: value` lines, and files without an extension.

use std::collections::{BTreeMap, HashMap};

use promote_core::env::detect::{Detection, FoundFormat};
use promote_core::policy::trial::Trial;
use promote_format::{Data, Format, read};
use promote_git::Repo;
use promote_model::ObjectId;

/// At most so many files are read.
const MOST_FILES: usize = 500;
/// At most so many entries are proposed for one template.
const MOST_ENTRIES: usize = 6;
/// Longer files are not read.
const MOST_BYTES: usize = 1024 * 1024;

/// Files of one template that need the same entry: its path, and the files. The entry for the whole template is first.
type Groups<'p> = BTreeMap<(usize, bool, String), Vec<&'p str>>;

/// The formats of files that the proposal takes, where all files of one name hold a map in YAML.
pub(super) fn find(repo: &Repo, found: &Detection, trial: &Trial, files: &[(String, ObjectId)]) -> Vec<FoundFormat> {
    let blobs: HashMap<&str, ObjectId> = files.iter().map(|(path, blob)| (path.as_str(), *blob)).collect();
    let mut formats: Vec<FoundFormat> = Vec::new();
    let mut readable = MOST_FILES;
    for ((of, part, template), paths) in groups(found, trial, files) {
        let covered =
            part && formats.iter().any(|format| format.of == of && format.template == found.files[of].template);
        if covered
            || paths.len() < 2
            || paths.len() > readable
            || formats.iter().filter(|format| format.of == of).count() == MOST_ENTRIES
        {
            continue;
        }
        readable -= paths.len();
        if paths.iter().all(|path| blobs.get(path).is_some_and(|blob| is_yaml(repo, path, *blob))) {
            let example = paths.first().map(|path| (*path).to_owned()).unwrap_or_default();
            formats.push(FoundFormat { template, of, format: Format::Yaml.name(), files: paths.len(), example });
        }
    }
    formats
}

/// The files whose name tells no format, or one that may be wrong, by the entry that they would need.
fn groups<'p>(found: &Detection, trial: &Trial, files: &'p [(String, ObjectId)]) -> Groups<'p> {
    let mut groups = Groups::new();
    let mut others: Vec<usize> = vec![0; found.files.len()];
    for ((path, _), templates) in files.iter().zip(&trial.templates) {
        let Some(of) = templates.first().copied() else { continue };
        let Some(template) = found.files.get(of).map(|file| file.template.as_str()) else { continue };
        let name = path.rsplit('/').next().unwrap_or(path);
        let own = match Format::of_path(path) {
            Format::Dotenv if name.ends_with(".env") => "*.env",
            Format::Text if !name.contains('.') => name,
            _ => {
                others[of] += 1;
                continue;
            }
        };
        groups.entry((of, false, template.to_owned())).or_default().push(path);
        if let Some(above) = template.strip_suffix("**").filter(|_| !own.contains(['{', '}'])) {
            groups.entry((of, true, format!("{above}**/{own}"))).or_default().push(path);
        }
    }
    // An entry for a template as a whole must be right for all of its files.
    groups.retain(|(of, part, _), _| *part || others[*of] == 0);
    groups
}

/// Whether a file is a map in YAML, and not what its name says.
fn is_yaml(repo: &Repo, path: &str, blob: ObjectId) -> bool {
    let Ok(bytes) = repo.read_blob(blob) else { return false };
    if bytes.len() > MOST_BYTES
        || Format::of_path(path) == Format::Dotenv && read(Format::Dotenv, bytes.clone()).is_ok()
    {
        return false;
    }
    let Ok(parsed) = read(Format::Yaml, bytes) else { return false };
    let is_map = |data: &Data| matches!(data, Data::Map(entries) if !entries.is_empty());
    !parsed.tree.documents.is_empty() && parsed.tree.documents.iter().all(|document| is_map(&document.root.data))
}
