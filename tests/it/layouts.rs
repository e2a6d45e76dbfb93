//! Layouts on one branch: where the environment may stand in a path, and where a file lands.

use insta::assert_snapshot;

use crate::support::Repo;

/// A repository with these templates, dev and prod, and these files.
fn repo(files: &str, environments: &str, contents: &[(&str, &str)]) -> Repo {
    let repo = Repo::new();
    repo.policy(&format!("version: 1\nfiles: {files}\nenvironments: {environments}\n"));
    for (path, content) in contents {
        repo.write(path, content);
    }
    repo.commit("A layout");
    repo
}

/// What differs, and what promoting all of it writes where.
fn promoted(repo: &Repo, source: &str, target: &str) -> String {
    let diff = repo.promote_line(&format!("diff {source} {target}"));
    repo.ok(&format!("create {source} {target} --execute"));
    assert_eq!(repo.run(&format!("diff {source} {target} --exit-code")).code, 0, "{diff}");
    diff + &repo.git_line("show --format= --name-status")
}

const PLAIN: &str = "{ dev: {}, prod: { from: [dev] } }";

#[test]
fn a_folder_anywhere() {
    let repo = repo(
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
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
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
fn a_part_of_a_name_and_more_than_once() {
    let repo = repo(
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
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
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
fn captures_are_equal_on_both_sides() {
    let repo = repo(
        r#"["apps/{app}/{env}/{rest**}/values.yaml", "apps/{app}/{env}/top.yaml"]"#,
        PLAIN,
        &[
            ("apps/web/dev/eu/one/values.yaml", "v: 2\n"),
            ("apps/web/prod/eu/one/values.yaml", "v: 1\n"),
            ("apps/api/dev/us/values.yaml", "v: 3\n"),
            ("apps/api/dev/top.yaml", "v: 4\n"),
        ],
    );
    assert_snapshot!(repo.promote_line("diff dev prod --only app=api"), @"
    $ promote diff dev prod --only app=api
    apps/api/{env}/top.yaml
      + v  4

    apps/api/{env}/us/values.yaml
      + v  3

    dev -> prod: 2 added
    ");
    assert_snapshot!(repo.promote_line("diff dev prod --only app=a* --only rest=us,asia --stat"), @"
    $ promote diff dev prod --only app=a* --only rest=us,asia --stat
    apps/api/{env}/us/values.yaml     1  +1
    dev -> prod: 1 added
    ");
    assert_snapshot!(repo.promote_line("diff dev prod --only app=none"), @"
    $ promote diff dev prod --only app=none
    dev -> prod: no difference
    ");
    assert_snapshot!(repo.promote_line("create dev prod --only app=web --dry-run"), @"
    $ promote create dev prod --only app=web --dry-run
    apps/web/{env}/eu/one/values.yaml
      ~ v  1 -> 2

    Would create a promotion dev -> prod: 1 modified
    ");
    assert_snapshot!(repo.promote_line("status --only rest=eu/*"), @"
    $ promote status --only rest=eu/*
    dev -> prod  1 modified  never promoted

    No promotion is open.
    ");
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
    $ promote diff dev prod
    apps/api/{env}/top.yaml
      + v  4

    apps/api/{env}/us/values.yaml
      + v  3

    apps/web/{env}/eu/one/values.yaml
      ~ v  1 -> 2

    dev -> prod: 2 added, 1 modified
    A	apps/api/prod/top.yaml
    A	apps/api/prod/us/values.yaml
    M	apps/web/prod/eu/one/values.yaml
    ");
}

#[test]
fn spellings_that_are_irregular_or_empty() {
    let repo = repo(
        r#"[{ path: "charts/{chart}/values{env}.yaml", env: { dev: "-dev", prod: "" } }]"#,
        PLAIN,
        &[
            ("charts/web/values-dev.yaml", "v: 2\n"),
            ("charts/web/values.yaml", "v: 1\n"),
            ("charts/api/values-dev.yaml", "v: 3\n"),
            ("charts/api/values-staging.yaml", "v: 4\n"),
        ],
    );
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
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
fn bindings_with_slashes() {
    let repo = repo(
        r#"["clusters/{where}/{env}/**"]"#,
        "{ dev: { with: { where: aws/eu } }, prod: { with: { env: production, where: gcp/us/one }, from: [dev] } }",
        &[
            ("clusters/aws/eu/dev/a.yaml", "v: 2\n"),
            ("clusters/gcp/us/one/production/a.yaml", "v: 1\n"),
            ("clusters/gcp/us/two/production/a.yaml", "v: 0\n"),
            ("clusters/aws/eu/dev/b/c.yaml", "v: 3\n"),
        ],
    );
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
    $ promote diff dev prod
    clusters/{where}/{env}/a.yaml
      ~ v  1 -> 2

    clusters/{where}/{env}/b/c.yaml
      + v  3

    dev -> prod: 1 added, 1 modified
    M	clusters/gcp/us/one/production/a.yaml
    A	clusters/gcp/us/one/production/b/c.yaml
    ");
}

#[test]
fn several_targets_of_one_source() {
    let repo = repo(
        r#"["envs/{env}/{region}/**"]"#,
        "{ dev: { with: { region: eu } }, prod-eu: { with: { env: prod, region: eu }, from: [dev] }, prod-us: { with: { env: prod, region: us }, from: [dev, prod-eu] } }",
        &[("envs/dev/eu/a.yaml", "v: 2\n"), ("envs/prod/eu/a.yaml", "v: 1\n"), ("envs/prod/us/a.yaml", "v: 0\n")],
    );
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> prod-eu      1 modified  never promoted
    dev -> prod-us      1 modified  never promoted
    prod-eu -> prod-us  1 modified  never promoted

    No promotion is open.
    ");
    assert_snapshot!(promoted(&repo, "dev", "prod-us"), @"
    $ promote diff dev prod-us
    envs/{env}/{region}/a.yaml
      ~ v  0 -> 2

    dev -> prod-us: 1 modified
    M	envs/prod/us/a.yaml
    ");
    assert_snapshot!(repo.promote_line("status"), @r"
    $ promote status
    dev -> prod-eu      1 modified                                  never promoted
    dev -> prod-us      equal       0 new since the last promotion  last 2026-03-02 09:00:07 UTC
    prod-eu -> prod-us  1 modified                                  never promoted

    No promotion is open.
    ");
}

#[test]
fn exclusions() {
    let repo = repo(
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
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    envs/{env}/a.yaml
      ~ v  1 -> 2

    envs/{env}/local.yaml
      - v  1

    dev -> prod: 1 modified, 1 removed
    ");
}

#[test]
fn formats_where_the_name_does_not_tell() {
    let repo = repo(
        r#"[{ path: "tags/{env}/*", format: yaml }, { path: "raw/{env}/*.yaml", format: text }]"#,
        PLAIN,
        &[
            ("tags/dev/web", "tag: 2\n"),
            ("tags/prod/web", "tag: 1 # pinned\n"),
            ("raw/dev/a.yaml", "{{ template }}\n"),
            ("raw/prod/a.yaml", "a: 1\n"),
        ],
    );
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
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
fn files_that_are_shared_differ_between_branches_only() {
    let repo = repo(
        r#"["envs/{env}/**", "shared/*.yaml"]"#,
        "{ dev: {}, prod: { branch: prod, from: [dev] } }",
        &[("envs/dev/a.yaml", "v: 2\n"), ("envs/prod/a.yaml", "v: 1\n"), ("shared/limits.yaml", "v: 1\n")],
    );
    repo.git_line("branch prod");
    repo.write("shared/limits.yaml", "v: 2\n").commit("Shared, but on two branches");
    assert_snapshot!(repo.promote_line("diff dev prod"), @"
    $ promote diff dev prod
    envs/{env}/a.yaml
      ~ v  1 -> 2

    shared/limits.yaml
      ~ v  1 -> 2

    dev -> prod: 2 modified
    ");
}

#[test]
fn a_file_under_two_templates_has_one_name() {
    let files = [("dev/x/a.yaml", "v: 2\n"), ("prod/x/a.yaml", "v: 1\n")];
    let repo = repo(r#"["{env}/**", "{env}/x/{name}.yaml"]"#, PLAIN, &files);
    assert_snapshot!(promoted(&repo, "dev", "prod"), @"
    $ promote diff dev prod
    {env}/x/a.yaml
      ~ v  1 -> 2

    dev -> prod: 1 modified
    M	prod/x/a.yaml
    ");
}
