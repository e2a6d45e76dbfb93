//! The layout of a repository: path templates bound to one environment, and a matcher that follows
//! them down a tree one name at a time.
//!
//! A walk holds a set of [`State`]s for each directory: how far each template (and each exclusion)
//! has come. One name leads from a set to the next, and to the name's *logical* spelling, in which
//! the bound captures are left in braces:
//!
//! ```text
//! template  apps/{app}/overlays/{env}/**      bound: env = "prod"
//! path      apps/web/overlays/prod/x/a.yaml
//! logical   apps/web/overlays/{env}/x/a.yaml
//! ```
//!
//! Two environments are walked side by side by logical names. Where both sides hold the same tree
//! and the same [settled](Matcher::settled) states, nothing below can differ.

use std::collections::{BTreeMap, BTreeSet};

use super::template::{Segment, Template, Token};
use crate::format::Format;
use crate::model::Pattern;

/// An environment as the layout sees it: its name and what captures stand for there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    /// The environment's name, which `{env}` stands for where nothing else is said.
    pub name: String,
    /// What captures stand for.
    pub with: BTreeMap<String, String>,
}

/// `--only NAME=VALUE`: a capture, and globs one of which its text must match.
#[derive(Debug, Clone)]
pub struct Only {
    /// The capture's name.
    pub name: String,
    /// What its text may be.
    pub values: Vec<Pattern>,
}

/// How far one pattern has come on the way down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// The pattern: templates first, then exclusions.
    pattern: usize,
    /// The segment to be matched next.
    segment: usize,
    /// The part of that segment to be matched next, where its binding holds slashes.
    part: usize,
    /// The logical text of the parts behind us.
    pending: String,
    /// What the unbound captures have taken so far.
    captures: Vec<(String, String)>,
}

/// Where one name leads.
#[derive(Debug, Default)]
pub struct Landing {
    /// By logical name: the states behind it.
    pub children: BTreeMap<String, Vec<State>>,
    /// States in the middle of a binding that holds slashes: the same logical directory goes on.
    pub pending: Vec<State>,
}

/// A file that the layout takes as configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The format that the template gives, if any.
    pub format: Option<Format>,
    /// The template that took it.
    pub template: usize,
}

/// The templates of a policy, bound to one environment.
#[derive(Debug, Clone)]
pub struct Matcher {
    patterns: Vec<Bound>,
    templates: usize,
    only: Vec<Only>,
}

#[derive(Debug, Clone)]
struct Bound {
    segments: Vec<BoundSegment>,
    /// The first segment behind every bound capture.
    settled_from: usize,
    format: Option<Format>,
    /// The captures that the environment binds, for `--only`.
    fixed: Vec<(String, String)>,
    /// By segment: how environments with a longer spelling there would match it.
    rivals: Vec<(usize, Vec<BoundToken>)>,
}

#[derive(Debug, Clone)]
enum BoundSegment {
    Many(Option<String>),
    One(Vec<Vec<BoundToken>>),
}

#[derive(Debug, Clone)]
enum BoundToken {
    Literal { text: String, logical: String },
    Capture(String),
    Star,
    Question,
}

impl Matcher {
    /// Binds templates and exclusions to an environment. `rivals` are the other environments on the
    /// same branch: a name that one of them claims by a longer spelling is theirs (`web-pre-prod.yaml`
    /// is `web` in `pre-prod`, not `web-pre` in `prod`).
    pub fn new(
        templates: &[Template],
        exclusions: &[Template],
        env: &Bindings,
        rivals: &[Bindings],
        only: &[Only],
    ) -> Self {
        let patterns = templates.iter().chain(exclusions).map(|t| Bound::new(t, env, rivals)).collect();
        Self { patterns, templates: templates.len(), only: only.to_vec() }
    }

    /// The states at the root of the tree.
    pub fn start(&self) -> Vec<State> {
        let mut states = BTreeSet::new();
        for pattern in 0..self.patterns.len() {
            let state = State { pattern, segment: 0, part: 0, pending: String::new(), captures: Vec::new() };
            self.enter(state, &mut states);
        }
        states.into_iter().collect()
    }

    /// Adds `state`, and what it reaches by letting `**` take nothing.
    fn enter(&self, state: State, into: &mut BTreeSet<State>) {
        let segments = &self.patterns[state.pattern].segments;
        // A `**` at the very end must take something: `a/**` is what lies below `a`.
        let skips =
            matches!(segments.get(state.segment), Some(BoundSegment::Many(_))) && state.segment + 1 < segments.len();
        if skips {
            self.enter(State { segment: state.segment + 1, ..state.clone() }, into);
        }
        into.insert(state);
    }

    /// Where `name` leads from `states`. Names that are never configuration lead nowhere.
    pub fn step(&self, states: &[State], name: &str) -> Landing {
        let mut children: BTreeMap<String, BTreeSet<State>> = BTreeMap::new();
        let (mut pending, mut exclusions) = (BTreeSet::new(), BTreeSet::new());
        if name.starts_with(".git") {
            return Landing::default();
        }
        for state in states {
            let excluding = state.pattern >= self.templates;
            for (logical, next) in self.advance(state, name) {
                match logical {
                    _ if excluding => self.enter(next, &mut exclusions),
                    Some(logical) => self.enter(next, children.entry(logical).or_default()),
                    None => self.enter(next, &mut pending),
                }
            }
        }
        // What an exclusion takes, it takes with all that lies below.
        if exclusions.iter().any(|state| self.complete(state)) {
            return Landing::default();
        }
        let with_exclusions = |states: BTreeSet<State>| states.into_iter().chain(exclusions.iter().cloned()).collect();
        let children = children.into_iter().map(|(name, states)| (name, with_exclusions(states))).collect();
        let pending = if pending.is_empty() { Vec::new() } else { with_exclusions(pending) };
        Landing { children, pending }
    }

    /// One state's ways over `name`; the logical spelling is `None` in the middle of a binding.
    fn advance(&self, state: &State, name: &str) -> Vec<(Option<String>, State)> {
        match self.patterns[state.pattern].segments.get(state.segment) {
            None => Vec::new(),
            Some(BoundSegment::Many(capture)) => {
                let mut stay = state.clone();
                if let Some(capture) = capture {
                    extend_capture(&mut stay.captures, capture, name);
                }
                let on = State { segment: state.segment + 1, ..stay.clone() };
                vec![(Some(name.to_owned()), stay), (Some(name.to_owned()), on)]
            }
            Some(BoundSegment::One(parts)) => {
                let Some((logical, captures)) = match_part(&parts[state.part], name, &state.captures) else {
                    return Vec::new();
                };
                let rivals = &self.patterns[state.pattern].rivals;
                if rivals.iter().any(|(at, part)| *at == state.segment && match_part(part, name, &[]).is_some()) {
                    return Vec::new();
                }
                let spelled = format!("{}{logical}", state.pending);
                let mut next = State { captures, pending: String::new(), ..state.clone() };
                if state.part + 1 < parts.len() {
                    next.part += 1;
                    next.pending = spelled;
                    return vec![(None, next)];
                }
                (next.segment, next.part) = (state.segment + 1, 0);
                vec![(Some(spelled), next)]
            }
        }
    }

    fn complete(&self, state: &State) -> bool {
        state.segment == self.patterns[state.pattern].segments.len()
    }

    /// The template that takes a file with these states, if one does. A template that gives the
    /// format is preferred: it says more.
    pub fn accept(&self, states: &[State]) -> Option<Accepted> {
        let taken = states.iter().filter(|s| s.pattern < self.templates && self.complete(s) && self.wanted(s));
        let template = taken.map(|s| s.pattern).min_by_key(|p| (self.patterns[*p].format.is_none(), *p))?;
        Some(Accepted { format: self.patterns[template].format, template })
    }

    fn wanted(&self, state: &State) -> bool {
        let fixed = &self.patterns[state.pattern].fixed;
        self.only.iter().all(|only| {
            let mut values = fixed.iter().chain(&state.captures).filter(|(name, _)| *name == only.name);
            values.any(|(_, value)| only.values.iter().any(|glob| glob.matches_key(None, value)))
        })
    }

    /// Whether nothing below depends on the environment any more.
    pub fn settled(&self, states: &[State]) -> bool {
        states.iter().all(|s| s.part == 0 && s.segment >= self.patterns[s.pattern].settled_from)
    }
}

impl Bindings {
    /// What a capture of a template stands for here; `None` where the environment does not bind it.
    pub fn value(&self, template: &Template, name: &str) -> Option<String> {
        match template.spelled.get(&self.name) {
            Some(value) if name == "env" => Some(value.clone()),
            _ => self.with.get(name).cloned().or_else(|| (name == "env").then(|| self.name.clone())),
        }
    }

    /// The path that a logical name of this template has here.
    pub fn path(&self, template: &Template, logical: &str) -> String {
        template.captures().into_iter().fold(logical.to_owned(), |path, name| match self.value(template, name) {
            Some(value) => path.replace(&format!("{{{name}}}"), &value),
            None => path,
        })
    }
}

impl Bound {
    fn new(template: &Template, env: &Bindings, rivals: &[Bindings]) -> Self {
        let value_of = |name: &str| env.value(template, name);
        let mut settled_from = 0;
        let mut segments = Vec::new();
        for (index, segment) in template.segments.iter().enumerate() {
            let (bound, depends) = bind(segment, &value_of);
            if depends {
                settled_from = index + 1;
            }
            segments.push(bound);
        }
        let fixed = template.captures().into_iter().filter_map(|n| Some((n.to_owned(), value_of(n)?))).collect();
        let rivals = rivals.iter().flat_map(|rival| stronger(template, env, rival)).collect();
        Self { segments, settled_from, format: template.format, fixed, rivals }
    }
}

/// The segments in which a rival's spelling is longer, beside a wildcard that would take the
/// difference; only where all that stands before is spelled alike.
fn stronger(template: &Template, env: &Bindings, rival: &Bindings) -> Vec<(usize, Vec<BoundToken>)> {
    let mut found = Vec::new();
    for (index, segment) in template.segments.iter().enumerate() {
        let of = |env: &Bindings| match bind(segment, &|name| env.value(template, name)) {
            (BoundSegment::One(parts), true) => <[Vec<BoundToken>; 1]>::try_from(parts).ok().map(|[part]| part),
            _ => None,
        };
        if let (Some(ours), Some(theirs)) = (of(env), of(rival))
            && ours.iter().any(|t| matches!(t, BoundToken::Capture(_) | BoundToken::Star))
            && literal_length(&theirs) > literal_length(&ours)
        {
            found.push((index, theirs));
        }
        let names = match segment {
            Segment::Many(name) => name.iter().collect(),
            Segment::One(tokens) => tokens.iter().filter_map(Token::capture).collect::<Vec<_>>(),
        };
        if names.iter().any(|name| env.value(template, name) != rival.value(template, name)) {
            break;
        }
    }
    found
}

fn literal_length(part: &[BoundToken]) -> usize {
    part.iter().map(|t| if let BoundToken::Literal { text, .. } = t { text.len() } else { 0 }).sum()
}

/// One segment with its bound captures filled in, and whether there were any.
fn bind(segment: &Segment, value_of: &dyn Fn(&str) -> Option<String>) -> (BoundSegment, bool) {
    let tokens = match segment {
        Segment::Many(Some(name)) => match value_of(name) {
            Some(_) => vec![Token::Capture(name.clone())],
            None => return (BoundSegment::Many(Some(name.clone())), false),
        },
        Segment::Many(None) => return (BoundSegment::Many(None), false),
        Segment::One(tokens) => tokens.clone(),
    };
    let mut depends = false;
    let mut parts: Vec<Vec<BoundToken>> = vec![Vec::new()];
    let mut push = |token: BoundToken, new_part: bool| {
        if new_part {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    };
    for token in tokens {
        match token {
            Token::Literal(text) => push(BoundToken::Literal { logical: text.clone(), text }, false),
            Token::Star => push(BoundToken::Star, false),
            Token::Question => push(BoundToken::Question, false),
            Token::Capture(name) => match value_of(&name) {
                None => push(BoundToken::Capture(name), false),
                Some(value) => {
                    depends = true;
                    for (i, text) in value.split('/').enumerate() {
                        // The whole binding is spelled once, where it begins.
                        let logical = if i == 0 { format!("{{{name}}}") } else { String::new() };
                        push(BoundToken::Literal { text: text.to_owned(), logical }, i > 0);
                    }
                }
            },
        }
    }
    (BoundSegment::One(parts), depends)
}

fn extend_capture(captures: &mut Vec<(String, String)>, name: &str, segment: &str) {
    match captures.iter_mut().find(|(n, _)| n == name) {
        Some((_, value)) => {
            value.push('/');
            value.push_str(segment);
        }
        None => captures.push((name.to_owned(), segment.to_owned())),
    }
}

type Matched = (String, Vec<(String, String)>);

/// Matches one name against one part; captures take as little as they can, and the same text
/// wherever they stand again.
fn match_part(tokens: &[BoundToken], name: &str, captures: &[(String, String)]) -> Option<Matched> {
    let Some((token, rest)) = tokens.split_first() else {
        return name.is_empty().then(|| (String::new(), captures.to_vec()));
    };
    let taken = |length: usize, spelled: &str, captures: &[(String, String)]| {
        let (logical, captures) = match_part(rest, &name[length..], captures)?;
        Some((format!("{spelled}{logical}"), captures))
    };
    let ends = || name.char_indices().map(|(at, c)| at + c.len_utf8());
    match token {
        BoundToken::Literal { text, logical } => {
            name.starts_with(text.as_str()).then(|| taken(text.len(), logical, captures)).flatten()
        }
        BoundToken::Question => ends().next().and_then(|end| taken(end, &name[..end], captures)),
        BoundToken::Star => std::iter::once(0).chain(ends()).find_map(|end| taken(end, &name[..end], captures)),
        BoundToken::Capture(capture) => match captures.iter().find(|(n, _)| n == capture) {
            Some((_, value)) => name.starts_with(value.as_str()).then(|| taken(value.len(), value, captures)).flatten(),
            None => ends().find_map(|end| {
                let mut with = captures.to_vec();
                with.push((capture.clone(), name[..end].to_owned()));
                taken(end, &name[..end], &with)
            }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(templates: &[&str], env: &str, with: &[(&str, &str)]) -> Matcher {
        let (exclusions, files): (Vec<&str>, Vec<&str>) = templates.iter().partition(|t| t.starts_with('!'));
        let parse = |texts: Vec<&str>| -> Vec<Template> {
            texts.into_iter().map(|t| Template::parse(t.trim_start_matches('!')).unwrap()).collect()
        };
        let with = with.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Matcher::new(&parse(files), &parse(exclusions), &Bindings { name: env.into(), with }, &[], &[])
    }

    /// All logical names of a path.
    fn logical(matcher: &Matcher, path: &str) -> Vec<String> {
        fn walk(m: &Matcher, states: &[State], at: &str, rest: &[&str], out: &mut Vec<String>) {
            let Some((name, rest)) = rest.split_first() else { return };
            let landing = m.step(states, name);
            for (logical, states) in &landing.children {
                let here = if at.is_empty() { logical.clone() } else { format!("{at}/{logical}") };
                if rest.is_empty() && m.accept(states).is_some() {
                    out.push(here.clone());
                }
                walk(m, states, &here, rest, out);
            }
            walk(m, &landing.pending, at, rest, out);
        }
        let mut out = Vec::new();
        walk(matcher, &matcher.start(), "", &path.split('/').collect::<Vec<_>>(), &mut out);
        out
    }

    #[test]
    fn directories_suffixes_and_repeats() {
        let m = matcher(&["envs/{env}/**", "config/{service}-{env}.yaml", "{env}/{env}.json"], "prod", &[]);
        assert_eq!(logical(&m, "envs/prod/a/b.yaml"), ["envs/{env}/a/b.yaml"]);
        assert_eq!(logical(&m, "config/web-api-prod.yaml"), ["config/web-api-{env}.yaml"]);
        assert_eq!(logical(&m, "prod/prod.json"), ["{env}/{env}.json"]);
        assert!(logical(&m, "prod/dev.json").is_empty());
        assert!(logical(&m, "envs/dev/a.yaml").is_empty());
        assert!(logical(&m, "envs/prod").is_empty());
    }

    #[test]
    fn bindings_may_be_several_and_hold_slashes() {
        let m = matcher(&["{region}/{env}/**"], "production-eu", &[("env", "prod"), ("region", "eu/west")]);
        assert_eq!(logical(&m, "eu/west/prod/a.yaml"), ["{region}/{env}/a.yaml"]);
        assert!(logical(&m, "eu/prod/a.yaml").is_empty());
    }

    #[test]
    fn irregular_and_empty_spellings() {
        let mut template = Template::parse("charts/{chart}/values{env}.yaml").unwrap();
        template.spelled.insert("prod".into(), String::new());
        template.spelled.insert("dev".into(), "-development".into());
        let bound = |name: &str| {
            let env = Bindings { name: name.into(), with: BTreeMap::from([("env".into(), "x".into())]) };
            Matcher::new(std::slice::from_ref(&template), &[], &env, &[], &[])
        };
        assert_eq!(logical(&bound("prod"), "charts/web/values.yaml"), ["charts/web/values{env}.yaml"]);
        assert_eq!(logical(&bound("dev"), "charts/web/values-development.yaml"), ["charts/web/values{env}.yaml"]);
        assert_eq!(logical(&bound("other"), "charts/web/valuesx.yaml"), ["charts/web/values{env}.yaml"]);
    }

    #[test]
    fn captures_that_repeat_must_be_equal() {
        let m = matcher(&["{app}/{rest**}/{app}.{env}.yaml"], "dev", &[]);
        assert_eq!(logical(&m, "web/a/b/web.dev.yaml"), ["web/a/b/web.{env}.yaml"]);
        assert_eq!(logical(&m, "web/web.dev.yaml"), ["web/web.{env}.yaml"]);
        assert!(logical(&m, "web/a/api.dev.yaml").is_empty());
    }

    #[test]
    fn exclusions_take_what_lies_below_and_git_files_are_never_configuration() {
        let m = matcher(&["{env}/**", "!**/generated", "!{env}/*.md"], "dev", &[]);
        assert!(logical(&m, "dev/x/generated/a.yaml").is_empty());
        assert!(logical(&m, "dev/readme.md").is_empty());
        assert_eq!(logical(&m, "dev/x/readme.md"), ["{env}/x/readme.md"]);
        assert!(logical(&m, "dev/.gitignore").is_empty());
        assert!(logical(&m, "dev/.github/x.yaml").is_empty());
    }

    #[test]
    fn a_longer_spelling_of_another_environment_wins() {
        let templates = [Template::parse("config/{service}-{env}.yaml").unwrap()];
        let env = |name: &str| Bindings { name: name.into(), with: BTreeMap::new() };
        let bound = |name: &str, rival: &str| Matcher::new(&templates, &[], &env(name), &[env(rival)], &[]);
        let (prod, pre) = (bound("prod", "pre-prod"), bound("pre-prod", "prod"));
        assert_eq!(logical(&prod, "config/web-prod.yaml"), ["config/web-{env}.yaml"]);
        assert!(logical(&prod, "config/web-pre-prod.yaml").is_empty());
        assert_eq!(logical(&pre, "config/web-pre-prod.yaml"), ["config/web-{env}.yaml"]);
    }

    #[test]
    fn only_narrows_by_captures_free_and_bound() {
        let only = Only { name: "app".into(), values: vec![Pattern::parse("w*").unwrap()] };
        let env = Bindings { name: "dev".into(), with: BTreeMap::new() };
        let templates = [Template::parse("apps/{app}/{env}/**").unwrap()];
        let m = Matcher::new(&templates, &[], &env, &[], &[only]);
        assert_eq!(logical(&m, "apps/web/dev/a"), ["apps/web/{env}/a"]);
        assert!(logical(&m, "apps/api/dev/a").is_empty());
    }

    #[test]
    fn settled_behind_the_last_bound_capture() {
        let m = matcher(&["envs/{env}/**"], "dev", &[]);
        let envs = m.step(&m.start(), "envs").children.remove("envs").unwrap();
        assert!(!m.settled(&envs));
        let dev = m.step(&envs, "dev").children.remove("{env}").unwrap();
        assert!(m.settled(&dev));
    }
}
