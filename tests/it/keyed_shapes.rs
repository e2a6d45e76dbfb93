//! Environments inside one file (`keys:`), in every shape: maps, values, lines, tables, documents.

use insta::assert_snapshot;

use crate::keyed::{PLAIN, lines};
use crate::support::Repo;

#[test]
fn promotes_a_map_for_each_environment() {
    let repo = Repo::layout(
        r#"[{ path: "*.json", keys: "{env}" }]"#,
        PLAIN,
        &[
            ("app.json", "{\n  \"staging\": {\n    \"url\": \"s\",\n    \"size\": 2\n  },\n  \"name\": \"app\"\n}\n"),
            ("min.json", r#"{"staging":{"a":[1,2]},"production":{"a":[1]}}"#),
        ],
    );
    assert_snapshot!(repo.promote_all("staging", "production"), @r#"
    $ promote diff staging production
    app.json
      + {env}.url   "s"
      + {env}.size  2

    min.json
      ~ {env}.a  [1] -> [1,2]

    staging -> production: 2 added, 1 modified
    M	app.json
    M	min.json
    "#);
    assert_snapshot!(lines(&repo), @r#"
    diff --git a/app.json b/app.json
    --- a/app.json
    +++ b/app.json
    @@ -5,2 +5,6 @@
       },
    +  "production": {
    +    "url": "s",
    +    "size": 2
    +  },
       "name": "app"
    diff --git a/min.json b/min.json
    --- a/min.json
    +++ b/min.json
    @@ -1 +1 @@
    -{"staging":{"a":[1,2]},"production":{"a":[1]}}
    \ No newline at end of file
    +{"staging":{"a":[1,2]},"production":{"a":[1,2]}}
    \ No newline at end of file
    "#);
}

#[test]
fn promotes_a_value_for_each_environment() {
    let tags = "web: {staging: v2, production: v1}\n# batch\napi:\n  staging: v3\n  production: v3   # pinned\njob:\n  staging: v9\n";
    let repo = Repo::layout(r#"[{ path: "tags.yaml", keys: "{app}.{env}" }]"#, PLAIN, &[("tags.yaml", tags)]);
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    tags.yaml
      ~ web.{env}  v1 -> v2
      + job.{env}  v9

    staging -> production: 1 added, 1 modified
    M	tags.yaml
    ");
    assert_snapshot!(lines(&repo), @"
    diff --git a/tags.yaml b/tags.yaml
    --- a/tags.yaml
    +++ b/tags.yaml
    @@ -1,2 +1,2 @@
    -web: {staging: v2, production: v1}
    +web: {staging: v2, production: v2}
     # batch
    @@ -7 +7,2 @@ job:
       staging: v9
    +  production: v9
    ");
}

#[test]
fn promotes_several_keys_of_one_file() {
    let serverless = "\
service: shop
params:
  staging:
    domain: staging.shop.example
  production:
    domain: shop.example
custom:
  stages:
    staging-eu: {memory: 256}
    production-eu: {memory: 512}
";
    let repo = Repo::layout(
        r#"[{ path: "serverless.yml", keys: "params.{env}" }, { path: "*.yml", keys: "custom.stages.{env}-{region}" }]"#,
        "{ staging: { with: { region: eu } }, production: { from: [staging], with: { region: eu } } }",
        &[("serverless.yml", serverless)],
    );
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    serverless.yml
      ~ params.{env}.domain                  shop.example -> staging.shop.example
      ~ custom.stages.{env}-{region}.memory  512 -> 256

    staging -> production: 2 modified
    M	serverless.yml
    ");
    assert_snapshot!(lines(&repo), @"
    diff --git a/serverless.yml b/serverless.yml
    --- a/serverless.yml
    +++ b/serverless.yml
    @@ -5,3 +5,3 @@ params:
       production:
    -    domain: shop.example
    +    domain: staging.shop.example
     custom:
    @@ -9,2 +9,2 @@ custom:
         staging-eu: {memory: 256}
    -    production-eu: {memory: 512}
    +    production-eu: {memory: 256}
    ");
}

#[test]
fn maps_environment_spellings_and_captures_of_the_path() {
    let settings = |app: &str| {
        format!("{app}:\n  Staging: {{level: debug}}\n  Live: {{level: info}}\nother:\n  Staging: {{level: x}}\n")
    };
    let repo = Repo::layout(
        r#"[{ path: "apps/{app}/settings.yaml", keys: "{app}.{env}", env: { staging: Staging, production: Live } }]"#,
        "{ staging: {}, production: { from: [staging] } }",
        &[("apps/web/settings.yaml", &settings("web")), ("apps/api/settings.yaml", &settings("web"))],
    );
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    apps/web/settings.yaml
      ~ web.{env}.level  info -> debug

    staging -> production: 1 modified
    M	apps/web/settings.yaml
    ");
    assert_snapshot!(lines(&repo), @"
    diff --git a/apps/web/settings.yaml b/apps/web/settings.yaml
    --- a/apps/web/settings.yaml
    +++ b/apps/web/settings.yaml
    @@ -2,3 +2,3 @@ web:
       Staging: {level: debug}
    -  Live: {level: info}
    +  Live: {level: debug}
     other:
    ");
}

#[test]
fn promotes_properties_and_jsonc() {
    let properties =
        "name=shop\n# staging\nenv.staging.url=s\n# how many\nenv.staging.size=3\nenv.production.url=p\nlast=1\n";
    let jsonc = "{\n  // all of them\n  \"env\": {\n    // small\n    \"staging\": {\n      // how many\n      \"size\": 2, // two\n    },\n  },\n}\n";
    let repo = Repo::layout(
        r#"[{ path: "app.*", keys: "env.{env}" }]"#,
        PLAIN,
        &[("app.properties", properties), ("app.jsonc", jsonc)],
    );
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    app.jsonc
      + env.{env}.size  2

    app.properties
      ~ env.{env}.url   p -> s
      + env.{env}.size  3

    staging -> production: 2 added, 1 modified
    M	app.jsonc
    M	app.properties
    ");
    assert_snapshot!(lines(&repo), @r#"
    diff --git a/app.jsonc b/app.jsonc
    --- a/app.jsonc
    +++ b/app.jsonc
    @@ -8,2 +8,6 @@
         },
    +    "production": {
    +      // how many
    +      "size": 2, // two
    +    },
       },
    diff --git a/app.properties b/app.properties
    --- a/app.properties
    +++ b/app.properties
    @@ -5,3 +5,5 @@ env.staging.url=s
     env.staging.size=3
    -env.production.url=p
    +env.production.url=s
    +# how many
    +env.production.size=3
     last=1
    "#);
}

#[test]
fn keeps_values_inherited_through_anchors() {
    let text = "\
defaults: &defaults
  image: '1'
  log: info
staging: &staging
  <<: *defaults
  image: '2'
  size: 3
production:
  <<: *defaults
  size: 9
preview:
  <<: *staging
";
    let repo = Repo::layout(r#"[{ path: "a.yaml", keys: "{env}" }]"#, PLAIN, &[("a.yaml", text)]);
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    a.yaml
      ~ {env}.image  1 (*defaults) -> '2'
      ~ {env}.size   9 -> 3

    staging -> production: 2 modified
    M	a.yaml
    ");
    assert_snapshot!(lines(&repo), @"
    diff --git a/a.yaml b/a.yaml
    --- a/a.yaml
    +++ b/a.yaml
    @@ -9,3 +9,4 @@ production:
       <<: *defaults
    -  size: 9
    +  image: '2'
    +  size: 3
     preview:
    ");
}

#[test]
fn promotes_between_branches_with_other_keys_in_the_file() {
    let repo = Repo::layout(
        r#"[{ path: "{env}/app.yaml", keys: "app.{env}" }, { path: "all.yaml", keys: "limits" }]"#,
        "{ staging: {}, production: { branch: prod, from: [staging] } }",
        &[
            ("staging/app.yaml", "# ours\nteam: blue\napp:\n  staging:\n    size: 2\n  qa: {size: 1}\n"),
            ("all.yaml", "limits: {cpu: 2}\nnotes: main\n"),
        ],
    );
    repo.git_line("branch prod");
    repo.write("all.yaml", "limits: {cpu: 3}\nnotes: changed\n").commit("More");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    1 key waits

    all.yaml
      ~ limits.cpu  2 -> 3

    1 key of unknown direction: no history yet

    {env}/app.yaml
      + app.{env}.size  2

    staging -> production: 1 added, 1 modified
    ");
    repo.ok("create staging production --execute");
    assert_snapshot!(repo.git_line("show --format= --unified=1 prod").lines().filter(|l| !l.starts_with("index")).collect::<Vec<_>>().join("\n"), @"
    diff --git a/all.yaml b/all.yaml
    --- a/all.yaml
    +++ b/all.yaml
    @@ -1,2 +1,2 @@
    -limits: {cpu: 2}
    +limits: {cpu: 3}
     notes: main
    diff --git a/production/app.yaml b/production/app.yaml
    new file mode 100644
    --- /dev/null
    +++ b/production/app.yaml
    @@ -0,0 +1,4 @@
    +# ours
    +app:
    +  production:
    +    size: 2
    ");
}

#[test]
fn promotes_documents_and_flags() {
    let text = "kind: A\nmetadata: {name: x}\nenv:\n  staging: {flags: {new: {on: true}}}\n---\nkind: A\nmetadata: {name: y}\nenv:\n  staging: {flags: {new: {on: true, for: [a]}}}\n  production: {flags: {new: {on: false}}}\n";
    let repo = Repo::new();
    repo.policy(&format!(
        "version: 1\nfiles: [{{ path: a.yaml, keys: \"env.{{env}}\" }}]\nenvironments: {PLAIN}\nflags: [\"env.staging.flags.*\"]\n"
    ));
    repo.write("a.yaml", text).commit("Flags");
    assert_snapshot!(repo.promote_all("staging", "production"), @"
    $ promote diff staging production
    a.yaml
      #A/x
      + env.{env}.flags.new  {on: true}
      #A/y
      ~ env.{env}.flags.new  {on: false} -> {on: true, for: [a]}

    staging -> production: 1 added, 1 modified
    M	a.yaml
    ");
    assert_snapshot!(lines(&repo), @"
    diff --git a/a.yaml b/a.yaml
    --- a/a.yaml
    +++ b/a.yaml
    @@ -4,2 +4,3 @@ env:
       staging: {flags: {new: {on: true}}}
    +  production: {flags: {new: {on: true}}}
     ---
    @@ -9,2 +10,2 @@ env:
       staging: {flags: {new: {on: true, for: [a]}}}
    -  production: {flags: {new: {on: false}}}
    +  production: {flags: {new: {on: true, for: [a]}}}
    ");
}

#[test]
fn promotes_toml_tables_and_hcl_blocks() {
    let toml = "name = \"w\"\n\n# small\n[env.staging]\nroute = \"s\"   # here\n\n[env.staging.vars]\nA = 1\n";
    let hcl = "environment \"staging\" {\n  size = 2\n  log  = \"x\"\n}\n\nenvironment \"production\" {\n  size = 9 # large\n}\n";
    let repo = Repo::layout(
        r#"[{ path: "wrangler.toml", keys: "env.{env}" }, { path: "*.hcl", keys: "environment.{env}" }]"#,
        PLAIN,
        &[("wrangler.toml", toml), ("a.hcl", hcl)],
    );
    assert_snapshot!(repo.promote_all("staging", "production"), @r#"
    $ promote diff staging production
    a.hcl
      ~ environment.{env}.size  9 -> 2
      + environment.{env}.log   "x"

    wrangler.toml
      + env.{env}.route   "s"
      + env.{env}.vars.A  1

    staging -> production: 3 added, 1 modified
    M	a.hcl
    M	wrangler.toml
    "#);
    assert_snapshot!(lines(&repo), @r#"
    diff --git a/a.hcl b/a.hcl
    --- a/a.hcl
    +++ b/a.hcl
    @@ -6,3 +6,4 @@ environment "staging" {
     environment "production" {
    -  size = 9 # large
    +  size = 2 # large
    +  log  = "x"
     }
    diff --git a/wrangler.toml b/wrangler.toml
    --- a/wrangler.toml
    +++ b/wrangler.toml
    @@ -8 +8,7 @@ route = "s"   # here
     A = 1
    +
    +[env.production]
    +route = "s"   # here
    +
    +[env.production.vars]
    +A = 1
    "#);
}
