//! The project's own rules, as far as the compiler does not keep them: what a folder of `src/` may use (the table
//! in `src/lib.rs`), what only one place may do, and what the pure crates know nothing about.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Where the code is, beside `src/`.
const CRATES: [&str; 4] = ["promote-model", "promote-format", "promote-core", "promote-git"];

/// The crates that know no git, clock, process, terminal or environment variable.
const PURE: [&str; 3] = ["promote-model", "promote-format", "promote-core"];

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

/// A file of the code: the crate that it belongs to, and its path in that crate's source folder.
struct Source {
    krate: &'static str,
    inside: PathBuf,
    path: PathBuf,
}

impl Source {
    /// The folder that it is in; empty for the files beside `lib.rs`.
    fn folder(&self) -> String {
        let first = self.inside.components().next().unwrap().as_os_str().to_str().unwrap();
        if first.ends_with(".rs") { String::new() } else { first.to_owned() }
    }
}

/// All source files of the workspace.
fn sources() -> Vec<Source> {
    let crates = CRATES.iter().map(|krate| (*krate, format!("crates/{krate}/src")));
    let all = crates.chain([("promote", "src".to_owned())]);
    all.flat_map(|(krate, folder)| {
        let root = Path::new(ROOT).join(&folder);
        files(&folder).into_iter().map(move |path| Source {
            krate,
            inside: path.strip_prefix(&root).unwrap().to_owned(),
            path,
        })
    })
    .collect()
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

/// Fails with every line of code that `wrong` says is wrong.
fn refuse(wrong: impl Fn(&Source, &str) -> Option<String>) {
    let mut found = Vec::new();
    for source in sources() {
        for (number, line) in code(&source.path) {
            if let Some(why) = wrong(&source, &line) {
                let place = source.path.strip_prefix(ROOT).unwrap().display();
                found.push(format!("{place}:{number}: {why}\n    {line}"));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_crate_is_known_here() {
    let folders = fs::read_dir(Path::new(ROOT).join("crates")).unwrap().flatten();
    let names: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| CRATES.contains(&name.as_str())), "{names:?}");
}

#[test]
fn the_table_names_every_folder_and_has_no_cycle() {
    let table = table();
    let folders: Vec<String> = sources().iter().filter(|s| s.krate == "promote").map(Source::folder).collect();
    assert!(folders.iter().all(|folder| folder.is_empty() || table.contains_key(folder)), "{table:?}");
    let mut placed: Vec<&String> = Vec::new();
    while placed.len() < table.len() {
        let next = table.iter().find(|(name, uses)| !placed.contains(name) && uses.iter().all(|u| placed.contains(&u)));
        placed.push(next.unwrap_or_else(|| panic!("a cycle beyond {placed:?}")).0);
    }
}

#[test]
fn folders_use_only_what_the_table_says() {
    let table = table();
    refuse(|source, line| {
        let folder = source.folder();
        let uses = table.get(&folder).filter(|_| source.krate == "promote")?;
        let named = line.match_indices("crate::").map(|(at, found)| &line[at + found.len()..]);
        // `use crate::{a, b}` hides its parts from this test, so nobody writes it.
        let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned();
        named.map(name).find(|name| *name != folder && !uses.contains(name)).map(|name| format!("{folder} uses {name}"))
    });
}

#[test]
fn what_only_reads_reports_takes_nothing_from_git_or_format() {
    refuse(|source, line| {
        let shows = source.krate == "promote" && matches!(source.folder().as_str(), "render" | "cli");
        let taken = ["promote_git::", "promote_format::"].iter().find(|name| line.contains(*name)).filter(|_| shows)?;
        Some(format!("{taken} in {}/", source.folder()))
    });
}

#[test]
fn nobody_climbs_out_of_a_crate() {
    for source in sources() {
        let depth = source.inside.components().count() - usize::from(source.inside.ends_with("mod.rs"));
        for (number, line) in code(&source.path) {
            let climbs = line.split("super::").count() - 1;
            let in_a_row = (1..=climbs).take_while(|n| line.contains(&"super::".repeat(*n))).count();
            let most = if source.krate == "promote" { depth - 1 } else { depth };
            assert!(in_a_row <= most, "{}:{number}: {line}", source.path.display());
        }
    }
}

#[test]
fn git2_and_processes_belong_to_promote_git() {
    refuse(|source, line| {
        let only = ["git2::", "rustix::"].iter().find(|name| line.contains(*name));
        // The terminal belongs to `cli`, and nothing else there makes system calls.
        let screen = source.krate == "promote" && source.inside == Path::new("cli/pick/screen.rs");
        let here = |name: &&&str| source.krate == "promote-git" || **name == "rustix::" && screen;
        only.filter(|name| !here(name)).map(|name| format!("{name} outside promote-git"))
    });
    let starts = ["process::Command", "process::Stdio", "process::Child", "process::exit", "process::abort"];
    refuse(|source, line| {
        let here = source.krate == "promote-git" && source.folder() == "exec";
        starts.iter().find(|s| line.contains(*s)).filter(|_| !here).map(|s| format!("{s} outside promote-git's exec/"))
    });
}

#[test]
fn pure_crates_know_nothing_of_the_world() {
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
    refuse(|source, line| {
        let found = world.iter().find(|word| line.contains(*word)).filter(|_| PURE.contains(&source.krate))?;
        Some(format!("{found} in {}", source.krate))
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
    for path in sources().into_iter().map(|source| source.path).chain(files("tests")) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} does not begin with '//! '", path.display());
    }
}
