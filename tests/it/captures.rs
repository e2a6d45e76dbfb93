//! Template captures besides `{env}`: equal on both sides, or bound by an environment; `--only`.

use insta::assert_snapshot;

use crate::support::Repo;

const PLAIN: &str = "{ dev: {}, prod: { from: [dev] } }";

#[test]
fn captures_are_equal_on_both_sides() {
    let repo = Repo::layout(
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
    --- stderr
    error: no file of dev or prod has app=none
    hint: the values are api and web
    --- exit 2
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
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
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
fn bindings_may_contain_slashes() {
    let repo = Repo::layout(
        r#"["clusters/{where}/{env}/**"]"#,
        "{ dev: { with: { where: aws/eu } }, prod: { with: { env: production, where: gcp/us/one }, from: [dev] } }",
        &[
            ("clusters/aws/eu/dev/a.yaml", "v: 2\n"),
            ("clusters/gcp/us/one/production/a.yaml", "v: 1\n"),
            ("clusters/gcp/us/two/production/a.yaml", "v: 0\n"),
            ("clusters/aws/eu/dev/b/c.yaml", "v: 3\n"),
        ],
    );
    assert_snapshot!(repo.promote_all("dev", "prod"), @"
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
fn promotes_one_source_to_several_targets() {
    let repo = Repo::layout(
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
    assert_snapshot!(repo.promote_all("dev", "prod-us"), @"
    $ promote diff dev prod-us
    envs/{env}/{region}/a.yaml
      ~ v  0 -> 2

    dev -> prod-us: 1 modified
    M	envs/prod/us/a.yaml
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> prod-eu      1 modified  never promoted
    dev -> prod-us      equal       last 2026-03-02 09:00:07 UTC
    prod-eu -> prod-us  1 modified  never promoted

    No promotion is open.
    ");
}
