//! Units, differences and selections, with small files written in full.

use std::sync::Arc;

use super::apply::{AppliedFile, apply};
use super::change::{Change, Op};
use super::content::{File, FileContent};
use super::diff::FilePair;
use super::flatten::KeyRules;
use super::keys::Side;
use super::lists::ListRules;
use super::select::{Selection, Selector, select};
use promote_model::{FileMode, ObjectId, Pattern, RulesNumber};

fn rules(flags: &[&str]) -> KeyRules {
    KeyRules {
        flags: flags.iter().map(|f| Pattern::parse(f).unwrap()).collect(),
        lists: ListRules { keys: ["name", "id", "key"].map(str::to_owned).to_vec(), ..ListRules::default() },
        ..KeyRules::default()
    }
}

fn file(text: &str) -> Arc<File> {
    named("e/a.yaml", text)
}

fn named(path: &str, text: &str) -> Arc<File> {
    let blob = ObjectId::from_bytes([text.bytes().fold(0, u8::wrapping_add); 20]);
    Arc::new(File::read(RulesNumber::CURRENT, path, (FileMode::Regular, blob), None, text.as_bytes().to_vec()))
}

fn pair(source: &str, target: &str) -> FilePair {
    FilePair::new("{env}/a.yaml", Some(file(source)), Some(file(target)))
}

fn keys(text: &str, flags: &[&str]) -> Vec<String> {
    let pair = pair(text, text);
    let configs = pair.configs(Side::Source, &rules(flags));
    let name = |c: &super::flatten::Config| match &c.document {
        Some(document) => format!("{document}:{}", c.key),
        None => c.key.to_string(),
    };
    configs.iter().map(name).collect()
}

fn lines(changes: &[Change]) -> Vec<String> {
    let sign = |op| match op {
        Op::Added => '+',
        Op::Modified => '~',
        Op::Removed => '-',
    };
    changes.iter().map(|c| format!("{}{}", sign(c.op), c.key)).collect()
}

#[test]
fn scalars_and_empty_values_are_keys() {
    assert_eq!(keys("a: 1\nb: {c: x, d: {}}\ne: []\nf:\n", &[]), ["a", "b.c", "b.d", "e", "f"]);
    assert_eq!(keys("[1, 2]\n", &[]), ["."]);
    assert_eq!(keys("# nothing\n", &[]), Vec::<String>::new());
}

#[test]
fn elements_are_identified_by_name() {
    assert_eq!(keys("l:\n- {name: a, v: 1}\n- {name: b}\n", &[]), ["l[name=a].v", "l[name=b]"]);
    assert_eq!(keys("l:\n- {name: a, v: 1}\n- {name: a, v: 2}\n", &[]), ["l"]);
    assert_eq!(keys("l:\n- {name: a, id: 1, v: 1}\n- {name: a, id: 2, v: 2}\n", &[])[1], "l[id=1].v");
    assert_eq!(keys("l:\n- {name: a}\n- x\n", &[]), ["l"]);
}

#[test]
fn a_flag_is_one_unit_at_the_shallowest_match() {
    let text = "flags:\n  a: {on: true, id: 7b1c2a34-9f0e-4d7b-8f36-0a1b2c3d4e5f}\n  b: false\nother: 1\n";
    assert_eq!(keys(text, &["flags.*"]), ["flags.a", "flags.b", "other"]);
    let pair = pair(text, text);
    let configs = pair.configs(Side::Source, &rules(&["flags.*"]));
    assert_eq!(configs[0].id().to_string(), "7b1c2a34-9f0e-4d7b-8f36-0a1b2c3d4e5f");
}

#[test]
fn documents_have_names_if_there_are_several() {
    let one = "kind: A\nmetadata: {name: x}\n";
    assert_eq!(keys(one, &[]), ["kind", "metadata.name"]);
    let two = format!("{one}---\nkind: B\n---\nkind: A\nmetadata: {{name: y}}\n");
    assert_eq!(keys(&two, &[]), ["A/x:kind", "A/x:metadata.name", "1:kind", "A/y:kind", "A/y:metadata.name"]);
    let spaces = "kind: A\nmetadata: {name: x, namespace: n}\n---\nkind: A\nmetadata: {name: x, namespace: m}\n";
    assert_eq!(keys(spaces, &[])[0], "A/n/x:kind");
    assert_eq!(keys(&format!("{one}---\n{one}"), &[])[0], "0:kind");
    let partly = format!("{one}---\nkind: A\nmetadata: {{name: x, namespace: m}}\n");
    assert_eq!(
        keys(&partly, &[]),
        ["A/x:kind", "A/x:metadata.name", "A/m/x:kind", "A/m/x:metadata.name", "A/m/x:metadata.namespace"]
    );
}

#[test]
fn a_namespace_needed_on_one_side_is_used_on_both() {
    let document =
        |space: &str, value: u8| format!("---\nkind: A\nmetadata: {{name: x, namespace: {space}}}\nv: {value}\n");
    let (both, one) = (document("n", 1) + &document("m", 1), document("n", 2));
    let name = |c: &Change| format!("{}:{}", c.document.as_deref().unwrap_or("-"), c.key);
    let named = |source: &str, target: &str| -> Vec<String> {
        pair(source, target).diff(&rules(&[]), &[]).changes.iter().map(name).collect()
    };
    let theirs = ["A/m/x:kind", "A/m/x:metadata.name", "A/m/x:metadata.namespace", "A/m/x:v"];
    assert_eq!(named(&both, &one), ["A/n/x:v"].iter().chain(&theirs).copied().collect::<Vec<_>>());
    assert_eq!(named(&one, &both)[0], "A/n/x:v");
    let after = document("n", 1);
    assert_eq!(take(&both, &one, &["a.yaml#A/n/x:v"], false).1, Some(after));
    assert_eq!(take(&both, &one, &["a.yaml#A/m/x:*"], false).1, Some(one + &document("m", 1)));
}

#[test]
fn profile_documents_are_named_by_profile() {
    let text =
        "a: 1\n---\nspring:\n  config.activate:\n    on-profile: prod & eu\na: 2\n---\nspring.profiles: [x, y]\na: 3\n";
    assert_eq!(
        keys(text, &[])[..3],
        ["0:a", "profile/prod & eu:spring.\"config.activate\".on-profile", "profile/prod & eu:a"]
    );
    assert_eq!(keys(text, &[])[4], "profile/x,y:a");
    let twice = "---\nspring: {profiles: p}\na: 1\n".repeat(2);
    assert_eq!(keys(&twice, &[])[1], "0:a");
}

#[test]
fn quotes_do_not_matter_but_types_do() {
    let diff = pair("a: 'x'\nb: \"1\"\nc: 1.0\n", "a: \"x\"\nb: 1\nc: 1.00\n").diff(&rules(&[]), &[]);
    assert_eq!(lines(&diff.changes), ["~b", "~c"]);
    assert_eq!(diff.unchanged, 1);
    assert!(pair("a: 'x'\n", "a: x\n\n").diff(&rules(&[]), &[]).format_only);
}

#[test]
fn kept_keys_are_listed_separately_except_in_a_new_file() {
    let keep = [Pattern::parse("replicas").unwrap()];
    let diff = pair("replicas: 1\na: 1\n", "replicas: 2\na: 2\n").diff(&rules(&[]), &keep);
    assert_eq!((lines(&diff.changes), lines(&diff.kept)), (vec!["~a".to_owned()], vec!["~replicas".to_owned()]));
    let new = FilePair::new("{env}/a.yaml", Some(file("replicas: 1\na: 1\n")), None).diff(&rules(&[]), &keep);
    assert_eq!(lines(&new.changes), ["+replicas", "+a"]);
    assert!(new.changes[0].own && new.kept.is_empty());
}

#[test]
fn a_file_unreadable_on_one_side_is_one_unit_on_both() {
    let broken = pair("a: [\n", "a: 1\n");
    assert!(matches!(broken.source.as_ref().unwrap().content, FileContent::Whole(Some(_))));
    assert_eq!(lines(&broken.diff(&rules(&[]), &[]).changes), ["~."]);
}

fn take(source: &str, target: &str, patterns: &[&str], prune: bool) -> (Vec<String>, Option<String>) {
    let pair = pair(source, target);
    let diff = pair.diff(&rules(&[]), &[]);
    let selectors = patterns.iter().map(|p| Selector::Pattern(Box::new(Pattern::parse(p).unwrap()))).collect();
    let selection = Selection { selectors, prune, changed: None };
    let taken = select(&pair.names(), diff.changes, diff.kept, &selection);
    let wanted: Vec<&Change> = taken.changes.iter().collect();
    let after = match apply(&pair, &wanted, patterns.is_empty(), &rules(&[])) {
        Ok(AppliedFile::Bytes(_, bytes)) => Some(String::from_utf8(bytes).unwrap()),
        Ok(AppliedFile::Blob(..)) => Some(source.to_owned()),
        Ok(AppliedFile::Unchanged | AppliedFile::Gone) => None,
        Err(error) => Some(error.to_string()),
    };
    (lines(&taken.changes), after)
}

#[test]
fn keys_only_in_the_target_are_kept_unless_pruned() {
    assert_eq!(take("a: 1\n", "a: 2\nb: 3\n", &[], false), (vec!["~a".into()], Some("a: 1\nb: 3\n".into())));
    assert_eq!(take("a: 1\n", "a: 2\nb: 3\n", &[], true), (vec!["~a".into(), "-b".into()], Some("a: 1\n".into())));
    assert_eq!(take("a: 1\n", "a: 1\nb: 3\n", &["b"], false), (Vec::new(), None));
}

#[test]
fn a_selected_change_removes_what_it_displaces() {
    let to_map = take("a:\n  b: 1\n  c: 2\n", "a: x\nz: 0\n", &["a.b"], false);
    assert_eq!(to_map, (vec!["+a.b".into(), "-a".into()], Some("a:\n  b: 1\nz: 0\n".into())));
    let to_scalar = take("a: x\n", "a:\n  b: 1\n  c: 2\nz: 0\n", &["a"], false);
    assert_eq!(to_scalar, (vec!["+a".into(), "-a.b".into(), "-a.c".into()], Some("a: x\nz: 0\n".into())));
    let from_empty = take("a:\n  b: 1\n", "a: {}\n", &["a.b"], false);
    assert_eq!(from_empty, (vec!["+a.b".into(), "-a".into()], Some("a:\n  b: 1\n".into())));
    let to_empty = take("a: {}\nz: 1\n", "a:\n  b: 1\nz: 0\n", &["a"], true);
    assert_eq!(to_empty, (vec!["+a".into(), "-a.b".into()], Some("a: {}\nz: 0\n".into())));
}

#[test]
fn an_empty_source_value_keeps_target_entries_unless_pruned() {
    for (source, target) in [
        ("a: {}\nz: 1\n", "a:\n  b: 1\nz: 0\n"),
        ("a:\nz: 1\n", "a:\n  b: 1\nz: 0\n"),
        ("a: []\nz: 1\n", "a:\n- {name: x, v: 1}\nz: 0\n"),
    ] {
        let full = take(source, target, &[], false);
        assert_eq!(full, (vec!["~z".into()], Some(target.replace("z: 0", "z: 1"))), "{source}");
        assert_eq!(take(source, target, &["a"], false).0, Vec::<String>::new(), "{source}");
    }
    assert_eq!(take("{}\n", "a: 1\n", &[], false).0, Vec::<String>::new());
    assert_eq!(take("a: []\n", "a:\n  b: 1\n", &[], false).0, ["+a", "-a.b"]);
}

#[test]
fn the_last_key_can_be_removed_and_the_first_one_added() {
    assert_eq!(take("b: 1\n", "a: 1\n", &["a"], true), (vec!["-a".into()], Some("{}\n".into())));
    assert_eq!(take("# old\n", "# new\na: 1\n", &["a"], true), (vec!["-a".into()], Some("# old\n".into())));
    assert_eq!(take("a: 1\n", "{}\n", &["a"], false).1, Some("a: 1\n".into()));
    assert_eq!(take("a: 1\n", "# new\n", &["a"], false).1, Some("# new\na: 1\n".into()));
    let root = take("a: 1\n", "- 1\n", &["."], true);
    assert_eq!(root.0, ["-."]);
    assert!(root.1.unwrap().ends_with("this is the only value of the file; select its replacement as well"));
}

#[test]
fn a_document_must_keep_its_identifying_fields() {
    let (x, y) = ("kind: A\nmetadata: {name: x}\nv: 1\n", "---\nkind: A\nmetadata: {name: y}\nv: 1\n");
    let both = format!("{x}{y}");
    let reason = "the document needs all of its identifying fields; select the whole document: 'a.yaml#A/y:*'";
    assert!(take(&both, x, &["a.yaml#A/y:v"], false).1.unwrap().ends_with(reason));
    assert!(take(x, &both, &["a.yaml#A/y:kind"], true).1.unwrap().ends_with(reason));
    assert_eq!(take(&both, x, &["a.yaml#A/y:*"], false).1, Some(both.clone()));
    assert_eq!(take(x, &both, &["a.yaml#A/y:*"], true).1, Some(x.to_owned()));
}

#[test]
fn documents_replace_others() {
    let two = "---\nkind: A\nmetadata: {name: x}\n---\nkind: B\nmetadata: {name: x}\n";
    let (changes, after) = take(two, "kind: C\nlist: [1]\n", &["*"], true);
    assert_eq!((changes.len(), after.as_deref()), (6, Some(two)));
}

#[test]
fn the_mode_is_not_a_key() {
    let mut pair = pair("a: 1\n", "a: 2\n");
    let source = File {
        value: promote_model::FileValue { mode: FileMode::Executable, ..pair.source.as_ref().unwrap().value.clone() },
        ..pair.source.as_deref().unwrap().clone()
    };
    pair.source = Some(Arc::new(source));
    let diff = pair.diff(&rules(&[]), &[]);
    let outcome = apply(&pair, &diff.changes.iter().collect::<Vec<_>>(), true, &rules(&[])).unwrap();
    assert!(matches!(outcome, AppliedFile::Blob(FileMode::Regular, _)), "{outcome:?}");
}

#[test]
fn an_element_with_only_a_name_can_gain_and_lose_fields() {
    let grows = take("l:\n- name: a\n  v: 1\n- name: b\n", "l:\n- name: a\n- name: b\n", &["l[name=a].v"], false);
    assert_eq!(
        grows,
        (vec!["+l[name=a].v".into(), "-l[name=a]".into()], Some("l:\n- name: a\n  v: 1\n- name: b\n".into()))
    );
    let (source, target) = ("l:\n- name: a\n- name: b\n", "l:\n- name: a\n  v: 1\n- name: b\n");
    assert_eq!(take(source, target, &["l[name=a]"], false), (Vec::new(), None));
    let shrinks = take(source, target, &["l[name=a]"], true);
    assert_eq!(shrinks, (vec!["+l[name=a]".into(), "-l[name=a].v".into()], Some("l:\n- name: a\n- name: b\n".into())));
}

#[test]
fn a_kept_key_in_conflict_is_reported() {
    let pair = pair("a: x\n", "a:\n  b: 1\n");
    let diff = pair.diff(&rules(&[]), &[Pattern::parse("a.b").unwrap()]);
    let taken = select(&pair.names(), diff.changes, diff.kept, &Selection::default());
    assert_eq!(taken.conflicting.len(), 1);
}

#[test]
fn a_kept_key_inside_a_larger_unit_is_reported() {
    let conflicting = |pair: &FilePair, flags: &[&str]| {
        let diff = pair.diff(&rules(flags), &[Pattern::parse("*.own").unwrap()]);
        let taken = select(&pair.names(), diff.changes, diff.kept, &Selection::default());
        taken.conflicting.iter().map(|(by, own)| format!("{} {}", by.key, own.key)).collect::<Vec<_>>()
    };
    let flag = |own: u8, on: bool| format!("f:\n  x: {{on: {on}, own: {own}}}\n");
    assert_eq!(conflicting(&pair(&flag(1, true), &flag(2, false)), &["f.*"]), ["f.x f.x.own"]);
    assert_eq!(conflicting(&pair(&flag(1, true), &flag(1, false)), &["f.*"]), Vec::<String>::new());
    assert_eq!(conflicting(&pair("{{ x }}", &flag(1, true)), &[]), [". f.x.own"]);
    assert_eq!(conflicting(&pair(&flag(1, true), "f: [\n"), &["f.*"]), [". f.x.own"]);
    let new = FilePair::new("{env}/a.yaml", Some(file(&flag(1, true))), None);
    assert_eq!(conflicting(&new, &["f.*"]), Vec::<String>::new());
}

#[test]
fn a_single_document_can_be_addressed_by_name() {
    let text = |replicas: u8| format!("kind: D\nmetadata: {{name: web}}\nspec: {{replicas: {replicas}}}\n");
    let pattern = |text: &str| Pattern::parse(text).unwrap();
    let pair = pair(&text(1), &text(2));
    for (own, kept) in [("a.yaml#D/web:spec.replicas", 1), ("a.yaml#D/api:spec.replicas", 0), ("spec.replicas", 1)] {
        assert_eq!(pair.diff(&rules(&[]), &[pattern(own)]).kept.len(), kept, "{own}");
    }
    assert_eq!(keys(&text(1), &["a.yaml#D/web:spec"]), ["kind", "metadata.name", "spec"]);
    let replicas = pair.names().spellings(&"spec.replicas".parse().unwrap());
    assert!(pair.names().match_config(&pattern("a.yaml#D/*:spec"), None, &replicas));
}

/// In a flat file a key may be a prefix of another one: neither displaces the other.
#[test]
fn flat_files_may_have_a_key_and_its_prefix() {
    let file = |text: &str| Some(named("e/a.properties", text));
    let source = "log.level=info\nlog.level.web=debug\nlog=on\n";
    let pair = FilePair::new("{env}/a.properties", file(source), file("log.level=warn\nlog.level.web.x=trace\n"));
    let diff = pair.diff(&rules(&[]), &[]);
    assert_eq!(lines(&diff.changes), ["~log.level", "+log.level.web", "+log", "-log.level.web.x"]);
    let taken = select(&pair.names(), diff.changes.clone(), diff.kept, &Selection::default());
    assert_eq!(lines(&taken.changes), ["~log.level", "+log.level.web", "+log"]);
    let wanted: Vec<&Change> = taken.changes.iter().collect();
    let AppliedFile::Bytes(_, bytes) = apply(&pair, &wanted, false, &rules(&[])).unwrap() else { panic!() };
    let after = "log.level=info\nlog.level.web=debug\nlog=on\nlog.level.web.x=trace\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), after);
    // The rollback: the earlier file is the source, and only the added keys are removed.
    let back = FilePair::new("{env}/a.properties", pair.target.clone(), file(after));
    let inverse: Vec<Change> = taken.changes.iter().map(Change::inverted).collect();
    let AppliedFile::Bytes(_, bytes) = apply(&back, &inverse.iter().collect::<Vec<_>>(), false, &rules(&[])).unwrap()
    else {
        panic!()
    };
    assert_eq!(String::from_utf8(bytes).unwrap(), "log.level=warn\nlog.level.web.x=trace\n");
}

#[test]
fn entries_can_be_added_to_an_empty_file() {
    for (path, source, comment) in [("e/.env", "A=1\nB=2\n", "# none\n"), ("e/x.tfvars", "a = 1\nb = 2\n", "// none\n")]
    {
        let pair = FilePair::new(path, Some(named(path, source)), Some(named(path, comment)));
        let diff = pair.diff(&rules(&[]), &[]);
        assert_eq!(diff.changes.len(), 2);
        let AppliedFile::Bytes(_, bytes) = apply(&pair, &[&diff.changes[1]], false, &rules(&[])).unwrap() else {
            panic!()
        };
        let second = source.lines().nth(1).unwrap();
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), format!("{comment}{second}\n"));
        // After the rollback the file is as before.
        let after = Some(named(path, std::str::from_utf8(&bytes).unwrap()));
        let before = named(path, comment);
        let back = FilePair::new(path, Some(before.clone()), after);
        let outcome = apply(&back, &[&diff.changes[1].inverted()], false, &rules(&[])).unwrap();
        assert_eq!(outcome, AppliedFile::Blob(FileMode::Regular, before.value.blob));
    }
}
