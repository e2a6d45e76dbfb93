//! The history of paths, compared with what was committed.

use super::TestRepo;
use crate::{PathCommit, PathScopes};

fn told(commits: &[PathCommit]) -> Vec<(String, Vec<String>)> {
    let changes = |commit: &PathCommit| {
        let change = |c: &crate::PathChange| {
            let sign = match (&c.old, &c.new) {
                (None, _) => '+',
                (_, None) => '-',
                _ => '~',
            };
            format!("{sign}{}", String::from_utf8_lossy(&c.path))
        };
        (commit.commit.to_string(), commit.changes.iter().map(change).collect())
    };
    commits.iter().map(changes).collect()
}

#[test]
fn commits_that_changed_paths_are_found_along_first_parents() {
    let test = TestRepo::new();
    test.write("envs/dev/a\nb.yaml", "1\n");
    test.write("envs/dev/app.yaml", "1\n");
    let one = test.commit("one").to_string();
    test.write("other", "1\n");
    test.commit("other");
    test.git(&["checkout", "-q", "-b", "side"]);
    test.write("envs/dev/app.yaml", "2\n");
    test.commit("side");
    test.git(&["checkout", "-q", "main"]);
    test.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    let merge = test.id("HEAD").to_string();
    std::fs::remove_file(test.path().join("envs/dev/app.yaml")).unwrap();
    let gone = test.commit("gone").to_string();
    let repo = test.open();
    let paths = PathScopes::of(["envs/dev/app.yaml", "envs/dev/a\nb.yaml"]);
    let all = repo.path_log(test.id("HEAD"), &paths, 50).unwrap();
    let app = |sign: char| vec![format!("{sign}envs/dev/app.yaml")];
    let both = vec!["+envs/dev/a\nb.yaml".to_owned(), "+envs/dev/app.yaml".to_owned()];
    assert_eq!(told(&all), [(gone.clone(), app('-')), (merge.clone(), app('~')), (one, both)]);
    assert_eq!(all[2].parent, None);
    assert_eq!(all[1].changes[0].new, all[0].changes[0].old);
    assert_eq!(told(&repo.path_log(test.id("HEAD"), &paths, 2).unwrap()), [(gone, app('-')), (merge, app('~'))]);
    assert_eq!(repo.path_log(test.id("HEAD"), &PathScopes::of(["none"]), 50).unwrap(), []);
    // Many paths are found by their folders.
    let many: Vec<String> = (0..100).map(|n| format!("envs/dev/{n}.yaml")).collect();
    let many = PathScopes::of(many.iter().map(String::as_str));
    assert_eq!(repo.path_log(test.id("HEAD"), &many, 50).unwrap().len(), 3);
    assert_eq!(repo.path_log(test.id("HEAD"), &PathScopes::of([]), 50).unwrap(), []);
    let root = PathScopes::of(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q"]);
    assert_eq!(repo.path_log(test.id("HEAD"), &root, 50).unwrap().len(), 4);
}

#[test]
fn many_files_are_held_by_a_few_folders() {
    let few = PathScopes::of(["a/b/c.yaml", "d.yaml"]);
    assert!(few.hold("a/b/c.yaml") && few.hold("d.yaml"));
    assert!(!few.hold("a/b") && !few.hold("a/b/d.yaml") && !few.hold("e.yaml"));
    let paths: Vec<String> = (0..40).map(|n| format!("apps/{n}/values.yaml")).chain(["x/y.yaml".to_owned()]).collect();
    let many = PathScopes::of(paths.iter().map(String::as_str));
    assert!(paths.iter().all(|path| many.hold(path)));
    assert!(many.hold("apps/99/other.yaml") && !many.hold("docs/a.md"));
}
