//! Keys: dotted paths of values in a document.
//!
//! The grammar of input and output:
//!
//! ```text
//! key   = "." | step ( "." name | element )*      "." alone is the whole document
//! step  = name | element
//! name  = bare | quoted | bound                   bare: no . [ ] " = : # * ? { } , \ space or control
//! bound = "*" | bare with "{" capture "}" in it   only in templates of promote.yaml, never in a file
//! element = "[" index "]" | "[" field "=" value "]" | "[=" value "]"
//! ```
//!
//! `spec.containers[name=web].image`, `annotations."app.io/name"`, `ports[0]`, `resources[=../base]`,
//! `environments.{env}.replicas`.

mod parse;
mod print;

/// One step of a key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A map entry, by name.
    Name(String),
    /// The list element whose `field` is `value`; in a set of scalars, without a field, the element that equals
    /// `value`.
    Element {
        /// The identifying field; empty in a set.
        field: String,
        /// The value of the field, as text.
        value: String,
    },
    /// A list element, by position from zero.
    Index(usize),
    /// A map entry whose name differs between environments, as written in a template of `promote.yaml`: `{env}`. Such
    /// steps occur in displayed keys, not in keys of files.
    Bound(String),
}

impl Step {
    /// Whether the step selects a list element, not a map entry.
    pub fn is_of_a_list(&self) -> bool {
        matches!(self, Self::Element { .. } | Self::Index(_))
    }
}

/// The path of a value in its document; empty for the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Vec<Step>);

impl Key {
    /// The whole document, printed as `.`.
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether the key is the whole document.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The key with one more step.
    #[must_use]
    pub fn child(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// Adds a step.
    pub fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    /// Removes the last step, if there is one.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// The key without its last step; `None` at the root.
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The last step; `None` at the root.
    pub fn last(&self) -> Option<&Step> {
        self.0.last()
    }

    /// Whether `self` equals `other` or is an ancestor of it.
    pub fn is_prefix_of(&self, other: &Key) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Whether no file can have both keys: one is an ancestor of the other, or the same node would be a map for one and
    /// a list for the other.
    pub fn excludes(&self, other: &Key) -> bool {
        let fork = self.0.iter().zip(&other.0).find(|(a, b)| a != b);
        fork.is_none_or(|(a, b)| a.is_of_a_list() != b.is_of_a_list())
    }
}

impl From<Vec<Step>> for Key {
    fn from(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples_of_the_manual_round_trip() {
        for text in [
            ".",
            "query.timeout",
            "spec.containers[name=web].image",
            "annotations.\"app.io/name\"",
            "ports[0]",
            "[id=7].x",
            "a[name=my.app:8080].b",
            "resources[=../base]",
            "[=a#b]",
            "args[=\"--level=info\"]",
            "args[=\" a b\"].c",
            "environments.{env}.\"{env}\"",
            "*.{env}-blue[0]",
        ] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn mutually_exclusive_keys() {
        let key = |text: &str| text.parse::<Key>().unwrap();
        let excludes = |a: &str, b: &str| (key(a).excludes(&key(b)), key(b).excludes(&key(a)));
        assert_eq!(excludes("a", "a.b.c"), (true, true));
        assert_eq!(excludes("a.b", "a.c"), (false, false));
        assert_eq!(excludes("a[name=x].v", "a.c"), (true, true));
        assert_eq!(excludes("a[name=x].v", "a[name=y]"), (false, false));
    }

    #[test]
    fn errors_give_the_position() {
        let bad = "a..b".parse::<Key>().unwrap_err();
        assert_eq!((bad.at, bad.reason), (3, "a name is missing"));
        assert!("a[".parse::<Key>().is_err());
        assert!("a[x]".parse::<Key>().is_err());
        assert!("".parse::<Key>().is_err());
        assert!("\"a".parse::<Key>().is_err());
        assert!("a[=]".parse::<Key>().is_err());
        assert!("a[\"\"=x]".parse::<Key>().is_err());
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            any::<String>().prop_map(Step::Name),
            (any::<String>(), any::<String>()).prop_map(|(field, value)| Step::Element { field, value }),
            any::<usize>().prop_map(Step::Index),
        ]
    }

    proptest! {
        #[test]
        fn every_key_round_trips(steps in prop::collection::vec(step(), 0..5)) {
            let key = Key::from(steps);
            prop_assert_eq!(key.to_string().parse::<Key>().unwrap(), key);
        }
    }
}
