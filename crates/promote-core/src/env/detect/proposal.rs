//! The text of the proposed `promote.yaml`.

use std::fmt::Write;

use super::{Detection, FoundEnvironment, FoundTemplate};
use promote_model::text::count;

impl Detection {
    /// The text of a `promote.yaml`; `None` if fewer than two environments were found.
    pub fn proposal(&self) -> Option<String> {
        (self.environments.len() > 1).then(|| text(self))
    }
}

/// The proposed text, a valid file for a person to edit.
fn text(findings: &Detection) -> String {
    let mut out = String::from(
        "# The configuration files of this repository, and how they are promoted between environments.\n\
         # Proposed by `promote init` from the files of this repository; review and edit it.\n\
         version: 1\n\n\
         # Path templates. {env} stands for the environment; other names in braces stand for parts of\n\
         # a path that are the same on both sides of a promotion.\n\
         files:\n",
    );
    for files in &findings.files {
        file_entry(&mut out, files);
    }
    out.push_str("  # - \"!**/README.md\"            # excludes files\n\n# In pipeline order.\nenvironments:\n");
    let mut hinted = false;
    for environment in &findings.environments {
        environment_entry(&mut out, environment);
        if environment.guarded && !hinted {
            hints(&mut out);
            hinted = true;
        }
    }
    out
}

fn file_entry(out: &mut String, files: &FoundTemplate) {
    if let Some(example) = &files.example {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  # {}, such as {}", count(files.files, "file"), harmless(example));
    }
    if files.spelled.is_empty() {
        let all = if files.example.is_none() { "   # every file of these branches" } else { "" };
        let _ = writeln!(out, "  - {}{all}", quoted(&files.template));
        return;
    }
    let _ = writeln!(out, "  - path: {}\n    env:", quoted(&files.template));
    for (name, spelled) in &files.spelled {
        let _ = writeln!(out, "      {}: {}", key(name), quoted(spelled));
    }
}

fn environment_entry(out: &mut String, environment: &FoundEnvironment) {
    let name = key(&environment.name);
    if !environment.usual {
        out.push_str("  # An uncommon name, with the same files as the environments next to it.\n");
    }
    if environment.branch.is_none() && environment.from.is_empty() {
        let _ = writeln!(out, "  {name}: {{}}");
        return;
    }
    let _ = writeln!(out, "  {name}:");
    if let Some(branch) = &environment.branch {
        let _ = writeln!(out, "    branch: {}", plain_or_quoted(branch));
    }
    if !environment.from.is_empty() {
        let from: Vec<String> = environment.from.iter().map(|name| plain_or_quoted(name)).collect();
        let _ = writeln!(out, "    from: [{}]", from.join(", "));
    }
}

fn hints(out: &mut String) {
    out.push_str(
        "    # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator\n    \
         # keep: [\"*.replicas\"]         # keys that belong to this environment and are never promoted here\n",
    );
}

fn key(name: &str) -> String {
    plain_or_quoted(name)
}

/// Unquoted if YAML reads it as text: starting with a letter, and not a YAML keyword.
fn plain_or_quoted(text: &str) -> String {
    let ordinary = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(ordinary)
        && !special.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { quoted(text) }
}

fn is_printable(c: char) -> bool {
    c.is_alphanumeric() || c.is_ascii_graphic() || c == ' '
}

/// For a comment: on one line, with everything else escaped.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_printable(c) { c.to_string() } else { c.escape_unicode().to_string() }).collect()
}

/// In double quotes, with quotes, backslashes and invisible characters escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}
