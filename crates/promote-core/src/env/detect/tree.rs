//! The directories of a tree, without those that contain no configuration.

use std::collections::{BTreeMap, BTreeSet};

use super::words::holds;

/// Directories without configuration, regardless of their files.
const IGNORED: &str = "
    .github .gitlab .circleci .buildkite .azure-pipelines .vscode .idea .husky .devcontainer .terraform
    .git node_modules vendor third_party testdata tests __tests__ fixtures .fixtures docs doc migrations locales
";
/// Extensions of code files: where most files are code, `test` and `dev` mean something else.
const CODE: &str = "
    rs go py rb js jsx ts tsx mjs java kt kts scala groovy c h cc cpp hpp cs swift m php pl ex exs erl hs
    ml clj lua dart vue css scss html sol sql proto md rst png svg jpg
";
/// Extensions of configuration files; only their names are searched for words.
const CONFIGURATION: &str = "
    yaml yml json jsonc json5 toml tfvars tf hcl env properties conf cfg ini config xml jsonnet libsonnet
    cue pkl dhall tmpl tpl gotmpl j2 enc sops txtpb
";
/// Beginnings of file names that name environments but configure tools.
const TOOLS: &str = "
    tsconfig .eslintrc jest azure-pipelines cloudbuild buildspec .gitlab-ci requirements ngsw-
";
/// Longer names are not searched.
const LONGEST: usize = 200;

/// One directory.
#[derive(Debug, Default)]
pub(super) struct Dir<'p> {
    /// The names of its files.
    pub(super) files: Vec<&'p str>,
    /// The names of its directories.
    pub(super) dirs: BTreeSet<&'p str>,
    /// The number of files below it.
    pub(super) total: usize,
    /// The number of code files below it.
    pub(super) code: usize,
}

/// All directories by path; the root is the empty path.
#[derive(Debug)]
pub(super) struct Tree<'p> {
    pub(super) dirs: BTreeMap<&'p str, Dir<'p>>,
    /// All searched paths, sorted.
    pub(super) paths: Vec<&'p str>,
}

impl<'p> Tree<'p> {
    pub(super) fn new(all: &[&'p str]) -> Self {
        let mut paths: Vec<&str> = all.iter().copied().filter(|path| is_searched(path)).collect();
        paths.sort_unstable();
        paths.dedup();
        let mut dirs: BTreeMap<&str, Dir> = BTreeMap::new();
        for path in &paths {
            let (parent, file) = split(path);
            let dir = dirs.entry(parent).or_default();
            dir.files.push(file);
            dir.code += usize::from(has_ending(path, CODE));
        }
        let own: Vec<(&str, usize, usize)> = dirs.iter().map(|(path, d)| (*path, d.files.len(), d.code)).collect();
        for (path, files, code) in own {
            dirs.entry(path).or_default().total += files;
            let mut here = path;
            while !here.is_empty() {
                let (above, name) = split(here);
                let dir = dirs.entry(above).or_default();
                dir.dirs.insert(name);
                dir.total += files;
                dir.code += code;
                here = above;
            }
        }
        Self { dirs, paths }
    }

    /// The paths below a directory.
    pub(super) fn below(&self, dir: &str) -> &[&'p str] {
        let prefix = format!("{dir}/");
        let start = self.paths.partition_point(|path| *path < prefix.as_str());
        let length = self.paths[start..].partition_point(|path| path.starts_with(&prefix));
        &self.paths[start..start + length]
    }

    /// An example file of a directory.
    pub(super) fn example(&self, dir: &str) -> String {
        self.below(dir).first().map_or_else(|| dir.to_owned(), |path| (*path).to_owned())
    }
}

/// Splits a path into directory and name.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// `parent/name`
pub(super) fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") }
}

/// Whether a path is searched: not in a directory without configuration.
pub fn is_searched(path: &str) -> bool {
    let mut dirs = split(path).0.split('/');
    let odd = path.split('/').any(|part| matches!(part, "" | "." | ".."));
    path != "promote.yaml" && !odd && !dirs.any(|dir| holds(IGNORED, dir))
}

/// The length of a file's name without extensions, if its words count.
pub(super) fn searched(name: &str) -> Option<usize> {
    if name.len() > LONGEST || TOOLS.split_ascii_whitespace().any(|tool| name.starts_with(tool)) {
        return None;
    }
    if name.starts_with(".env.") {
        return Some(name.len());
    }
    let mut stem = name;
    while let Some((before, ending)) = stem.rsplit_once('.') {
        if before.is_empty() || !holds(CONFIGURATION, &ending.to_ascii_lowercase()) {
            break;
        }
        stem = before;
    }
    (stem.len() < name.len()).then_some(stem.len())
}

/// Whether words in a directory's name count.
pub(super) fn is_searched_dir(name: &str) -> bool {
    name.len() <= LONGEST
}

fn has_ending(path: &str, endings: &str) -> bool {
    split(path).1.rsplit_once('.').is_some_and(|(_, ending)| holds(endings, ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_count_the_files_below() {
        let tree = Tree::new(&["a/b/x.yaml", "a/y.rs", "z", "node_modules/a/q", "a/b/x.yaml"]);
        assert_eq!(tree.dirs[""].total, 3);
        assert_eq!((tree.dirs["a"].total, tree.dirs["a"].code), (2, 1));
        assert_eq!(tree.below("a"), ["a/b/x.yaml", "a/y.rs"]);
        assert_eq!(tree.below("a/b"), ["a/b/x.yaml"]);
        assert!(!tree.dirs.contains_key("node_modules"));
    }

    #[test]
    fn only_configuration_is_searched_for_words() {
        assert_eq!(searched("values-dev.yaml"), Some(10));
        assert_eq!(searched("prod.tfvars.json"), Some(4));
        assert_eq!(searched(".env.staging"), Some(12));
        assert_eq!(searched("staging.env"), Some(7));
        assert_eq!(searched("webpack.dev.js"), None);
        assert_eq!(searched("tsconfig.prod.json"), None);
        assert_eq!(searched(".yaml"), None);
    }
}
