//! Names for the parts of paths that vary: from the directory above, else from what stands there.

use super::words::{is_region, tokens};

/// Plurals that are not made by adding an `s`, and words that have a better name.
const SPECIAL: &[(&str, &str)] = &[
    ("applications", "app"),
    ("configs", "config"),
    ("config", "service"),
    ("conf", "service"),
    ("services", "service"),
    ("microservices", "service"),
    ("kubernetes", "app"),
    ("k8s", "app"),
    ("deploy", "app"),
    ("deployments", "app"),
    ("helm", "chart"),
    ("argocd", "app"),
    ("infra", "stack"),
    ("infrastructure", "stack"),
    ("terraform", "stack"),
];

/// A name for what varies below `above`, with the values `values`, that is not taken yet.
pub(super) fn capture(above: Option<&str>, values: &[&str], otherwise: &str, taken: &[String]) -> String {
    let name = if !values.is_empty() && values.iter().all(|value| is_region_name(value)) {
        "region".to_owned()
    } else {
        above.and_then(singular).unwrap_or_else(|| otherwise.to_owned())
    };
    let name = if name == "env" || name == "environment" { otherwise.to_owned() } else { name };
    let free = |candidate: &String| !taken.contains(candidate);
    std::iter::once(name.clone()).chain((2..).map(|n| format!("{name}{n}"))).find(free).unwrap_or(name)
}

fn is_region_name(value: &str) -> bool {
    let parts = tokens(value);
    let number = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    parts.first().is_some_and(|t| is_region(&value[t.clone()]))
        && parts.iter().all(|t| is_region(&value[t.clone()]) || number(&value[t.clone()]))
}

/// What one of many is called, where the word says that there are many.
fn singular(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    if let Some((_, name)) = SPECIAL.iter().find(|(plural, _)| *plural == word) {
        return Some((*name).to_owned());
    }
    let name = if let Some(stem) = word.strip_suffix("ies") {
        format!("{stem}y")
    } else if let Some(stem) = word.strip_suffix("sses").or_else(|| word.strip_suffix("xes")) {
        word[..stem.len() + word.len() - stem.len() - 2].to_owned()
    } else if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return None;
    } else {
        word.strip_suffix('s')?.to_owned()
    };
    let plain = name.len() > 1 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_above_gives_the_name() {
        assert_eq!(capture(Some("apps"), &["web", "api"], "part", &[]), "app");
        assert_eq!(capture(Some("applications"), &["web"], "part", &[]), "app");
        assert_eq!(capture(Some("policies"), &["web"], "part", &[]), "policy");
        assert_eq!(capture(Some("boxes"), &["a"], "part", &[]), "box");
        assert_eq!(capture(Some("static"), &["beta", "stable"], "part", &[]), "part");
        assert_eq!(capture(Some("clusters"), &["eu-west-1", "us-east-1"], "part", &[]), "region");
        assert_eq!(capture(Some("envs"), &["a"], "part", &[]), "part");
        assert_eq!(capture(Some("apps"), &["a"], "part", &["app".into(), "app2".into()]), "app3");
        assert_eq!(capture(None, &["a"], "app", &[]), "app");
    }
}
