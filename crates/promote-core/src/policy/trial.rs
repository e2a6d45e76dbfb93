//! What a policy takes of the files of a tree, tried before it is proposed.

use super::{Environment, Policy};
use crate::env::layout::{Bindings, MatchState, Matcher};

/// With more templates in all environments, it is not looked at which environment owns a file that several match.
const MOST_RIVALS: usize = 150;

/// What each file of a tree is in a policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trial {
    /// For each path, the templates that accept it; empty if it is not configuration.
    pub templates: Vec<Vec<usize>>,
    /// For each path, the environments that own it, by their index.
    pub environments: Vec<Vec<usize>>,
    /// Pairs of templates that give one file two names in an environment.
    pub twice: Vec<(usize, usize)>,
}

/// The environments of a policy, ready to look up paths.
#[derive(Debug)]
pub struct Layout {
    environments: Vec<(String, Matcher)>,
}

impl Layout {
    /// Binds the templates of a policy to each of its environments.
    pub fn new(policy: &Policy) -> Self {
        let bindings: Vec<Bindings> = policy.environments.iter().map(bindings).collect();
        let matcher = |(i, environment): (usize, &Environment)| {
            let beside = |(j, other): (usize, &Environment)| j != i && other.branch == environment.branch;
            let rivals = policy.environments.iter().enumerate().filter(|other| beside(*other));
            let rivals: Vec<Bindings> = match policy.environments.len() * policy.files.len() {
                0..=MOST_RIVALS => rivals.map(|(j, _)| bindings[j].clone()).collect(),
                _ => Vec::new(),
            };
            let matcher = Matcher::new(&policy.files, &policy.exclusions, &bindings[i], &rivals, &[]);
            (environment.name.clone(), matcher)
        };
        Self { environments: policy.environments.iter().enumerate().map(matcher).collect() }
    }

    /// Looks at all files of a tree; the paths are sorted.
    pub fn attempt(&self, paths: &[&str]) -> Trial {
        let none = vec![Vec::new(); paths.len()];
        let mut trial = Trial { templates: none.clone(), environments: none, twice: Vec::new() };
        for (environment, (_, matcher)) in self.environments.iter().enumerate() {
            let mut walk = Walk { matcher, environment, paths, trial: &mut trial };
            walk.directory(&[matcher.start()], 0, 0..paths.len());
        }
        trial
    }

    /// The name of an environment.
    pub fn environment(&self, index: usize) -> &str {
        self.environments.get(index).map_or("", |(name, _)| name)
    }

    /// The name of a path in an environment that owns it.
    pub fn logical(&self, index: usize, path: &str) -> Option<String> {
        self.environments.get(index)?.1.names(path).into_iter().next()
    }
}

fn bindings(environment: &Environment) -> Bindings {
    Bindings { name: environment.name.clone(), with: environment.with.clone() }
}

/// A walk down the tree for one environment; only where a template may match something.
struct Walk<'t> {
    matcher: &'t Matcher,
    environment: usize,
    paths: &'t [&'t str],
    trial: &'t mut Trial,
}

impl Walk<'_> {
    /// The files of one directory: the paths of a range, which are equal up to `at`.
    fn directory(&mut self, ways: &[Vec<MatchState>], at: usize, range: std::ops::Range<usize>) {
        let mut next = range.start;
        while next < range.end {
            let path = self.paths[next];
            let (name, is_file) = match path[at..].split_once('/') {
                Some((name, _)) => (name, false),
                None => (&path[at..], true),
            };
            let after = self.after(ways, name);
            if is_file {
                self.file(&after, next);
                next += 1;
                continue;
            }
            let below = &path[..at + name.len() + 1];
            let end = next + self.paths[next..range.end].partition_point(|path| path.starts_with(below));
            if after.iter().any(|states| !states.is_empty()) {
                self.directory(&after, below.len(), next..end);
            }
            next = end;
        }
    }

    /// The states after a name, for each logical name by which it was reached.
    fn after(&self, ways: &[Vec<MatchState>], name: &str) -> Vec<Vec<MatchState>> {
        let step = |states: &Vec<MatchState>| {
            let next = self.matcher.step(states, name);
            next.children.into_iter().map(|(_, states)| states).chain(std::iter::once(next.pending))
        };
        ways.iter().flat_map(step).filter(|states| !states.is_empty()).collect()
    }

    fn file(&mut self, ways: &[Vec<MatchState>], i: usize) {
        let path = self.paths[i];
        let mut accepted = ways.iter().filter_map(|states| self.matcher.accept(states, path)).map(|file| file.template);
        let Some(first) = accepted.next() else { return };
        let pair = |other: usize| (first.min(other), first.max(other));
        let twice: Vec<(usize, usize)> = accepted.map(pair).collect();
        for pair in twice {
            if !self.trial.twice.contains(&pair) {
                self.trial.twice.push(pair);
            }
        }
        self.trial.environments[i].push(self.environment);
        if !self.trial.templates[i].contains(&first) {
            self.trial.templates[i].push(first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> Layout {
        Layout::new(&crate::policy::read(text.as_bytes()).unwrap())
    }

    #[test]
    fn files_are_looked_up_in_all_environments() {
        let text = "version: 1\nfiles: ['apps/{app}/{env}/**', 'x/{env}.yaml']\nenvironments: {dev: {}, prod: {from: [dev]}}\n";
        let paths = ["apps/a/dev/x.yaml", "apps/a/prod/y/z.yaml", "apps/a/test/x.yaml", "apps/b", "x/dev.yaml"];
        let trial = layout(text).attempt(&paths);
        assert_eq!(trial.templates, [vec![0], vec![0], vec![], vec![], vec![1]]);
        assert!(trial.twice.is_empty());
        assert_eq!(trial.environments, [vec![0], vec![1], vec![], vec![], vec![0]]);
    }

    #[test]
    fn two_names_of_one_file_are_found() {
        let text =
            "version: 1\nfiles: ['e/{env}/**', 'e/{env}/{env}.yaml']\nenvironments: {dev: {}, prod: {from: [dev]}}\n";
        assert_eq!(layout(text).attempt(&["e/dev/a.yaml", "e/dev/dev.yaml"]).twice, [(0, 1)]);
    }

    #[test]
    fn the_more_specific_environment_owns_a_file() {
        let text = "version: 1\nfiles: ['{app}-{env}.yaml']\nenvironments: {prod: {}, pre-prod: {from: [prod]}}\n";
        let layout = layout(text);
        let owners = layout.attempt(&["web-pre-prod.yaml"]).environments;
        assert_eq!(owners, [[1]]);
        assert_eq!(layout.environment(1), "pre-prod");
        assert_eq!(layout.logical(1, "web-pre-prod.yaml").as_deref(), Some("web-{env}.yaml"));
    }
}
