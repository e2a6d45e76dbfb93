//! Paths and their logical names, for every layout of the manual.

use std::collections::BTreeMap;

use super::super::template::Template;
use super::*;
use promote_model::Pattern;

fn matcher(templates: &[&str], env: &str, with: &[(&str, &str)]) -> Matcher {
    let (exclusions, files): (Vec<&str>, Vec<&str>) = templates.iter().partition(|t| t.starts_with('!'));
    let parse = |texts: Vec<&str>| -> Vec<Template> {
        texts.into_iter().map(|t| Template::parse(t.trim_start_matches('!')).unwrap()).collect()
    };
    let with = with.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Matcher::new(&parse(files), &parse(exclusions), &Bindings { name: env.into(), with }, &[], &[])
}

fn logical(matcher: &Matcher, path: &str) -> Vec<String> {
    matcher.names(path)
}

#[test]
fn directories_suffixes_and_repeats() {
    let m = matcher(&["envs/{env}/**", "config/{service}-{env}.yaml", "{env}/{env}.json"], "prod", &[]);
    assert_eq!(logical(&m, "envs/prod/a/b.yaml"), ["envs/{env}/a/b.yaml"]);
    assert_eq!(logical(&m, "config/web-api-prod.yaml"), ["config/web-api-{env}.yaml"]);
    assert_eq!(logical(&m, "prod/prod.json"), ["{env}/{env}.json"]);
    assert!(logical(&m, "prod/dev.json").is_empty());
    assert!(logical(&m, "envs/dev/a.yaml").is_empty());
    assert!(logical(&m, "envs/prod").is_empty());
}

#[test]
fn bindings_may_contain_slashes() {
    let m = matcher(&["{region}/{env}/**"], "production-eu", &[("env", "prod"), ("region", "eu/west")]);
    assert_eq!(logical(&m, "eu/west/prod/a.yaml"), ["{region}/{env}/a.yaml"]);
    assert!(logical(&m, "eu/prod/a.yaml").is_empty());
}

#[test]
fn irregular_and_empty_spellings() {
    let mut template = Template::parse("charts/{chart}/values{env}.yaml").unwrap();
    template.spelled.insert("prod".into(), String::new());
    template.spelled.insert("dev".into(), "-development".into());
    let bound = |name: &str| {
        let env = Bindings { name: name.into(), with: BTreeMap::from([("env".into(), "x".into())]) };
        Matcher::new(std::slice::from_ref(&template), &[], &env, &[], &[])
    };
    assert_eq!(logical(&bound("prod"), "charts/web/values.yaml"), ["charts/web/values{env}.yaml"]);
    assert_eq!(logical(&bound("dev"), "charts/web/values-development.yaml"), ["charts/web/values{env}.yaml"]);
    assert_eq!(logical(&bound("other"), "charts/web/valuesx.yaml"), ["charts/web/values{env}.yaml"]);
}

#[test]
fn captures_that_repeat_must_be_equal() {
    let m = matcher(&["{app}/{rest**}/{app}.{env}.yaml"], "dev", &[]);
    assert_eq!(logical(&m, "web/a/b/web.dev.yaml"), ["web/a/b/web.{env}.yaml"]);
    assert_eq!(logical(&m, "web/web.dev.yaml"), ["web/web.{env}.yaml"]);
    assert!(logical(&m, "web/a/api.dev.yaml").is_empty());
}

#[test]
fn exclusions_cover_everything_below_and_git_files_are_never_configuration() {
    let m = matcher(&["{env}/**", "!**/generated", "!{env}/*.md"], "dev", &[]);
    assert!(logical(&m, "dev/x/generated/a.yaml").is_empty());
    assert!(logical(&m, "dev/readme.md").is_empty());
    assert_eq!(logical(&m, "dev/x/readme.md"), ["{env}/x/readme.md"]);
    assert!(logical(&m, "dev/.gitignore").is_empty());
    assert!(logical(&m, "dev/.github/x.yaml").is_empty());
}

#[test]
fn exclusions_apply_to_paths_without_a_file() {
    let m = matcher(&["{env}/**", "!**/generated", "!{env}/*.md", "!dev/secret.txt"], "dev", &[]);
    for path in ["dev/x/generated/a.yaml", "dev/a.md", "dev/secret.txt"] {
        assert!(m.excludes(path), "{path}");
    }
    for path in ["dev/a.yaml", "dev/x/a.md", "dev/x/secret.txt", "prod/secret.txt"] {
        assert!(!m.excludes(path), "{path}");
    }
}

#[test]
fn a_longer_spelling_of_another_environment_takes_precedence() {
    let templates = [Template::parse("config/{service}-{env}.yaml").unwrap()];
    let env = |name: &str| Bindings { name: name.into(), with: BTreeMap::new() };
    let bound = |name: &str, rival: &str| Matcher::new(&templates, &[], &env(name), &[env(rival)], &[]);
    let (prod, pre) = (bound("prod", "pre-prod"), bound("pre-prod", "prod"));
    assert_eq!(logical(&prod, "config/web-prod.yaml"), ["config/web-{env}.yaml"]);
    assert!(logical(&prod, "config/web-pre-prod.yaml").is_empty());
    assert_eq!(logical(&pre, "config/web-pre-prod.yaml"), ["config/web-{env}.yaml"]);
}

#[test]
fn only_filters_free_and_bound_captures() {
    let only = CaptureFilter { name: "app".into(), values: vec![Pattern::parse("w*").unwrap()] };
    let env = Bindings { name: "dev".into(), with: BTreeMap::new() };
    let templates = [Template::parse("apps/{app}/{env}/**").unwrap()];
    let m = Matcher::new(&templates, &[], &env, &[], &[only]);
    assert_eq!(logical(&m, "apps/web/dev/a"), ["apps/web/{env}/a"]);
    assert!(logical(&m, "apps/api/dev/a").is_empty());
}

#[test]
fn a_folder_that_only_leaves_out_leads_nowhere() {
    let only = |value: &str| CaptureFilter { name: "app".into(), values: vec![Pattern::parse(value).unwrap()] };
    let bound = |template: &str, value: &str| {
        let env = Bindings { name: "dev".into(), with: BTreeMap::new() };
        Matcher::new(&[Template::parse(template).unwrap()], &[], &env, &[], &[only(value)])
    };
    let m = bound("{env}/{app}/*.yaml", "web");
    let dev = m.step(&m.start(), "dev").children.remove(0).1;
    assert_eq!(m.step(&dev, "web").children.len(), 1);
    assert!(m.step(&dev, "api").children.is_empty());
    // A capture of several folders is known at their end only.
    let m = bound("{env}/{app**}/values.yaml", "shop/web");
    assert_eq!(logical(&m, "dev/shop/web/values.yaml"), ["{env}/shop/web/values.yaml"]);
    assert!(logical(&m, "dev/shop/values.yaml").is_empty());
    assert!(logical(&m, "dev/shop/web/new/values.yaml").is_empty());
    // Part of a name.
    let m = bound("{env}/{app}-values.yaml", "web");
    assert_eq!(logical(&m, "dev/web-values.yaml"), ["{env}/web-values.yaml"]);
    assert!(logical(&m, "dev/api-values.yaml").is_empty());
}

#[test]
fn states_are_settled_after_the_last_bound_capture() {
    let m = matcher(&["envs/{env}/**"], "dev", &[]);
    let envs = m.step(&m.start(), "envs").children.remove(0).1;
    assert!(!m.settled(&envs, &[]));
    let dev = m.step(&envs, "dev").children.remove(0).1;
    assert!(m.settled(&dev, &[]));
}
