//! What the project depends on: licences, banned crates, crates in several versions, and how many crates there are.
//!
//! From `Cargo.lock`, which is for all platforms, and for licences from `cargo metadata`, which is for this one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Packages in `Cargo.lock`, those of the workspace included: 317 in December 2026, and a margin. 40 of them are for `serve`.
const MOST: usize = 320;

/// Licences that allow the program to be used, changed and sold, and that ask for no more than a notice.
const LICENCES: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

/// Crates that must not be used, and why.
const BANNED: [(&str, &str); 7] = [
    ("cel-interpreter", "panics on a syntax error; `cel` does not"),
    ("fyaml", "wraps a C library; `granit-parser` reads YAML"),
    ("humantime", "`jiff` reads durations, too"),
    ("native-tls", "the `git` program talks to remotes"),
    ("openssl-sys", "the `git` program talks to remotes"),
    ("serde_yaml", "no longer maintained"),
    ("tiny_http", "the one test that needs a server answers on a plain socket"),
];

/// Crates in several versions, and who needs which. "tests" means that the program has only one of them.
const SEVERAL: [(&str, &str); 10] = [
    ("bit-set", "0.8 fancy-regex (jsonschema), 0.11 antlr4rust (cel)"),
    ("bit-vec", "below bit-set"),
    ("cpufeatures", "0.2 sha2 and curve25519-dalek; tests: 0.3 chacha20 (proptest)"),
    ("getrandom", "0.2 rand_core 0.6 (ssh-key), 0.3 ahash (jsonschema), 0.4 tempfile and uuid"),
    ("hashbrown", "0.14 rowan (yaml-edit), 0.17 indexmap (serde_json)"),
    ("r-efi", "below getrandom, for UEFI only"),
    ("rand", "0.8 num-bigint-dig (rsa); tests: 0.10 proptest"),
    ("rand_core", "0.6 elliptic-curve (ssh-key); tests: 0.10 proptest"),
    ("similar", "3; tests: 2 insta"),
    ("syn", "2 curve25519-dalek-derive and strum_macros (jsonschema), 3 serde, clap and thiserror; build time only"),
];

/// The packages of `Cargo.lock`: versions by name.
fn locked() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).unwrap();
    let value = |line: Option<&str>, key: &str| {
        line.and_then(|line| line.strip_prefix(&format!("{key} = "))).unwrap().trim_matches('"').to_owned()
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in text.split("[[package]]\n").skip(1) {
        let mut lines = package.lines();
        let (name, version) = (value(lines.next(), "name"), value(lines.next(), "version"));
        found.entry(name).or_default().push(version);
    }
    found
}

/// What `cargo metadata` knows of the packages for this platform, without the network.
fn packages() -> Vec<Value> {
    let cargo = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO")).args(arguments).current_dir(ROOT).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let version = cargo(&["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let asked = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&cargo(&asked)).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether an SPDX expression can be satisfied with the licences above: `OR` leaves the choice, `AND` does not and
/// binds tighter. Cargo used to write `/` for `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    any(&mut rest) == Some(true) && rest.is_empty()
}

fn any(tokens: &mut &[&str]) -> Option<bool> {
    let mut allowed = all(tokens)?;
    while let [word, rest @ ..] = tokens
        && word.eq_ignore_ascii_case("or")
    {
        *tokens = rest;
        allowed |= all(tokens)?;
    }
    Some(allowed)
}

fn all(tokens: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(tokens)?;
    while let [word, rest @ ..] = tokens
        && word.eq_ignore_ascii_case("and")
    {
        *tokens = rest;
        allowed &= one(tokens)?;
    }
    Some(allowed)
}

fn one(tokens: &mut &[&str]) -> Option<bool> {
    match *tokens {
        ["(", rest @ ..] => {
            *tokens = rest;
            let allowed = any(tokens)?;
            *tokens = tokens.strip_prefix(&[")"])?;
            Some(allowed)
        }
        [licence, with, exception, rest @ ..] if with.eq_ignore_ascii_case("with") => {
            *tokens = rest;
            Some(LICENCES.contains(&format!("{licence} WITH {exception}").as_str()))
        }
        [licence, rest @ ..] => {
            *tokens = rest;
            Some(LICENCES.contains(licence))
        }
        [] => None,
    }
}

#[test]
fn all_licences_are_allowed() {
    let packages = packages();
    assert!(packages.len() > 100, "only {} packages", packages.len());
    let licence = |package: &Value| package["license"].as_str().unwrap_or("(none)").to_owned();
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !is_allowed(&licence(package)))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], licence(package)))
        .collect();
    assert!(refused.is_empty(), "licences that tests/it/packages.rs does not list:\n{}", refused.join("\n"));

    // The crate holds the C library, which has a licence of its own: the GPL, with leave to link it to any program.
    let git = packages.iter().find(|package| package["name"] == "libgit2-sys").unwrap();
    let copying = Path::new(git["manifest_path"].as_str().unwrap()).with_file_name("libgit2").join("COPYING");
    let text = fs::read_to_string(&copying).unwrap();
    assert!(text.contains("LINKING EXCEPTION") && text.contains("unlimited permission"), "{}", copying.display());
}

#[test]
fn expressions_of_licences_are_understood() {
    for allowed in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0-only OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "MIT OR GPL-3.0-only AND GPL-2.0-only",
        "Apache-2.0 WITH LLVM-exception",
        "((GPL-3.0-only or (ISC and Zlib)))",
    ] {
        assert!(is_allowed(allowed), "{allowed}");
    }
    for refused in [
        "",
        "(none)",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Apache-2.0) AND GPL-2.0-only",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT OR",
        "MIT Apache-2.0",
        "(MIT",
        "MIT)",
    ] {
        assert!(!is_allowed(refused), "{refused}");
    }
}

#[test]
fn no_crate_is_banned() {
    let locked = locked();
    for (name, reason) in BANNED {
        assert!(!locked.contains_key(name), "{name} is in Cargo.lock, and banned: {reason}");
    }
}

#[test]
fn one_version_of_each_crate() {
    let locked = locked();
    let several = locked.iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| name.as_str());
    let several: BTreeSet<&str> = several.collect();
    let known: BTreeSet<&str> = SEVERAL.iter().map(|(name, _)| *name).collect();
    let new: Vec<&&str> = several.difference(&known).collect();
    assert!(new.is_empty(), "several versions of {new:?} in Cargo.lock: see `cargo tree -d`");
    let gone: Vec<&&str> = known.difference(&several).collect();
    assert!(gone.is_empty(), "one version of {gone:?} now: take them off the list in tests/it/packages.rs");
}

#[test]
fn few_packages() {
    let number: usize = locked().values().map(Vec::len).sum();
    assert!(number <= MOST, "{number} packages in Cargo.lock, more than {MOST}: see `cargo tree -e normal`");
}
