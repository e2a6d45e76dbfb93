//! The inputs of a rule: each change, each document, or the promotion, as CEL values; and its results as
//! findings.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::schema::short;
use super::{Check, CheckKind, CheckedFile, RuleInput, RuleResult, RuleScope};
use crate::env::change::{Change, SpelledValue};
use crate::promotion::{CheckFinding, Promotion};
use promote_model::Value;

/// The input of checks.
#[derive(Debug, Clone, Copy)]
pub struct CheckInput<'a> {
    /// The promotion, with secrets masked.
    pub promotion: &'a Promotion,
    /// The changes with secrets: a rule may read them, its findings do not show them.
    pub changes: &'a [Change],
    /// The time.
    pub now: Timestamp,
}

/// The input of a rule, and what a finding about each case refers to.
#[derive(Debug)]
pub struct RuleCases {
    /// The input of the evaluation.
    pub input: RuleInput,
    about: Vec<CaseSubject>,
}

/// The subject of a case: a change, a document, or the promotion.
#[derive(Debug, Default)]
struct CaseSubject {
    finding: CheckFinding,
    op: &'static str,
    /// The index of the file among the checked files, and the byte offset.
    at: Option<(usize, usize)>,
    /// Whether it contains a secret.
    secret: bool,
}

impl Check {
    /// The cases of a rule; `None` for other kinds of checks.
    pub fn cases(&self, facts: CheckInput<'_>, subjects: &[CheckedFile]) -> Option<RuleCases> {
        let CheckKind::Rule(rule) = &self.kind else { return None };
        let promotion = facts.promotion;
        let given = [
            ("source", json!(promotion.source)),
            ("target", json!(promotion.target)),
            ("creator", json!(promotion.created_by.email)),
            ("notes", json!(promotion.request.notes.as_deref().unwrap_or_default())),
        ];
        let cases: Vec<(Map<String, Json>, CaseSubject)> = match rule.each {
            RuleScope::Change => {
                let changes = self.changes(facts, subjects).into_iter();
                changes.map(|(json, about)| (only("change", json), about)).collect()
            }
            RuleScope::Promotion => {
                let (changes, about): (Vec<Json>, Vec<CaseSubject>) = self.changes(facts, subjects).into_iter().unzip();
                let secret = about.iter().any(|about| about.secret);
                vec![(only("changes", Json::Array(changes)), CaseSubject { secret, ..CaseSubject::default() })]
            }
            RuleScope::File => {
                let mine = subjects.iter().filter(|subject| self.wants(&subject.names(), subject.touched));
                mine.flat_map(documents).collect()
            }
        };
        let (cases, about) = cases.into_iter().unzip();
        let given = given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Some(RuleCases {
            input: RuleInput { rule: rule.source.clone(), given, cases, now: facts.now.to_string() },
            about,
        })
    }

    /// The changes in the files of this check.
    fn changes(&self, facts: CheckInput<'_>, subjects: &[CheckedFile]) -> Vec<(Json, CaseSubject)> {
        let promotion = facts.promotion;
        let files = promotion.plan.files.iter();
        let paths: HashMap<&str, &str> = files.map(|f| (f.file.as_str(), f.target_path.as_str())).collect();
        let places = places(subjects);
        let one = |(change, masked): (&Change, &Change)| {
            let path = paths.get(change.file.as_str()).copied().unwrap_or(&change.file);
            let key = change.key.to_string();
            let at = places.get(&(path.to_owned(), change.document.clone(), key.clone())).copied();
            let (file, document) = (Some(path.to_owned()), change.document.clone());
            let finding = CheckFinding { file, document, key: Some(key), ..CheckFinding::default() };
            let about = CaseSubject { finding, op: change.op.word(), at, secret: masked.is_masked() };
            self.looks_at(&[&change.file, path]).then(|| (shown(change, Value::to_json_by_value), about))
        };
        facts.changes.iter().zip(&promotion.plan.changes).filter_map(one).collect()
    }

    /// The findings for the results of a rule.
    pub fn findings(&self, cases: &RuleCases, verdicts: &[RuleResult], subjects: &[CheckedFile]) -> Vec<CheckFinding> {
        let mut found = match &self.kind {
            CheckKind::Rule(rule) if rule.each == RuleScope::File => self.unread(subjects),
            _ => Vec::new(),
        };
        for (index, about) in cases.about.iter().enumerate() {
            let (words, broken) = match verdicts.get(index) {
                Some(RuleResult::Holds) => continue,
                Some(RuleResult::Broken) => (format!("the rule is false: {}", one_line(&cases.input.rule)), true),
                Some(RuleResult::Unclear(_)) if about.secret => {
                    ("the rule failed to evaluate; details hidden because they may contain a secret".to_owned(), false)
                }
                Some(RuleResult::Unclear(reason)) => (format!("the rule failed to evaluate: {}", short(reason)), false),
                // The evaluation did not return a result for this case.
                None => ("the rule was not evaluated".to_owned(), false),
            };
            let place = about.at.and_then(|(subject, byte)| subjects.get(subject)?.position(byte));
            let (line, column) = place.map_or((None, None), |(line, column)| (Some(line), Some(column)));
            let finding = CheckFinding { message: words, line, column, ..about.finding.clone() };
            found.push(self.with_check(finding, about.op, broken));
        }
        found
    }
}

/// The places of the keys in the files as they would be.
fn places(subjects: &[CheckedFile]) -> HashMap<(String, Option<String>, String), (usize, usize)> {
    let mut places = HashMap::new();
    for (index, subject) in subjects.iter().enumerate().filter(|(_, subject)| subject.touched) {
        for config in &subject.configs {
            let key = (subject.path().to_owned(), config.document.clone(), config.key.to_string());
            places.insert(key, (index, config.span.start));
        }
    }
    places
}

fn only(name: &str, value: Json) -> Map<String, Json> {
    Map::from_iter([(name.to_owned(), value)])
}

fn shown(change: &Change, json: fn(&Value) -> Json) -> Json {
    let value = |side: &Option<SpelledValue>| side.as_ref().map(|side| json(&side.value));
    json!({
        "op": change.op.word(),
        "key": change.key,
        "file": change.file,
        "document": change.document,
        "id": change.id,
        "sourceValue": value(&change.source),
        "targetValue": value(&change.target),
    })
}

/// The documents of a file.
fn documents(subject: &CheckedFile) -> Vec<(Map<String, Json>, CaseSubject)> {
    let Some(parsed) = subject.pair.source.as_ref().and_then(|file| file.parsed()) else { return Vec::new() };
    let path = || Json::String(subject.path().to_owned());
    if parsed.tree.documents.is_empty() {
        // A file without a document is one null document.
        let finding = CheckFinding { file: Some(subject.path().to_owned()), ..CheckFinding::default() };
        let case = Map::from_iter([("document".to_owned(), Json::Null), ("file".to_owned(), path())]);
        return vec![(case, CaseSubject { finding, ..CaseSubject::default() })];
    }
    let document = |(index, document): (usize, &promote_format::Document)| {
        let name = subject.configs.iter().find(|c| c.index == index).and_then(|config| config.document.clone());
        let finding = CheckFinding { file: Some(subject.path().to_owned()), document: name, ..CheckFinding::default() };
        let mut case = only("document", document.root.value().to_json_by_value());
        case.insert("file".to_owned(), path());
        (case, CaseSubject { finding, secret: !subject.secrets.is_empty(), ..CaseSubject::default() })
    };
    parsed.tree.documents.iter().enumerate().map(document).collect()
}

/// The plan as passed to a command on standard input.
pub fn plan_json(facts: CheckInput<'_>) -> Json {
    let promotion = facts.promotion;
    json!({
        "schemaVersion": 1,
        "id": promotion.id,
        "source": promotion.source,
        "target": promotion.target,
        "creator": promotion.created_by.email,
        "notes": promotion.request.notes,
        "sourceCommit": promotion.plan.source_commit,
        "changes": promotion.plan.changes.iter().map(|change| shown(change, Value::to_json)).collect::<Vec<_>>(),
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
