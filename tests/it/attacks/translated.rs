//! Plans whose translation is not that of the rule.

use promote_core::env::translate::NamePair;
use promote_core::promotion::{Promotion, message, stored};
use promote_model::Value;

use super::codes_in_new_clone;
use super::forge::{Ledger, append_promotion, mallory};
use crate::support::Repo;

fn repo() -> Repo {
    let repo = Repo::new();
    repo.policy(
        "version: 1\nfiles: [\"envs/{env}/**\"]\nenvironments:\n  staging: {}\n  production: { from: [staging], translate: true }\n",
    );
    repo.write("envs/staging/a.yaml", "url: a.staging\nn: 1\n");
    repo.write("envs/production/a.yaml", "url: b.production\nn: 2\n").commit("Two");
    repo
}

/// Sets what the plan writes at the key, and the pairs that it claims.
fn claim(promotion: &mut Promotion, text: &str, pairs: &[(&str, &str)]) {
    let change = &mut promotion.plan.changes[0];
    let source = change.source.as_mut().unwrap();
    (source.text, source.value) = (text.to_owned(), Value::String(text.to_owned()));
    let pair = |(from, to): &(&str, &str)| NamePair { from: (*from).to_owned(), to: (*to).to_owned() };
    change.translated = pairs.iter().map(pair).collect();
}

const FORGERIES: [(&str, &[(&str, &str)]); 4] = [
    // A name that the rule does not give.
    ("a.mallory", &[("staging", "mallory")]),
    // A word that is no name.
    ("mallory.production", &[("a", "mallory"), ("staging", "production")]),
    // No translation, although the rule asks for it.
    ("a.staging", &[]),
    // A value that the pairs do not give.
    ("mallory.production", &[("staging", "production")]),
];

#[test]
fn an_open_plan_with_other_pairs_is_not_carried_out() {
    for (text, pairs) in FORGERIES {
        let repo = repo();
        let id = repo.ok("create staging production url -q");
        let ledger = Ledger::open(&repo);
        let id = ledger
            .git("ls-files")
            .lines()
            .find_map(|path| Some(path.strip_prefix("open/")?.split('/').next()?.to_owned()))
            .unwrap_or(id);
        let mut promotion = ledger.promotion(&id);
        claim(&mut promotion, text, pairs);
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let mut event = ledger.events(&id).remove(0);
        event.what = serde_json::from_value(serde_json::json!({ "event": "created", "digest": digest })).unwrap();
        let folder = ledger.folder(&id);
        ledger.write(&format!("{folder}/promotion.json"), &stored::write(&promotion));
        let plan = message::plan_text(&promotion.source, &promotion.target, &promotion.plan);
        ledger.write(&format!("{folder}/plan.txt"), &plan);
        ledger.write(&format!("{folder}/events.jsonl"), &(serde_json::to_string(&event).unwrap() + "\n"));
        ledger.commit_as(&promotion, &event, &["--amend"]);
        assert_eq!(repo.run("validate @").code, 1, "{text} {pairs:?}");
        assert_ne!(repo.run("execute @").code, 0, "{text} {pairs:?}");
        assert!(repo.read("envs/production/a.yaml").contains("b.production"));
    }
}

#[test]
fn an_executed_plan_with_other_pairs_is_a_finding() {
    for (text, pairs) in FORGERIES {
        let repo = repo();
        repo.ok("create staging production url --execute");
        let ledger = Ledger::open(&repo);
        let id = repo.git_line("log -1 --format=%(trailers:key=Promotion-Id,valueonly) main");
        let (mut promotion, mut like) = (ledger.promotion(id.trim()), ledger.events(id.trim()).remove(0));
        ledger.git("reset -q --hard HEAD~3");
        repo.git_line("reset -q --hard HEAD~1");
        claim(&mut promotion, text, pairs);
        like.by = mallory();
        repo.write("envs/production/a.yaml", format!("url: {text}\nn: 2\n"));
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let message = message::promoted(&promotion, &digest, &[], None);
        repo.as_user("mallory").commit(&promote::store::commits::text(&message));
        append_promotion(&ledger, &promotion, &like, &repo.git_line("rev-parse main"));
        let codes = codes_in_new_clone(&repo);
        assert!(codes.contains(&"not-the-plan".to_owned()), "{text} {pairs:?}: {codes:?}");
    }
}
