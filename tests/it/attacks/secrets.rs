//! Searches for a secret in everything the program writes: output, reports, commits, objects.

use std::collections::BTreeSet;

use promote_core::env::change::SpelledValue;
use promote_model::{ObjectId, Value};

use super::codes_in_new_clone;
use super::forge::{Ledger, append_promotion, mallory};
use crate::secrets::{FILE, PLAIN, sample};
use crate::support::Repo;

/// The ids of all objects of the repository and of its ledger.
fn objects(repo: &Repo) -> BTreeSet<String> {
    let all = repo.git_line("cat-file --batch-check=%(objectname) --batch-all-objects");
    all.lines().map(str::to_owned).collect()
}

#[test]
fn a_secret_is_looked_for_everywhere() {
    let repo = sample();
    repo.policy(&format!(
        "{}checks:\n  - {{ name: x, run: [sh, -c, 'env; cat; grep -r . .; exit 1'], level: warning }}\n\
         \x20 - {{ name: y, rule: 'int(change.sourceValue) > 0', level: warning }}\n\
         \x20 - {{ name: z, schema: s.json, level: warning }}\n",
        repo.read("promote.yaml")
    ));
    repo.write("s.json", r#"{"additionalProperties": false, "properties": {"db": {"type": "string"}}}"#);
    repo.commit("Checks");
    let before = objects(&repo);
    let mut said = String::new();
    let mut run = |line: &str| {
        let run = repo.run(line);
        said += &format!("$ {line}\n{}{}\n", run.stdout, run.stderr);
    };
    for line in [
        "diff staging production",
        "diff staging production -v",
        "diff staging production --keep",
        "diff staging production -o json",
        "diff staging production -o patch",
        "diff dev staging --stat",
        "diff staging staging@HEAD~1",
        "configs staging",
        "configs staging -o json",
        "configs production *password",
        "status",
        "status -o json",
        "create staging production --overwrite --dry-run -o json",
        "create staging production --overwrite -o json",
        "create staging production --overwrite --execute",
        "list -v",
    ] {
        run(line);
    }
    for id in repo.ok("list -q").lines() {
        for verb in ["show", "show -o json", "validate --run-commands", "validate --run-commands -o json", "refresh"] {
            run(&format!("{verb} {id}"));
        }
        run(&format!("validate {id} --run-commands"));
        repo.as_user("bob");
        run(&format!("approve {id} -o json"));
        repo.as_user("ann");
        for verb in ["execute --dry-run -o json", "execute", "execute -o json", "rollback --key db --reason x"] {
            run(&format!("{verb} {id}"));
        }
        repo.write(FILE, repo.read(FILE).replace("s3cr3t-s-web", "s3cr3t-now"));
        repo.commit("By hand");
        for verb in ["rollback --reason y", "rollback --reason y -o json", "show", "show -o json", "execute"] {
            run(&format!("{verb} {id}"));
        }
    }
    for line in
        ["list --all -o json", "log production", "log staging -o json", "verify", "verify -o json", "status -o json"]
    {
        run(line);
    }
    assert!(
        said.contains("EXECUTED") && said.contains("cannot be rolled back") && said.contains("\"output\""),
        "{said}"
    );
    assert!(!said.contains(PLAIN), "{}", said.lines().filter(|l| l.contains(PLAIN)).collect::<Vec<_>>().join("\n"));
    // The plain text may only be in the file of the target.
    let history = repo.git_line(&format!("log --format=%H main -- {FILE}"));
    let blobs = history.lines().map(|commit| repo.git_line(&format!("rev-parse {commit}:{FILE}")));
    let targets: BTreeSet<String> = blobs.collect();
    for object in objects(&repo).difference(&before) {
        let kind = repo.git_line(&format!("cat-file -t {object}"));
        let text = repo.git_text(&format!("cat-file {kind} {object}"));
        assert!(!text.contains(PLAIN) || targets.contains(object), "{kind} {object}:\n{text}");
    }
    let message = repo.git_line("log --format=%B --all");
    assert!(!message.contains(PLAIN));
}

/// A forged plan that masks a value that is no secret, to hide what it does.
fn forged(hide: impl Fn(ObjectId) -> ObjectId) -> Repo {
    let repo = sample();
    let id = repo.ok("create dev staging --key query.timeout -q");
    let ledger = Ledger::open(&repo);
    let (mut promotion, like) = (ledger.promotion(id.trim()), ledger.events(id.trim()).remove(0));
    promotion.id = "01958a2b-7c00-7000-8000-000000000000".parse().map(promote_core::promotion::PromotionId).unwrap();
    promotion.created_by = mallory();
    let source = promotion.plan.files[0].source.as_ref().unwrap().blob;
    let target: ObjectId = repo.git_line("rev-parse HEAD:envs/staging/application.yaml").parse().unwrap();
    let hidden = |blob| Some(SpelledValue { value: Value::Secret(blob), text: "••••".to_owned() });
    for change in &mut promotion.plan.changes {
        (change.source, change.target) = (hidden(hide(source)), hidden(target));
    }
    let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
    repo.write("envs/staging/application.yaml", repo.read("envs/staging/application.yaml").replace("60", "90"));
    let trailers = format!("Promotion-Id: {}\nPlan-Digest: {digest}", promotion.id);
    repo.as_user("mallory").commit(&format!("Promote dev to staging: 1 config\n\n{trailers}"));
    let like = promote_core::promotion::Event { by: mallory(), ..like };
    append_promotion(&ledger, &promotion, &like, &repo.git_line("rev-parse main"));
    repo
}

#[test]
fn a_plan_hides_what_is_no_secret() {
    let repo = forged(|source| source);
    assert_eq!(codes_in_new_clone(&repo), ["not-the-plan"]);
    assert!(
        repo.run("verify")
            .stdout
            .contains("the plan masks envs/{env}/application.yaml:query.timeout, which is not a secret")
    );
}

#[test]
fn a_plan_hides_a_value_in_some_other_file() {
    let repo = forged(|_| ObjectId::from_bytes([7; 20]));
    let run = repo.run("verify");
    assert!(run.code != 0 && run.stdout.contains("the masked value is not in a file of the plan"), "{}", run.stdout);
}
