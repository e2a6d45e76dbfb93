//! `docs/trust.md`: every test it names exists, and every code of a finding is explained.

use std::fs;
use std::path::{Path, PathBuf};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page() -> String {
    fs::read_to_string(root("docs/trust.md")).unwrap()
}

/// The texts in backticks.
fn ticked(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_named_test_exists() {
    let page = page();
    let named: Vec<&str> = ticked(&page).filter(|word| word.contains("::") && !word.starts_with("file::")).collect();
    assert!(named.len() > 40, "{named:?}");
    for name in named {
        let (module, test) = name.rsplit_once("::").unwrap();
        let file = root(&format!("tests/it/{}.rs", module.replace("::", "/")));
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{name}: {}: {e}", file.display()));
        assert!(text.contains(&format!("#[test]\nfn {test}()")), "{name} is no test");
    }
}

#[test]
fn every_attack_is_named() {
    let page = page();
    for file in fs::read_dir(root("tests/it/attacks")).unwrap().flatten() {
        let text = fs::read_to_string(file.path()).unwrap();
        let module = file.path().file_stem().unwrap().to_string_lossy().into_owned();
        for test in text.split("#[test]\nfn ").skip(1).filter_map(|rest| rest.split('(').next()) {
            assert!(page.contains(&format!("`attacks::{module}::{test}`")), "attacks::{module}::{test}");
        }
    }
}

#[test]
fn every_code_is_explained() {
    let (page, source) =
        (page(), fs::read_to_string(root("crates/promote-core/src/policy/verify/finding.rs")).unwrap());
    let words = source.split("pub fn word(self)").nth(1).unwrap().split("pub fn rule(self)").next().unwrap();
    let codes: Vec<&str> = words.split('"').skip(1).step_by(2).collect();
    assert!(codes.len() > 20, "{codes:?}");
    for code in codes {
        assert!(page.contains(&format!("`{code}`")), "{code}");
    }
}
