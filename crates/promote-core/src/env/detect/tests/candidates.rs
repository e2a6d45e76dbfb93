//! Names that are accepted as environments, and names that are not.

use insta::assert_snapshot;

use super::{brief, brief_of, found};
use crate::env::detect::{Detection, find};

#[test]
fn parts_of_directory_names() {
    assert_snapshot!(brief(&["k8s-{staging,prod}/{web,api}.yaml", "deploy/{test,live}-cluster/app.yaml"]), @r"
    k8s-{env}/** (4)
    deploy/{env}-cluster/** (2) prod=live
    test <- 
    staging <- test
    prod <- staging
    ");
}

#[test]
fn regions_and_numbers() {
    assert_snapshot!(brief(&[
        "clusters/{dev,staging-eu,staging-us,production-eu,production-us-east}/values.yaml",
    ]), @"
    clusters/{env}/** (5)
    dev <- 
    staging-eu <- dev
    staging-us <- dev
    production-eu <- staging-eu
    production-us-east <- staging-us, production-eu
    ");
    assert_snapshot!(brief(&["envs/{dev1,dev2,prod}/a.yaml"]), @r"
    envs/{env}/** (3)
    dev1 <- 
    dev2 <- 
    prod <- dev1, dev2
    ");
    assert_snapshot!(brief(&["tf/{us-east-1,eu-west-1}/{dev,prod}/main.tf"]), @r"
    tf/{region}/{env}/** (4)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn families_by_stem() {
    assert_snapshot!(brief(&[
        "applications/{deploy,login}/values{,-labdev,-labint,-labprod,-summit-dev,-summit-prod}.yaml",
        "applications/runner/values{,-summit-dev,-summit-prod}.yaml",
        "applications/latest/values-latest.yaml",
        "environments/values-{labdev,labint,labprod}.yaml",
    ]), @r"
    applications/{app}/values-{env}.yaml (12)
    environments/values-{env}.yaml (3)
    labdev <- 
    labint <- labdev
    labprod <- labint
    summit-dev <- 
    summit-prod <- summit-dev
    ");
}

#[test]
fn another_kind_of_file_is_not_a_family() {
    assert_snapshot!(brief(&["app/values{,-web}-{dev,prod}.yaml", "app/{dev,prod}-secrets.yaml"]), @r"
    app/values-web-{env}.yaml (2)
    app/values-{env}.yaml (2)
    app/{env}-secrets.yaml (2)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn irregular_spellings() {
    assert_snapshot!(brief(&[
        "clusters/{development,staging,production}/{a,b,c}.yaml",
        "charts/{web,api}/values-{dev,stg,prod}.yaml",
        "appsettings.{Development,Staging,Production}.json",
    ]), @r"
    clusters/{env}/** (9)
    charts/{chart}/values-{env}.yaml (6) development=dev staging=stg production=prod
    appsettings.{env}.json (3) development=Development staging=Staging production=Production
    development <- 
    staging <- development
    production <- staging
    ");
}

#[test]
fn two_spellings_in_one_place_are_two_environments() {
    assert_snapshot!(brief(&["envs/{dev,development,prod}/a.yaml", "x/values-{dev,prod}.yaml"]), @r"
    envs/{env}/** (3)
    x/values-{env}.yaml (2)
    dev <- 
    development <- 
    prod <- dev, development
    ");
}

#[test]
fn uncommon_names_need_the_same_files() {
    assert_snapshot!(brief(&[
        "envs/{dev,blue,prod}/{app,db}.yaml",
        "envs/{base,tools}/x.yaml",
        "envs/perf/{app,db}.yaml",
    ]), @r"
    envs/{env}/** (8)
    dev <- 
    perf <- dev
    prod <- dev
    blue? <- dev, prod
    not tools: Unusual (envs/tools/x.yaml)
    ");
}

#[test]
fn directories_of_two_kinds_with_the_same_files() {
    assert_snapshot!(brief(&["{,web-}{dev,prod}/{app,db}.yaml"]), @r"
    web-{env}/** (4)
    {env}/** (4)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn tenants_and_depths() {
    assert_snapshot!(brief(&["tenants/{acme,globex}/{dev,prod}/app.yaml", "tenants/acme/special/{dev,prod}/app.yaml"]), @r"
    tenants/{tenant}/{env}/** (4)
    tenants/acme/special/{env}/** (2)
    dev <- 
    prod <- dev
    ");
    let deep: Vec<String> = (0..14)
        .map(|i| {
            format!(
                "{}x/overlays/{{dev,prod}}/a.yaml",
                "team/area/".repeat(i % 4 + 1).replace("area", &format!("a{i}"))
            )
        })
        .collect();
    assert_snapshot!(brief(&deep.iter().map(String::as_str).collect::<Vec<_>>()), @r"
    team/{path**}/overlays/{env}/** (28)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn names_in_different_directories() {
    assert_snapshot!(brief(&["regions/eu/prod/a.yaml", "regions/us/staging/a.yaml"]), @r"
    regions/{env}/** (2) us-staging=us/staging eu-prod=eu/prod
    us-staging <- 
    eu-prod <- us-staging
    ");
}

#[test]
fn code_is_not_an_environment() {
    assert_snapshot!(brief(&[
        "src/{dev,test}/java/{A,B}.java",
        "tests/{dev,prod}/a.yaml",
        "internal/testing/x.go",
        "docs/{staging,production}/index.md",
        ".github/workflows/deploy-{staging,production}.yml",
        "latest/contest.yaml",
        "requirements-{dev,prod}.txt",
        "Cargo.toml",
    ]), @r"");
}

#[test]
fn a_single_environment_is_reported_without_a_pipeline() {
    let findings = found(&["charts/web/values-production.yaml", "charts/web/values.yaml"], &[]);
    assert_eq!(findings.environments.len(), 1);
    assert_eq!(findings.environments[0].seen[0].example, "charts/web/values-production.yaml");
    assert_eq!(findings.proposal(), None);
    assert_eq!(find(&[], &[]), Detection::default());
}

#[test]
fn branches() {
    let code = ["src/main.rs", "config.yaml"];
    assert_snapshot!(brief_of(&found(&code, &["main", "env/staging", "env/production", "env/dev"])), @r"
    ** (0)
    dev on env/dev <- 
    staging on env/staging <- dev
    production on env/production <- staging
    ");
    assert_snapshot!(brief_of(&found(&["envs/{dev,prod}/a.yaml"], &["main", "staging", "production"])), @r"
    envs/{env}/** (2)
    dev <- 
    prod <- dev
    not staging: BranchBeside (staging)
    not production: BranchBeside (production)
    ");
}

#[test]
fn the_proposal_is_tidy() {
    let findings = found(&["clusters/{dev,production}/a.yaml", "charts/web/values-{dev,prod}.yaml"], &[]);
    assert_snapshot!(findings.proposal().unwrap(), @r#"
    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      # 2 files, such as charts/web/values-dev.yaml
      - "charts/web/values-{env}.yaml"
      # 2 files, such as clusters/dev/a.yaml
      - path: "clusters/{env}/**"
        env:
          prod: "production"
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      dev: {}
      prod:
        from: [dev]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
    let findings = found(&["x.yaml"], &["staging", "production"]);
    assert_snapshot!(findings.proposal().unwrap(), @r#"
    # The configuration files of this repository, and how they are promoted between environments.
    # Proposed by `promote init` from the files of this repository; review and edit it.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      - "**"   # every file of these branches
      # - "!**/README.md"            # excludes files

    # In pipeline order.
    environments:
      staging:
        branch: staging
      production:
        branch: production
        from: [staging]
        # approvals: { required: 1 }   # approvals for a promotion to this environment; not by its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
}
