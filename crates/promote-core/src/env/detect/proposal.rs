//! The text of the proposed `promote.yaml`.

use std::fmt::Write;

use super::evidence::{Evidence, OrderEvidence};
use super::{Detection, FoundEnvironment, FoundFormat, FoundTemplate};
use promote_model::text::count;

impl Detection {
    /// The text of a `promote.yaml`; `None` if fewer than two environments were found, or no files of theirs.
    pub fn proposal(&self) -> Option<String> {
        (self.environments.len() > 1 && !self.files.is_empty()).then(|| text(self))
    }
}

/// The proposed text, a valid file for a person to edit.
fn text(findings: &Detection) -> String {
    let mut out = String::from(
        "# The configuration files of this repository, and how they are promoted between environments.\n\
         # Proposed by `promote init` from the files of this repository; review and edit it.\n\
         version: 1\n\n",
    );
    if let Some(remote) = &findings.remote {
        out.push_str("# The remote that decides for all clones. Without it, each clone would decide for itself.\n");
        // Writing to a String cannot fail.
        let _ = writeln!(out, "remote: {}\n", plain_or_quoted(remote));
    }
    out.push_str(
        "# Path templates. {env} stands for the environment; other names in braces stand for parts of\n\
         # a path that are the same on both sides of a promotion.\n\
         files:\n",
    );
    for (i, files) in findings.files.iter().enumerate() {
        let formats = || findings.formats.iter().filter(|format| format.of == i);
        let own = formats().find(|format| format.template == files.template).map(|format| format.format);
        file_entry(&mut out, files, own);
        for format in formats().filter(|format| format.template != files.template) {
            format_entry(&mut out, files, format);
        }
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

/// Files of a template whose format their names do not tell.
fn format_entry(out: &mut String, files: &FoundTemplate, format: &FoundFormat) {
    let (template, number) = (format.template.clone(), format.files);
    let some = FoundTemplate { template, files: number, example: Some(format.example.clone()), ..files.clone() };
    file_entry(out, &some, Some(format.format));
}

fn file_entry(out: &mut String, files: &FoundTemplate, format: Option<&str>) {
    if let Some(example) = &files.example {
        let _ = writeln!(out, "  # {}, such as {}", count(files.files, "file"), harmless(example));
    }
    if files.spelled.is_empty() && format.is_none() && files.keys.is_none() {
        let all = if files.example.is_none() { "   # every file of these branches" } else { "" };
        let _ = writeln!(out, "  - {}{all}", quoted(&files.template));
        return;
    }
    let _ = writeln!(out, "  - path: {}", quoted(&files.template));
    if let Some(keys) = &files.keys {
        let _ = writeln!(out, "    keys: {}", quoted(keys));
    }
    if let Some(format) = format {
        let _ = writeln!(out, "    format: {format}");
    }
    if !files.spelled.is_empty() {
        out.push_str("    env:\n");
    }
    for (name, spelled) in &files.spelled {
        let _ = writeln!(out, "      {}: {}", key(name), quoted(spelled));
    }
}

fn environment_entry(out: &mut String, environment: &FoundEnvironment) {
    let name = key(&environment.name);
    if let Some(reason) = reason(environment) {
        let _ = writeln!(out, "  # {reason}");
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

/// What is not sure about an environment, for a comment.
fn reason(environment: &FoundEnvironment) -> Option<String> {
    let name = match environment.evidence {
        Evidence::Word => None,
        Evidence::WithoutWord => Some("Likely: the name of another one without its word"),
        Evidence::SameFiles => Some("Likely: the same files as the environments next to it"),
        Evidence::Recurs => Some("Likely: its name recurs next to environments"),
        Evidence::Trees => Some("A guess: the same files as the directories next to it"),
    };
    let source = environment.from.last().map_or("", String::as_str);
    let order = match environment.order {
        None | Some(OrderEvidence::Words) => None,
        Some(OrderEvidence::History(lines)) => {
            Some(format!("After {}: {} reached it later.", harmless(source), count(lines, "line")))
        }
        Some(OrderEvidence::Names) => Some(format!("After {}: a guess by the names.", harmless(source))),
    };
    let name = name.map(|name| format!("{name}."));
    let parts: Vec<String> = name.into_iter().chain(order).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
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
