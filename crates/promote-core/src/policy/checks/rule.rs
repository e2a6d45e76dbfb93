//! `rule:` a CEL expression (Common Expression Language) that must be true for each change, for each file, or for the
//! promotion.
//!
//! CEL can only loop over existing data, but there is no limit on how long that takes: rules are therefore evaluated in
//! a process of their own, with a time limit. Input and results are passed as JSON.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::scope::{RuleScope, unknown_name};
use cel::objects::Key;
use cel::{Context, Program, Value};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// The maximum length of a rule, in characters.
const LONGEST: usize = 4_000;

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The expression.
    pub(crate) source: String,
    /// The scope.
    pub(crate) each: RuleScope,
}

/// An invalid expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The line of the expression, from 0.
    pub(crate) line: usize,
    /// The column in characters, from 0.
    pub(crate) column: usize,
    /// The problem, in one sentence without a period.
    pub(crate) reason: String,
}

/// The input of a rule's evaluation.
#[derive(Debug, Serialize, Deserialize)]
pub struct RuleInput {
    /// The expression.
    pub(crate) rule: String,
    /// The variables with the same value in all cases.
    pub(crate) given: Map<String, Json>,
    /// The variables of each case.
    pub cases: Vec<Map<String, Json>>,
    /// The time, for the variable `now`.
    pub(crate) now: String,
}

/// The result of a rule for one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleResult {
    /// True.
    Holds,
    /// False.
    Broken,
    /// Neither, with the reason.
    Unclear(String),
}

impl Rule {
    /// Parses an expression.
    ///
    /// # Errors
    /// If it is invalid, with the place in it.
    pub(crate) fn parse(source: &str, each: RuleScope) -> Result<Self, RuleError> {
        let bad = |reason: &str| RuleError { line: 0, column: 0, reason: reason.to_owned() };
        if source.chars().count() > LONGEST {
            return Err(bad(&format!("it is longer than {LONGEST} characters")));
        }
        let program = compile(source)?;
        let known = catch_unwind(AssertUnwindSafe(|| unknown_name(&program, each))).unwrap_or_default();
        if let Some((name, reason)) = known {
            let (line, column) = place_of(source, &name);
            return Err(RuleError { line, column, reason });
        }
        Ok(Self { source: source.to_owned(), each })
    }
}

/// Line and column, from 0, of the first occurrence of a whole word.
fn place_of(source: &str, word: &str) -> (usize, usize) {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let alone = |at: &usize| {
        let (before, behind) = (source[..*at].chars().next_back(), source[at + word.len()..].chars().next());
        !is_part(before) && !is_part(behind)
    };
    let at = source.match_indices(word).map(|(at, _)| at).find(alone).unwrap_or_default();
    let start = source[..at].rfind('\n').map_or(0, |end| end + 1);
    (source[..at].matches('\n').count(), source[start..at].chars().count())
}

fn compile(source: &str) -> Result<Program, RuleError> {
    let place = |number: isize, first: isize| usize::try_from(number - first).unwrap_or(0);
    // The parser is a dependency and may panic on hostile input.
    let compiled = catch_unwind(AssertUnwindSafe(|| Program::compile(source)));
    let Ok(compiled) = compiled else {
        return Err(RuleError { line: 0, column: 0, reason: "it cannot be parsed".to_owned() });
    };
    compiled.map_err(|errors| match errors.errors.first() {
        Some(error) => {
            let line = error.msg.lines().next().unwrap_or_default().trim_end_matches('.');
            let words = line.strip_prefix("Syntax error: ").unwrap_or(line);
            // The list of expected tokens is too long to be useful.
            let reason = words.split(" expecting {").next().unwrap_or(words).to_owned();
            RuleError { line: place(error.pos.0, 1), column: place(error.pos.1, 1), reason }
        }
        None => RuleError { line: 0, column: 0, reason: "it cannot be parsed".to_owned() },
    })
}

/// Evaluates all cases.
pub fn evaluate(input: &RuleInput) -> Vec<RuleResult> {
    let unclear = |reason: String| input.cases.iter().map(|_| RuleResult::Unclear(reason.clone())).collect();
    let program = match compile(&input.rule) {
        Ok(program) => program,
        Err(bad) => return unclear(bad.reason),
    };
    let mut context = Context::default();
    for (name, value) in &input.given {
        context.add_variable_from_value(name.as_str(), to_cel(value));
    }
    if let Some(now) = timestamp(&input.now) {
        context.add_variable_from_value("now", now);
    }
    input.cases.iter().map(|case| one(&program, &context, case)).collect()
}

fn one(program: &Program, given: &Context<'_, '_>, case: &Map<String, Json>) -> RuleResult {
    let mut context = given.new_inner_scope();
    for (name, value) in case {
        context.add_variable_from_value(name.as_str(), to_cel(value));
    }
    match catch_unwind(AssertUnwindSafe(|| program.execute(&context))) {
        Ok(Ok(Value::Bool(true))) => RuleResult::Holds,
        Ok(Ok(Value::Bool(false))) => RuleResult::Broken,
        Ok(Ok(other)) => {
            RuleResult::Unclear(format!("the result is neither true nor false but of type {}", other.type_of()))
        }
        Ok(Err(error)) => RuleResult::Unclear(format!("{error}")),
        Err(_) => RuleResult::Unclear("the evaluator crashed".to_owned()),
    }
}

/// A CEL timestamp, made by CEL's own function.
fn timestamp(text: &str) -> Option<Value> {
    let mut context = Context::default();
    context.add_variable_from_value("text", text.to_owned());
    Program::compile("timestamp(text)").ok()?.execute(&context).ok()
}

/// Whole numbers become `int`, whatever their sign: rules compare them with literals.
fn to_cel(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Int(number),
            None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::List(items.iter().map(to_cel).collect::<Vec<_>>().into()),
        Json::Object(fields) => {
            let entry = |(name, value): (&String, &Json)| (Key::from(name.as_str()), to_cel(value));
            Value::Map(fields.iter().map(entry).collect::<HashMap<Key, Value>>().into())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(rule: &str, change: Json) -> RuleResult {
        let case = Map::from_iter([("change".to_owned(), change)]);
        let now = "2026-03-02T09:00:00Z".to_owned();
        evaluate(&RuleInput { rule: rule.to_owned(), given: Map::new(), cases: vec![case], now }).remove(0)
    }

    #[test]
    fn rules_evaluate_to_true_or_false() {
        let jump = r#"change.op != "modified" || type(change.sourceValue) != int || change.sourceValue <= 2 * change.targetValue"#;
        let change =
            |source: Json, target: Json| json!({ "op": "modified", "sourceValue": source, "targetValue": target });
        assert_eq!(verdict(jump, change(json!(60), json!(30))), RuleResult::Holds);
        assert_eq!(verdict(jump, change(json!(61), json!(30))), RuleResult::Broken);
        assert_eq!(verdict(jump, change(json!(18_446_744_073_709_551_615_u64), json!(30))), RuleResult::Holds);
        assert_eq!(verdict(jump, change(json!("61"), json!(30))), RuleResult::Holds);
        assert_eq!(verdict(jump, json!({ "op": "added" })), RuleResult::Holds);
        assert_eq!(verdict("now < timestamp('2027-01-01T00:00:00Z')", json!({})), RuleResult::Holds);
        assert_eq!(
            verdict("change.tags.all(t, t.startsWith('v'))", json!({ "tags": ["v1", "w"] })),
            RuleResult::Broken
        );
        assert_eq!(verdict("change.name.matches('^[a-z]+$')", json!({ "name": "abc" })), RuleResult::Holds);
        assert_eq!(verdict("!has(change.owner)", json!({ "a": 1 })), RuleResult::Holds);
    }

    /// Any result other than `true` or `false` is unclear.
    #[test]
    fn a_result_other_than_a_boolean_is_unclear() {
        for rule in ["1", "change.op", "change.nothing == 1", "unknown == 1", "1 / 0 == 1", "change.op < 1", "null"] {
            let verdict = verdict(rule, json!({ "op": "added" }));
            assert!(matches!(verdict, RuleResult::Unclear(_)), "{rule}: {verdict:?}");
        }
    }

    #[test]
    fn invalid_rules_are_refused_with_their_place() {
        let bad = |text: &str| Rule::parse(text, RuleScope::Change).unwrap_err();
        assert_eq!((bad("1 +").line, bad("a &&\n  || b").line), (0, 1));
        for text in
            ["", "a b", "'", "(", &"(".repeat(3_000), &"!".repeat(5_000), &"[".repeat(3_999), &"a.".repeat(1_999)]
        {
            assert!(!bad(text).reason.is_empty());
        }
    }
}
