//! What `promote` is installed from: the archive, the Debian package, the container, the flake and the workflow of a release.
//! Neither docker, nix nor GitHub is here; their files are read for what they must say.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use crate::support::{Repo, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).unwrap()
}

/// The archive for a target, as `packaging/archive` packs a program that stands for `promote`: a debug build is 200 MB.
pub(crate) fn archive(world: &Repo, folder: &str) -> Vec<u8> {
    let program = world.root().join("program");
    fs::write(&program, format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_promote"))).unwrap();
    fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let mut pack = world.command("bash");
    pack.arg(Path::new(ROOT).join("packaging/archive")).arg(&program).args(["x-y-z", folder]);
    let packed = run(&mut pack, b"");
    assert_eq!((packed.code, packed.stderr.as_str()), (0, ""), "{}", packed.stdout);
    fs::read(world.root().join(folder).join("promote-x-y-z.tar.gz")).unwrap()
}

#[test]
fn an_archive_is_packed_and_runs() {
    let world = Repo::bare_world(".");
    assert!(archive(&world, "one") == archive(&world, "two"), "the same program gives other bytes");
    let sum = run(
        world
            .command("sha256sum")
            .args(["--check", "promote-x-y-z.tar.gz.sha256"])
            .current_dir(world.root().join("one")),
        b"",
    );
    assert_eq!(sum.stdout, "promote-x-y-z.tar.gz: OK\n");
    assert_eq!(run(world.command("tar").args(["-xzf", "one/promote-x-y-z.tar.gz"]), b"").code, 0);
    let unpacked = world.root().join("promote-x-y-z");
    let names: BTreeSet<String> =
        fs::read_dir(&unpacked).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let wanted = ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "ci", "completions", "man", "promote"];
    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
    assert!(unpacked.join("ci/job").exists() && unpacked.join("ci/lib/report.sh").exists());
    assert!(unpacked.join("man/man1/promote-create.1").exists() && unpacked.join("completions/promote.fish").exists());
    let version = run(world.command(unpacked.join("promote").to_str().unwrap()).arg("--version"), b"");
    assert_eq!(version.stdout, concat!("promote ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn the_files_of_the_debian_package_are_there() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"])
        .arg(Path::new(ROOT).join("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Json = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let deb = &packages.iter().find(|package| package["name"] == "promote").unwrap()["metadata"]["deb"];
    let mut built = 0;
    for asset in deb["assets"].as_array().unwrap() {
        let path = asset[0].as_str().unwrap();
        // The program and its manual pages are built.
        if path.starts_with("target/") {
            built += 1;
        } else {
            assert!(Path::new(ROOT).join(path).exists(), "{path}");
        }
    }
    assert_eq!(built, 2);
    assert!(deb["depends"].as_str().unwrap().contains("git (>= 1:2.36)"));
}

#[test]
fn the_container_is_small_and_not_root() {
    let known = ["FROM", "RUN", "WORKDIR", "COPY", "ARG", "USER", "ENTRYPOINT", "CMD"];
    let text = text("Dockerfile").replace("\\\n", " ");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    for line in &lines {
        let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("no argument: {line}"));
        assert!(known.contains(&word), "unknown instruction: {line}");
        if word == "RUN" {
            let checked = Command::new("bash").args(["-n", "-c", rest]).output().unwrap();
            assert!(checked.status.success(), "{line}\n{}", String::from_utf8_lossy(&checked.stderr));
        }
        if word == "ENTRYPOINT" || word == "CMD" {
            assert!(serde_json::from_str::<Vec<String>>(rest).is_ok(), "{line}");
        }
    }
    let last = lines.iter().rposition(|line| line.starts_with("FROM ")).unwrap();
    let of_last = |start: &str| lines[last..].iter().position(|line| line.starts_with(start));
    assert!(lines[last].ends_with("-slim"), "{}", lines[last]);
    assert!(of_last("USER promote").unwrap() < of_last("ENTRYPOINT").unwrap(), "it runs as root");
    assert!(lines[last..].iter().any(|line| line.starts_with("RUN ") && line.contains(" git ")), "it has no git");
}

/// The text between brackets is closed in the order in which it was opened; strings and comments are left out.
fn assert_balanced(text: &str) {
    let mut open = Vec::new();
    let plain: String = text.lines().map(|line| line.split('#').next().unwrap().to_owned() + "\n").collect();
    for (at, part) in plain.split('"').enumerate() {
        for c in part.chars().filter(|_| at % 2 == 0) {
            match c {
                '(' | '[' | '{' => open.push(c),
                ')' | ']' | '}' => {
                    let opened = open.pop().unwrap_or_else(|| panic!("'{c}' closes nothing"));
                    assert!(
                        matches!((opened, c), ('(', ')') | ('[', ']') | ('{', '}')),
                        "'{opened}' is closed by '{c}'"
                    );
                }
                _ => {}
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn the_flake_names_files_that_are_there() {
    let flake = text("flake.nix");
    assert_balanced(&flake);
    for path in flake.split_whitespace().filter(|word| word.starts_with("completions/")) {
        assert!(Path::new(ROOT).join(path).exists(), "{path}");
    }
    assert_eq!(flake.matches("completions/").count(), 3);
}

/// A step of the workflow, as text.
fn runs(workflow: &Json) -> Vec<String> {
    let jobs = workflow["jobs"].as_object().unwrap().values();
    let steps = jobs.flat_map(|job| job["steps"].as_array().unwrap());
    steps.filter_map(|step| Some(step["run"].as_str()?.to_owned())).collect()
}

#[test]
fn the_workflow_of_a_release_is_valid() {
    let workflow: Json = serde_yaml::from_str(&text(".github/workflows/release.yml")).unwrap();
    assert_eq!(workflow["permissions"], serde_json::json!({ "contents": "read" }));
    let scripts = runs(&workflow);
    for script in &scripts {
        let checked = Command::new("bash").args(["-n", "-c", script]).output().unwrap();
        assert!(checked.status.success(), "{script}\n{}", String::from_utf8_lossy(&checked.stderr));
        // What GitHub puts into a script is code there; only variables are data.
        assert!(!script.contains("${{"), "{script}");
    }
    for wanted in ["packaging/archive", "cargo deb", "cyclonedx", "sha256sum", ".ci/run"] {
        assert!(scripts.iter().any(|script| script.contains(wanted)), "{wanted}");
    }
    for job in workflow["jobs"].as_object().unwrap().values() {
        for step in job["steps"].as_array().unwrap() {
            let uses = step["uses"].as_str().unwrap_or("actions/x@v1");
            assert!(uses.starts_with("actions/") && uses.contains("@v"), "{uses}");
        }
    }
    let needs = |job: &str| workflow["jobs"][job]["needs"].as_str().unwrap_or_default().to_owned();
    assert_eq!([needs("build"), needs("release")], ["test", "build"]);
}

#[test]
fn the_version_of_the_tag_is_that_of_the_manifest() {
    let workflow: Json = serde_yaml::from_str(&text(".github/workflows/release.yml")).unwrap();
    let script = runs(&workflow).into_iter().find(|script| script.contains("GITHUB_REF_NAME#v")).unwrap();
    let check = |tag: &str| {
        let mut bash = Command::new("bash");
        bash.args(["-c", &script]).current_dir(ROOT).env("GITHUB_REF_NAME", tag).output().unwrap().status.success()
    };
    assert!(check(concat!("v", env!("CARGO_PKG_VERSION"))));
    assert!(!check("v99.0.0"));
}
