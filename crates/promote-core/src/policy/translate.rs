//! The translation between two environments, from their names in `promote.yaml`.

use super::{Environment, Policy};
use crate::env::translate::{EnvironmentCalls, Pairing, Translator};

impl Policy {
    /// The translation of values promoted from one environment into another, by the rule of the target; `None` if values
    /// are promoted as they are. `asked` turns it on where the rule does not (`--translate`).
    pub fn translator(&self, source: &str, target: &str, asked: bool) -> Option<Translator> {
        let (from, to) = (self.environment(source)?, self.environment(target)?);
        let rule = &to.translate;
        if from.name == to.name || !(rule.on || asked) {
            return None;
        }
        let pairing = match rule.pairs.as_slice() {
            [] => {
                let others = self.environments.iter().filter(|other| ![source, target].contains(&other.name.as_str()));
                let others: Vec<EnvironmentCalls> = others.map(|other| self.calls(other)).collect();
                Pairing::of_environments(&self.calls(from), &self.calls(to), &others)
            }
            pairs => Pairing::of_pairs(pairs),
        };
        Some(Translator { pairing, only: rule.only.clone(), not: rule.not.clone() })
    }

    /// What an environment is called.
    fn calls(&self, environment: &Environment) -> EnvironmentCalls {
        let name = environment.name.clone();
        let mut captures = environment.with.clone();
        captures.entry("env".to_owned()).or_insert_with(|| name.clone());
        let irregular = self.files.iter().enumerate().filter(|(_, template)| !template.spelled.is_empty());
        let spelled = irregular.map(|(at, template)| {
            let env = template.spelling(&name).or(captures.get("env").map(String::as_str)).unwrap_or_default();
            (at, env.to_owned())
        });
        EnvironmentCalls { spellings: spelled.collect(), captures, name }
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::{Policy, read};

    fn policy(rule: &str) -> Policy {
        let text = format!(
            "version: 1\nfiles: [\"{{region}}/{{env}}/**\", {{ path: \"v{{env}}.yaml\", env: {{ staging: -stg, production: -prd }} }}]\n\
             environments:\n  dev: {{ with: {{ region: x }} }}\n  staging: {{ from: [dev], with: {{ region: us1 }} }}\n  \
             production: {{ from: [staging], with: {{ env: prod, region: eu1 }}, translate: {rule} }}\n"
        );
        read(text.as_bytes()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    }

    fn pairs(policy: &Policy, source: &str, target: &str, asked: bool) -> Vec<String> {
        let Some(translator) = policy.translator(source, target, asked) else { return vec!["off".to_owned()] };
        let mut pairs: Vec<String> = translator.pairing.pairs().map(|(a, b)| format!("{a} {b}")).collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn names_captures_and_spellings_are_paired() {
        let by_names = policy("true");
        let all = ["staging prod", "staging production", "stg prd", "us1 eu1"];
        assert_eq!(pairs(&by_names, "staging", "production", false), all);
        assert_eq!(pairs(&by_names, "dev", "staging", false), ["off"]);
        assert_eq!(pairs(&by_names, "dev", "staging", true), ["dev staging", "dev stg"]);
        assert_eq!(pairs(&by_names, "production", "production", true), ["off"]);
        assert_eq!(pairs(&by_names, "staging", "nowhere", true), ["off"]);
    }

    #[test]
    fn listed_pairs_replace_the_names() {
        for rule in ["[[STAGING, PROD]]", "{ pairs: [[STAGING, PROD]], not: [docs] }"] {
            assert_eq!(pairs(&policy(rule), "staging", "production", true), ["STAGING PROD"], "{rule}");
        }
        assert_eq!(pairs(&policy("false"), "staging", "production", false), ["off"]);
        assert_eq!(pairs(&policy("{ only: [url] }"), "staging", "production", false).len(), 4);
    }
}
