//! Environments whose names are in no list: what their trees have in common tells.

use insta::assert_snapshot;

use super::brief;

#[test]
fn whole_names_with_different_words() {
    assert_snapshot!(brief(&[
        "{web,api,db}/overlays/{k1-stage,k2-prod,test}/{kustomization,config}.yaml",
        "{web,api,db}/base/{kustomization,deployment}.yaml",
        "web/overlays/k2-prod/extra.yaml",
    ]), @"
    {app}/overlays/{env}/** (19)
    test <- 
    k1-stage <- test
    k2-prod <- k1-stage
    ");
}

#[test]
fn a_bare_word_next_to_names_with_a_prefix() {
    assert_snapshot!(brief(&["config/{integration,acme-staging,acme-production}/{app,db}.yaml"]), @"
    config/{env}/** (6)
    integration <- 
    acme-staging <- integration
    acme-production <- acme-staging
    ");
    // Not with other files.
    assert_snapshot!(brief(&["config/integration/{x,y}.yaml", "config/acme-{staging,production}/{app,db}.yaml"]), @"
    config/acme-{env}/** (4)
    staging <- 
    production <- staging
    ");
}

#[test]
fn hosts_of_which_one_has_no_word() {
    assert_snapshot!(brief(&[
        "{staging.shop.example.com,shop.example.com,brewqa.example.org,brew.example.org}/{manifest,portal}.json",
        "{staging.data.example.net,data.example.net}/manifest.json",
    ]), @"
    {env}/** (10)
    brewqa.example.org <- 
    brew.example.org <- brewqa.example.org
    staging.data.example.net <- 
    data.example.net <- staging.data.example.net
    staging.shop.example.com <- 
    shop.example.com <- staging.shop.example.com
    ");
    // The account above is no axis of its own.
    assert_snapshot!(brief(&[
        "account-a/{staging.shop.example.com,base}/{values,limits}.yaml",
        "account-b/{shop.example.com,base}/{values,limits}.yaml",
        "account-c/{brewstaging.example.org,brew.example.org}/{values,limits}.yaml",
    ]), @"
    {env}/** (8) brewstaging.example.org=account-c/brewstaging.example.org brew.example.org=account-c/brew.example.org staging.shop.example.com=account-a/staging.shop.example.com shop.example.com=account-b/shop.example.com
    brewstaging.example.org <- 
    brew.example.org <- brewstaging.example.org
    staging.shop.example.com <- 
    shop.example.com <- staging.shop.example.com
    ");
}

#[test]
fn a_second_axis_below_an_environment() {
    assert_snapshot!(brief(&[
        "config/development/{app,route}.yaml",
        "config/staging/{smoke,soak}/{app,route}.yaml",
        "config/production/{us-east-2,us-west-1}/{app,route}.yaml",
    ]), @"
    config/{env}/** (10) staging-smoke=staging/smoke staging-soak=staging/soak production-us-east-2=production/us-east-2 production-us-west-1=production/us-west-1
    development <- 
    staging-smoke <- development
    staging-soak <- development
    production-us-east-2 <- staging-smoke, staging-soak
    production-us-west-1 <- staging-smoke, staging-soak, production-us-east-2
    ");
    // Applications are below all environments.
    assert_snapshot!(brief(&["config/{staging,production}/{web,api}/{app,route}.yaml"]), @"
    config/{env}/** (8)
    staging <- 
    production <- staging
    ");
}

#[test]
fn rings_follow_each_other() {
    assert_snapshot!(brief(&[
        "components/{web,api}/rings/ring-{0,1,2,10}/base/{deployment,config}.yaml",
        "components/web/rings/ring-1/site-{stage,prod}-1/patch.yaml",
        "components/{web,api,db}/{staging,production}/{kustomization,limits}.yaml",
    ]), @"
    components/{component}/rings/{env}/** (18)
    components/{component}/{env}/** (12)
    staging <- 
    production <- staging
    ring-0? <- 
    ring-1? <- ring-0
    ring-2? <- ring-1
    ring-10? <- ring-2
    ");
}

#[test]
fn clusters_and_cities() {
    assert_snapshot!(brief(&["clusters/{london,paris,tokyo}/{web,api}/values.yaml", "clusters/base/x.yaml"]), @"
    clusters/{env}/** (6)
    london? <- 
    paris? <- london
    tokyo? <- paris
    ");
    assert_snapshot!(brief(&["{web,api}/overlays/{north/one,north/two,south/three}/{kustomization,limits}.yaml"]), @"
    api/overlays/{env}/** (6) north-one=north/one north-two=north/two south-three=south/three
    web/overlays/{env}/** (6) north-one=north/one north-two=north/two south-three=south/three
    north-one? <- 
    north-two? <- north-one
    south-three? <- north-two
    ");
    // Files list them, and their names recur elsewhere.
    assert_snapshot!(brief(&["clusters/{lima,oslo,rome}.yaml", "config/{lima,oslo}/{a,b}.yaml", "config/x.yaml"]), @"
    config/{env}/** (4)
    clusters/{env}.yaml (2)
    lima? <- 
    oslo? <- lima
    ");
    assert_snapshot!(brief(&["clusters/{lima,oslo,rome}.yaml", "config/x.yaml"]), @"");
    // Known words below are the better evidence.
    assert_snapshot!(brief(&["clusters/{london,paris,tokyo}/{dev,prod}.yaml"]), @"
    clusters/{cluster}/{env}.yaml (6)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn names_that_recur_next_to_environments() {
    assert_snapshot!(brief(&[
        "services/{web,api,db,auth}/values{,-staging,-oslo,-lima}.yaml",
        "services/web/values-migration.yaml",
    ]), @"
    services/{service}/values-{env}.yaml (12)
    staging <- 
    lima? <- staging
    oslo? <- staging, lima
    ");
    assert_snapshot!(brief(&[
        "config/{staging,prod,north-1,north-2,cert-manager}.yaml",
        "secrets/config/{staging,prod,north-1,north-2}.yaml",
    ]), @"
    config/{env}.yaml (4)
    secrets/config/{env}.yaml (4)
    staging <- 
    prod <- staging
    north-1? <- staging, prod
    north-2? <- staging, north-1
    ");
    // The same files of parallel applications are no evidence.
    assert_snapshot!(brief(&["apps/{web,api,db}/{dev,prod,deploy,route}.yaml"]), @"
    apps/{app}/{env}.yaml (6)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn a_site_that_is_called_base() {
    assert_snapshot!(brief(&["apps/{web,api,db,auth}/values{,-base,-dev,-prod}.yaml", "apps/old/values-prod.yaml"]), @"
    apps/{app}/values-{env}.yaml (13)
    dev <- 
    prod <- dev
    base? <- dev, prod
    ");
    assert_snapshot!(brief(&["apps/{web,api,db,auth}/values{-base,-dev,-prod}.yaml"]), @"
    apps/{app}/values-{env}.yaml (8)
    dev <- 
    prod <- dev
    ");
}

#[test]
fn families_beside_a_single_environment() {
    assert_snapshot!(brief(&[
        "stacks/{main,logs}/{default,prod,prod-osl,stg-osl}.yml",
        "terraform/{dev,staging,prod}.tfvars",
    ]), @"
    stacks/{stack}/{env}.yml (6)
    terraform/{env}.tfvars (3)
    dev <- 
    staging <- dev
    stg-osl <- dev
    prod <- staging, prod-osl
    prod-osl <- stg-osl
    ");
}

#[test]
fn two_spellings_in_many_places() {
    assert_snapshot!(brief(&[
        "spaces/{web,api,db}-{dev,prod}/{a,b}.yaml",
        "spaces/{crm,erp,pay}-{development,production}/{a,b}.yaml",
    ]), @"
    spaces/{space}-{env}/** (24)
    dev <- 
    development <- 
    prod <- dev, development
    production <- dev, development
    ");
}

#[test]
fn one_odd_place_makes_no_environment() {
    assert_snapshot!(brief(&[
        "apps/{a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v}/{dev,prod}/{app,route}.yaml",
        "apps/a/odd/{app,route}.yaml",
    ]), @"
    apps/{app}/{env}/** (88)
    dev <- 
    prod <- dev
    not odd: Unusual (apps/a/odd/app.yaml)
    ");
}

#[test]
fn directories_that_repeat_the_name_in_few_files() {
    assert_snapshot!(brief(&[
        "{web,api}-{dev,prod}/{a,b,c}.yml",
        "{web,api}-{dev,prod}/{ansible,vars}/{x,y,z}.yml",
        "web-dev/web-dev.yml",
        "web-prod/web-prod.yml",
        "api-dev/api-dev.yml",
        "api-prod/api-prod.yml",
    ]), @"
    {app}-{env}/ansible/** (12)
    {app}-{env}/vars/** (12)
    {app}-{env}/a.yml (4)
    {app}-{env}/b.yml (4)
    {app}-{env}/c.yml (4)
    {app}-{env}/{app}-{env}.yml (4)
    dev <- 
    prod <- dev
    ");
}
