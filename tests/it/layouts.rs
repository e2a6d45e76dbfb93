//! Layouts on one branch: where the environment may be in a path, and where a promoted file is written.

use insta::assert_snapshot;

use crate::support::Repo;

const PLAIN: &str = "{ dev: {}, prod: { from: [dev] } }";

#[test]
fn the_environment_may_be_any_folder() {
    let repo = Repo::layout(
        r#"["apps/*/overlays/{env}/**", "{env}.d/x.yaml"]"#,
        PLAIN,
        &[
            ("apps/web/overlays/dev/deep/er/a.yaml", "v: 2\n"),
            ("apps/web/overlays/prod/deep/er/a.yaml", "v: 1\n"),
            ("apps/api/overlays/dev/new.yaml", "v: 3\n"),
            ("dev.d/x.yaml", "v: 4\n"),
            ("dev.d/other.yaml", "v: 4\n"),
            ("apps/web/base/a.yaml", "v: 0\n"),
        ],
    );
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
    $ promote diff dev prod
    apps/api/overlays/{env}/new.yaml
      + v  3

    apps/web/overlays/{env}/deep/er/a.yaml
      ~ v  1 -> 2

    {env}.d/x.yaml
      + v  4

    dev -> prod: 2 added, 1 modified
    A	apps/api/overlays/prod/new.yaml
    M	apps/web/overlays/prod/deep/er/a.yaml
    A	prod.d/x.yaml
    ");
}

#[test]
fn the_environment_may_be_a_part_of_a_name_and_occur_twice() {
    let repo = Repo::layout(
        r#"["config/{service}-{env}.yaml", "{env}/{env}.yaml", "values.{env}.json"]"#,
        PLAIN,
        &[
            ("config/web-dev.yaml", "v: 2\n"),
            ("config/web-prod.yaml", "v: 1\n"),
            ("config/a-b-dev.yaml", "v: 3\n"),
            ("dev/dev.yaml", "v: 4\n"),
            ("prod/dev.yaml", "v: 5\n"),
            ("values.dev.json", "{\"v\": 6}\n"),
            ("values.prod.json", "{\"v\": 5}\n"),
        ],
    );
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
    $ promote diff dev prod
    config/a-b-{env}.yaml
      + v  3

    config/web-{env}.yaml
      ~ v  1 -> 2

    values.{env}.json
      ~ v  5 -> 6

    {env}/{env}.yaml
      + v  4

    dev -> prod: 2 added, 2 modified
    A	config/a-b-prod.yaml
    M	config/web-prod.yaml
    A	prod/prod.yaml
    M	values.prod.json
    ");
}

#[test]
fn environments_may_have_irregular_or_empty_spellings() {
    let repo = Repo::layout(
        r#"[{ path: "charts/{chart}/values{env}.yaml", env: { dev: "-dev", prod: "" } }]"#,
        PLAIN,
        &[
            ("charts/web/values-dev.yaml", "v: 2\n"),
            ("charts/web/values.yaml", "v: 1\n"),
            ("charts/api/values-dev.yaml", "v: 3\n"),
            ("charts/api/values-staging.yaml", "v: 4\n"),
        ],
    );
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
    $ promote diff dev prod
    charts/api/values{env}.yaml
      + v  3

    charts/web/values{env}.yaml
      ~ v  1 -> 2

    dev -> prod: 1 added, 1 modified
    A	charts/api/values.yaml
    M	charts/web/values.yaml
    ");
}

#[test]
fn excluded_files_are_not_configuration() {
    let repo = Repo::layout(
        r#"["envs/{env}/**", "!**/generated/**", "!**/*.md", "!envs/dev/local.yaml"]"#,
        PLAIN,
        &[
            ("envs/dev/a.yaml", "v: 2\n"),
            ("envs/prod/a.yaml", "v: 1\n"),
            ("envs/dev/x/generated/b.yaml", "v: 2\n"),
            ("envs/dev/README.md", "words\n"),
            ("envs/dev/local.yaml", "v: 2\n"),
            ("envs/prod/local.yaml", "v: 1\n"),
            ("envs/dev/.gitkeep", ""),
            ("envs/dev/.gitattributes", "* text\n"),
        ],
    );
    assert_snapshot!(repo.promote_line("diff dev prod"), @r"
    $ promote diff dev prod
    envs/{env}/a.yaml
      ~ v  1 -> 2

    dev -> prod: 1 modified
    ");
}

#[test]
fn formats_may_be_given_where_the_name_has_none() {
    let repo = Repo::layout(
        r#"[{ path: "tags/{env}/*", format: yaml }, { path: "raw/{env}/*.yaml", format: text }]"#,
        PLAIN,
        &[
            ("tags/dev/web", "tag: 2\n"),
            ("tags/prod/web", "tag: 1 # pinned\n"),
            ("raw/dev/a.yaml", "{{ template }}\n"),
            ("raw/prod/a.yaml", "a: 1\n"),
        ],
    );
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
    $ promote diff dev prod
    raw/{env}/a.yaml
      ~ (whole file)  a8926a52d8 (5 bytes) -> 61217108ec (15 bytes)
          - a: 1
          + {{ template }}

    tags/{env}/web
      ~ tag  1 -> 2

    dev -> prod: 2 modified
    M	raw/prod/a.yaml
    M	tags/prod/web
    ");
}

#[test]
fn shared_files_differ_only_between_branches() {
    let repo = Repo::layout(
        r#"["envs/{env}/**", "shared/*.yaml"]"#,
        "{ dev: {}, prod: { branch: prod, from: [dev] } }",
        &[("envs/dev/a.yaml", "v: 2\n"), ("envs/prod/a.yaml", "v: 1\n"), ("shared/limits.yaml", "v: 1\n")],
    );
    repo.git_line("branch prod");
    repo.write("shared/limits.yaml", "v: 2\n").commit("Shared, but on two branches");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    1 key waits

    shared/limits.yaml
      ~ v  1 -> 2

    1 key of unknown direction: no history yet

    envs/{env}/a.yaml
      ~ v  1 -> 2

    dev -> prod: 2 modified
    ");
}

#[test]
fn a_file_under_two_templates_has_one_name() {
    let files = [("dev/x/a.yaml", "v: 2\n"), ("prod/x/a.yaml", "v: 1\n")];
    let repo = Repo::layout(r#"["{env}/**", "{env}/x/{name}.yaml"]"#, PLAIN, &files);
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
    $ promote diff dev prod
    {env}/x/a.yaml
      ~ v  1 -> 2

    dev -> prod: 1 modified
    M	prod/x/a.yaml
    ");
}

#[test]
fn a_longer_spelling_of_another_environment_is_that_environments() {
    let repo = Repo::layout(
        r#"["config/{service}-{env}.yaml"]"#,
        "{ dev: {}, pre-prod: { from: [dev] }, prod: { from: [pre-prod] } }",
        &[
            ("config/web-dev.yaml", "v: 2\n"),
            ("config/web-pre-dev.yaml", "v: 5\n"),
            ("config/web-pre-prod.yaml", "v: 1\n"),
            ("config/web-prod.yaml", "v: 0\n"),
        ],
    );
    assert_snapshot!(repo.promote_line("diff pre-prod prod"), @"
    $ promote diff pre-prod prod
    config/web-{env}.yaml
      ~ v  0 -> 1

    pre-prod -> prod: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    config/web-pre-{env}.yaml
      + v  5

    config/web-{env}.yaml
      ~ v  0 -> 2

    dev -> prod: 1 added, 1 modified
    ");
    repo.ok("create pre-prod prod --execute");
    assert_eq!(repo.read("config/web-pre-prod.yaml"), "v: 1\n");
}

#[test]
fn source_and_target_may_overlap() {
    let repo = Repo::layout(
        r#"["envs/{env}/**"]"#,
        "{ eu: {}, prod: { with: { env: eu/prod }, from: [eu] }, back: { with: { env: eu/prod/back }, from: [prod] } }",
        &[
            ("envs/eu/a.yaml", "v: 2\n"),
            ("envs/eu/x/b.yaml", "v: 2\n"),
            ("envs/eu/prod/a.yaml", "v: 1\n"),
            ("envs/eu/prod/back/a.yaml", "v: 0\n"),
        ],
    );
    assert_snapshot!(repo.promote_all("eu", "prod"), @"
    $ promote diff eu prod
    envs/{env}/a.yaml
      ~ v  1 -> 2

    envs/{env}/x/b.yaml
      + v  2

    eu -> prod: 1 added, 1 modified
    M	envs/eu/prod/a.yaml
    A	envs/eu/prod/x/b.yaml
    ");
    assert_snapshot!(repo.promote_all("prod", "back"), @"
    $ promote diff prod back
    1 new file waits

    envs/{env}/x/b.yaml
      + v  2

    1 key of unknown direction: no history yet

    envs/{env}/a.yaml
      ~ v  0 -> 2

    prod -> back: 1 added, 1 modified
    M	envs/eu/prod/back/a.yaml
    A	envs/eu/prod/back/x/b.yaml
    ");
}

#[test]
fn environments_on_other_branches_do_not_overlap() {
    let repo = Repo::layout(
        r#"["envs/{env}/**"]"#,
        "{ dev: {}, eu: { from: [dev] }, prod: { with: { env: eu/prod }, branch: live, from: [dev] } }",
        &[("envs/dev/prod/a.yaml", "v: 2\n"), ("envs/eu/prod/a.yaml", "v: 1\n")],
    );
    repo.git_line("branch live");
    assert_snapshot!(repo.promote_all("dev", "eu"), @"
    $ promote diff dev eu
    envs/{env}/prod/a.yaml
      ~ v  1 -> 2

    dev -> eu: 1 modified
    M	envs/eu/prod/a.yaml
    ");
}
