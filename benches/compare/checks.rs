//! Times `promote validate` on a thousand files in which every key differs: without checks, with a schema, with ten rules,
//! and with only secret values.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use crate::Plan;
use crate::git::{git, output, promote};
use crate::table::{Figure, Row, note};
use crate::timing::{medians, running};

const FILES: usize = 1_000;
/// Changed keys per file, which is all keys.
const KEYS: usize = 10;
const POLICY: &str = "version: 1
files: [\"envs/{env}/**\"]
environments:
  staging: {}
  production: { from: [staging] }
";
const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["service"],
  "properties": { "service": { "type": "object", "additionalProperties": { "type": "integer", "minimum": 0 } } }
}
"#;

/// Compares each kind of validation with one second, and with a validation without checks.
pub fn measure(plan: &Plan) -> Result<Vec<Row>> {
    let rule = |at: usize| {
        format!(
            "  - {{ name: rule {at}, rule: 'change.op != \"modified\" || change.sourceValue > change.targetValue - {at}' }}\n"
        )
    };
    let rules: String = (0..10).map(rule).collect();
    let kinds = [
        ("plain", "validate 10k changes", String::new()),
        ("schema", "1k files against a schema", "checks:\n  - { name: shape, schema: shape.json }\n".to_owned()),
        ("rules", "10k changes against 10 rules", format!("checks:\n{rules}")),
        ("secrets", "10k changes, all secret", "secrets: [\"*\"]\n".to_owned()),
    ];
    let mut paths = Vec::new();
    for (name, _, more) in &kinds {
        paths.push(make(&plan.folder.join(format!("checks-{name}")), more)?);
    }
    let validate = |path: &PathBuf| {
        let path = path.clone();
        running(move || promote(&path, &["validate", "@", "--dry-run"]))
    };
    let times = medians(plan.runs, &mut paths.iter().map(validate).collect::<Vec<_>>())?;
    let mut rows = Vec::new();
    for ((_, what, _), time) in kinds.iter().zip(&times) {
        let mut row = |beside: &str, theirs, target| {
            rows.push(Row {
                place: "1k files".to_owned(),
                what: (*what).to_owned(),
                ours: Figure::Time(*time),
                beside: beside.to_owned(),
                theirs: Figure::Time(theirs),
                target,
            });
        };
        row("a second", Duration::from_secs(1), Some(1.0));
        if *time != times[0] {
            row("without checks", times[0], None);
        }
    }
    Ok(rows)
}

/// A repository with one open promotion of all keys.
fn make(path: &Path, more: &str) -> Result<PathBuf> {
    if path.join("made").exists() {
        return Ok(path.to_owned());
    }
    note(&format!("making {}", path.display()));
    if path.exists() {
        fs::remove_dir_all(path)?;
    }
    fs::create_dir_all(path)?;
    output(git(path, &["init", "-q", "-b", "main"]))?;
    fs::write(path.join("promote.yaml"), format!("{POLICY}{more}"))?;
    fs::write(path.join("shape.json"), SCHEMA)?;
    for (env, base) in [("staging", 1), ("production", 0)] {
        fs::create_dir_all(path.join("envs").join(env))?;
        let keys: String = (0..KEYS).map(|key| format!("  key{key}: {}\n", base + key)).collect();
        for file in 0..FILES {
            fs::write(path.join(format!("envs/{env}/file{file}.yaml")), format!("service:\n{keys}"))?;
        }
    }
    output(git(path, &["add", "-A"]))?;
    output(git(path, &["commit", "-q", "-m", "Two environments"]))?;
    output(promote(path, &["create", "staging", "production", "-q"]))?;
    fs::write(path.join("made"), "")?;
    Ok(path.to_owned())
}
