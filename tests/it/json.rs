//! The public JSON, read with strict types: an added, lost or renamed field fails here.

mod shapes;

use serde::de::DeserializeOwned;
use serde_json::json;

use crate::support::Repo;
pub use shapes::*;

pub fn read<T: DeserializeOwned>(repo: &Repo, line: &str) -> T {
    parse(&repo.run(&format!("{line} -o json")).stdout)
}

fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

fn refused(repo: &Repo, code: i32, line: &str) -> ErrorBody {
    let run = repo.run(&format!("{line} -o json"));
    assert_eq!((run.code, run.stdout.as_str()), (code, ""), "{}", run.stderr);
    parse::<Error>(&run.stderr).error
}

#[test]
fn diff_matches_its_shape() {
    let repo = Repo::pipeline();
    repo.write("envs/staging/same.yaml", "a: 1\nb: 2\n").write("envs/production/same.yaml", "a: 1\nb: 2\n");
    repo.write("envs/staging/form.yaml", "a: 1\n").write("envs/production/form.yaml", "a:  1\n");
    repo.write("envs/staging/bad.yaml", "a: [\n").commit("More");
    let diff: Diff = read(&repo, "diff staging production");
    assert_eq!((diff.schema_version, diff.source_environment.as_str()), (1, "staging"));
    assert_eq!(diff.target_environment, "production");
    let keys = |entries: &[Entry]| entries.iter().map(|e| e.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&diff.added), ["query.cache", "."]);
    assert_eq!((&diff.added[0].value, diff.added[1].kind.as_str()), (&true.into(), "file"));
    assert_eq!(keys(&diff.removed), ["server.region"]);
    let modified = &diff.modified[0];
    assert_eq!(
        (modified.key.as_str(), &modified.source_value, &modified.target_value),
        ("query.timeout", &60.into(), &30.into())
    );
    assert_eq!((modified.file.as_str(), modified.document.as_deref()), ("envs/{env}/application.yaml", None));
    assert_eq!(modified.id, "bfcecf44-3808-5c8e-962f-d870e3259339");
    assert_eq!((diff.unchanged, diff.kept), (4, 1), "query.retries, a and b, and a in another form");
    assert_eq!(diff.format_only, ["envs/{env}/form.yaml"]);
    assert_eq!((diff.unreadable.len(), diff.unreadable[0].path.as_str()), (1, "envs/staging/bad.yaml"));
    assert!(diff.own.is_none());
    let diff: Diff = read(&repo, "diff staging production --keep");
    assert_eq!(diff.own.unwrap()[0].key, "server.replicas");
    assert_eq!(repo.run("diff staging production -o json --exit-code").code, 1);
    assert_eq!(repo.run("diff staging staging -o json --exit-code").code, 0);
}

#[test]
fn keys_across_environments_and_time_match_their_shapes() {
    let repo = Repo::promoted();
    let matrix: Matrix = read(&repo, "matrix --differs");
    assert_eq!((matrix.schema_version, matrix.kept, matrix.keys.len()), (1, 1, 4));
    assert_eq!(matrix.keys[0].values[2].sources.as_ref().unwrap()[0].direction.as_deref(), Some("backward"));
    let values: Values = read(&repo, "get query.timeout");
    assert_eq!(values.keys[0].values.iter().map(|cell| cell.state.as_str()).collect::<Vec<_>>(), ["value"; 3]);
    let history: KeyHistory = read(&repo, "history query.retries --limit 1");
    let newest = &history.environments[2].values[0];
    assert_eq!(newest.cause.as_ref().unwrap().reason.as_deref(), Some("Retries hammer the database"));
    assert_eq!(history.environments[2].more, Some(true));
    let blame: Blame = read(&repo, "blame envs/production/app.yaml");
    assert_eq!(blame.keys[0].cause.as_ref().unwrap().promotion.as_ref().unwrap().number, Some(4));
    let why: Why = read(&repo, "why query.timeout");
    assert_eq!((why.steps.len(), why.steps[2].cause.as_ref().unwrap().kind.as_str()), (3, "edit"));
}

#[test]
fn stats_match_their_shape() {
    let repo = Repo::promoted();
    let stats: Stats = read(&repo, "stats production");
    assert_eq!((stats.schema_version, stats.environment.as_str(), stats.promotions.executed), (1, "production", 2));
    assert_eq!((stats.keys.len(), stats.keys[0].kind.as_str(), stats.lead_time.count), (2, "config", 3));
}

#[test]
fn values_keep_their_types() {
    let repo = Repo::pipeline();
    let text = "n: null\nt: true\ni: 7\nf: 1.50\nbig: 123456789012345678901234567890\nhex: 0x1F\ns: \"7\"\nm: {}\nl: [1, a]\ninf: .inf\nday: 2024-01-01\nparts: [1.10, {ref: !Ref yes}]\n";
    repo.write("envs/dev/kinds.yaml", text).commit("Kinds");
    let configs: Configs = read(&repo, "configs dev kinds.yaml:*");
    let value = |key: &str| configs.configs.iter().find(|c| c.key == key).unwrap().value.clone();
    assert_eq!(json!([value("n"), value("t"), value("i")]), json!([null, true, 7]));
    // A value that JSON would spell differently is text: as a version, 1.50 is not 1.5.
    assert_eq!(json!([value("f"), value("hex"), value("s")]), json!(["1.50", "0x1F", "7"]));
    assert_eq!(json!([value("m"), value("l")]), json!([{}, [1, "a"]]));
    assert!(value("big").is_string(), "{}", value("big"));
    assert!(value("inf").is_string(), "{}", value("inf"));
    // Its type is in another field.
    let types = configs.configs.iter().filter_map(|c| Some((c.key.as_str(), c.r#type.clone()?)));
    let types: Vec<_> = types.map(|(key, kind)| format!("{key} {kind}")).collect();
    let inside = r#"parts {"[0]":"number","[1].ref":"tagged","[1].ref.!Ref":"word"}"#;
    assert_eq!(
        types,
        [r#"f "number""#, r#"big "number""#, r#"hex "number""#, r#"inf "number""#, r#"day "date""#, inside]
    );
    repo.write("envs/staging/kinds.yaml", "f: \"1.50\"\nday: 2024-01-02\n").commit("Texts");
    let diff: Diff = read(&repo, "diff dev staging kinds.yaml:{f,day,hex}");
    let types: Vec<_> = diff.modified.iter().map(|m| (m.source_type.clone(), m.target_type.clone())).collect();
    assert_eq!(types, [(Some("number".into()), None), (Some("date".into()), Some("date".into()))]);
    assert_eq!((&diff.added[0].value, &diff.added[0].r#type), (&"0x1F".into(), &Some("number".into())));
    let created: Promotion = read(&repo, "create dev staging --key kinds.yaml:f");
    let change = &created.plan.changes[0];
    assert_eq!((&change.source_value, &change.source_type), (&"1.50".into(), &Some("number".into())));
    assert_eq!((&change.target_value, &change.target_type), (&"1.50".into(), &None));
    repo.ok("validate @");
    repo.write("envs/staging/kinds.yaml", "f: 1.500\nday: 2024-01-02\n").commit("Numbers");
    let stale = refused(&repo, 4, "execute @");
    let key = &stale.details["keys"][0];
    assert_eq!((&key["planned"], &key["plannedType"]), (&"1.50".into(), &serde_json::Value::Null));
    assert_eq!((&key["now"], &key["nowType"]), (&"1.500".into(), &"number".into()));
}

#[test]
fn configs_match_their_shape() {
    let repo = Repo::pipeline();
    let uuid = "0b9d11aa-3f0e-4f8f-9a39-6c1d1f0c7e55";
    repo.write("envs/dev/flags.yaml", format!("flags: {{ cart: {{ id: {uuid}, on: true }} }}\n"));
    repo.write("envs/dev/docs.yaml", "a: 1\n---\na: 2\n").write("envs/dev/bad.json", "{").commit("More");
    let configs: Configs = read(&repo, "configs dev");
    assert_eq!((configs.schema_version, configs.environment.as_str()), (1, "dev"));
    let flag = configs.configs.iter().find(|c| c.kind == "flag").unwrap();
    assert_eq!((flag.id.as_str(), flag.key.as_str(), flag.path.as_str()), (uuid, "flags.cart", "envs/dev/flags.yaml"));
    let documents: Vec<_> = configs.configs.iter().filter_map(|c| c.document.as_deref()).collect();
    assert_eq!(documents, ["0", "1"]);
    assert_eq!(configs.unreadable.len(), 1);
}

#[test]
fn a_promotion_matches_its_shape_in_every_state() {
    let repo = Repo::pipeline();
    let created: Promotion = read(&repo, "create staging production --config bfcecf44 --key server.log --notes why");
    assert_eq!((created.status.as_str(), created.promotion_type.as_str()), ("CREATED", "SELECTIVE"));
    assert_eq!((created.kept, created.dry_run), (Some(0), None));
    assert_eq!(
        (created.config_ids, created.key_patterns),
        (vec!["bfcecf44".to_owned()], vec!["server.log".to_owned()])
    );
    assert_eq!((created.notes.as_deref(), created.created_by.email.as_str()), (Some("why"), "ann@acme.com"));
    assert_eq!(
        created.blocked_by.iter().map(|b| b.code.as_str()).collect::<Vec<_>>(),
        ["not-validated", "approvals-missing"]
    );
    let change = &created.plan.changes[0];
    assert_eq!((change.op.as_str(), &change.source_value, &change.target_value), ("modified", &60.into(), &30.into()));
    assert_eq!(created.plan.source_commit, repo.git_line("rev-parse main"));

    let validated: Promotion = read(&repo, "validate @");
    let validation = validated.validation.unwrap();
    assert!(validation.ok && validation.findings.is_empty());
    repo.as_user("bob").ok("approve @");
    let approved: Promotion = read(repo.as_user("cem"), "approve @");
    assert_eq!((approved.status.as_str(), approved.approvals.required), ("APPROVED", 2));
    assert_eq!(
        approved.approvals.given.iter().map(|g| (g.name.as_str(), g.signed)).collect::<Vec<_>>(),
        [("Bob", false), ("Cem", false)]
    );
    assert!(approved.blocked_by.is_empty());

    let executed: Promotion = read(&repo, "execute @");
    assert_eq!((executed.status.as_str(), executed.outcome.as_deref()), ("EXECUTED", Some("applied")));
    assert_eq!((executed.branch.as_deref(), executed.checkouts.unwrap().len()), (Some("main"), 1));
    assert_eq!(executed.commit, Some(repo.git_line("rev-parse main")));
    let id = executed.id.unwrap();
    let again: Promotion = read(&repo, &format!("execute {id}"));
    assert_eq!((again.outcome.as_deref(), again.checkouts), (Some("already-done"), Some(vec![])));

    let part: Promotion = read(&repo, &format!("rollback {id} --key server.log --reason no"));
    assert_eq!((part.status.as_str(), part.rollback_commit), ("EXECUTED", Some(repo.git_line("rev-parse main"))));
    let dry: Promotion = read(&repo, &format!("rollback {id} --reason no --dry-run"));
    assert_eq!(dry.outcome.as_deref(), Some("would-apply"));
    let whole: Promotion = read(&repo, &format!("rollback {id} --reason no"));
    assert_eq!(whole.status, "ROLLED_BACK");
    let words: Vec<String> = whole.events.iter().map(|e| e.event.clone()).collect();
    assert_eq!(words, ["created", "validated", "approved", "approved", "executed", "rolled-back", "rolled-back"]);
}

#[test]
fn a_proposal_matches_its_shape() {
    let repo = Repo::open_pipeline();
    let id = repo.validated("--key query.timeout");
    let proposed: Promotion = read(&repo, &format!("execute {id} --branch=mr"));
    assert_eq!((proposed.status.as_str(), proposed.outcome.as_deref()), ("VALIDATED", Some("proposed")));
    let (proposal, request) = (proposed.proposed.unwrap(), proposed.request.unwrap());
    assert_eq!((proposal.branch.as_str(), &proposal.commit), ("mr", &repo.git_line("rev-parse mr")));
    assert!(!proposal.at.is_empty());
    assert_eq!((request.branch.as_str(), request.into.as_str()), ("mr", "main"));
    assert_eq!(format!("{}\n\n{}", request.title, request.body), repo.git_line("log -1 --format=%B mr"));
    let again: Promotion = read(&repo, &format!("execute {id} --branch=mr"));
    assert_eq!(again.outcome.as_deref(), Some("already-proposed"));
}

#[test]
fn findings_and_rejections_match_their_shapes() {
    let repo = Repo::pipeline();
    let id = repo.ok("create staging production --key query.timeout -q");
    repo.write("envs/production/application.yaml", "query: { timeout: 31 }\n").commit("Touched");
    let run = repo.run(&format!("validate {id} -o json"));
    assert_eq!(run.code, 1);
    let promotion: Promotion = parse(&run.stdout);
    let finding = &promotion.validation.unwrap().findings[0];
    assert_eq!((finding.code.as_str(), finding.key.as_deref()), ("stale", Some("query.timeout")));
    assert_eq!(finding.file.as_deref(), Some("envs/production/application.yaml"));
    let refreshed: Promotion = read(&repo, "refresh @");
    assert!(refreshed.validation.is_none());
    let rejected: Promotion = read(&repo, "reject @ --reason no");
    assert_eq!((rejected.status.as_str(), rejected.blocked_by[0].code.as_str()), ("REJECTED", "rejected"));
    let cancelled: Promotion = read(&repo, "cancel @ --reason no");
    assert_eq!((cancelled.status.as_str(), cancelled.blocked_by.len()), ("CANCELLED", 0));
    let shown: Promotion = read(&repo, &format!("show {id}"));
    assert_eq!(shown.events.len(), 5);
}

#[test]
fn empty_plans_and_dry_runs_match_their_shapes() {
    let repo = Repo::pipeline();
    let nothing: Nothing = read(&repo, "create staging production --key server.replicas");
    assert_eq!((nothing.id, nothing.kept), (None, 1));
    let dry: Promotion = read(&repo, "create staging production --key query --dry-run");
    assert_eq!(dry.dry_run, Some(true));
}

#[test]
fn lists_and_status_match_their_shapes() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("--key query.timeout");
    repo.validated("--key server.log");
    let open: Promotions = read(&repo, "list");
    assert_eq!((open.schema_version, open.promotions.len()), (1, 1));
    let all: Promotions = read(&repo, "list --all");
    assert_eq!(all.promotions.iter().map(|p| p.status.as_str()).collect::<Vec<_>>(), ["VALIDATED", "EXECUTED"]);
    let log: Promotions = read(&repo, "log production");
    assert_eq!(log.promotions[0].id.as_ref(), Some(&id));
    let status: Status = read(&repo, "status");
    let edge = &status.edges[1];
    assert_eq!((edge.source_environment.as_str(), edge.target_environment.as_str()), ("staging", "production"));
    assert_eq!((edge.added, edge.modified, edge.removed, edge.kept), (Some(1), Some(1), Some(1), Some(1)));
    let judged = edge.judged.as_ref().map(|judged| judged.forward);
    assert_eq!((judged, edge.last_promotion.as_ref(), edge.problem.as_ref()), (None, Some(&id), None));
    assert_eq!((status.promotions.len(), status.holds.len()), (1, 0));
}

#[test]
fn holds_match_their_shapes() {
    let repo = Repo::open_pipeline();
    let held: Held = read(&repo, "hold production 'query.*' --reason 'Load test' --until 2h");
    assert_eq!((held.schema_version, held.number, held.environment.as_str()), (Some(1), 1, "production"));
    let (patterns, reason) = (held.patterns, held.reason.as_str());
    assert_eq!((patterns, reason, held.by.email.as_str()), (vec!["query.*".to_owned()], "Load test", "ann@acme.com"));
    assert!(held.until.is_some() && held.lifted.is_none());
    let holds: Holds = read(&repo, "hold");
    assert_eq!((holds.schema_version, holds.holds.len(), holds.holds[0].at.clone()), (1, 1, held.at));
    let status: Status = read(&repo, "status");
    assert_eq!((status.holds.len(), status.holds[0].schema_version), (1, None));
    let lifted: Held = read(&repo, "unhold 1 --reason 'It is over'");
    let lifted = lifted.lifted.unwrap();
    assert_eq!((lifted.by.name.as_str(), lifted.reason.as_deref()), ("Ann", Some("It is over")));
    let id = repo.executed("--key query.timeout");
    let back: Promotion = read(&repo, &format!("rollback {id} --reason no --hold"));
    assert_eq!(back.hold, Some(3));
}

#[test]
fn init_matches_its_shape() {
    let repo = Repo::new();
    repo.write("envs/dev/a.yaml", "a: 1\n").write("envs/prod/a.yaml", "a: 1\n").write("envs/tools/x.yaml", "a: 1\n");
    repo.commit("Files");
    let dry: Init = read(&repo, "init --dry-run");
    assert_eq!((dry.schema_version, dry.outcome.as_str(), dry.commit), (1, "would-write", None));
    assert_eq!(dry.environments.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["dev", "prod"]);
    assert_eq!((dry.files[0].path.as_str(), dry.others[0].name.as_str()), ("envs/{env}/**", "tools"));
    let done: Init = read(&repo, "init --commit");
    assert_eq!((done.outcome.as_str(), done.branch.as_deref()), ("committed", Some("main")));
    assert_eq!(done.commit, Some(repo.git_line("rev-parse main")));
    assert_eq!(done.proposal.trim(), repo.git_line("show main:promote.yaml"));
}

#[test]
fn errors_have_codes() {
    let repo = Repo::pipeline();
    let unknown = refused(&repo, 2, "diff stagign production");
    assert_eq!((unknown.code.as_str(), unknown.hints.len()), ("unknown-environment", 2));
    assert_eq!(unknown.details["known"][2], "production");
    assert_eq!(refused(&repo, 2, "diff staging production nope.x").details["selectors"][0], "nope.x");
    assert_eq!(refused(&repo, 2, "create staging production --key ''").code, "bad-pattern");
    assert_eq!(refused(&repo, 3, "create dev production").code, "no-edge");
    assert_eq!(refused(&repo, 2, "show @").code, "not-the-only-one");
    let id = repo.validated("--key query.timeout");
    let blocked = refused(&repo, 3, "execute @");
    assert_eq!(
        (blocked.code.as_str(), &blocked.details["blockedBy"][0]["code"]),
        ("approvals-missing", &"approvals-missing".into())
    );
    assert_eq!(refused(&repo, 3, "approve @").code, "self-approval");
    assert_eq!(refused(repo.as_user("bob"), 4, "approve @ --digest 0123456789").code, "other-digest");
    assert_eq!(refused(&repo, 3, "rollback @ --reason no").code, "illegal-step");
    repo.ok("approve @");
    repo.as_user("cem").ok("approve @");
    repo.write("envs/production/application.yaml", "query: { timeout: 31 }\n").commit("Touched");
    let stale = refused(&repo, 4, "execute @");
    assert_eq!((stale.code.as_str(), stale.causes.len()), ("stale-plan", 1));
    let key = &stale.details["keys"][0];
    assert_eq!((&key["planned"], &key["now"]), (&30.into(), &31.into()));
    assert_eq!(
        (key["key"].as_str(), key["commit"].as_str()),
        (Some("query.timeout"), Some(repo.git_line("rev-parse main").as_str()))
    );
    assert_eq!(refused(&repo, 2, "show 0123456789").code, "unknown-promotion");
    assert_eq!(refused(&repo, 2, &format!("show {}", &id[..3])).code, "bad-id");
}

#[test]
fn wrong_usage_is_reported_as_an_error_object() {
    let repo = Repo::pipeline();
    for line in ["diff staging", "diff staging production --stat --name-only", "frobnicate", "reject @ --reason ''"] {
        let error = refused(&repo, 2, line);
        assert_eq!(error.code, "usage", "{line}");
        assert!(!error.message.contains('\n') && !error.message.starts_with("error"), "{}", error.message);
    }
    assert_eq!(refused(&repo, 2, "create --from ../nowhere.json").code, "usage");
}

#[test]
fn approvals_and_simulations_match_their_shapes() {
    let repo = Repo::pipeline();
    let rules = "{ required: 2, groups: { security: 1 }, valid: 1h }";
    let groups = "groups: { security: [ann@acme.com, cem@acme.com] }\n";
    repo.policy(&(crate::support::POLICY.replace("{ required: 2 }", rules) + groups)).commit("Rules");
    repo.validated("--key query.timeout");
    let approved: Promotion = read(repo.as_user("bob"), "approve @");
    let [given] = approved.approvals.given.as_slice() else { panic!("{:?}", approved.approvals.given) };
    assert_eq!((given.email.as_str(), given.counts, given.why.as_deref()), ("bob@acme.com", true, None));
    assert_eq!(given.until, approved.events[2].expires);
    let [group] = approved.approvals.groups.as_slice() else { panic!("{:?}", approved.approvals.groups) };
    assert_eq!((group.group.as_str(), group.required, group.given.len()), ("security", 1, 0));
    assert_eq!(group.may, ["cem@acme.com"]);
    assert_eq!(approved.approvals.barred[0].why, "creator");
    assert_eq!(approved.events[0].authors.as_ref().unwrap()[0].email, "ann@acme.com");
    assert_eq!(approved.blocked_by[0].who, ["cem@acme.com"]);
    assert_eq!(approved.blocked_by[0].rule, "environments.production.approvals in promote.yaml");

    let shown: Promotion = read(&repo, "show @ --simulate-as cem@acme.com");
    let simulated = shown.simulated.unwrap();
    assert_eq!((simulated.executable, simulated.r#as.as_deref()), (false, Some("cem@acme.com")));
    let approval = simulated.approval.unwrap();
    assert_eq!((approval.counts, approval.executable, approval.why), (true, true, None));
    assert!(approval.blocked_by.unwrap().is_empty());
    let later: Promotion = read(&repo, "show @ --simulate-at 2026-03-02T12:00:00Z --simulate-as ann@acme.com");
    let given = &later.approvals.given[0];
    assert_eq!((later.approvals.counting, given.counts, given.why.as_deref()), (0, false, Some("lapsed")));
    let simulated = later.simulated.unwrap();
    assert_eq!((simulated.at.as_str(), simulated.executable), ("2026-03-02T12:00:00Z", false));
    assert_eq!(simulated.approval.unwrap().why.as_deref(), Some("creator"));
    assert_eq!(refused(repo.as_user("ann"), 3, "approve @").code, "self-approval");
    let withdrawn: Promotion = read(repo.as_user("bob"), "withdraw @");
    assert_eq!((withdrawn.approvals.counting, withdrawn.events[3].event.as_str()), (0, "withdrawn"));
}

#[test]
fn verify_matches_its_shape() {
    let repo = Repo::pipeline();
    repo.policy(&format!("{}policy: {{ approvals: {{ required: 1 }} }}\n", crate::receive::strict()));
    repo.commit("Rules for the rules");
    repo.write("envs/production/application.yaml", "query:\n  timeout: 5\n");
    let edit = repo.as_user("mallory").commit("Quick fix");
    repo.policy(crate::support::POLICY);
    let looser = repo.commit("Looser");
    let verified: Verified = read(&repo, "verify");
    assert_eq!((verified.schema_version, verified.ok, verified.promotions, verified.events), (1, false, 0, 0));
    let production = verified.environments.iter().find(|e| e.name == "production").unwrap();
    assert_eq!((production.branch.as_str(), production.direct_edits), ("main", 1));
    assert_eq!((production.promotions, production.rollbacks), (0, 0));
    let [policy, direct] = verified.findings.as_slice() else { panic!("{:?}", verified.findings) };
    assert_eq!((policy.code.as_str(), policy.severity.as_str()), ("policy-unapproved", "finding"));
    assert_eq!((policy.rule.as_str(), policy.commit.as_ref()), ("policy", Some(&looser)));
    assert_eq!(policy.hint.as_deref(), Some(format!("promote approve --policy {looser}").as_str()));
    assert_eq!((direct.code.as_str(), direct.rule.as_str()), ("direct-edit", "direct-edits"));
    assert_eq!((direct.commit.as_ref(), direct.environment.as_deref()), (Some(&edit), Some("production")));
    assert_eq!(direct.who.as_ref().map(|who| who.email.as_str()), Some("mallory@acme.com"));
    assert!(direct.promotion.is_none() && direct.hint.is_some());
    let approved: ApprovedPolicy = read(repo.as_user("bob"), "approve --policy");
    assert_eq!((approved.commit, approved.ok, approved.approvals.required), (looser, true, 1));
    assert_eq!(approved.approvals.given[0].email, "bob@acme.com");
}

#[test]
fn schedules_and_runs_match_their_shapes() {
    let repo = Repo::with_rules("");
    let ids = ["query.timeout", "server.log", "query.cache"].map(|key| repo.validated(&format!("--key {key}")));
    let scheduled: Promotion = read(&repo, &format!("schedule {} --in 1h --expires 1h", ids[0]));
    assert_eq!(scheduled.status, "SCHEDULED");
    assert_eq!(scheduled.scheduled_at.as_deref(), Some("2026-03-02T10:00:11Z"));
    assert_eq!(scheduled.schedule_expires_at.as_deref(), Some("2026-03-02T11:00:11Z"));
    let event = scheduled.events.last().unwrap();
    assert_eq!((event.event.as_str(), event.due.as_ref()), ("scheduled", scheduled.scheduled_at.as_ref()));
    repo.ok(&format!("schedule {} --in 1h -q", ids[1]));
    repo.ok(&format!("schedule {} --in 1h --expires 1m -q", ids[2]));
    let nothing: Ran = read(&repo, "run-due");
    assert_eq!((nothing.promotions.len(), nothing.next_due_at), (0, scheduled.scheduled_at));
    let production = repo.read("envs/production/application.yaml");
    repo.write("envs/production/application.yaml", production.replace("log: info", "log: warn")).commit("By hand");
    repo.pass(3700);
    let run = repo.run("run-due -o json");
    assert_eq!(run.code, 4, "{}", run.stderr);
    let ran: Ran = parse(&run.stdout);
    let came: Vec<_> =
        ran.promotions.iter().map(|p| (p.id.as_deref().unwrap(), p.outcome.as_deref().unwrap())).collect();
    assert_eq!(came, [(ids[0].as_str(), "applied"), (&ids[1], "held"), (&ids[2], "expired")]);
    assert_eq!(ran.promotions.iter().map(|p| p.exit_code.unwrap()).collect::<Vec<_>>(), [0, 4, 3]);
    assert!(ran.promotions.iter().all(|p| p.due_at.is_some()) && ran.next_due_at.is_none() && ran.schema_version == 1);
    assert_eq!(ran.promotions[1].error.as_ref().unwrap().code, "stale-plan");
    let held: Promotion = read(&repo, &format!("show {}", ids[1]));
    assert_eq!(held.held_because.unwrap().len(), 2);
    assert_eq!(held.events.last().unwrap().reasons.as_ref().unwrap().len(), 2);
    let expired: Promotion = read(&repo, &format!("show {}", ids[2]));
    assert_eq!((expired.events.last().unwrap().expired, expired.scheduled_at), (Some(true), None));
}

#[test]
fn checks_and_suggestions_match_their_shapes() {
    let repo = Repo::pipeline();
    repo.write("envs/dev/run.sh", "x\n").write("more/x.yaml", "a: 1\n").commit("More");
    let loose = crate::support::POLICY.replace("required: 2", "required: 1").replace("**\"", "*.yaml\"");
    repo.policy(&loose);
    let checked: CheckedPolicy = read(&repo, "check");
    assert_eq!((checked.schema_version, checked.ok, checked.source.as_str()), (1, false, "working-tree"));
    let [unused] = checked.findings.as_slice() else { panic!("{:?}", checked.findings) };
    assert_eq!(
        (unused.code.as_str(), unused.severity.as_str(), unused.line, unused.column),
        ("unused-pattern", "warning", 12, 9)
    );
    assert_eq!((checked.environments[0].name.as_str(), checked.environments[0].files), ("dev", 1));
    assert_eq!((checked.coverage[0].taken, checked.coverage[0].not_taken.len()), (3, 1));
    assert_eq!((checked.ruling.state.as_str(), checked.ruling.branch.as_deref()), ("in-force", Some("main")));
    assert_eq!(
        (checked.changes[0].effect.as_str(), checked.changes[0].rule.as_str()),
        ("weaker", "approvals.required")
    );
    assert_eq!(checked.moved[0].lost, ["envs/dev/run.sh"]);
    let checked: CheckedPolicy = read(&repo, "check --rev main");
    assert_eq!((checked.unparsed[0].kind.as_str(), checked.source.as_str()), ("text", "revision"));
    let suggested: Suggested = read(&repo, "suggest --write --all --dry-run");
    assert!(suggested.written.unwrap().dry_run);
    assert!(suggested.suggestions.iter().all(|one| !one.evidence.is_empty() && one.sure != one.entry.is_empty()));
}
