//! Pairings, and translation of values and of small files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{EnvironmentCalls, NamePair, Pairing, Translation, Translator, Why};
use crate::env::apply::{AppliedFile, apply};
use crate::env::change::Change;
use crate::env::content::File;
use crate::env::diff::{FileDiff, FilePair};
use crate::env::flatten::KeyRules;
use promote_model::{FileMode, ObjectId, Pattern, RulesNumber, Value};

fn calls(name: &str, captures: &[(&str, &str)]) -> EnvironmentCalls {
    let captures = captures.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    EnvironmentCalls { name: name.to_owned(), captures, spellings: BTreeMap::new() }
}

fn pairs(list: &[(&str, &str)]) -> Vec<NamePair> {
    list.iter().map(|(from, to)| NamePair { from: (*from).to_owned(), to: (*to).to_owned() }).collect()
}

fn listed(list: &[(&str, &str)]) -> Pairing {
    Pairing::of_pairs(&pairs(list))
}

fn plain() -> Pairing {
    let (source, target) = (calls("staging", &[("env", "staging")]), calls("production", &[("env", "production")]));
    Pairing::of_environments(&source, &target, &[])
}

/// The two environments are called differently in paths and in `promote.yaml`.
fn double() -> Pairing {
    let (source, target) = (calls("staging", &[("env", "staging")]), calls("production", &[("env", "prod")]));
    Pairing::of_environments(&source, &target, &[])
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// The translated text, or the reason in angle brackets if the text is not translated.
fn translated(pairing: &Pairing, source: &str) -> String {
    match pairing.translate(&text(source), &|_, _| false) {
        Translation::Translated { value: Value::String(text), pairs } => {
            assert!(pairing.gives(&Value::String(source.to_owned()), &pairs), "{source}");
            assert!(pairing.same(&Value::String(source.to_owned()), &Value::String(text.clone())), "{source}");
            text
        }
        Translation::Unchanged => "<unchanged>".to_owned(),
        Translation::Ambiguous(found) => format!("<ambiguous {}: {}>", found.word, found.forms.join(" ")),
        Translation::Translated { .. } => panic!("{source}"),
    }
}

#[test]
fn names_are_whole_words_in_their_own_case() {
    let pairing = plain();
    assert_eq!(translated(&pairing, "https://api.staging.acme.com"), "https://api.production.acme.com");
    assert_eq!(translated(&pairing, "staging_db,staging"), "production_db,production");
    for same in ["STAGING", "Staging", "staging2", "unstaging", "stagings", "", "production", "60"] {
        assert_eq!(translated(&pairing, same), "<unchanged>", "{same}");
    }
    assert_eq!(translated(&listed(&[("STAGING", "PROD")]), "STAGING_URL staging"), "PROD_URL staging");
}

#[test]
fn devices_are_no_names() {
    let pairing = Pairing::of_environments(&calls("dev", &[]), &calls("staging", &[]), &[]);
    for same in ["/dev/null", ">> /dev/stdout", "of=/dev/sda1"] {
        assert_eq!(translated(&pairing, same), "<unchanged>", "{same}");
    }
    assert_eq!(translated(&pairing, "https://acme.com/dev/ /dev/null"), "https://acme.com/staging/ /dev/null");
}

#[test]
fn encrypted_and_encoded_texts_are_left() {
    let pairing = plain();
    for same in [
        "ENC[AES256_GCM,data:staging+x=]",
        "{cipher}staging",
        "ENC(staging)",
        "abcd/staging/abcd===",
        "vault:v1:a/staging",
    ] {
        assert_eq!(translated(&pairing, same), "<unchanged>", "{same}");
        assert!(!pairing.same(&text(same), &text(&same.replace("staging", "production"))), "{same}");
    }
}

#[test]
fn names_are_paired_by_kind() {
    let source = calls("staging", &[("env", "stg"), ("region", "us-east-1")]);
    let target = calls("production", &[("env", "prd"), ("region", "eu-west-1")]);
    let pairing = Pairing::of_environments(&source, &target, &[]);
    assert_eq!(translated(&pairing, "stg/us-east-1/staging"), "prd/eu-west-1/production");
    assert_eq!(translated(&pairing, "us-east-10 us"), "<unchanged>");
}

#[test]
fn spellings_are_paired_without_their_separators() {
    let spelled = |name: &str, at0: &str| EnvironmentCalls {
        spellings: BTreeMap::from([(0, at0.to_owned())]),
        ..calls(name, &[])
    };
    let pairing = Pairing::of_environments(&spelled("qa", "-stg"), &spelled("live", "-prd"), &[]);
    assert_eq!(translated(&pairing, "bucket-stg qa"), "bucket-prd live");
    let pairing = Pairing::of_environments(&spelled("qa", "-stg"), &spelled("live", ""), &[]);
    assert_eq!(translated(&pairing, "bucket-stg qa"), "bucket-stg live");
}

#[test]
fn longer_names_of_others_are_left() {
    let (source, target) = (calls("prod", &[]), calls("live", &[]));
    let pairing = Pairing::of_environments(&source, &target, &[calls("pre-prod", &[])]);
    assert_eq!(translated(&pairing, "pre-prod"), "<unchanged>");
    assert_eq!(translated(&pairing, "pre-prod or prod"), "pre-prod or live");
    assert_eq!(translated(&pairing, "a-prod"), "a-live");
    // The pairs hold everything that is needed to apply them again.
    let Translation::Translated { value, pairs } = pairing.translate(&text("pre-prod or prod"), &|_, _| false) else {
        panic!()
    };
    let again = Pairing::of_pairs(&pairs).translate(&text("pre-prod or prod"), &|_, _| false);
    assert_eq!(again, Translation::Translated { value, pairs });
}

#[test]
fn a_form_that_is_in_use_decides() {
    let pairing = double();
    assert_eq!(translated(&pairing, "staging"), "<ambiguous staging: prod production>");
    let by = |used: &dyn Fn(usize, &str) -> bool| match pairing.translate(&text("a.staging"), used) {
        Translation::Translated { value: Value::String(text), .. } => text,
        other => format!("{other:?}"),
    };
    assert_eq!(by(&|_, form| form == "prod"), "a.prod");
    assert_eq!(by(&|level, form| level == 1 && form == "production"), "a.production");
    // The target's own value counts before the rest of its file.
    assert_eq!(by(&|level, form| level == 1 || form == "prod"), "a.prod");
    assert!(by(&|_, _| true).starts_with("Ambiguous"));
}

#[test]
fn values_are_equal_up_to_each_form() {
    let pairing = double();
    for target in ["staging.a", "prod.a", "production.a"] {
        assert!(pairing.same(&text("staging.a"), &text(target)), "{target}");
    }
    for target in ["dev.a", "prod.b", "production", "a.prod", ""] {
        assert!(!pairing.same(&text("staging.a"), &text(target)), "{target}");
    }
    assert!(pairing.same(&text("a"), &text("a")) && !pairing.same(&text("a"), &text("b")));
    assert!(!pairing.same(&text("staging"), &Value::Token("prod".to_owned())));
}

#[test]
fn translation_reaches_the_scalars_in_a_value_and_no_keys() {
    let map = |key: &str, word: &str| {
        Value::Map(vec![(key.to_owned(), Value::List(vec![text(word), text("x")])), ("n".to_owned(), Value::Null)])
    };
    let pairing = plain();
    let translation = pairing.translate(&map("staging", "in staging"), &|_, _| false);
    let (value, pairs) = (map("staging", "in production"), pairs(&[("staging", "production")]));
    assert_eq!(translation, Translation::Translated { value: value.clone(), pairs });
    assert!(pairing.same(&map("staging", "in staging"), &value));
    assert!(!pairing.same(&map("staging", "in staging"), &map("production", "in production")));
    // All of a value is translated, or nothing.
    let list = |a: &str, b: &str| Value::List(vec![text(a), text(b)]);
    assert!(!pairing.same(&list("staging", "staging"), &list("staging", "production")));
}

#[test]
fn tags_of_binary_and_encrypted_values_are_left() {
    let tagged = |tag: &str, word: &str| Value::Tagged(tag.to_owned(), Box::new(text(word)));
    assert_eq!(plain().translate(&tagged("!vault", "a staging"), &|_, _| false), Translation::Unchanged);
    assert!(plain().same(&tagged("!Ref", "staging"), &tagged("!Ref", "production")));
    assert!(!plain().same(&tagged("!vault", "a staging"), &tagged("!vault", "a production")));
}

#[test]
fn pairs_are_those_of_the_rule() {
    let pairing = double();
    let gives = |list: &[(&str, &str)]| pairing.gives(&text("staging.a"), &pairs(list));
    assert!(gives(&[("staging", "prod")]) && gives(&[("staging", "production")]));
    assert!(!gives(&[]) && !gives(&[("staging", "dev")]) && !gives(&[("a", "b")]));
    assert!(!gives(&[("staging", "prod"), ("a", "b")]));
}

fn file(path: &str, text: &str) -> Arc<File> {
    let blob = ObjectId::from_bytes([1; 20]);
    Arc::new(File::read(RulesNumber::CURRENT, path, (FileMode::Regular, blob), None, text.as_bytes().to_vec()))
}

fn pair(name: &str, source: &str, target: Option<&str>) -> FilePair {
    let path = |env: &str| format!("{env}/{name}");
    let target = target.map(|text| file(&path("production"), text));
    FilePair::new(&path("{env}"), Some(file(&path("staging"), source)), target)
}

fn rules() -> KeyRules {
    let mut rules = KeyRules { secrets: vec![Pattern::parse("*password").unwrap()], ..KeyRules::default() };
    rules.lists.keys = vec!["name".to_owned()];
    rules
}

fn diff(pairing: Pairing, pair: &FilePair) -> FileDiff {
    let translator = Translator { pairing, only: Vec::new(), not: vec![Pattern::parse("docs").unwrap()] };
    let rules = rules();
    let diff = translator.diff(pair, pair.diff(&rules, &[]), &rules);
    for change in &diff.changes {
        let source = change.source.as_ref().map(|spelled| spelled.value.clone());
        if change.translated.is_empty() {
            assert!(source.is_none_or(|source| diff.untranslated.iter().any(|one| one.is_about(change))
                || translator.mismatch(&pair.names(), &rules, change, &source).is_none()));
        }
    }
    diff
}

/// The text of the target after its changes were applied.
fn applied(pair: &FilePair, diff: &FileDiff) -> String {
    let wanted: Vec<&Change> = diff.changes.iter().collect();
    match apply(pair, &wanted, true, &rules()) {
        Ok(AppliedFile::Bytes(_, bytes)) => String::from_utf8(bytes).unwrap(),
        other => format!("{other:?}"),
    }
}

#[test]
fn a_new_file_is_translated_within_its_values() {
    let cases = [
        (
            "a.yaml",
            "# staging\nstaging: 1\nurl: \"x.staging\" # of staging\nblock: | # staging\n  in staging\n",
            "# staging\nstaging: 1\nurl: \"x.production\" # of staging\nblock: | # staging\n  in production\n",
        ),
        (
            "a.json",
            "{\"staging\": \"a staging\", \"n\": [\"staging\", 1]}\n",
            "{\"staging\": \"a production\", \"n\": [\"production\", 1]}\n",
        ),
        ("a.toml", "[staging]\nurl = 'x.staging' # staging\n", "[staging]\nurl = 'x.production' # staging\n"),
        (
            "a.tfvars",
            "# staging\nstaging = \"x-staging\"\nl = [\"staging\"]\n",
            "# staging\nstaging = \"x-production\"\nl = [\"production\"]\n",
        ),
        (
            ".env",
            "STAGING=1\n# staging\nURL=https://staging.acme.com\n",
            "STAGING=1\n# staging\nURL=https://production.acme.com\n",
        ),
        ("a.properties", "! staging\nstaging.url = a.staging\n", "! staging\nstaging.url = a.production\n"),
    ];
    for (name, source, wanted) in cases {
        let pair = pair(name, source, None);
        let diff = diff(plain(), &pair);
        assert_eq!(diff.untranslated, [], "{name}");
        assert_eq!(applied(&pair, &diff), wanted, "{name}");
    }
}

#[test]
fn the_target_is_edited_and_never_replaced() {
    let pair = pair("a.yaml", "url: a.staging\nn: 2\n", Some("url: b.production # keep\nn: 1\n"));
    let diff = diff(plain(), &pair);
    let url = diff.changes.iter().find(|change| change.key.to_string() == "url").unwrap();
    assert_eq!(
        (url.source.as_ref().unwrap().text.as_str(), &url.translated),
        ("a.production", &pairs(&[("staging", "production")]))
    );
    assert_eq!(applied(&pair, &diff), "url: a.production # keep\nn: 2\n");
}

#[test]
fn keys_that_are_equal_up_to_translation_do_not_differ() {
    let pair = pair("a.yaml", "url: a.staging\ndocs: staging\n", Some("url: a.production\ndocs: production\n"));
    let diff = diff(plain(), &pair);
    let keys = |changes: &[Change]| changes.iter().map(|change| change.key.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (keys(&diff.translated), keys(&diff.changes), diff.unchanged),
        (vec!["url".into()], vec!["docs".into()], 1)
    );
}

#[test]
fn a_judge_asks_key_by_key() {
    let pair = pair("a.yaml", "a: 1\n", Some("a: 2\n"));
    let (names, rules) = (pair.names(), rules());
    let translator = Translator { pairing: plain(), only: Vec::new(), not: vec![Pattern::parse("docs").unwrap()] };
    let of_file = translator.of_file(&names, &rules);
    let same = |key: &str, target: &str| of_file.same(None, &key.parse().unwrap(), &text("a.staging"), &text(target));
    assert!(same("url", "a.production") && same("url", "a.staging") && same("docs", "a.staging"));
    assert!(!same("docs", "a.production") && !same("password", "a.production") && !same("url", "b.production"));
    assert!(!same("l[name=a].name", "a.production") && same("l[name=a].v", "a.production"));
}

#[test]
fn normal_forms_are_equal_where_values_are() {
    let pairing = double();
    let normaliser = pairing.normaliser();
    let normal = |value: &str| normaliser.normal(&text(value)).unwrap_or_else(|| text(value));
    for (source, target) in [("a.staging", "a.prod"), ("a.staging", "a.production"), ("staging", "staging"), ("x", "x")]
    {
        assert!(pairing.same(&text(source), &text(target)));
        assert_eq!(normal(source), normal(target), "{source} {target}");
    }
    // What names the target on both sides stays equal.
    assert_eq!(normal("a.production"), normal("a.production"));
    for (a, b) in [("a.staging", "b.prod"), ("a.staging", "a.dev"), ("staging", ""), ("a", "b")] {
        assert_ne!(normal(a), normal(b), "{a} {b}");
    }
    let pairing = listed(&[("eu", "us"), ("dev", "live"), ("qa", "live")]);
    let normaliser = pairing.normaliser();
    let normal = |value: &str| normaliser.normal(&text(value)).unwrap();
    assert_eq!(normal("qa"), normal("dev"));
    assert_ne!(normal("eu"), normal("dev"));
    assert_eq!(normaliser.normal(&text("1")), None);
}

#[test]
fn secrets_identities_and_documents_are_left() {
    let source = "password: staging\nl:\n- {name: staging, v: staging}\n";
    let one = diff(plain(), &pair("a.yaml", source, None));
    let translated = |diff: &FileDiff| {
        let all = diff.changes.iter().filter(|change| !change.translated.is_empty());
        all.map(Change::address).collect::<Vec<_>>()
    };
    assert_eq!(translated(&one), ["{env}/a.yaml:l[name=staging].v"]);
    let doc = |name: &str| format!("kind: A\nmetadata: {{name: {name}, namespace: staging}}\n");
    let source = format!("{}---\n{}", doc("staging"), doc("b"));
    let two = diff(plain(), &pair("a.yaml", &source, None));
    assert_eq!(translated(&two), ["{env}/a.yaml#A/staging:metadata.namespace", "{env}/a.yaml#A/b:metadata.namespace"]);
}

#[test]
fn the_form_of_the_targets_file_wins() {
    let ours = "a: x.staging\nb: staging\n";
    let by_file = diff(double(), &pair("a.yaml", ours, Some("a: x\nc: prod\n")));
    let texts: Vec<&str> = by_file.changes.iter().filter_map(|c| Some(c.source.as_ref()?.text.as_str())).collect();
    assert_eq!(texts, ["x.prod", "prod"]);
    let by_value = diff(double(), &pair("a.yaml", ours, Some("a: y.production\nb: prod\n")));
    assert_eq!(by_value.changes[0].source.as_ref().unwrap().text, "x.production");
    assert_eq!(by_value.translated.len(), 1);
    let none = diff(double(), &pair("a.yaml", ours, Some("a: x\n")));
    assert!(none.untranslated.iter().all(|one| matches!(one.why, Why::Ambiguous(_))));
    assert_eq!(none.untranslated.len(), 2);
}

#[test]
fn a_text_that_spells_the_name_otherwise_is_reported() {
    let escaped = diff(plain(), &pair("a.yaml", "a: \"\\x73taging\"\nb: staging\n", None));
    assert_eq!(escaped.untranslated.len(), 1);
    assert_eq!(
        (escaped.untranslated[0].key.to_string(), &escaped.untranslated[0].why),
        ("a".to_owned(), &Why::Text { line: 1 })
    );
    assert_eq!(escaped.changes[1].source.as_ref().unwrap().text, "production");
    // The new name would be another kind of value.
    let kind = diff(listed(&[("staging", "null")]), &pair("a.yaml", "a: staging\n", None));
    assert_eq!(kind.untranslated.len(), 1);
}

#[test]
fn anchors_keep_their_names() {
    let source = "a: &staging x.staging\nb: *staging\n";
    let pair = pair("a.yaml", source, None);
    assert_eq!(applied(&pair, &diff(plain(), &pair)), "a: &staging x.production\nb: *staging\n");
}

#[test]
fn forged_pairs_are_refused_when_they_are_applied() {
    let pair = pair("a.yaml", "url: a.staging\n", Some("url: b\n"));
    let mut forged = diff(plain(), &pair);
    forged.changes[0].translated = pairs(&[("staging", "dev")]);
    assert!(applied(&pair, &forged).contains("not the translation"));
    forged.changes[0].translated = Vec::new();
    assert!(applied(&pair, &forged).contains("PostCondition"));
}
