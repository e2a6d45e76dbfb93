//! The owner of a path: examples, and laws over random layouts.

use proptest::prelude::*;

use super::super::template::Template;
use super::bind::BoundTemplate;
use super::meeting::{alike, always_more, may_meet};
use super::spelled::{Spelled, beats};
use super::*;

fn owner_of(templates: &[&str], envs: &[(&str, &[(&str, &str)])], path: &str) -> Vec<(String, Standing)> {
    let templates: Vec<Template> = templates.iter().map(|t| Template::parse(t).unwrap()).collect();
    let bindings = envs.iter().map(|(name, with)| Bindings {
        name: (*name).into(),
        with: with.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    });
    let bindings: Vec<Bindings> = bindings.collect();
    let standing = |env: &Bindings| {
        let others: Vec<Bindings> = bindings.iter().filter(|other| other.name != env.name).cloned().collect();
        let matcher = Matcher::new(&templates, &[], env, &others, &[]);
        let standing = matcher.standing(path)?;
        assert_eq!(standing == Standing::Owned, !matcher.names(path).is_empty(), "{path}");
        Some((env.name.clone(), standing))
    };
    bindings.iter().filter_map(standing).collect()
}

fn standings(templates: &[&str], envs: &[(&str, &[(&str, &str)])], path: &str) -> String {
    let found = owner_of(templates, envs, path).into_iter().map(|(name, standing)| format!("{name} {standing:?}"));
    found.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_path_belongs_to_the_environment_that_spells_most_of_it() {
    let nested: &[(&str, &[(&str, &str)])] = &[("eu", &[]), ("production", &[("env", "eu/prod")]), ("dev", &[])];
    for (templates, path, expected) in [
        (&["envs/{env}/**"][..], "envs/eu/prod/a.yaml", "eu Lost, production Owned"),
        (&["envs/{env}/**"], "envs/eu/prod/x/a.yaml", "eu Lost, production Owned"),
        (&["envs/{env}/**"], "envs/eu/prod", "eu Owned"),
        (&["envs/{env}/**"], "envs/eu/a.yaml", "eu Owned"),
        (&["envs/{env}/**"], "envs/dev/prod/a.yaml", "dev Owned"),
        (&["envs/{env}/**", "envs/eu/prod/{env}.yaml"], "envs/eu/prod/eu.yaml", "eu Owned, production Lost"),
        (&["{env}/**", "*/{env}.yaml"], "eu/dev.yaml", "eu Contested, dev Contested"),
        (&["{env}/**", "eu/{env}.yaml"], "eu/dev.yaml", "eu Lost, dev Owned"),
        (&["**/{env}/**"], "a/eu/dev/b", "eu Contested, dev Contested"),
        (&["**/{env}/**"], "a/eu/prod/b", "eu Lost, production Owned"),
        (&["{x}-{env}-{y}"], "a-dev-b", "dev Owned"),
        (&["{x}/**", "{env}/**"], "eu/a", "eu Owned, production Lost, dev Lost"),
    ] {
        assert_eq!(standings(templates, nested, path), expected, "{templates:?} {path}");
    }
}

fn template(text: &str) -> Template {
    Template::parse(text).unwrap()
}

fn bound(text: &str) -> BoundTemplate {
    BoundTemplate::new(&template(text), &Bindings { name: String::new(), with: [].into() }, &[], &[])
}

fn matches(text: &str, path: &str) -> bool {
    let env = Bindings { name: String::new(), with: [].into() };
    !Matcher::new(&[template(text)], &[], &env, &[], &[]).names(path).is_empty()
}

#[test]
fn paths_that_two_templates_spell_alike() {
    for (a, b, path) in [
        ("apps/*/live.yaml", "apps/**/live.yaml", Some("apps/x/live.yaml")),
        ("apps/{a}/live.yaml", "apps/*/live.yaml", Some("apps/x/live.yaml")),
        ("a-*", "*-b", None),
        ("{x}-a", "?-a", Some("x-a")),
        ("a/**", "a/*/*", Some("a/x/x")),
        ("a/**", "a/b/**", None),
        ("**", "*", Some("x")),
        ("a/*", "*/a", None),
        ("**/a", "a", Some("a")),
        ("*a*", "a*", Some("a")),
    ] {
        assert_eq!(alike(&bound(a), &bound(b)).as_deref(), path, "{a} {b}");
    }
}

#[test]
fn more_is_spelled_in_every_common_path() {
    for (a, b, more) in [
        ("envs/eu/prod/**", "envs/eu/**", true),
        ("envs/eu/**", "envs/eu/prod/**", false),
        ("{a}-pre-prod.yaml", "{a}-prod.yaml", true),
        ("a/**", "b/**", true),
        ("**/a/**", "**/b/**", false),
        ("a/*/c", "a/*/*", true),
    ] {
        assert_eq!(always_more(&bound(a), &bound(b)), more, "{a} {b}");
    }
}

#[test]
fn a_template_with_very_many_spellings_owns_nothing_that_is_contested() {
    let env = |name: &str| Bindings { name: name.into(), with: [].into() };
    let templates = [template("**/{env}/**/{env}/**")];
    let path = format!("{}b/b/c", "a/".repeat(80));
    for (ours, theirs) in [("a", "b"), ("b", "a")] {
        let matcher = Matcher::new(&templates, &[], &env(ours), &[env(theirs)], &[]);
        assert_eq!(matcher.standing(&path), Some(Standing::Contested), "{ours}");
    }
}

/// Templates and paths over few names, so that they often meet.
fn segment() -> impl Strategy<Value = String> {
    let tokens = prop_oneof![Just("a"), Just("b"), Just("{env}"), Just("{x}"), Just("*"), Just("?"), Just("{region}")];
    prop_oneof![
        2 => Just("**".to_owned()),
        1 => Just("{d**}".to_owned()),
        6 => prop::collection::vec(tokens, 1..3).prop_map(|tokens| tokens.concat()),
    ]
}

fn template_text() -> impl Strategy<Value = String> {
    prop::collection::vec(segment(), 1..4).prop_map(|segments| segments.join("/"))
}

fn some_path() -> impl Strategy<Value = String> {
    prop::collection::vec("[ab]{1,3}", 1..5).prop_map(|names| names.join("/"))
}

fn environments() -> impl Strategy<Value = Vec<Bindings>> {
    let value = prop_oneof!["[ab]{1,2}", "[ab]/[ab]"];
    prop::collection::vec((value, prop::option::of("[ab]{0,1}")), 2..4).prop_map(|values| {
        let env = |(index, (env, region)): (usize, (String, Option<String>))| {
            let region = region.map(|region| ("region".to_owned(), region));
            Bindings { name: format!("e{index}"), with: [("env".to_owned(), env)].into_iter().chain(region).collect() }
        };
        values.into_iter().enumerate().map(env).collect()
    })
}

/// The environments that take a path, each with its standing.
fn owners(templates: &[Template], envs: &[Bindings], path: &str) -> Vec<(String, Standing)> {
    let standing = |env: &Bindings| {
        let others: Vec<Bindings> = envs.iter().filter(|other| other.name != env.name).cloned().collect();
        let matcher = Matcher::new(templates, &[], env, &others, &[]);
        let standing = matcher.standing(path)?;
        assert_eq!(standing == Standing::Owned, !matcher.names(path).is_empty());
        Some((env.name.clone(), standing))
    };
    let mut found: Vec<_> = envs.iter().filter_map(standing).collect();
    found.sort();
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_path_has_one_owner_whatever_the_order(
        texts in prop::collection::vec(template_text(), 1..4),
        envs in environments(),
        paths in prop::collection::vec(some_path(), 8),
    ) {
        let templates: Vec<Template> = texts.iter().map(|text| template(text)).collect();
        let (mut turned, mut others) = (templates.clone(), envs.clone());
        turned.reverse();
        others.reverse();
        for path in paths {
            let found = owners(&templates, &envs, &path);
            prop_assert!(found.iter().filter(|(_, standing)| *standing == Standing::Owned).count() <= 1, "{path} {found:?}");
            prop_assert_eq!(&found, &owners(&turned, &others, &path), "{}", path);
            // Somebody is the strongest, or nobody lost to an owner.
            let lost = found.iter().all(|(_, standing)| *standing == Standing::Lost);
            prop_assert!(found.is_empty() || !lost, "{path} {found:?}");
        }
    }

    #[test]
    fn templates_are_compared_as_their_paths_are(a in template_text(), b in template_text(), paths in prop::collection::vec(some_path(), 16)) {
        let (ours, theirs) = (bound(&a), bound(&b));
        let spelled = |template: &BoundTemplate, path: &str| template.spellings(path).unwrap();
        for path in paths.iter().filter(|path| matches(&a, path) && matches(&b, path)) {
            prop_assert!(may_meet(&ours, &theirs));
            let (x, y) = (spelled(&ours, path), spelled(&theirs, path));
            prop_assert!(!x.is_empty() && !y.is_empty(), "{path}");
            let (x, y): (Vec<&Spelled>, Vec<&Spelled>) = (x.iter().collect(), y.iter().collect());
            prop_assert!(!always_more(&ours, &theirs) || beats(&x, &y), "{path}");
            prop_assert!(alike(&ours, &theirs).is_some() || !x.iter().any(|x| y.contains(x)), "{path}");
        }
    }
}
