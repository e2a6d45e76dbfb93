//! Lists on both sides, with small files written in full.

use std::sync::Arc;

use super::*;
use crate::env::apply::{AppliedFile, ApplyError, apply};
use crate::env::change::{Change, Op};
use crate::env::changed::changed_ids;
use crate::env::content::File;
use crate::env::diff::FilePair;
use crate::env::flatten::KeyRules;
use crate::env::select::{FileSelection, Selection, Selector, select};
use promote_model::{FileMode, ObjectId, Pattern, RulesNumber};

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

/// Fields as text; `for: PATTERN=FIELDS` if there is a `=`.
fn rules(keys: &[&str], sets: &[&str]) -> KeyRules {
    let (own, everywhere): (Vec<&str>, Vec<&str>) = keys.iter().partition(|key| key.contains('='));
    let own = own.iter().filter_map(|key| key.split_once('='));
    let by_path = own.map(|(lists, fields)| ListKeys {
        lists: pattern(lists),
        fields: fields.split_whitespace().map(str::to_owned).collect(),
    });
    let lists = ListRules {
        keys: everywhere.iter().map(|key| (*key).to_owned()).collect(),
        by_path: by_path.collect(),
        sets: sets.iter().map(|set| pattern(set)).collect(),
        only: None,
    };
    KeyRules { lists, ..KeyRules::default() }
}

fn file(text: &str) -> Arc<File> {
    let sum = text.bytes().fold(7_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    let blob = ObjectId::from_bytes([sum; 20]);
    Arc::new(File::read(RulesNumber::CURRENT, "e/a.yaml", (FileMode::Regular, blob), None, text.as_bytes().to_vec()))
}

fn pair(source: &str, target: &str) -> FilePair {
    FilePair::new("{env}/a.yaml", Some(file(source)), Some(file(target)))
}

fn lines(changes: &[Change]) -> String {
    let sign = |op| match op {
        Op::Added => '+',
        Op::Modified => '~',
        Op::Removed => '-',
    };
    let lines: Vec<String> = changes.iter().map(|c| format!("{}{}", sign(c.op), c.key)).collect();
    lines.join(" ")
}

fn diff(source: &str, target: &str, rules: &KeyRules) -> String {
    lines(&pair(source, target).diff(rules, &[]).changes)
}

fn taken(pair: &FilePair, rules: &KeyRules, prune: bool, keep: &[Pattern]) -> FileSelection {
    let found = pair.diff(rules, keep);
    let selection = Selection { prune, ..Selection::default() };
    select(&pair.names(), found.changes, found.kept, &selection)
}

/// The selected changes, and the resulting target.
fn promoted(source: &str, target: &str, rules: &KeyRules, prune: bool) -> (String, String) {
    let pair = pair(source, target);
    let taken = taken(&pair, rules, prune, &[]).changes;
    let wanted: Vec<&Change> = taken.iter().collect();
    match apply(&pair, &wanted, false, rules).unwrap() {
        AppliedFile::Bytes(_, bytes) => (lines(&taken), String::from_utf8(bytes).unwrap()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_identifying_field_is_the_same_on_both_sides() {
    let by = rules(&["name", "id", "key"], &[]);
    let both = "l:\n- {name: a, id: 1, v: 1}\n- {name: b, id: 2, v: 1}\n";
    assert_eq!(diff(both, "l:\n- {id: 1, v: 2}\n- {name: b, id: 2, v: 1}\n", &by), "+l[id=1].name ~l[id=1].v");
    assert_eq!(diff("l:\n- {id: 1, v: 2}\n", both, &by), "~l[id=1].v -l[id=1].name -l[id=2].name -l[id=2].v");
    // Neither name nor id identifies the target's elements: one key on both sides.
    assert_eq!(diff(both, "l:\n- {name: a, v: 2}\n- {name: a, v: 3}\n", &by), "~l");
    assert_eq!(diff(both, "l: [{name: a}, x]\n", &by), "~l");
    assert_eq!(diff(both, "l: [x]\n", &by), "~l");
    assert_eq!(diff(both, "l: []\n", &by), "+l[name=a].id +l[name=a].v +l[name=b].id +l[name=b].v -l");
    // The same inside an element.
    let nested = |inner: &str| format!("l:\n- name: x\n  m: {inner}\n");
    let (source, target) = (nested("[{name: a, id: 1, v: 1}]"), nested("[{id: 1, v: 2}]"));
    assert_eq!(diff(&source, &target, &by), "+l[name=x].m[id=1].name ~l[name=x].m[id=1].v");
    assert_eq!(diff(&source, &nested("[1]"), &by), "~l[name=x].m");
}

#[test]
fn documents_are_compared_with_their_own_kind() {
    let by = rules(&["name", "id"], &[]);
    let document = |name: &str, list: &str| format!("kind: K\nmetadata: {{name: {name}}}\nl: {list}\n---\n");
    let (plain, doubled) = ("[{name: a, v: 1}]", "[{name: a, v: 2}, {name: a, v: 3}]");
    let source = document("x", plain) + &document("y", plain);
    let target = document("y", "[{name: a, v: 4}]") + &document("x", doubled);
    assert_eq!(diff(&source, &target, &by), "~l ~l[name=a].v");
}

#[test]
fn a_pattern_sets_the_fields_of_some_lists() {
    let by = rules(&["name", "*.ports=port name", "*.args="], &[]);
    let text = |port: u32| format!("s:\n  ports:\n  - {{name: x, port: {port}, at: [{{name: y, v: {port}}}]}}\n");
    assert_eq!(diff(&text(1), &text(1).replace("v: 1", "v: 2"), &by), "~s.ports[port=1].at[name=y].v");
    assert!(diff(&text(1), &text(2), &by).starts_with("+s.ports[port=1].name"));
    assert_eq!(diff("s: {args: [{name: a}]}\n", "s: {args: [{name: b}]}\n", &by), "~s.args");
}

#[test]
fn one_element_that_differs_is_told_by_its_position() {
    let by = rules(&["name", "*.whole="], &["sets"]);
    assert_eq!(diff("args: [a, b, c]\n", "args: [a, x, c]\n", &by), "~args[1]");
    assert_eq!(diff("args: [a]\n", "args: [b]\n", &by), "~args[0]");
    assert_eq!(diff("l: [{v: 1, w: 1}, {v: 1}]\n", "l: [{v: 2, x: 1}, {v: 1}]\n", &by), "~l[0].v +l[0].w -l[0].x");
    assert_eq!(diff("l: [[1, 2], [3]]\n", "l: [[1, 4], [3]]\n", &by), "~l[0][1]");
    // Two elements that differ, another length, another type: the list is one key.
    for other in ["[a, x, y]", "[a, b]", "[a, b, c, d]", "[a, b, {c: 1}]", "[]", "[a, b, [c]]"] {
        let removed = if other == "[]" { "~args" } else { "" };
        let found = diff("args: [a, b, c]\n", &format!("args: {other}\n"), &by);
        assert_eq!(found, if other == "[]" { removed } else { "~args" }, "{other}");
    }
    assert_eq!(diff("args: [a, b]\n", "args: [a, b]\n", &by), "");
    assert_eq!(diff("l: [{v: 1}]\n", "l: [{}]\n", &by), "~l");
    // A tagged map is one key, with the list in it.
    assert_eq!(diff("m: !Join {l: [a]}\n", "m: {l: [b]}\n", &by), "+m -m.l");
    assert_eq!(diff("sets: [a, a]\n", "sets: [a, b]\n", &by), "~sets");
    assert_eq!(diff("l: {whole: [a]}\n", "l: {whole: [b]}\n", &by), "~l.whole");
    let (source, target) = ("args:\n- a   # first\n- b\n", "args:\n- a   # ours\n- x   # second\n");
    let promoted = (String::from("~args[1]"), "args:\n- a   # ours\n- b   # second\n".to_owned());
    assert_eq!(self::promoted(source, target, &by, false), promoted);
    let added = "l:\n- v: 1\n  w: 2\n";
    assert_eq!(self::promoted(added, "l:\n- v: 1\n", &by, false), ("+l[0].w".to_owned(), added.to_owned()));
}

#[test]
fn an_element_that_may_have_moved_is_refused() {
    let by = rules(&[], &[]);
    let planned = pair("l: [{p: 80}, {p: 2}]\n", "l: [{p: 8080}, {p: 2}]\n").diff(&by, &[]).changes;
    assert_eq!(lines(&planned), "~l[0].p");
    // Another element came before it, or another one changed as well.
    for now in ["l: [{p: 8080}, {p: 8080}, {p: 2}]\n", "l: [{p: 8080}, {p: 3}]\n"] {
        let refused = apply(&pair("l: [{p: 80}, {p: 2}]\n", now), &[&planned[0]], false, &by);
        let Err(ApplyError::Edit { error, .. }) = refused else { panic!("{now}: {refused:?}") };
        assert!(error.reason.contains("told apart by their positions"), "{error}");
    }
    let back =
        apply(&pair("l: [{p: 8080}, {p: 2}]\n", "l: [{p: 80}, {p: 2}]\n"), &[&planned[0].inverted()], false, &by);
    assert!(matches!(back, Ok(AppliedFile::Bytes(_, bytes)) if bytes == b"l: [{p: 8080}, {p: 2}]\n"));
}

#[test]
fn the_kind_of_a_document_names_elements() {
    let by = rules(&["name"], &[]);
    let deployment = |list: &str| format!("apiVersion: apps/v1\nkind: Deployment\nspec:\n{list}");
    let ports = |a: u32, b: u32| {
        deployment(&format!(
            "  ports:\n  - containerPort: 80\n    hostPort: {a}\n  - containerPort: 81\n    hostPort: {b}\n"
        ))
    };
    assert_eq!(
        diff(&ports(1, 2), &ports(3, 4), &by),
        "~spec.ports[containerPort=80].hostPort ~spec.ports[containerPort=81].hostPort"
    );
    // The same list in another file is one key.
    let alone = |a: u32, b: u32| ports(a, b).replace("apiVersion", "x");
    assert_eq!(diff(&alone(1, 2), &alone(3, 4), &by), "~spec.ports");
    let off = rules(&["name", "*.ports="], &[]);
    assert_eq!(diff(&ports(1, 2), &ports(3, 4), &off), "~spec.ports");

    let sources = |chart: &str, rev: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  sources:\n  - chart: web\n    targetRevision: {chart}\n  - ref: values\n    targetRevision: {rev}\n"
        )
    };
    let both = "~spec.sources[chart=web].targetRevision ~spec.sources[ref=values].targetRevision";
    assert_eq!(diff(&sources("1", "a"), &sources("2", "b"), &by), both);
    // A plan about one of them alone reads the list in the same way.
    let pair = pair(&sources("1", "a"), &sources("2", "b"));
    let changes = pair.diff(&by, &[]).changes;
    for (change, expected) in changes.iter().zip([sources("1", "b"), sources("2", "a")]) {
        let Ok(AppliedFile::Bytes(_, bytes)) = apply(&pair, &[change], false, &by) else { panic!() };
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    let rule = |a: u32, b: u32| {
        format!("groups:\n- name: g\n  rules:\n  - alert: A\n    for: {a}\n  - record: r\n    expr: {b}\n")
    };
    assert_eq!(
        diff(&rule(1, 2), &rule(3, 4), &by),
        "~groups[name=g].rules[alert=A].for ~groups[name=g].rules[record=r].expr"
    );
    let patches = |a: u32, b: u32| {
        format!(
            "kind: Kustomization\npatches:\n- path: a.yaml\n  v: {a}\n- target: {{kind: D, name: w}}\n  patch: {b}\n"
        )
    };
    assert_eq!(
        diff(&patches(1, 2), &patches(3, 4), &by),
        "~patches[path=a.yaml].v ~patches[target=\"kind=D,name=w\"].patch"
    );
}

#[test]
fn the_elements_of_a_set_are_keys() {
    let sets = rules(&["name"], &["resources", "*.args"]);
    assert_eq!(diff("resources: [a, b]\n", "resources: [c, a]\n", &sets), "+resources[=b] -resources[=c]");
    assert_eq!(diff("resources: [b, a]\n", "resources: [a, b]\n", &sets), "");
    assert_eq!(diff("other: [b, a]\n", "other: [a, b]\n", &sets), "~other");
    // A string and a number with the same spelling are one element that differs.
    assert_eq!(
        diff("resources: [1, \"yes\"]\n", "resources: [\"1\", yes]\n", &sets),
        "~resources[=1] ~resources[=yes]"
    );
    // A list that is not a set on one side is not one on the other.
    for other in ["[a, a]", "[a, [b]]", "[a, {b: 1}]", "[a, '']", "[a, null]", "[!t a]"] {
        assert_eq!(diff("resources: [a, b]\n", &format!("resources: {other}\n"), &sets), "~resources", "{other}");
    }
    for nothing in ["", "resources:\n", "resources: []\n", "resources: {}\n"] {
        let gone = if nothing.is_empty() { "" } else { " -resources" };
        assert_eq!(diff("resources: [a]\n", nothing, &sets), format!("+resources[=a]{gone}"), "{nothing}");
    }
    assert_eq!(diff("resources: x\n", "resources: [a]\n", &sets), "+resources -resources[=a]");
    assert_eq!(
        diff("l: [{name: a, args: [x]}]\n", "l: [{name: a, args: [y]}]\n", &sets),
        "+l[name=a].args[=x] -l[name=a].args[=y]"
    );
}

#[test]
fn a_set_is_merged_and_only_pruning_removes() {
    let sets = rules(&[], &["*"]);
    let (source, target) = ("r:\n- a\n- b\n- c\n", "r:\n  - own\n  - c\n");
    let merged = ("+r[=a] +r[=b]".to_owned(), "r:\n  - own\n  - a\n  - b\n  - c\n".to_owned());
    assert_eq!(promoted(source, target, &sets, false), merged);
    assert_eq!(promoted(source, target, &sets, true).1, "r:\n  - a\n  - b\n  - c\n");
    let emptied = ("+r -r[=a]".to_owned(), "x: 1\nr: []\n".to_owned());
    assert_eq!(promoted("r: []\nx: 1\n", "x: 1\nr: [a]\n", &sets, true), emptied);
    assert_eq!(promoted("x: 1\n", "x: 1\nr: [a]\n", &sets, true), ("-r[=a]".to_owned(), "x: 1\n".to_owned()));
    assert!(taken(&pair("r: []\n", "r: [a]\n"), &sets, false, &[]).changes.is_empty());
    // Null or an empty list in the target is replaced by elements, whatever else is selected.
    assert_eq!(promoted("r: [a]\n", "r:\n", &sets, false).1, "r: [a]\n");
    assert_eq!(promoted("r:\n- a\n", "r: []\n", &sets, false).1, "r:\n- a\n");
}

#[test]
fn an_emptied_list_remains_if_the_source_has_it_empty() {
    let sets = rules(&["name"], &["r"]);
    let by_ids = |source: &str, target: &str, keys: &[&str]| {
        let pair = pair(source, target);
        let changes = pair.diff(&sets, &[]).changes;
        let ids = changes.iter().filter(|c| keys.contains(&c.key.to_string().as_str()));
        let selectors = ids.map(|c| Selector::Config(c.id.to_string().parse().unwrap())).collect();
        let selection = Selection { selectors, ..Selection::default() };
        let taken = select(&pair.names(), changes, Vec::new(), &selection).changes;
        let Ok(AppliedFile::Bytes(_, bytes)) = apply(&pair, &taken.iter().collect::<Vec<_>>(), false, &sets) else {
            panic!()
        };
        String::from_utf8(bytes).unwrap()
    };
    let (source, target) = ("r: []\nm: {}\nx: 1\n", "r:\n- a\n- b\nm:\n  k: 1\nx: 1\n");
    assert_eq!(by_ids(source, target, &["r[=a]", "r[=b]"]), "r: []\nm:\n  k: 1\nx: 1\n");
    assert_eq!(by_ids(source, target, &["r[=a]"]), "r:\n- b\nm:\n  k: 1\nx: 1\n");
    assert_eq!(by_ids(source, target, &["m.k"]), "r:\n- a\n- b\nm: {}\nx: 1\n");
    assert_eq!(by_ids("x: 1\n", target, &["r[=a]", "r[=b]", "m.k"]), "x: 1\n");
    let (source, target) = ("l:\n- name: a\n", "l:\n- name: a\n  v: 1\n- name: b\n");
    assert_eq!(by_ids(source, target, &["l[name=a].v"]), "l:\n- name: a\n- name: b\n");
}

#[test]
fn lists_are_read_as_planned_when_changes_are_applied() {
    let by = rules(&["name", "id"], &[]);
    // Only the id identifies both; after that the name would, too.
    let (source, target) = ("l:\n- {id: 1, name: a}\n- {id: 2}\n", "l:\n- {id: 1, name: b}\n");
    let pair = pair(source, target);
    let changes = pair.diff(&by, &[]).changes;
    assert_eq!(lines(&changes), "~l[id=1].name +l[id=2]");
    let Ok(AppliedFile::Bytes(_, after)) = apply(&pair, &[&changes[0]], false, &by) else { panic!() };
    assert_eq!(after, b"l:\n- {id: 1, name: a}\n");
    // The rollback uses the key of the plan.
    let back = self::pair(target, "l:\n- {id: 1, name: a}\n");
    assert_eq!(lines(&back.diff(&by, &[]).changes), "+l[name=b].id -l[name=a].id");
    let Ok(AppliedFile::Bytes(_, before)) = apply(&back, &[&changes[0].inverted()], false, &by) else { panic!() };
    assert_eq!(before, target.as_bytes());
}

#[test]
fn a_list_that_is_not_a_set_any_more_is_refused() {
    let sets = rules(&[], &["r"]);
    let planned = pair("r: [a]\n", "r: [b]\n").diff(&sets, &[]).changes;
    let now = pair("r: [a]\n", "r: [b, b]\n");
    let refused = apply(&now, &[&planned[0]], false, &sets);
    assert!(matches!(refused, Err(ApplyError::PostCondition { .. })), "{refused:?}");
}

#[test]
fn an_element_with_only_a_name_keeps_the_targets_fields() {
    let by = rules(&["name"], &[]);
    let (source, target) = ("l:\n- name: a\n", "l:\n- name: a\n  v: 1\n");
    assert!(taken(&pair(source, target), &by, false, &[]).changes.is_empty());
    assert_eq!(promoted(source, target, &by, true).1, source);
}

#[test]
fn kept_keys_are_found_in_a_list_that_is_one_key() {
    let by = rules(&["name"], &[]);
    let (source, target) = ("l:\n- {name: a, v: 1}\n- {name: a, v: 2}\n", "l:\n- {name: a, v: 3}\n");
    let taken = taken(&pair(source, target), &by, false, &[pattern("*.v"), pattern("l[*].v")]);
    let conflicting: Vec<String> = taken.conflicting.iter().map(|(_, own)| own.key.to_string()).collect();
    assert_eq!(conflicting, ["l[name=a].v"]);
    let conflicting = |source: &str, target: &str| {
        let taken = self::taken(&pair(source, target), &rules(&["name"], &["r"]), false, &[pattern("r[=own*]")]);
        taken.conflicting.len()
    };
    assert_eq!(conflicting("r: [a]\n", "r: [a, a, own-x, own-y]\n"), 2);
    assert_eq!(conflicting("r: [b, own-x]\n", "r: [a, a, own-x]\n"), 0);
    assert_eq!(conflicting("r: [a]\n", "r: [{b: 1}, own-x]\n"), 1);
    let sets = rules(&[], &["r"]);
    let kept = pair("r: [a]\n", "r: [b]\n").diff(&sets, &[pattern("r[=b*]")]);
    assert_eq!((lines(&kept.changes), lines(&kept.kept)), ("+r[=a]".to_owned(), "-r[=b]".to_owned()));
}

#[test]
fn a_changed_list_counts_however_the_target_reads_it() {
    let by = rules(&["name", "id"], &["r"]);
    let is_new = |then: &str, now: &str, target: &str| {
        let ids = changed_ids(&pair(now, then), &by);
        let changes = pair(now, target).diff(&by, &[]).changes;
        let news = changes.iter().filter(|c| c.op != Op::Removed).filter(|c| ids.contains(&c.id));
        lines(&news.cloned().collect::<Vec<_>>())
    };
    let (one, two) = ("l: [{name: a, id: 1, v: 1}]\n", "l: [{name: a, id: 1, v: 2}]\n");
    assert_eq!(is_new(one, two, one), "~l[name=a].v");
    assert_eq!(is_new(one, two, "l: [{id: 1, v: 1}]\n"), "~l[id=1].v");
    assert_eq!(is_new(one, two, "l: [1]\n"), "~l");
    assert_eq!(is_new("l: [{name: a}, {name: a}]\n", two, one), "~l[name=a].v");
    assert_eq!(is_new(one, one, two), "");
    assert_eq!(is_new("r: [a, a]\n", "r: [a, b]\n", "r: [a]\n"), "+r[=b]");
    assert_eq!(is_new("r: [a]\n", "r: [a, b]\n", "r: [x, x]\n"), "~r");
}
