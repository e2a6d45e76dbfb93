//! Layouts of public repositories.

use insta::assert_snapshot;

use super::brief;

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
fn helm_values_next_to_the_base() {
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
    environments/{env}/**/*.tf (9)
    environments/{env}/{env}.tfvars (3)
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
