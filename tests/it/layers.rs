//! The project's own rules: what a folder of `src/` may use (the table in `src/lib.rs`), and what only
//! one of them may do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The folders that know no git, clock, process, terminal or environment variable.
const PURE: [&str; 5] = ["model", "format", "env", "promotion", "policy"];

/// All Rust files below a folder of the package.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The table: each folder and what it may use.
fn table() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(Path::new(ROOT).join("src/lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let ticked = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_end_matches([' ', '|']).split(" | ").collect();
        (cells[0].trim_end_matches('`').to_owned(), cells.get(2).map(|c| ticked(c)).unwrap_or_default())
    })
    .collect()
}

/// The folder that a file of `src/` lies in; `None` for `main.rs` and `lib.rs`.
fn layer(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(Path::new(ROOT).join("src")).unwrap();
    let first = inside.components().next()?.as_os_str().to_str()?;
    (!first.ends_with(".rs")).then(|| first.to_owned())
}

/// The lines of a file that are code: no comments, and nothing from `#[cfg(test)]` on (tests stand
/// last, or in files of their own).
fn code(path: &Path) -> Vec<(usize, String)> {
    let is_test = path.components().any(|c| c.as_os_str() == "tests") || path.to_string_lossy().contains("tests.rs");
    if is_test {
        return Vec::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim_start().to_owned()));
    let last = |line: &str, next: Option<&str>| line == "#[cfg(test)]" && next.is_some_and(|l| l.ends_with('{'));
    let lines: Vec<(usize, String)> = lines.collect();
    let end = (0..lines.len()).find(|at| last(&lines[*at].1, lines.get(at + 1).map(|l| l.1.as_str())));
    lines[..end.unwrap_or(lines.len())].iter().filter(|(_, line)| !line.starts_with("//")).cloned().collect()
}

/// Fails with every line of `src/` that `wrong` says is wrong.
fn refuse(wrong: impl Fn(&str, &str) -> Option<String>) {
    let mut found = Vec::new();
    for path in files("src") {
        let layer = layer(&path).unwrap_or_default();
        for (number, line) in code(&path) {
            if let Some(why) = wrong(&layer, &line) {
                let place = path.strip_prefix(ROOT).unwrap().display();
                found.push(format!("{place}:{number}: {why}\n    {line}"));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_table_names_every_folder_and_has_no_cycle() {
    let table = table();
    let folders: Vec<String> = files("src").iter().filter_map(|path| layer(path)).collect();
    assert!(folders.iter().all(|folder| table.contains_key(folder)), "{table:?}");
    let mut placed: Vec<&String> = Vec::new();
    while placed.len() < table.len() {
        let next = table.iter().find(|(name, uses)| !placed.contains(name) && uses.iter().all(|u| placed.contains(&u)));
        placed.push(next.unwrap_or_else(|| panic!("a cycle beyond {placed:?}")).0);
    }
}

#[test]
fn folders_use_only_what_the_table_says() {
    let table = table();
    refuse(|layer, line| {
        let uses = table.get(layer)?;
        let named = line.match_indices("crate::").map(|(at, found)| &line[at + found.len()..]);
        // `use crate::{a, b}` hides its parts from this test, so nobody writes it.
        let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned();
        named.map(name).find(|name| name != layer && !uses.contains(name)).map(|name| format!("{layer} uses {name}"))
    });
}

#[test]
fn nobody_climbs_out_of_a_folder() {
    for path in files("src") {
        let inside = path.strip_prefix(Path::new(ROOT).join("src")).unwrap();
        let depth = inside.components().count() - usize::from(inside.ends_with("mod.rs"));
        for (number, line) in code(&path) {
            let climbs = line.split("super::").count() - 1;
            let in_a_row = (1..=climbs).take_while(|n| line.contains(&"super::".repeat(*n))).count();
            assert!(in_a_row < depth, "{}:{number}: {line}", inside.display());
        }
    }
}

#[test]
fn git2_belongs_to_git_and_processes_to_exec() {
    refuse(|layer, line| (line.contains("git2::") && layer != "git").then(|| "git2 outside git/".to_owned()));
    let starts = ["process::Command", "process::Stdio", "process::Child", "process::exit", "process::abort"];
    refuse(|layer, line| {
        (layer != "exec").then(|| starts.iter().find(|s| line.contains(*s)).map(|s| format!("{s} outside exec/")))?
    });
    refuse(|layer, line| (line.contains("rustix::") && !matches!(layer, "exec" | "git")).then(|| "rustix".to_owned()));
}

#[test]
fn pure_folders_know_nothing_of_the_world() {
    let world = [
        "std::env::",
        "std::process",
        "std::fs",
        "std::time",
        "std::net",
        "std::thread",
        "::now()",
        "stdout()",
        "stderr()",
    ];
    refuse(|layer, line| {
        let found = world.iter().find(|word| line.contains(*word)).filter(|_| PURE.contains(&layer))?;
        Some(format!("{found} in {layer}/"))
    });
}

#[test]
fn nothing_prints() {
    refuse(|_, line| {
        let words = ["println!", "print!", "dbg!", "todo!", "unimplemented!"];
        words.iter().find(|word| line.contains(*word)).map(|word| (*word).to_owned())
    });
}

#[test]
fn every_file_says_what_it_holds() {
    for path in files("src").into_iter().chain(files("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with '//! '", path.display());
    }
}
