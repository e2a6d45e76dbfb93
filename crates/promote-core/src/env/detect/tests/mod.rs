//! The proposal for a listing of paths, in a short form.

mod candidates;
mod layouts;
mod mirrored;

use super::*;

/// `a/{b,c}/d` as expanded by a shell.
fn expand(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('{') else { return vec![text.to_owned()] };
    let (inside, behind) = rest.split_once('}').unwrap();
    inside.split(',').flat_map(|choice| expand(&format!("{before}{choice}{behind}"))).collect()
}

fn paths(lines: &[&str]) -> Vec<String> {
    lines.iter().flat_map(|line| expand(line)).collect()
}

fn found(lines: &[&str], branches: &[&str]) -> Detection {
    let paths = paths(lines);
    find(&paths.iter().map(String::as_str).collect::<Vec<_>>(), branches)
}

/// The findings in a short form.
fn brief(lines: &[&str]) -> String {
    brief_of(&found(lines, &[]))
}

fn brief_of(findings: &Detection) -> String {
    let mut out = String::new();
    for files in &findings.files {
        let spelled: Vec<String> = files.spelled.iter().map(|(name, text)| format!(" {name}={text}")).collect();
        out.push_str(&format!("{} ({}){}\n", files.template, files.files, spelled.concat()));
    }
    for environment in &findings.environments {
        let mark = if environment.usual { "" } else { "?" };
        let branch = environment.branch.as_ref().map_or(String::new(), |b| format!(" on {b}"));
        out.push_str(&format!("{}{mark}{branch} <- {}\n", environment.name, environment.from.join(", ")));
    }
    for other in &findings.others {
        out.push_str(&format!("not {}: {:?} ({})\n", other.name, other.why, other.example));
    }
    out
}
