//! The configuration files of a branch that no environment takes.

use std::collections::BTreeMap;

use promote_format::Format;

/// How many of the configuration files of a branch are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The number of configuration files: those with a format by name, and all that an environment takes.
    pub configuration: usize,
    /// The number of files that an environment takes.
    pub taken: usize,
    /// The number of files that an exclusion excludes.
    pub excluded: usize,
    /// The configuration files that no template matches.
    pub not_taken: Vec<String>,
}

/// The number of files in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderCount {
    /// The folder with `/` at its end; a file if it is alone in its folder.
    pub name: String,
    /// The number of files.
    pub files: usize,
}

/// The coverage of the files of a branch. `taken` and `excluded` tell by index whether an environment takes a file, and
/// whether an exclusion excludes it.
pub fn coverage(paths: &[&str], taken: &[bool], excluded: &[bool]) -> Coverage {
    let mut coverage = Coverage { configuration: 0, taken: 0, excluded: 0, not_taken: Vec::new() };
    for (at, path) in paths.iter().enumerate() {
        let is = |list: &[bool]| list.get(at).copied().unwrap_or_default();
        let (taken, excluded) = (is(taken), is(excluded) && !is(taken));
        coverage.taken += usize::from(taken);
        coverage.excluded += usize::from(excluded);
        if taken || excluded || Format::of_path(path) != Format::Text {
            coverage.configuration += 1;
            if !taken && !excluded {
                coverage.not_taken.push((*path).to_owned());
            }
        }
    }
    coverage
}

/// Summarises sorted paths: by folder, and by the folders above if there are more than `most`.
pub fn folders(paths: &[String], most: usize) -> Vec<FolderCount> {
    let deepest = paths.iter().map(|path| path.matches('/').count()).max().unwrap_or_default();
    for depth in (0..=deepest).rev() {
        let mut counts: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for path in paths {
            counts.entry(folder(path, depth)).or_insert((0, path)).0 += 1;
        }
        if counts.len() <= most || depth == 0 {
            let name = |folder: &str, files: usize, path: &str| {
                if files == 1 { path.to_owned() } else { format!("{folder}/").replace("//", "/") }
            };
            let mut all: Vec<FolderCount> = counts
                .into_iter()
                .map(|(folder, (files, path))| FolderCount { name: name(folder, files, path), files })
                .collect();
            for root in all.iter_mut().filter(|count| count.name == "/") {
                root.name = "./".to_owned();
            }
            return all;
        }
    }
    Vec::new()
}

/// The folder of a file, of at most `depth` components; at depth 0, still the first component.
fn folder(path: &str, depth: usize) -> &str {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let end = folder.match_indices('/').nth(depth.max(1) - 1).map_or(folder.len(), |(at, _)| at);
    &folder[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_files_are_counted() {
        let paths = ["README.md", "a/x.yaml", "a/y.txt", "b/z.json", "c/w.toml"];
        let found = coverage(&paths, &[false, true, true, false, false], &[false, false, false, true, false]);
        assert_eq!((found.configuration, found.taken, found.excluded), (4, 2, 1));
        assert_eq!(found.not_taken, ["c/w.toml"]);
    }

    #[test]
    fn many_folders_are_summarised_by_the_folders_above() {
        let paths = ["a/b/1.yaml", "a/b/2.yaml", "a/c/3.yaml", "d.yaml", "e.yaml", "f/g.yaml"].map(str::to_owned);
        let shown = |most: usize| -> Vec<String> {
            folders(&paths, most).into_iter().map(|count| format!("{} {}", count.name, count.files)).collect()
        };
        assert_eq!(shown(9), ["./ 2", "a/b/ 2", "a/c/3.yaml 1", "f/g.yaml 1"]);
        assert_eq!(shown(3), ["./ 2", "a/ 3", "f/g.yaml 1"]);
        assert_eq!(shown(1), shown(3));
    }
}
