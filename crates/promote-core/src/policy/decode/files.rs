//! `files:`, the path templates, each on its own; `cross_checks` and `places` compare them.

use std::collections::{BTreeMap, HashSet};

use super::Located;
use super::diagnostics::{self, Diagnostics, shown};
use super::fields::{Fields, Section, listed};
use super::names::binding_problem;
use crate::env::key_template::KeyTemplate;
use crate::env::template::Template;
use promote_format::{Data, Format, Node};

/// The parsed `files:`.
pub(super) struct FilesDraft {
    pub(super) templates: Vec<Located<Template>>,
    pub(super) exclusions: Vec<Located<Template>>,
    /// The place of the `keys:` of each template, by index.
    pub(super) keys_at: BTreeMap<usize, usize>,
    /// The environments named in `env:`, with their places.
    pub(super) spelled: Vec<Located<String>>,
    /// Whether every entry could be parsed.
    pub(super) whole: bool,
}

pub(super) fn read(notes: &mut Diagnostics, fields: &Fields) -> Option<FilesDraft> {
    let Some(node) = fields.get("files") else {
        notes.add(fields.at(), "'files' is missing (a list of path templates)");
        return None;
    };
    let items = notes.list(node, "a list of path templates");
    if !matches!(node.data, Data::List(_)) {
        return None;
    }
    let mut files = FilesDraft {
        templates: Vec::new(),
        exclusions: Vec::new(),
        keys_at: BTreeMap::new(),
        spelled: Vec::new(),
        whole: true,
    };
    let mut seen = HashSet::new();
    for item in items {
        let Some((template, excluded, at, keys_at)) = entry(notes, item, &mut files.spelled) else {
            files.whole = false;
            continue;
        };
        let keys = template.keys.as_ref().map(|keys| keys.text.clone());
        if !seen.insert((excluded, template.text.clone(), keys)) {
            notes.add(at, format!("{} is already in this list", shown(&template.shown())));
        }
        let place = if excluded { &mut files.exclusions } else { &mut files.templates };
        files.keys_at.extend(keys_at.filter(|_| !excluded).map(|keys_at| (place.len(), keys_at)));
        place.push(Located { value: template, at });
    }
    if files.templates.is_empty() && files.whole {
        let nothing = if files.exclusions.is_empty() { "'files' is empty" } else { "'files' contains only exclusions" };
        notes.add(node.span().start, format!("{nothing}; add at least one path template, like \"envs/{{env}}/**\""));
    }
    Some(files)
}

/// The template, whether it is an exclusion, its place, and the place of its keys.
type TemplateEntry = (Template, bool, usize, Option<usize>);

fn entry(notes: &mut Diagnostics, item: &Node, spelled: &mut Vec<Located<String>>) -> Option<TemplateEntry> {
    if !matches!(item.data, Data::Map(_)) {
        return template(notes, item).map(|(template, excluded, at)| (template, excluded, at, None));
    }
    if let Data::Map(entries) = &item.data
        && let [entry] = &**entries
        && diagnostics::is_null(&entry.value)
    {
        notes.add(
            item.span().start,
            format!("YAML reads '{{{}}}' as a map; quote a template that begins with '{{'", shown(&entry.name)),
        );
        return None;
    }
    let fields = Fields::read(notes, item, Section::File)?;
    let format = fields.get("format").map(|node| format(notes, node));
    let bindings = fields.get("env").map(|node| (node, bindings(notes, node)));
    let Some(path) = fields.get("path") else {
        notes.add(fields.at(), "'path' is missing in this entry of 'files'");
        return None;
    };
    let (mut template, excluded, at) = template(notes, path)?;
    match (fields.get("format"), excluded) {
        (Some(node), true) => notes.add(node.span().start, "'format' is not allowed for an exclusion"),
        _ => template.format = format.flatten(),
    }
    let keys = fields.get("keys");
    if let Some(node) = keys {
        // Invalid keys are reported once; the template is skipped.
        template.keys = Some(keys_of(notes, node, &template, excluded)?);
    }
    if let Some((node, bindings)) = bindings {
        if !template.captures().contains(&"env") {
            notes.add(node.span().start, "'env' requires a template with {env}");
        }
        for (name, text, at) in bindings {
            spelled.push(Located { value: name.clone(), at });
            template.spelled.insert(name, text);
        }
    }
    Some((template, excluded, at, keys.map(|node| node.span().start)))
}

/// The key prefix of a template.
fn keys_of(notes: &mut Diagnostics, node: &Node, template: &Template, excluded: bool) -> Option<KeyTemplate> {
    if excluded {
        notes.add(node.span().start, "'keys' is not allowed for an exclusion");
    } else if template.format == Some(Format::Text) {
        notes.add(node.span().start, "'keys' is not allowed for the format 'text'");
    }
    keys(notes, node)
}

/// `keys: "clouds.{cloud}.environments.{env}"`
fn keys(notes: &mut Diagnostics, node: &Node) -> Option<KeyTemplate> {
    let text = notes.text(node, "a key prefix")?;
    match KeyTemplate::parse(text) {
        Ok(keys) => Some(keys),
        Err(bad) => {
            let offset = offset_in(notes.written(node), text, bad.at);
            let message = format!("'{}' is not a key prefix: {}", shown(text), shown(&bad.reason));
            notes.add(node.span().start + offset, message);
            None
        }
    }
}

/// Parses a template; also returns whether it is an exclusion, and its place.
fn template(notes: &mut Diagnostics, node: &Node) -> Option<(Template, bool, usize)> {
    let text = notes.text(node, "a path template")?;
    let at = node.span().start;
    let (bare, excluded) = text.strip_prefix('!').map_or((text, false), |bare| (bare, true));
    match Template::parse(bare) {
        Ok(template) => Some((template, excluded, at)),
        Err(bad) => {
            let offset = offset_in(notes.written(node), text, bad.at + usize::from(excluded));
            let message = format!("'{}' is not a path template: {}", shown(text), shown(&bad.reason));
            notes.add(at + offset, message);
            None
        }
    }
}

/// The byte offset of the character `at` of `text` in the written form; 0 if it has escapes.
fn offset_in(written: &str, text: &str, at: usize) -> usize {
    let quotes = match written.strip_prefix(['"', '\'']) {
        _ if written == text => 0,
        Some(inside) if inside.strip_suffix(['"', '\'']) == Some(text) => 1,
        _ => return 0,
    };
    quotes + text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte)
}

fn format(notes: &mut Diagnostics, node: &Node) -> Option<Format> {
    let name = notes.text(node, "the name of a format")?;
    if let Some(format) = Format::ALL.into_iter().find(|format| format.name() == name) {
        return Some(format);
    }
    let known = Format::ALL.map(Format::name);
    let message = if let Some(near) = notes.nearest(name, &known) {
        format!("unknown format '{}'; did you mean '{near}'?", shown(name))
    } else {
        format!("unknown format '{}'; the formats are {}", shown(name), listed(&known))
    };
    notes.add(node.span().start, message);
    None
}

/// `env: { dev: "-dev", production: "" }`
fn bindings(notes: &mut Diagnostics, node: &Node) -> Vec<(String, String, usize)> {
    let mut out = BTreeMap::new();
    let wanted = "a map from environments to the value of {env}";
    for entry in notes.map(node, wanted).unwrap_or_default() {
        let at = entry.name_span().start;
        if let Some(text) = binding(notes, &entry.value) {
            out.insert(entry.name.to_string(), (text, at));
        }
    }
    out.into_iter().map(|(name, (text, at))| (name, text, at)).collect()
}

/// Parses the value of a capture: any text, also empty, without wildcards.
pub(super) fn binding(notes: &mut Diagnostics, node: &Node) -> Option<String> {
    if diagnostics::is_null(node) {
        notes.add(node.span().start, "expected text, found nothing; write \"\" for empty text");
        return None;
    }
    let text = notes.word(node, "text")?;
    match binding_problem(text) {
        None => Some(text.to_owned()),
        Some(problem) => {
            notes.add(node.span().start, format!("'{}' cannot be part of a path: {problem}", shown(text)));
            None
        }
    }
}
