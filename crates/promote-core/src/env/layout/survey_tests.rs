//! Laws of a survey: it finds what a look at each single path finds, and the exclusions that a path meets.

use super::*;
use crate::env::template::Template;

const TEMPLATES: [&str; 9] = [
    "{env}/**",
    "**",
    "{app}/{env}/*.yaml",
    "{app}/**/{env}.yaml",
    "{rest**}/{env}/{name}.yaml",
    "a/{region}/{env}/**",
    "{env}/{app}-{env}.yaml",
    "a/b/*.yaml",
    "a/*/c.yaml",
];
const EXCLUSIONS: [&str; 4] = ["**/x", "a/**", "*/{env}/c.yaml", "{env}/b"];
const NAMES: [&str; 8] = ["a", "b", "dev", "prod", "a-dev.yaml", "c.yaml", "x", "dev.yaml"];

/// All paths of up to three names, sorted.
fn paths() -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for a in NAMES {
        for b in NAMES {
            paths.extend(NAMES.map(|c| format!("{a}/{b}/{c}")));
        }
        paths.extend(["c.yaml", "dev.yaml", "a-dev.yaml"].map(|c| format!("{a}.d/{c}")));
    }
    paths.extend(["c.yaml", "dev.yaml", ".gitignore"].map(str::to_owned));
    paths.sort();
    paths
}

fn parsed(texts: &[&str]) -> Vec<Template> {
    texts.iter().map(|text| Template::parse(text).unwrap()).collect()
}

fn env(name: &str, region: &str) -> Bindings {
    Bindings { name: name.to_owned(), with: [("region".to_owned(), region.to_owned())].into() }
}

#[test]
fn a_survey_finds_what_each_path_is() {
    let paths = paths();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let mut taken = 0;
    for (at, first) in TEMPLATES.iter().enumerate() {
        for second in &TEMPLATES[at..] {
            for excluded in EXCLUSIONS {
                for region in ["b", "b/x"] {
                    let (files, exclusions) = (parsed(&[first, second]), parsed(&[excluded]));
                    let (dev, prod) = (env("dev", region), env("prod", "b"));
                    let matcher = Matcher::new(&files, &exclusions, &dev, &[prod], &[]);
                    let mut found: Vec<Vec<(String, AcceptedFile)>> = vec![Vec::new(); paths.len()];
                    for file in matcher.survey(&paths) {
                        found[file.index].extend(file.accepted.map(|accepted| (file.logical, accepted)));
                    }
                    for (path, found) in paths.iter().zip(found) {
                        taken += found.len();
                        assert_eq!(found, matcher.accepted(path), "{first} {second} !{excluded} {path}");
                        let by = matcher.excluded_by(path);
                        assert_eq!(!by.is_empty(), matcher.excludes(path), "{first} {second} !{excluded} {path}");
                        assert!(found.is_empty() || by.is_empty(), "{path}");
                    }
                }
            }
        }
    }
    assert!(taken > 10_000, "{taken}");
}
