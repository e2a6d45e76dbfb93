//! Environments inside one file (`keys:`): reading, display, key syntax and writing.

use insta::assert_snapshot;

use crate::support::Repo;

pub const PLAIN: &str = "{ dev: {}, staging: { from: [dev] }, production: { from: [staging] } }";

/// Clouds with environments below each; the second one has no production.
pub const CLOUDS: &str = "\
# Which image runs where
clouds:
  aws:
    region: eu-west-1   # for all of them
    environments:
      dev: {image: '3', replicas: 1}
      # staging is small
      staging:
        # as tested
        image: '2'
        replicas: 2
      # production is not
      production:
        image: '1'   # pinned
        replicas: 9
  gcp:
    environments:
      staging:
        image: '2'
        debug: true
owner: platform
";

pub fn clouds() -> Repo {
    let keep = PLAIN.replace("[staging]", "[staging], keep: [\"*.replicas\"]");
    Repo::layout(
        r#"[{ path: "config.yaml", keys: "clouds.{cloud}.environments.{env}" }]"#,
        &keep,
        &[("config.yaml", CLOUDS)],
    )
}

/// The changed lines of the last commit.
pub fn lines(repo: &Repo) -> String {
    let diff = repo.git_line("show --format= --unified=1");
    diff.lines().filter(|line| !line.starts_with("index ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn promotes_between_environments_in_one_file() {
    let repo = clouds();
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    config.yaml
      ~ clouds.aws.environments.{env}.image  '1' -> '2'
      + clouds.gcp.environments.{env}.image  '2'
      + clouds.gcp.environments.{env}.debug  true

    staging -> production: 2 added, 1 modified
    1 key owned by production (keep) left out; --keep shows it
    M	config.yaml
    ");
    assert_snapshot!(lines(&repo), @"
    diff --git a/config.yaml b/config.yaml
    --- a/config.yaml
    +++ b/config.yaml
    @@ -13,3 +13,3 @@ clouds:
           production:
    -        image: '1'   # pinned
    +        image: '2'   # pinned
             replicas: 9
    @@ -20,2 +20,5 @@ clouds:
             debug: true
    +      production:
    +        image: '2'
    +        debug: true
     owner: platform
    ");
    assert_snapshot!(repo.promote_line("configs production"), @"
    $ promote configs production
    config.yaml
      fb847ec0  clouds.aws.environments.{env}.image     '2'
      663be466  clouds.aws.environments.{env}.replicas  9
      8efd72d9  clouds.gcp.environments.{env}.image     '2'
      83961729  clouds.gcp.environments.{env}.debug     true

    production: 4 keys in 1 file
    ");
    assert_snapshot!(repo.promote_line("status"), @"
    $ promote status
    dev -> staging         2 modified  never promoted
        2 only in staging
    staging -> production  equal       last 2026-03-02 09:00:06 UTC
        1 key owned by production (keep)

    No promotion is open.
    ");
}

#[test]
fn accepts_keys_with_and_without_placeholders() {
    let repo = clouds();
    for key in [
        "config.yaml:clouds.aws.environments.{env}.image",
        "clouds.aws.environments.{env}.image",
        "clouds.aws.environments.staging.image",
        "clouds.aws.environments.production.image",
        "clouds.aws.*.image",
    ] {
        let run = repo.run_words(&["diff", "staging", "production", key]);
        assert!(run.stdout.contains("~ clouds.aws.environments.{env}.image  '1' -> '2'"), "{key}\n{}", run.stdout);
        assert!(run.stdout.ends_with(": 1 modified\n"), "{key}\n{}", run.stdout);
    }
    assert_snapshot!(repo.promote_line("configs staging clouds.aws.environments.production.image"), @"
    $ promote configs staging clouds.aws.environments.production.image
    --- stderr
    error: staging has no key that matches 'clouds.aws.environments.production.image'
    hint: did you mean clouds.aws.environments.{env}.image?
    hint: list all keys: promote keys staging
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("diff staging production region"), @"
    $ promote diff staging production region
    --- stderr
    error: 'region' matches no key in staging or production
    hint: list the keys: promote keys staging
    --- exit 2
    ");
}

#[test]
fn an_id_is_the_same_in_every_environment() {
    let repo = clouds();
    let ids = |environment: &str| {
        let text = repo.ok(&format!("configs {environment} clouds.aws -v"));
        let mut ids: Vec<String> = text.lines().filter_map(|l| Some(l.trim().split_once("  ")?.0.to_owned())).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids("dev").len(), 2);
    assert_eq!(ids("dev"), ids("staging"));
    assert_eq!(ids("staging"), ids("production"));
}

#[test]
fn only_filters_by_capture() {
    let repo = clouds();
    assert_snapshot!(repo.promote_line("diff staging production --only cloud=gcp"), @"
    $ promote diff staging production --only cloud=gcp
    config.yaml
      + clouds.gcp.environments.{env}.image  '2'
      + clouds.gcp.environments.{env}.debug  true

    staging -> production: 2 added
    ");
    assert_snapshot!(repo.promote_line("diff staging production --only cloud=a*,x --keep"), @"
    $ promote diff staging production --only cloud=a*,x --keep
    config.yaml
      ~ clouds.aws.environments.{env}.image     '1' -> '2'
      ~ clouds.aws.environments.{env}.replicas  9 -> 2  (owned by production, not promoted)

    staging -> production: 1 modified
    1 key owned by production (keep)
    ");
    assert_snapshot!(repo.promote_line("diff staging production --only cloud=none"), @"
    $ promote diff staging production --only cloud=none
    staging -> production: no difference
    ");
    assert_snapshot!(repo.promote_line("diff staging production --only clod=aws"), @"
    $ promote diff staging production --only clod=aws
    --- stderr
    error: no path template captures 'clod'
    hint: did you mean cloud?
    hint: the templates in promote.yaml capture cloud and env
    --- exit 2
    ");
}
