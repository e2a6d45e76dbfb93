//! `action.yml`, `templates/promote.yml` and the scripts that they name.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize as _;
use serde_json::Value as Json;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn documents(path: &str) -> Vec<Json> {
    let text = text(path);
    serde_yaml::Deserializer::from_str(&text).map(|document| Json::deserialize(document).unwrap()).collect()
}

/// The scripts, each with whether it may be executed.
fn scripts() -> Vec<(String, bool)> {
    let files = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(root(folder)).unwrap().map(|entry| entry.unwrap());
        let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
        files.map(|entry| format!("{folder}/{}", entry.file_name().into_string().unwrap())).collect()
    };
    let all = [files("packaging/ci"), files("packaging/ci/lib")].concat();
    let executable = |path: &str| fs::metadata(root(path)).unwrap().permissions().mode() & 0o111 == 0o111;
    all.into_iter().map(|path| (path.clone(), executable(&path))).collect()
}

/// The variables of the environment that a text mentions as inputs.
fn variables(text: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let words = text.split(|c| !word(c)).filter(|word| word.starts_with("PROMOTE_CI_"));
    words.map(str::to_owned).collect()
}

#[test]
fn the_scripts_are_bash_that_stops_at_errors() {
    let all = scripts();
    assert!(all.len() > 8, "{all:?}");
    for (path, executable) in all {
        let checked = Command::new("bash").arg("-n").arg(root(&path)).output().unwrap();
        assert!(checked.status.success(), "{path}\n{}", String::from_utf8_lossy(&checked.stderr));
        let text = text(&path);
        assert_eq!(executable, !path.contains("/lib/"), "{path}");
        if executable {
            assert!(text.starts_with("#!/usr/bin/env bash\n") && text.contains("\nset -euo pipefail\n"), "{path}");
        }
        assert!(!text.contains("eval ") && text.lines().count() < 250, "{path}");
        // What they read is there.
        for source in text.lines().filter_map(|line| line.trim().strip_prefix(". \"$here/")) {
            assert!(root("packaging/ci").join(source.trim_end_matches('"')).exists(), "{path}: {source}");
        }
    }
}

#[test]
fn the_action_takes_its_inputs_as_data() {
    let [action] = documents("action.yml").try_into().unwrap();
    assert_eq!(action["runs"]["using"], "composite");
    let inputs: BTreeSet<&String> = action["inputs"].as_object().unwrap().keys().collect();
    let (mut used, mut given) = (BTreeSet::new(), BTreeSet::new());
    for step in action["runs"]["steps"].as_array().unwrap() {
        // An action of somebody else would have to be pinned; there is none.
        assert_eq!((&step["uses"], &step["shell"]), (&Json::Null, &"bash".into()), "{step}");
        let run = step["run"].as_str().unwrap();
        assert!(!run.contains("${{"), "{run}");
        let script = run.strip_prefix("\"$GITHUB_ACTION_PATH/").unwrap().split('"').next().unwrap();
        assert!(scripts().contains(&(script.to_owned(), true)), "{script}");
        for (name, value) in step["env"].as_object().unwrap() {
            given.insert(name.clone());
            let value = value.as_str().unwrap();
            let expression = value.strip_prefix("${{ ").and_then(|rest| rest.strip_suffix(" }}")).unwrap();
            used.extend(expression.strip_prefix("inputs.").map(str::to_owned));
        }
    }
    assert_eq!(used.iter().collect::<BTreeSet<_>>(), inputs);
    // What the scripts read comes from the action, but what is GitLab's or the tests'.
    let read: BTreeSet<String> = scripts()
        .iter()
        .filter(|(path, _)| !path.ends_with("gitlab.sh"))
        .flat_map(|(path, _)| variables(&text(path)))
        .filter(|name| name != "PROMOTE_CI_PAUSE")
        .collect();
    given.remove("PROMOTE_CI_JOB");
    assert_eq!(read, given);
}

#[test]
fn the_component_runs_the_same_scripts() {
    let [spec, jobs] = documents("templates/promote.yml").try_into().unwrap();
    let text = text("templates/promote.yml");
    for (name, input) in spec["spec"]["inputs"].as_object().unwrap() {
        assert!(input["description"].is_string(), "{name}");
        assert!(text.contains(&format!("\"$[[ inputs.{name} ]]\"")), "{name}");
    }
    let base = &jobs[".promote"];
    assert_eq!(base["variables"]["GIT_DEPTH"], "0");
    let before = base["before_script"][0].as_str().unwrap();
    assert!(Command::new("bash").args(["-n", "-c", before]).status().unwrap().success());
    assert!(!before.contains("$[["), "{before}");
    let mut names = Vec::new();
    for (name, job) in jobs.as_object().unwrap().iter().filter(|(name, _)| !name.starts_with('.')) {
        assert_eq!((&job["extends"], job["rules"].as_array().unwrap().len()), (&".promote".into(), 1), "{name}");
        let script = job["script"][0].as_str().unwrap();
        names.push(script.strip_prefix("\"$PROMOTE_CI_SCRIPTS/job\" ").unwrap().to_owned());
    }
    names.sort();
    assert_eq!(names, ["pull-request", "run-due", "start"]);
}

#[test]
fn every_input_is_documented() {
    let page = text("docs/ci.md");
    let [action] = documents("action.yml").try_into().unwrap();
    let [spec, _] = documents("templates/promote.yml").try_into().unwrap();
    let inputs = [&action["inputs"], &spec["spec"]["inputs"]].map(|inputs| inputs.as_object().unwrap());
    for (name, input) in inputs.into_iter().flatten() {
        assert!(page.contains(&format!("`{name}`")), "{name} is not in docs/ci.md");
        assert!(input["default"].is_string(), "{name}");
    }
    for name in variables(&text("packaging/ci/start")) {
        assert!(page.contains(&name), "{name} is not in docs/ci.md");
    }
}

#[test]
fn the_workflows_of_the_book_are_safe_to_copy() {
    let page = text("docs/ci.md");
    let blocks: Vec<&str> = page.split("```yml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let workflows: Vec<Json> = blocks
        .iter()
        .map(|block| serde_yaml::from_str(block).unwrap())
        .filter(|w: &Json| w["on"].is_object() || w["on"].is_string())
        .collect();
    assert_eq!(workflows.len(), 3, "{page}");
    for workflow in &workflows {
        assert!(workflow["permissions"].is_object(), "{workflow}");
        assert!(workflow["on"].get("pull_request_target").is_none(), "{workflow}");
        for job in workflow["jobs"].as_object().unwrap().values() {
            for step in job["steps"].as_array().unwrap() {
                assert!(step["run"].is_null(), "what a step runs is in a script: {step}");
            }
        }
    }
}

#[test]
fn the_debian_package_has_the_scripts() {
    let manifest = text("Cargo.toml");
    for (path, executable) in scripts() {
        let folder = path.strip_prefix("packaging/").unwrap().rsplit_once('/').unwrap().0;
        let mode = if executable { "755" } else { "644" };
        let asset = format!("[\"{path}\", \"usr/share/promote/{folder}/\", \"{mode}\"]");
        assert!(manifest.contains(&asset), "{asset}");
    }
    let [spec, _] = documents("templates/promote.yml").try_into().unwrap();
    assert_eq!(spec["spec"]["inputs"]["scripts"]["default"], "/usr/share/promote/ci");
}
