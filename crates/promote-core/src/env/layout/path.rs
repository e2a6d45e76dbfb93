//! What a layout says of one path, without a tree: where a file would belong that is not there yet.

use super::{Accepted, Matcher, State};

impl Matcher {
    /// The logical names of a path here; none where it is no configuration of this environment.
    pub fn names(&self, path: &str) -> Vec<String> {
        self.accepted(path).into_iter().map(|(name, _)| name).collect()
    }

    /// The same with what takes it.
    pub fn accepted(&self, path: &str) -> Vec<(String, Accepted)> {
        let mut found = Vec::new();
        self.follow(&self.start(), "", &path.split('/').collect::<Vec<_>>(), &mut found);
        found
    }

    fn follow(&self, states: &[State], above: &str, path: &[&str], found: &mut Vec<(String, Accepted)>) {
        let Some((name, rest)) = path.split_first() else { return };
        let landing = self.step(states, name);
        for (logical, states) in landing.children {
            let logical = if above.is_empty() { logical } else { format!("{above}/{logical}") };
            if rest.is_empty() {
                found.extend(self.accept(&states).map(|accepted| (logical.clone(), accepted)));
            }
            self.follow(&states, &logical, rest, found);
        }
        self.follow(&landing.pending, above, rest, found);
    }

    /// Whether an exclusion takes this path.
    pub fn excludes(&self, path: &str) -> bool {
        if self.patterns.len() == self.templates {
            return false;
        }
        let mut states: Vec<State> = self.start();
        states.retain(|state| state.pattern >= self.templates);
        for name in path.split('/') {
            let mut next = Vec::new();
            for state in &states {
                self.advance(state, name, |_, state| self.enter(state, &mut next));
            }
            if next.iter().any(|state| self.complete(state)) {
                return true;
            }
            states = next;
        }
        false
    }
}
