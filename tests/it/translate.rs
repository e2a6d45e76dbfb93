//! Values that name the source are promoted with the name of the target (`translate`).

use insta::assert_snapshot;

use crate::support::{Repo, run};

const STAGING: &str = "\
# of staging
api:
  url: https://api.staging.acme.com # the staging API
  timeout: 60
staging:
  bucket: data-staging
db:
  password: staging-1
mail: ops@acme.com
";

const PRODUCTION: &str = "\
# of production
api:
  url: https://old.production.acme.com
  timeout: 30
staging:
  bucket: data-production
mail: ops@acme.com
";

/// Two environments; `rules` are lines about production.
fn repo(rules: &str) -> Repo {
    let repo = Repo::new();
    repo.policy(&policy(rules));
    repo.write("envs/staging/app.yaml", STAGING).write("envs/production/app.yaml", PRODUCTION).commit("Two");
    repo
}

fn policy(rules: &str) -> String {
    format!(
        "version: 1\nfiles: [\"envs/{{env}}/**\"]\nenvironments:\n  staging: {{}}\n  production:\n    from: [staging]\n\
         {rules}secrets: [\"*password\"]\n"
    )
}

const ON: &str = "    translate: true\n";

/// The tip of production differs from its parent by this.
fn change(repo: &Repo) -> String {
    let diff = repo.git_line("show --format= -U0 HEAD");
    let lines = diff.lines().filter(|line| line.starts_with(['+', '-']) && !line.starts_with("---"));
    lines.filter(|line| !line.starts_with("+++")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_value_is_planned_with_the_targets_name() {
    let repo = repo(ON);
    assert_snapshot!(repo.promote_line("create staging production 'api.*'"), @"
    $ promote create staging production 'api.*'
    envs/{env}/app.yaml
      ~ api.url      https://old.production.acme.com -> https://api.production.acme.com  (translated)
      ~ api.timeout  30 -> 60

    Created promotion 1 staging -> production: 2 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("show @"), @"
    $ promote show @
    promotion  1  <P1>
    status     CREATED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:05 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>

    envs/{env}/app.yaml
      ~ api.url      https://old.production.acme.com -> https://api.production.acme.com  (translated)
      ~ api.timeout  30 -> 60

    2026-03-02 09:00:05 UTC  created  Ann

    blocked: not validated yet
             rule: every plan needs a validation without errors
             promote validate 1
    ");
    assert!(repo.ok("show @ -v").contains("(translated: staging -> production, "));
    repo.ok("validate @");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    Executed promotion 1 as <c2> on main
      Promote api.url, api.timeout to production
      files updated in /world/repo
    --- stderr
    hint: to roll it back: promote rollback 1 --reason TEXT
    ");
    assert_snapshot!(change(&repo), @"
    -  url: https://old.production.acme.com
    -  timeout: 30
    +  url: https://api.production.acme.com
    +  timeout: 60
    ");
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  3 events
    production  1 promotion

    Verified: no findings.
    ");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/app.yaml
      + db.password  ••••

    staging -> production: 1 added
    2 keys are the same up to the environment's name; --translated shows them
    ");
}

#[test]
fn the_plan_says_so_in_each_output() {
    let repo = repo(ON);
    let id = repo.ok("create staging production api.url -q");
    let json: serde_json::Value = serde_json::from_str(&repo.ok("show @ -o json")).unwrap();
    assert_snapshot!(json["plan"]["changes"].to_string(), @r#"[{"op":"modified","key":"api.url","file":"envs/{env}/app.yaml","document":null,"kind":"config","id":"cb008041-57e1-503c-b645-b5ddc73cf02e","sourceValue":"https://api.production.acme.com","targetValue":"https://old.production.acme.com","translated":[["staging","production"]],"direction":"unknown","unknown":"set-up","passedOver":0,"base":null}]"#);
    let markdown = repo.ok("show @ -o markdown");
    assert!(markdown.contains("| `api.url`<br>translated |"), "{markdown}");
    let plan = repo.git_line("log -1 --format=%b promotions");
    assert!(
        plan.contains("~ api.url: https://old.production.acme.com -> https://api.production.acme.com (translated)"),
        "{plan}"
    );
    let folder = repo.git_line("ls-tree -r --name-only promotions");
    let path = folder.lines().find(|path| path.starts_with("open/") && path.ends_with("promotion.json")).unwrap();
    let stored = repo.git_line(&format!("show promotions:{path}"));
    assert!(stored.contains("\"translated\": ["), "{stored}");
    assert!(!id.is_empty());
}

#[test]
fn keys_that_are_equal_up_to_the_name_do_not_differ() {
    let repo = repo(ON);
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/app.yaml
      ~ api.url      https://old.production.acme.com -> https://api.production.acme.com  (translated)
      ~ api.timeout  30 -> 60
      + db.password  ••••

    staging -> production: 1 added, 2 modified
    1 key is the same up to the environment's name; --translated shows it
    ");
    assert_snapshot!(repo.promote_line("diff staging production 'staging.*' --translated"), @"
    $ promote diff staging production 'staging.*' --translated
    envs/{env}/app.yaml
      ~ staging.bucket  data-production -> data-staging  (same up to the environment's name)

    staging -> production: no difference
    1 key is the same up to the environment's name
    ");
    let json = |line: &str| -> serde_json::Value { serde_json::from_str(&repo.ok(line)).unwrap() };
    let diff = json("diff staging production -o json --translated");
    assert_eq!((&diff["unchanged"], &diff["translated"]), (&2.into(), &1.into()));
    assert_eq!(diff["translatedKeys"][0]["key"], "staging.bucket");
    assert_eq!(json("diff staging production 'staging.*' -o json")["unchanged"], 1);
    assert_eq!(repo.run("diff staging production 'staging.*' --exit-code").code, 0);
    assert_snapshot!(repo.promote_line("create staging production 'staging.*'"), @"
    $ promote create staging production 'staging.*'
    Nothing to promote from staging to production.
    1 key is the same up to the environment's name
    ");
    assert!(!repo.ok("create staging production mail api.timeout --dry-run").contains("the same"));
    let markdown = repo.ok("diff staging production -o markdown");
    assert!(markdown.contains("- 1 key is the same up to the environment's name"), "{markdown}");
    // Without the rule, they differ.
    repo.policy(&policy("")).commit("Off");
    let diff = json("diff staging production -o json");
    assert_eq!((&diff["unchanged"], &diff["translated"]), (&1.into(), &serde_json::Value::Null));
}

#[test]
fn a_patch_carries_the_targets_names() {
    let repo = repo(ON);
    let patch = repo.ok("diff staging production api.url -o patch");
    assert!(patch.contains("+  url: https://api.production.acme.com"), "{patch}");
    assert_eq!(run(repo.command("git").args(["apply"]), format!("{patch}\n").as_bytes()).code, 0);
}

#[test]
fn new_files_are_translated_within_their_values() {
    let repo = repo(ON);
    let files = [
        ("a.json", "{\n  \"staging\": \"a.staging\", \"list\": [\"staging\", 1]\n}\n"),
        ("a.toml", "# staging\n[staging]\nurl = 'a.staging' # staging\n"),
        ("a.tfvars", "# staging\nstaging = \"a-staging\"\n"),
        (".env", "# staging\nSTAGING_URL=https://staging.acme.com\n"),
        ("a.properties", "# staging\nstaging.url = a.staging\n"),
        ("a.txt", "staging\n"),
    ];
    for (name, text) in files {
        repo.write(&format!("envs/staging/{name}"), text);
    }
    repo.write("envs/staging/new.yaml", STAGING).commit("New files");
    repo.ok("create staging production --execute");
    assert_snapshot!(repo.read("envs/production/new.yaml"), @"
    # of staging
    api:
      url: https://api.production.acme.com # the staging API
      timeout: 60
    staging:
      bucket: data-production
    db:
      password: staging-1
    mail: ops@acme.com
    ");
    let all = files.map(|(name, _)| format!("{name}\n{}", repo.read(&format!("envs/production/{name}"))));
    assert_snapshot!(all.join("\n"), @r#"
    a.json
    {
      "staging": "a.production", "list": ["production", 1]
    }

    a.toml
    # staging
    [staging]
    url = 'a.production' # staging

    a.tfvars
    # staging
    staging = "a-production"

    .env
    # staging
    STAGING_URL=https://production.acme.com

    a.properties
    # staging
    staging.url = a.production

    a.txt
    staging
    "#);
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  3 events
    production  1 promotion

    Verified: no findings.
    ");
    // The existing file is edited, and its comments stay.
    assert!(repo.read("envs/production/app.yaml").starts_with("# of production\n"));
}

#[test]
fn rollback_and_refresh() {
    let repo = repo(ON);
    let before = repo.read("envs/production/app.yaml");
    repo.ok("create staging production 'api.*' --execute");
    repo.ok("rollback @- --key api.url --reason Wrong");
    assert!(repo.read("envs/production/app.yaml").contains("old.production"));
    repo.ok("verify");
    repo.ok("rollback @- --reason 'All of it'");
    assert_eq!(repo.read("envs/production/app.yaml"), before);
    assert_snapshot!(repo.promote_line("verify"), @"
    $ promote verify
    ledger      1 promotion  5 events
    production  1 promotion, 2 rollbacks

    Verified: no findings.
    ");
    repo.ok("create staging production api.url --overwrite --validate");
    repo.write("envs/production/app.yaml", before.replace("old.", "older.")).commit("Edited");
    repo.fails(4, "execute @");
    assert!(repo.ok("refresh @").contains("older.production.acme.com"));
    repo.ok("validate @");
    repo.ok("execute @");
    assert!(repo.read("envs/production/app.yaml").contains("https://api.production.acme.com"));
}

#[test]
fn the_option_translates_where_the_rule_does_not() {
    let repo = repo("");
    assert!(!repo.promote_line("create staging production api.url --dry-run").contains("translated"));
    assert_snapshot!(repo.promote_line("create staging production api.url --translate"), @"
    $ promote create staging production api.url --translate
    envs/{env}/app.yaml
      ~ api.url  https://old.production.acme.com -> https://api.production.acme.com  (translated)

    Created promotion 1 staging -> production: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    repo.ok("cancel @ --reason Again");
    let body = r#"{"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["api.url"], "translate": true}"#;
    repo.write("../request.json", body);
    repo.ok("create --from ../request.json --execute");
    assert_snapshot!(change(&repo), @"
    -  url: https://old.production.acme.com
    +  url: https://api.production.acme.com
    ");
    repo.ok("verify");
    repo.ok("rollback @- --reason Wrong");
    repo.fails(2, "create --from ../request.json --translate");
}

#[test]
fn names_that_disagree_are_refused_where_nothing_decides() {
    let rules = "    with: { env: prod }\n    translate: true\n";
    let repo = Repo::new();
    repo.policy(&policy(rules));
    repo.write("envs/staging/app.yaml", "url: a.staging\nhost: b.staging\nn: 1\n");
    repo.write("envs/prod/app.yaml", "n: 2\n").commit("Two");
    assert_snapshot!(repo.promote_line("create staging production"), @"
    $ promote create staging production
    --- stderr
    error: envs/{env}/app.yaml:url is ambiguous: 'staging' could become 'prod' or 'production'
    also: envs/{env}/app.yaml:host is ambiguous: 'staging' could become 'prod' or 'production'
    hint: add one pair to environments.production.translate in promote.yaml: [staging, prod] or [staging, production]
    hint: or exclude the key with environments.production.translate.not
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("create staging production url -o json"), @r#"
    $ promote create staging production url -o json
    --- stderr
    {"error":{"code":"ambiguous","message":"envs/{env}/app.yaml:url is ambiguous: 'staging' could become 'prod' or 'production'","causes":[],"hints":["add one pair to environments.production.translate in promote.yaml: [staging, prod] or [staging, production]","or exclude the key with environments.production.translate.not"],"details":{"keys":[{"address":"envs/{env}/app.yaml:url","word":"staging","forms":["prod","production"]}]}}}
    --- exit 3
    "#);
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    envs/{env}/app.yaml
      + url   a.staging
      + host  b.staging
      ~ n     2 -> 1

    staging -> production: 2 added, 1 modified
    ! envs/{env}/app.yaml:url is ambiguous: 'staging' could become 'prod' or 'production'
    ! envs/{env}/app.yaml:host is ambiguous: 'staging' could become 'prod' or 'production'
    ");
    // Other keys can be promoted.
    repo.ok("create staging production n --execute");
    // The form that the target's file uses wins.
    repo.write("envs/prod/app.yaml", "n: 2\nother: x.prod\n").commit("A form");
    assert!(repo.ok("create staging production url --dry-run").contains("a.prod"));
    repo.write("envs/prod/app.yaml", "n: 2\nother: x.prod production\n").commit("Both forms");
    repo.fails(3, "create staging production url --dry-run");
    // A pair decides.
    repo.policy(&policy("    with: { env: prod }\n    translate: [[staging, production]]\n")).commit("A pair");
    repo.ok("create staging production url --execute");
    assert!(repo.read("envs/prod/app.yaml").contains("url: a.production"));
    repo.ok("verify");
}

#[test]
fn patterns_secrets_and_owned_keys_are_left() {
    let repo = repo("    translate: { not: [\"staging.*\"] }\n    keep: [mail]\n");
    repo.write("envs/staging/app.yaml", STAGING.replace("ops@", "ops+staging@")).commit("Mail");
    repo.ok("create staging production --execute");
    let text = repo.read("envs/production/app.yaml");
    assert!(text.contains("bucket: data-staging") && text.contains("password: staging-1"), "{text}");
    assert!(text.contains("https://api.production.acme.com") && text.contains("mail: ops@acme.com"), "{text}");
    repo.ok("verify");
}

#[test]
fn a_value_whose_text_spells_the_name_otherwise_is_refused() {
    let repo = repo(ON);
    repo.write("envs/staging/app.yaml", "url: \"\\x73taging\"\nmail: b\n").commit("Escaped");
    assert_snapshot!(repo.promote_line("create staging production url"), @"
    $ promote create staging production url
    --- stderr
    error: envs/{env}/app.yaml: url (line 1): the value names the source, but its text in the file cannot be translated; exclude the key with 'translate: { not: [...] }' in promote.yaml
    --- exit 4
    ");
    repo.ok("create staging production mail");
}

#[test]
fn a_rule_that_changes_needs_a_new_plan() {
    let repo = repo(ON);
    repo.ok("create staging production api.url --validate");
    repo.policy(&policy("")).commit("Off");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promote.yaml has changed since promotion 1 was planned: envs/{env}/app.yaml:api.url is translated, but production does not ask for it
    hint: re-plan with the current promote.yaml: promote refresh 1
    --- exit 3
    ");
    assert_snapshot!(repo.promote_line("validate @"), @"
    $ promote validate @
    failed: promote.yaml has changed since promotion 1 was planned: envs/{env}/app.yaml:api.url is translated, but production does not ask for it

    Promotion 1 is not valid: 1 error
    --- stderr
    hint: promote refresh 1
    --- exit 1
    ");
    assert!(repo.ok("refresh @").contains("https://api.staging.acme.com"));
    repo.ok("validate @");
    repo.policy(&policy(ON)).commit("On");
    assert_snapshot!(repo.promote_line("execute @"), @"
    $ promote execute @
    --- stderr
    error: promote.yaml has changed since promotion 1 was planned: the translation of envs/{env}/app.yaml:api.url is not that of production: 'translate' replaces names in it
    hint: re-plan with the current promote.yaml: promote refresh 1
    --- exit 3
    ");
    // Another rule that gives the same pairs changes nothing.
    repo.ok("refresh @");
    repo.ok("validate @");
    repo.policy(&policy("    translate: [[staging, production]]\n")).commit("Listed");
    repo.ok("validate @");
    repo.ok("execute @");
    repo.ok("verify");
}

#[test]
fn keys_inside_one_file_are_translated() {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [{ path: values.yaml, keys: \"environments.{env}\" }]\nenvironments:\n  staging: {}\n  \
         production: { from: [staging], translate: true }\n",
    );
    repo.write("values.yaml", "environments:\n  staging:\n    url: a.staging # staging\n    n: 1\n").commit("One file");
    repo.ok("create staging production --execute");
    assert_snapshot!(change(&repo), @"
    +  production:
    +    url: a.production # staging
    +    n: 1
    ");
    repo.ok("verify");
    assert_snapshot!(repo.promote_line("diff staging production"), @"
    $ promote diff staging production
    staging -> production: no difference
    1 key is the same up to the environment's name; --translated shows it
    ");
    repo.ok("rollback @- --reason Wrong");
    repo.ok("verify");
}

#[test]
fn a_part_of_a_new_file_and_a_flag_are_translated() {
    let repo = repo(ON);
    let policy = repo.read("promote.yaml") + "flags: [\"flags.yaml:flags.*\"]\n";
    repo.policy(&policy);
    repo.write(
        "envs/staging/flags.yaml",
        "flags:\n  # in staging\n  search: {on: true, hosts: [a.staging, b], staging: staging}\n  old: staging\n",
    );
    repo.commit("Flags");
    repo.ok("create staging production --flag search --execute");
    assert_snapshot!(repo.read("envs/production/flags.yaml"), @"
    flags:
      # in staging
      search: {on: true, hosts: [a.production, b], staging: production}
    ");
    repo.ok("verify");
    assert!(repo.ok("diff staging production flags.search").contains("1 key is the same"));
}

#[test]
fn history_is_judged_up_to_the_name() {
    let repo = repo(ON);
    // Both sides agreed up to the name; then the source changed.
    repo.write("envs/staging/app.yaml", STAGING.replace("data-staging", "files-staging")).commit("Files");
    assert_snapshot!(repo.promote_line("diff staging production 'staging.*'"), @"
    $ promote diff staging production 'staging.*'
    1 key waits

    envs/{env}/app.yaml
      ~ staging.bucket  data-production -> files-production  (translated)

    staging -> production: 1 modified
    ");
    repo.policy(&policy("")).commit("Off");
    assert_snapshot!(repo.promote_line("diff staging production 'staging.*'"), @"
    $ promote diff staging production 'staging.*'
    envs/{env}/app.yaml
      ~ staging.bucket  data-production -> files-staging

    staging -> production: 1 modified
    ");
    // The option is asked for the judgement, too.
    let direction = |options: &str| {
        let json = repo.ok(&format!("create staging production staging.bucket {options} --dry-run -o json"));
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["plan"]["changes"][0]["direction"].clone()
    };
    assert_eq!((direction(""), direction("--translate")), ("unknown".into(), "forward".into()));
}
