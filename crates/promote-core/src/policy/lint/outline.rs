//! Where each template, environment and pattern of a valid `promote.yaml` is.

use promote_format::{Data, Format, Node, Scalar};
use promote_model::{Pattern, Step};

/// The places of the parts of a valid `promote.yaml`.
#[derive(Debug)]
pub struct Outline {
    /// The text, for lines and columns.
    text: String,
    /// The byte offset of each line.
    lines: Vec<usize>,
    /// The byte offsets of the templates.
    pub(super) templates: Vec<usize>,
    /// The byte offsets of the exclusions.
    pub(super) exclusions: Vec<usize>,
    /// The environments with their byte offsets.
    pub(super) environments: Vec<(String, usize)>,
    /// The byte offset of the branch of each environment that has one.
    pub(super) branches: Vec<(String, usize)>,
    /// The patterns.
    pub patterns: Vec<PlacedPattern>,
    /// The schemas of checks: the check, the path and its byte offset.
    pub(super) schemas: Vec<(String, String, usize)>,
}

/// A pattern with its place.
#[derive(Debug, Clone)]
pub struct PlacedPattern {
    /// Its use.
    pub usage: PatternUse,
    /// The pattern.
    pub pattern: Pattern,
    /// The text in `promote.yaml`.
    pub(super) text: String,
    /// The field that it is in, such as `environments.production.keep`.
    pub(super) field: String,
    /// The environment, if it is in one.
    pub(super) environment: Option<String>,
    /// The byte offset.
    pub(super) at: usize,
}

/// What a pattern is used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternUse {
    /// It selects keys.
    Keys,
    /// It names lists of scalars.
    Sets,
    /// It names lists, whose elements are identified by these fields.
    Lists(Vec<String>),
    /// It names keys that must not exist.
    Forbids,
    /// It names files.
    Files,
}

impl Outline {
    /// Reads the places; `None` if the text is not a YAML map.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let parsed = promote_format::read(Format::Yaml, bytes.to_vec()).ok()?;
        let root = &parsed.tree.documents.first()?.root;
        let text = String::from_utf8_lossy(bytes).into_owned();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        let (templates, exclusions, environments) = (Vec::new(), Vec::new(), Vec::new());
        let (branches, patterns, schemas) = (Vec::new(), Vec::new(), Vec::new());
        let mut outline = Self { text, lines, templates, exclusions, environments, branches, patterns, schemas };
        outline.files(root);
        outline.top(root);
        outline.environments(root);
        outline.checks(root);
        Some(outline)
    }

    /// The line and the column of a byte offset.
    pub(super) fn position(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at).saturating_sub(1);
        let before = self.lines.get(line).and_then(|start| self.text.get(*start..at)).unwrap_or_default();
        (line + 1, before.trim_start_matches('\u{feff}').chars().count() + 1)
    }

    fn files(&mut self, root: &Node) {
        for item in items(field(root, "files")) {
            let path = field(item, "path").unwrap_or(item);
            let excluded = text(path).is_some_and(|text| text.starts_with('!'));
            let place = if excluded { &mut self.exclusions } else { &mut self.templates };
            place.push(path.span().start);
        }
    }

    fn top(&mut self, root: &Node) {
        for (name, usage) in [("flags", PatternUse::Keys), ("secrets", PatternUse::Keys), ("sets", PatternUse::Sets)] {
            self.list(field(root, name), &usage, name, None);
        }
        for item in items(field(root, "list-keys")) {
            let (Some(lists), Some(by)) = (field(item, "for"), field(item, "by")) else { continue };
            let fields = match &by.data {
                Data::List(items) => items.iter().filter_map(text).map(str::to_owned).collect(),
                _ => text(by).map(str::to_owned).into_iter().collect(),
            };
            self.pattern(lists, PatternUse::Lists(fields), "list-keys", None);
        }
    }

    fn environments(&mut self, root: &Node) {
        let Some(Data::Map(entries)) = field(root, "environments").map(|node| &node.data) else { return };
        for entry in entries {
            let name = entry.name.to_string();
            if let Some(branch) = field(&entry.value, "branch") {
                self.branches.push((name.clone(), branch.span().start));
            }
            let place = format!("environments.{name}.keep");
            self.list(field(&entry.value, "keep"), &PatternUse::Keys, &place, Some(&name));
            let except = field(&entry.value, "names").map(|node| field(node, "except").unwrap_or(node));
            let place = format!("environments.{name}.names");
            self.list(except, &PatternUse::Keys, &place, Some(&name));
            for part in ["only", "not"] {
                let patterns = field(&entry.value, "translate").and_then(|node| field(node, part));
                let place = format!("environments.{name}.translate.{part}");
                self.list(patterns, &PatternUse::Keys, &place, Some(&name));
            }
            self.environments.push((name, entry.name_span().start));
        }
    }

    fn checks(&mut self, root: &Node) {
        for check in items(field(root, "checks")) {
            let name = field(check, "name").and_then(text).unwrap_or_default();
            let place = |kind: &str| format!("checks.{name}.{kind}");
            self.list(field(check, "requires"), &PatternUse::Keys, &place("requires"), None);
            self.list(field(check, "forbids"), &PatternUse::Forbids, &place("forbids"), None);
            match field(check, "files") {
                Some(node) if text(node).is_some() => self.pattern(node, PatternUse::Files, &place("files"), None),
                node => self.list(node, &PatternUse::Files, &place("files"), None),
            }
            if let Some((node, path)) = field(check, "schema").and_then(|node| Some((node, text(node)?))) {
                self.schemas.push((name.to_owned(), path.to_owned(), node.span().start));
            }
        }
    }

    fn list(&mut self, node: Option<&Node>, usage: &PatternUse, field: &str, environment: Option<&str>) {
        for item in items(node) {
            self.pattern(item, usage.clone(), field, environment);
        }
    }

    fn pattern(&mut self, node: &Node, usage: PatternUse, field: &str, environment: Option<&str>) {
        let Some(text) = text(node) else { return };
        let pattern = match usage {
            PatternUse::Files => Pattern::parse(&format!("{text}:*")),
            _ => Pattern::parse(text),
        };
        let Ok(pattern) = pattern else { return };
        self.patterns.push(PlacedPattern {
            usage,
            pattern,
            text: text.to_owned(),
            field: field.to_owned(),
            environment: environment.map(str::to_owned),
            at: node.span().start,
        });
    }
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.child(&Step::Name(name.to_owned()))
}

fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.data) {
        Some(Data::List(items)) => items,
        _ => &[],
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.data {
        Data::Scalar(Scalar::String(text) | Scalar::Plain(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_its_place() {
        let text = "\u{feff}version: 1\nfiles: [\"a/{env}/**\", \"!**/x\", { path: 'b/{env}' }]\n\
            environments:\n  dev: { keep: [\"*.a\"] }\n  prod:\n    branch: prod\n    keep:\n      - \"ü.*\"\n\
            secrets: [\"*pass*\"]\nsets: [\"x\"]\nlist-keys: [name, { for: \"*.p\", by: [q, r] }]\n\
            checks:\n  - { name: c, files: \"*.yaml\", schema: s.json }\n  - { name: d, requires: [k], forbids: [l] }\n";
        let outline = Outline::read(text.as_bytes()).unwrap();
        let at = |at: &usize| outline.position(*at);
        assert_eq!(outline.templates.iter().map(at).collect::<Vec<_>>(), [(2, 9), (2, 40)]);
        assert_eq!(outline.exclusions.iter().map(at).collect::<Vec<_>>(), [(2, 23)]);
        assert_eq!(at(&outline.environments[1].1), (5, 3));
        assert_eq!(at(&outline.branches[0].1), (6, 13));
        let patterns: Vec<(String, (usize, usize))> =
            outline.patterns.iter().map(|p| (format!("{} {}", p.field, p.text), at(&p.at))).collect();
        let expected = [
            ("secrets *pass*", (9, 11)),
            ("sets x", (10, 8)),
            ("list-keys *.p", (11, 26)),
            ("environments.dev.keep *.a", (4, 17)),
            ("environments.prod.keep ü.*", (8, 9)),
            ("checks.c.files *.yaml", (13, 23)),
            ("checks.d.requires k", (14, 27)),
            ("checks.d.forbids l", (14, 41)),
        ];
        assert_eq!(patterns, expected.map(|(text, place)| (text.to_owned(), place)));
        assert_eq!(outline.schemas[0].1, "s.json");
    }

    #[test]
    fn every_part_of_a_valid_policy_is_placed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/policy/valid");
        let mut patterns = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read(&path).unwrap();
            let (policy, outline) = (crate::policy::read(&text).unwrap(), Outline::read(&text).unwrap());
            let names: Vec<&str> = outline.environments.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, policy.environments.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), "{path:?}");
            assert_eq!(outline.templates.len(), policy.files.len(), "{path:?}");
            assert_eq!(outline.exclusions.len(), policy.exclusions.len(), "{path:?}");
            let count = |usage: &PatternUse| outline.patterns.iter().filter(|p| p.usage == *usage).count();
            assert_eq!(count(&PatternUse::Sets), policy.lists.sets.len(), "{path:?}");
            let translate = |e: &crate::policy::Environment| e.translate.only.len() + e.translate.not.len();
            let own =
                policy.environments.iter().map(|e| e.keep.len() + e.names.except.len() + translate(e)).sum::<usize>();
            let kept = outline.patterns.iter().filter(|p| p.environment.is_some()).count();
            assert_eq!(kept, own, "{path:?}");
            let lists = outline.patterns.iter().filter(|p| matches!(p.usage, PatternUse::Lists(_))).count();
            assert_eq!(lists, policy.lists.by_path.len(), "{path:?}");
            let top = |field: &str| outline.patterns.iter().filter(|p| p.field == field).count();
            assert_eq!((top("flags"), top("secrets")), (policy.flags.len(), policy.secrets.len()), "{path:?}");
            patterns += outline.patterns.len();
        }
        assert!(patterns > 10, "{patterns}");
    }
}
