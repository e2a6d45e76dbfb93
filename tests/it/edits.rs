//! Golden cases of edits: `fixtures/edit/<format>/<case>/` holds `source.*`, `before.*`, `edits`, and the result:
//! `after.*`, or `refused` with the message.
//!
//! Each line of `edits` is one edit. `#N` selects a document of the target, `#N<M` also document M of the source; both
//! default to 0.
//!
//! ```text
//! set query.timeout
//! set #1<0 spec.replicas
//! remove #1 spec.paused
//! add-document 2
//! remove-document 0
//! ```
//!
//! `UPDATE_FIXTURES=1` writes the results instead of comparing them; review the difference in git.

use std::fs;
use std::path::{Path, PathBuf};

use promote_format::{Edit, Format, Parsed, Place, edit, read};

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/edit");
    let folders = |at: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(at).map(|e| e.flatten().map(|e| e.path()).collect::<Vec<_>>()).unwrap_or_default();
        entries.into_iter().filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<PathBuf> = folders(&root).iter().flat_map(|format| folders(format)).collect();
    cases.sort();
    cases
}

fn file(case: &Path, stem: &str) -> Option<PathBuf> {
    let entries = fs::read_dir(case).unwrap().flatten().map(|e| e.path());
    entries.into_iter().find(|path| path.file_stem().is_some_and(|s| s == stem) && path.is_file())
}

fn parsed(path: &Path) -> Parsed {
    // The folder above the case names the format; a name like `before.env` may not.
    let folder = path.ancestors().nth(2).and_then(|f| f.file_name()).unwrap().to_string_lossy().into_owned();
    let format = Format::ALL.into_iter().find(|format| format.name() == folder);
    let format = format.unwrap_or_else(|| panic!("{}: no format is called {folder}", path.display()));
    read(format, fs::read(path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn edits(case: &Path) -> Vec<Edit> {
    let text = fs::read_to_string(case.join("edits")).unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("# "));
    lines.map(|line| parse(line).unwrap_or_else(|| panic!("{}: {line}", case.display()))).collect()
}

fn parse(line: &str) -> Option<Edit> {
    let (verb, rest) = line.split_once(' ')?;
    match verb {
        "add-document" => return Some(Edit::AddDocument { from: rest.parse().ok()? }),
        "remove-document" => return Some(Edit::RemoveDocument { document: rest.parse().ok()? }),
        _ => {}
    }
    let (documents, key) = match rest.strip_prefix('#') {
        Some(rest) => rest.split_once(' ')?,
        None => ("0", rest),
    };
    let (document, from) = documents.split_once('<').unwrap_or((documents, documents));
    let at = Place { document: document.parse().ok()?, key: key.parse().ok()? };
    match verb {
        "set" => Some(Edit::Set { at, from: from.parse().ok()? }),
        "remove" => Some(Edit::Remove { at }),
        _ => None,
    }
}

#[test]
fn every_golden_case_gives_its_recorded_result() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(!cases.is_empty());
    for case in &cases {
        let name = case.file_name().unwrap().to_string_lossy();
        let before_path = file(case, "before").unwrap();
        let source = parsed(&file(case, "source").unwrap());
        let outcome = edit(&parsed(&before_path), &source, &edits(case));
        let (stem, bytes) = match outcome {
            Ok(bytes) => ("after", bytes),
            Err(error) => ("refused", format!("{error}\n").into_bytes()),
        };
        let path = match stem {
            "after" => before_path.with_file_name("after").with_extension(before_path.extension().unwrap()),
            _ => case.join("refused"),
        };
        if update {
            fs::write(&path, &bytes).unwrap();
        }
        let others = ["after", "refused"].iter().filter_map(|s| file(case, s)).filter(|p| *p != path).count();
        let expected = fs::read(&path).unwrap_or_default();
        if expected != bytes || others > 0 {
            wrong.push(format!("--- {name}: {stem} is\n{}", String::from_utf8_lossy(&bytes)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
