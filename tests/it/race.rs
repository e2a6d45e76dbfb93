//! Concurrent commands: one wins, the others are told or continue from there, and nothing is written twice.
//! `PROMOTE_LONG=N` runs each race N / 50 times; `PROMOTE_RACERS` is the number of racers (16).

use std::process::Stdio;

use crate::support::{Repo, Run};

/// How many commands race.
fn many() -> usize {
    std::env::var("PROMOTE_RACERS").ok().and_then(|text| text.parse().ok()).unwrap_or(16)
}

/// Runs a race once, or as often as `PROMOTE_LONG` asks for.
fn again_and_again(race: impl Fn()) {
    let long = std::env::var("PROMOTE_LONG").ok().and_then(|text| text.parse::<usize>().ok());
    (0..long.map_or(1, |rounds| rounds.div_ceil(50))).for_each(|_| race());
}

/// Runs all lines at once, each as another user; returns the results in order.
fn run_at_once(repo: &Repo, lines: &[String]) -> Vec<Run> {
    let start = |(number, line): (usize, &String)| {
        repo.as_user(&format!("user{number}"));
        let mut command = repo.promote_line_command(line);
        command.env_remove("PROMOTE_ID_SEED").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let started: Vec<_> = lines.iter().enumerate().map(start).collect();
    started.into_iter().map(|child| Run::of(&child.wait_with_output().unwrap())).collect()
}

/// A pipeline without approvals in which staging and production differ in many keys.
fn pipeline() -> Repo {
    let repo = Repo::open_pipeline();
    let keys = |value: usize| (0..many()).map(|n| format!("key{n}: {}\n", n * value)).collect::<String>();
    repo.write("envs/staging/many.yaml", keys(2))
        .write("envs/production/many.yaml", keys(1).replace("key0: 0", "key0: 1"));
    repo.commit("Many keys");
    repo
}

/// Asserts that git finds no errors, history is linear, and the working tree is clean.
fn assert_sound(repo: &Repo) {
    repo.fsck();
    assert_eq!(repo.git_line("rev-list --count --min-parents=2 promotions main"), "0");
    assert_eq!(repo.git_line("rev-list --count --max-parents=0 promotions"), "1");
    assert_eq!(repo.git_line("status --porcelain"), "");
}

fn count(repo: &Repo, revision: &str) -> usize {
    repo.git(&["rev-list", "--count", revision]).parse().unwrap()
}

#[test]
fn many_promotions_are_all_executed() {
    again_and_again(|| {
        let repo = pipeline();
        let ids: Vec<String> = (0..many()).map(|n| repo.validated(&format!("--key many.yaml:key{n}"))).collect();
        let (commits, events) = (count(&repo, "main"), count(&repo, "promotions"));
        let lines: Vec<String> = ids.iter().map(|id| format!("execute {id} -q")).collect();
        for run in run_at_once(&repo, &lines) {
            assert_eq!(run.code, 0, "{}", run.stderr);
        }
        assert_eq!(repo.read("envs/production/many.yaml"), repo.read("envs/staging/many.yaml"));
        assert_eq!((count(&repo, "main"), count(&repo, "promotions")), (commits + many(), events + many()));
        assert_sound(&repo);
    });
}

#[test]
fn many_promotions_from_many_clones_are_all_executed() {
    again_and_again(|| {
        let repo = Repo::open_shared();
        let keys = |value: usize| (0..many()).map(|n| format!("key{n}: {}\n", n * value + 1)).collect::<String>();
        repo.write("envs/staging/many.yaml", keys(2))
            .write("envs/production/many.yaml", keys(1).replace("key0: 1", "key0: 0"));
        repo.commit("Many keys");
        repo.git_line("push -q origin main");
        let ids: Vec<String> = (0..many()).map(|n| repo.validated(&format!("--key many.yaml:key{n}"))).collect();
        let (commits, events) = (count(&repo, "origin/main"), count(&repo, "origin/promotions"));
        // Each clone runs two commands, and each promotion is executed twice.
        (0..many()).for_each(|n| repo.git_in_world(&format!("clone -q origin.git clone{n}")));
        let line = |n: usize| format!("-C ../clone{} execute {} -q", n % many(), ids[(n + n / many()) % many()]);
        let runs = run_at_once(&repo, &(0..2 * many()).map(line).collect::<Vec<_>>());
        // A command that lost ten times in a row says so, and is run again.
        let lost: Vec<usize> = (0..2 * many()).filter(|n| runs[*n].code != 0).collect();
        for n in lost {
            assert_eq!(runs[n].code, 4, "{}", runs[n].stderr);
            assert!(runs[n].stderr.contains("10 times in a row"), "{}", runs[n].stderr);
            repo.ok(&line(n));
        }
        repo.git_line("fetch -q");
        assert_eq!(
            (count(&repo, "origin/main"), count(&repo, "origin/promotions")),
            (commits + many(), events + many())
        );
        assert_eq!(repo.git_line("rev-list --count --min-parents=2 origin/promotions origin/main"), "0");
        assert_eq!(
            repo.git_line("show origin/main:envs/production/many.yaml"),
            repo.git_line("show main:envs/staging/many.yaml")
        );
        repo.git_line("-C ../origin.git fsck --strict --no-dangling --no-progress");
    });
}

/// Each promotion is executed once, and no command fails.
#[test]
fn eight_runs_execute_each_due_promotion_once() {
    let repo = pipeline();
    let ids: Vec<String> = (0..4).map(|n| repo.validated(&format!("--key many.yaml:key{n}"))).collect();
    ids.iter().for_each(|id| drop(repo.ok(&format!("schedule {id} --in 1h"))));
    repo.pass(3600);
    let (commits, events) = (count(&repo, "main"), count(&repo, "promotions"));
    let runs = run_at_once(&repo, &vec!["run-due".to_owned(); 8]);
    Run::assert_all_succeed(&runs);
    for number in 1..=4 {
        let said = format!("Executed promotion {number} ");
        let by: usize = runs.iter().map(|run| run.stdout.matches(&said).count()).sum();
        assert_eq!(by, 1, "{runs:?}");
    }
    assert_eq!((count(&repo, "main"), count(&repo, "promotions")), (commits + 4, events + 4));
    assert_sound(&repo);
}

/// The same from eight clones; a held promotion is recorded once.
#[test]
fn eight_runs_from_eight_clones_execute_and_hold_once() {
    let repo = Repo::open_shared();
    let (one, other) = (repo.validated("--key query.timeout"), repo.validated("--key server.log"));
    [&one, &other].iter().for_each(|id| drop(repo.ok(&format!("schedule {id} --in 1h"))));
    let production = repo.read("envs/production/application.yaml").replace("log: info", "log: warn");
    repo.write("envs/production/application.yaml", production).commit("By hand");
    repo.git_line("push -q origin main");
    (0..8).for_each(|n| repo.git_in_world(&format!("clone -q origin.git clone{n}")));
    repo.pass(3600);
    let (commits, events) = (count(&repo, "origin/main"), count(&repo, "origin/promotions"));
    let runs = run_at_once(&repo, &(0..8).map(|n| format!("-C ../clone{n} run-due")).collect::<Vec<_>>());
    // All runs report the stale promotion; the other one fails in none of them.
    assert!(runs.iter().all(|run| run.code == 4 && run.stdout.contains("promotion 2 is stale")), "{runs:?}");
    let by: usize = runs.iter().map(|run| run.stdout.matches("Executed promotion 1 ").count()).sum();
    assert_eq!(by, 1, "{runs:?}");
    repo.git_line("fetch -q");
    assert_eq!((count(&repo, "origin/main"), count(&repo, "origin/promotions")), (commits + 1, events + 2));
}

#[test]
fn one_promotion_executed_many_times_is_written_once() {
    again_and_again(|| {
        let repo = pipeline();
        let id = repo.validated("--key many.yaml:*");
        let (commits, events) = (count(&repo, "main"), count(&repo, "promotions"));
        let runs = run_at_once(&repo, &vec![format!("execute {id}"); many()]);
        Run::assert_all_succeed(&runs);
        let said = |words: &str| runs.iter().filter(|run| run.stdout.contains(words)).count();
        assert_eq!((said("Executed promotion"), said("already executed")), (1, many() - 1), "{runs:?}");
        assert_eq!((count(&repo, "main"), count(&repo, "promotions")), (commits + 1, events + 1));
        let runs = run_at_once(&repo, &vec![format!("rollback {id} --reason no"); many()]);
        Run::assert_all_succeed(&runs);
        let said = |words: &str| runs.iter().filter(|run| run.stdout.contains(words)).count();
        assert_eq!((said("Rolled back promotion"), said("was already rolled back")), (1, many() - 1), "{runs:?}");
        assert_eq!((count(&repo, "main"), count(&repo, "promotions")), (commits + 2, events + 2));
        assert_sound(&repo);
    });
}

#[test]
fn only_one_of_many_promotions_of_one_key_is_executed() {
    again_and_again(|| {
        let repo = pipeline();
        let ids: Vec<String> = (0..many()).map(|_| repo.validated("--key many.yaml:key3")).collect();
        let lines: Vec<String> = ids.iter().map(|id| format!("execute {id}")).collect();
        let runs = run_at_once(&repo, &lines);
        assert_eq!(runs.iter().filter(|run| run.code == 0).count(), 1, "{runs:?}");
        assert!(
            runs.iter().filter(|run| run.code != 0).all(|run| run.code == 4 && run.stderr.contains("is stale")),
            "{runs:?}"
        );
        assert_sound(&repo);
    });
}

#[test]
fn many_creates_validations_and_approvals_are_all_recorded() {
    again_and_again(|| {
        let repo = pipeline();
        let lines: Vec<String> =
            (0..many()).map(|n| format!("create staging production --key many.yaml:key{n} -q")).collect();
        let runs = run_at_once(&repo, &lines);
        Run::assert_all_succeed(&runs);
        let mut ids: Vec<&str> = runs.iter().map(|run| run.stdout.trim()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), many());
        assert_eq!(repo.ok("list -q").lines().count(), many());
        let runs = run_at_once(&repo, &vec![format!("validate {} -q", ids[0]); many()]);
        Run::assert_all_succeed(&runs);
        let runs = run_at_once(&repo, &vec![format!("approve {} -q", ids[0]); many()]);
        // The creator is among the users, and may not approve.
        assert_eq!(runs.iter().filter(|run| run.code == 0).count(), many() - 1, "{runs:?}");
        assert_eq!(runs.iter().filter(|run| run.code == 3).count(), 1, "{runs:?}");
        let place = format!("promotions:open/{}/approvals/", ids[0]);
        assert_eq!(repo.git(&["ls-tree", "--name-only", &place]).lines().count(), many() - 1);
        assert_eq!(count(&repo, "promotions"), 1 + many() + many() + many() - 1);
        assert_sound(&repo);
    });
}

#[test]
fn execute_and_cancel_never_both_succeed() {
    for _ in 0..4 {
        let repo = pipeline();
        let id = repo.validated("--key many.yaml:*");
        let before = count(&repo, "main");
        let verbs = ["execute", "cancel --reason no", "reject --reason no", "refresh"];
        let lines: Vec<String> = verbs.iter().cycle().take(8).map(|verb| format!("{verb} {id}")).collect();
        let runs = run_at_once(&repo, &lines);
        assert!(runs.iter().all(|run| [0, 3].contains(&run.code)), "{runs:?}");
        let won = |verb: &str| runs.iter().zip(&lines).any(|(run, line)| line.starts_with(verb) && run.code == 0);
        assert!(!(won("execute") && won("cancel")), "{runs:?}");
        assert_eq!(count(&repo, "main") - before, usize::from(won("execute")), "{runs:?}");
        assert_sound(&repo);
    }
}

#[test]
fn executes_while_others_commit_to_the_target() {
    again_and_again(|| {
        let repo = pipeline();
        let ids: Vec<String> = (0..6).map(|n| repo.validated(&format!("--key many.yaml:key{n}"))).collect();
        repo.git_line("worktree add -q --detach ../other main");
        let other = repo.beside("other").display().to_string();
        let executes: Vec<String> = ids.iter().map(|id| format!("execute {id} -q")).collect();
        let runs = std::thread::scope(|scope| {
            let mut commit = repo.command("bash");
            // A script that commits elsewhere and moves the branch with `git update-ref`, which compares and swaps.
            let script = format!(
                "cd {other} && for n in 1 2 3 4 5 6 7 8; do git checkout -q --detach main && echo $n > other.txt && git add -A \
                 && git commit -qm \"Other $n\" && git update-ref refs/heads/main HEAD HEAD~1 || true; done"
            );
            let others = scope.spawn(move || commit.args(["-c", &script]).output().unwrap());
            let runs = run_at_once(&repo, &executes);
            others.join().unwrap();
            runs
        });
        for run in &runs {
            assert!(run.code == 0 || run.code == 4, "{}", run.stderr);
        }
        for id in &ids {
            repo.git_line("reset -q --hard");
            repo.ok(&format!("execute {id} -q"));
        }
        let promoted = repo.git_line("log --format=%s main").lines().filter(|s| s.starts_with("Promote")).count();
        assert_eq!(promoted, 6);
        assert_sound(&repo);
    });
}

#[test]
fn promotes_two_environments_of_one_file_at_once() {
    let keys = |value: usize| (0..many() / 2).map(|n| format!("    key{n}: {value}\n")).collect::<String>();
    let text = format!("env:\n  dev:\n{}  staging:\n{}  production:\n{}", keys(3), keys(2), keys(1));
    let repo = Repo::layout(
        r#"[{ path: "config.yaml", keys: "env.{env}" }]"#,
        "{ dev: {}, staging: { from: [dev] }, production: { from: [staging] } }",
        &[("config.yaml", &text)],
    );
    let create = |edge: &str, n: usize| repo.ok(&format!("create {edge} --key *.key{n} -q --validate"));
    let edges = ["dev staging", "staging production"];
    let ids: Vec<String> = (0..many() / 2).flat_map(|n| edges.map(|edge| create(edge, n))).collect();
    let commits = count(&repo, "main");
    let lines: Vec<String> = ids.iter().map(|id| format!("execute {id} -q")).collect();
    for run in run_at_once(&repo, &lines) {
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    // Each environment holds what was planned for it, and no later values of its source.
    let expected = format!("env:\n  dev:\n{}  staging:\n{}  production:\n{}", keys(3), keys(3), keys(2));
    assert_eq!(repo.read("config.yaml"), expected);
    assert_eq!(count(&repo, "main"), commits + many());
    assert_sound(&repo);
    let lines: Vec<String> = ids.iter().map(|id| format!("rollback {id} --reason no -q")).collect();
    for run in run_at_once(&repo, &lines) {
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    assert_eq!(repo.read("config.yaml"), text);
    assert_sound(&repo);
}

/// A hold and executions race for the ledger: by its order, nothing is executed while the hold is on. `PROMOTE_LONG=1000` plays
/// at least a thousand executions against holds.
#[test]
fn holds_and_executions_never_both() {
    let rounds = std::env::var("PROMOTE_LONG").ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let (mut executed, mut refused) = (0, 0);
    for _ in 0..rounds.div_ceil(many()) {
        let repo = pipeline();
        let ids: Vec<String> = (0..many()).map(|n| repo.validated(&format!("--key many.yaml:key{n}"))).collect();
        let mut lines: Vec<String> = ids.iter().map(|id| format!("execute {id} -q")).collect();
        lines.insert(many() / 2, "hold production 'many.yaml:*' --reason 'Incident 42' -q".to_owned());
        let runs = run_at_once(&repo, &lines);
        for (run, line) in runs.iter().zip(&lines) {
            assert!(run.code == 0 || run.code == 3 && run.stderr.contains("on hold"), "{line}: {}", run.stderr);
        }
        let titles = repo.git_line("log --reverse --format=%s promotions");
        let hold = titles.lines().position(|title| title.starts_with("Set hold")).unwrap();
        let executions = titles.lines().enumerate().filter(|(_, title)| title.starts_with("Execute"));
        assert!(executions.clone().all(|(at, _)| at < hold), "{titles}");
        assert_eq!(executions.count(), runs.iter().filter(|run| run.code == 0).count() - 1, "{titles}");
        executed += runs.iter().filter(|run| run.code == 0).count() - 1;
        refused += runs.iter().filter(|run| run.code == 3).count();
        assert_eq!(crate::attacks::codes(&repo, "."), [] as [&str; 0]);
        assert_sound(&repo);
    }
    eprintln!("{executed} executed before a hold, {refused} refused after it");
}

/// The same from clones of a remote.
#[test]
fn holds_and_executions_of_many_clones_never_both() {
    let rounds = std::env::var("PROMOTE_LONG").ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    for _ in 0..rounds.div_ceil(100) {
        let repo = Repo::open_shared();
        let ids = [repo.validated("--key query.timeout"), repo.validated("--key server.log")];
        let clones: Vec<String> = (0..5).map(|n| format!("../clone{n}")).collect();
        clones.iter().for_each(|clone| repo.git_in_world(&format!("clone -q origin.git {}", &clone[3..])));
        let line = |n: usize| match n {
            4 => "hold production --reason 'Incident 42' -q".to_owned(),
            n => format!("execute {} -q", ids[n % 2]),
        };
        let lines: Vec<String> =
            clones.iter().enumerate().map(|(n, clone)| format!("-C {clone} {}", line(n))).collect();
        let runs = run_at_once(&repo, &lines);
        for (run, line) in runs.iter().zip(&lines) {
            assert!(run.code == 0 || run.code == 3 && run.stderr.contains("on hold"), "{line}: {}", run.stderr);
        }
        repo.git_line("fetch -q");
        let titles = repo.git_line("log --reverse --format=%s origin/promotions");
        let hold = titles.lines().position(|title| title.starts_with("Set hold")).unwrap();
        assert!(titles.lines().skip(hold).all(|title| !title.starts_with("Execute")), "{titles}");
        assert_eq!(crate::attacks::codes(&repo, "../origin.git"), [] as [&str; 0]);
    }
}
