//! Layouts as public repositories have them, and what is proposed for them.

use insta::assert_snapshot;

use super::*;

/// `a/{b,c}/d` as a shell expands it.
fn expand(text: &str) -> Vec<String> {
    let Some((before, rest)) = text.split_once('{') else { return vec![text.to_owned()] };
    let (inside, behind) = rest.split_once('}').unwrap();
    inside.split(',').flat_map(|choice| expand(&format!("{before}{choice}{behind}"))).collect()
}

fn paths(lines: &[&str]) -> Vec<String> {
    lines.iter().flat_map(|line| expand(line)).collect()
}

fn found(lines: &[&str], branches: &[&str]) -> Findings {
    let paths = paths(lines);
    find(&paths.iter().map(String::as_str).collect::<Vec<_>>(), branches)
}

/// The findings in few lines.
fn brief(lines: &[&str]) -> String {
    brief_of(&found(lines, &[]))
}

fn brief_of(findings: &Findings) -> String {
    let mut out = String::new();
    for files in &findings.files {
        let spelled: Vec<String> = files.spelled.iter().map(|(name, text)| format!(" {name}={text}")).collect();
        out.push_str(&format!("{} ({}){}\n", files.template, files.files, spelled.concat()));
    }
    for environment in &findings.environments {
        let mark = if environment.usual { "" } else { "?" };
        let branch = environment.branch.as_ref().map_or(String::new(), |b| format!(" on {b}"));
        out.push_str(&format!("{}{mark}{branch} <- {}\n", environment.name, environment.from.join(", ")));
    }
    for other in &findings.others {
        out.push_str(&format!("not {}: {:?} ({})\n", other.name, other.why, other.example));
    }
    out
}

#[test]
fn kustomize_overlays() {
    assert_snapshot!(brief(&[
        "apps/{web,api}/base/{deployment,kustomization}.yaml",
        "apps/{web,api}/overlays/{dev,staging,production}/{kustomization,patch}.yaml",
        "apps/old/overlays/production/kustomization.yaml",
        "README.md",
    ]), @r"
    apps/{app}/overlays/{env}/** (13)
    dev <- 
    staging <- dev
    production <- staging
    ");
}

#[test]
fn helm_values_beside_the_base() {
    assert_snapshot!(brief(&[
        "charts/{web,api}/{Chart,values,values-dev,values-staging,values-prod}.yaml",
        "charts/{web,api}/templates/{deployment,service}.yaml",
        "charts/web/templates/tests/test-connection.yaml",
        "charts/web/values.schema.json",
    ]), @r"
    charts/{chart}/values-{env}.yaml (6)
    dev <- 
    staging <- dev
    prod <- staging
    ");
}

#[test]
fn helmfile_environments() {
    assert_snapshot!(brief(&[
        "helmfile.yaml",
        "environments/{default,dev,qa,prod}/{values,secrets}.yaml",
        "releases/{web,db}/values.yaml.gotmpl",
        "releases/{web,db}/{dev,qa,prod}.yaml",
    ]), @r"
    environments/{env}/** (6)
    releases/{release}/{env}.yaml (6)
    dev <- 
    qa <- dev
    prod <- qa
    ");
}

#[test]
fn spring_profiles_of_many_services() {
    assert_snapshot!(brief(&[
        "{orders,users,billing,gateway}/src/main/resources/application{,-dev,-prod}.yml",
        "{orders,users,billing,gateway}/src/test/resources/application-test.yml",
        "{orders,users,billing,gateway}/src/{main,test}/java/App.java",
    ]), @r"
    {app}/src/main/resources/application-{env}.yml (8)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn terraform_directories_that_repeat_the_name() {
    assert_snapshot!(brief(&[
        "modules/{vpc,db}/main.tf",
        "environments/{dev,staging,prod}/{main,backend,variables}.tf",
        "environments/dev/dev.tfvars",
        "environments/staging/staging.tfvars",
        "environments/prod/prod.tfvars",
    ]), @r"
    environments/{env}/{env}.tfvars (3)
    environments/{env}/** (12)
    dev <- 
    staging <- dev
    prod <- staging
    ");
}

#[test]
fn terraform_variable_files() {
    assert_snapshot!(brief(&["{main,variables}.tf", "env/{dev,uat,prod}.tfvars", "backend/{dev,uat,prod}.hcl"]), @r"
    backend/{env}.hcl (3)
    env/{env}.tfvars (3)
    dev <- 
    uat <- dev
    prod <- uat
    ");
}

#[test]
fn flux_clusters() {
    assert_snapshot!(brief(&[
        "apps/{base,staging,production}/podinfo/{kustomization,release}.yaml",
        "clusters/{staging,production}/{apps,infrastructure}.yaml",
        "clusters/{staging,production}/flux-system/gotk-{components,sync}.yaml",
        "infrastructure/{configs,controllers}/kustomization.yaml",
        "infrastructure/{staging,production}/kustomization.yaml",
    ]), @r"
    clusters/{env}/** (8)
    apps/{env}/** (4)
    infrastructure/{env}/** (2)
    staging <- 
    production <- staging
    not configs: Unusual (infrastructure/configs/kustomization.yaml)
    not controllers: Unusual (infrastructure/controllers/kustomization.yaml)
    ");
}

#[test]
fn argo_applications_by_cluster() {
    assert_snapshot!(brief(&[
        "argocd/{web,api,worker}/{config,application}-{dev,stg,prd}.yaml",
        "argocd/projects/default.yaml",
    ]), @r"
    argocd/{app}/application-{env}.yaml (9)
    argocd/{app}/config-{env}.yaml (9)
    dev <- 
    stg <- dev
    prd <- stg
    ");
}

#[test]
fn compose_and_dotenv_at_the_top() {
    assert_snapshot!(brief(&[
        "docker-compose{,.dev,.staging,.prod}.yml",
        ".env.{example,development,staging,production}",
        "src/index.ts",
        "webpack.{dev,prod}.js",
        "tsconfig.{dev,prod}.json",
    ]), @r"
    .env.{env} (3) dev=development prod=production
    docker-compose.{env}.yml (3)
    dev <- 
    staging <- dev
    prod <- staging
    ");
}

#[test]
fn services_in_file_names() {
    assert_snapshot!(brief(&["config/{web,api}-{dev,prod}.yaml", "config/db-prod.yaml", "config/limits.yaml"]), @r"
    config/{service}-{env}.yaml (5)
    dev <- 
    prod <- dev
    ");
}

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
    ]), @r"
    clusters/{env}/** (5)
    dev <- 
    staging-eu <- dev
    staging-us <- dev
    production-eu <- staging-eu
    production-us-east <- staging-us
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
        "applications/{argocd,gafaelfawr}/values{,-idfdev,-idfint,-idfprod,-roundtable-dev,-roundtable-prod}.yaml",
        "applications/atlantis/values{,-roundtable-dev,-roundtable-prod}.yaml",
        "applications/latest/values-latest.yaml",
        "environments/values-{idfdev,idfint,idfprod}.yaml",
    ]), @r"
    applications/{app}/values-{env}.yaml (12)
    environments/values-{env}.yaml (3)
    idfdev <- 
    idfint <- idfdev
    idfprod <- idfint
    roundtable-dev <- 
    roundtable-prod <- roundtable-dev
    ");
}

#[test]
fn another_kind_of_file_is_no_family() {
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
fn two_spellings_side_by_side_are_two_environments() {
    assert_snapshot!(brief(&["envs/{dev,development,prod}/a.yaml", "x/values-{dev,prod}.yaml"]), @r"
    envs/{env}/** (3)
    x/values-{env}.yaml (2)
    dev <- 
    development <- 
    prod <- dev, development
    ");
}

#[test]
fn unusual_names_need_the_same_files() {
    assert_snapshot!(brief(&[
        "envs/{dev,blue,prod}/{app,db}.yaml",
        "envs/{base,tools}/x.yaml",
        "envs/perf/{app,db}.yaml",
    ]), @r"
    envs/{env}/** (8)
    dev <- 
    perf <- dev
    blue? <- dev
    prod <- dev
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
fn a_word_here_and_another_there() {
    assert_snapshot!(brief(&["regions/eu/prod/a.yaml", "regions/us/staging/a.yaml"]), @r"
    regions/{region}/{env}/** (2)
    staging <- 
    prod <- staging
    ");
}

#[test]
fn code_is_no_environment() {
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
fn one_alone_is_told_and_makes_no_pipeline() {
    let findings = found(&["charts/web/values-production.yaml", "charts/web/values.yaml"], &[]);
    assert_eq!(findings.environments.len(), 1);
    assert_eq!(findings.environments[0].seen[0].example, "charts/web/values-production.yaml");
    assert_eq!(findings.proposal(), None);
    assert_eq!(find(&[], &[]), Findings::default());
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
    # Which files are configuration, and how it moves from one environment to the next.
    # Proposed by `promote init` from what stands in this repository; change what is not right.
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
      # - "!**/README.md"            # leaves files out

    # In pipeline order.
    environments:
      dev: {}
      prod:
        from: [dev]
        # approvals: { required: 1 }   # people who must approve what comes here; not its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
    let findings = found(&["x.yaml"], &["staging", "production"]);
    assert_snapshot!(findings.proposal().unwrap(), @r#"
    # Which files are configuration, and how it moves from one environment to the next.
    # Proposed by `promote init` from what stands in this repository; change what is not right.
    version: 1

    # Path templates. {env} stands for the environment; other names in braces stand for parts of
    # a path that are the same on both sides of a promotion.
    files:
      - "**"   # every file of these branches
      # - "!**/README.md"            # leaves files out

    # In pipeline order.
    environments:
      staging:
        branch: staging
      production:
        branch: production
        from: [staging]
        # approvals: { required: 1 }   # people who must approve what comes here; not its creator
        # keep: ["*.replicas"]         # keys that belong to this environment and are never promoted here
    "#);
}
