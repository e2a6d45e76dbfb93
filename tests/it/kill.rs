//! `kill -9` at any moment loses nothing: the same command, run again, completes the work or says why it cannot.
//! `PROMOTE_LONG=N` runs N rounds of each command; `--nocapture` prints their figures.

mod here;
mod remote;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::support::{Repo, Run};

const FILE: &str = "envs/production/application.yaml";

fn rounds() -> u64 {
    std::env::var("PROMOTE_LONG").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// Starts the command and kills it after a while; with `all`, its child processes, too. Returns whether it was killed
/// in time.
fn killed(repo: &Repo, line: &str, after: Duration, all: bool) -> bool {
    let mut command = repo.promote_line_command(line);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    if all {
        // Stop it first, so that it starts no new children while they are listed.
        signal("STOP", &[child.id()]);
        let mut ids = descendants(child.id());
        ids.push(child.id());
        signal("KILL", &ids);
    }
    child.kill().unwrap();
    let ended_by_itself = child.wait().unwrap().success();
    // Wait for a git that outlived its promote, so that the second run does not meet it.
    wait_for_quiet(repo);
    !ended_by_itself
}

fn signal(name: &str, ids: &[u32]) {
    let ids = ids.iter().map(u32::to_string);
    let _ = Command::new("kill").arg(format!("-{name}")).args(ids).stderr(Stdio::null()).status();
}

fn descendants(of: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    let ids: Vec<u32> = children.split_whitespace().filter_map(|id| id.parse().ok()).collect();
    ids.iter().flat_map(|id| std::iter::once(*id).chain(descendants(*id))).collect()
}

/// Waits until no process works in the repository any more.
fn wait_for_quiet(repo: &Repo) {
    // Processes are found by their working directory: one that is just starting has no name yet.
    let works_there = |entry: fs::DirEntry| {
        let cwd = fs::read_link(entry.path().join("cwd")).unwrap_or_default();
        cwd.starts_with(repo.root().parent().unwrap())
    };
    let started = Instant::now();
    while fs::read_dir("/proc").unwrap().flatten().any(works_there) && started.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Makes leftover locks an hour old, so that they count as stale.
pub fn age_locks(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            found.extend(age_locks(&path));
        } else if path.extension().is_some_and(|e| e == "lock") && !path.ends_with("promote/checkout.lock") {
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
            found.push(path);
        }
    }
    found
}

/// Runs the command again, and removes each stale lock that it names, until it names none. A lock that it does not need
/// (of `HEAD`, say) is named by the next command that needs it.
fn run_until_no_stale_lock(repo: &Repo, line: &str, tally: &mut Tally) -> Run {
    for _ in 0..6 {
        age_locks(&repo.root().join(".git"));
        if is_shared(repo) {
            age_locks(&repo.beside("origin.git"));
        }
        let run = repo.run(line);
        let Some((_, rest)) = run.stderr.split_once("rm '") else { return run };
        let path = rest.split('\'').next().unwrap();
        fs::remove_file(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        tally.locks[usize::from(path.contains("origin.git"))] += 1;
    }
    panic!("{line}: locks without end");
}

/// Asserts that the repository is sound, and that ledger and target agree.
fn assert_sound(repo: &Repo, line: &str) {
    repo.fsck();
    if is_shared(repo) {
        repo.git_line("-C ../origin.git fsck --strict --no-dangling --no-progress");
        let ends = "for-each-ref --format=%(objectname) refs/heads/promotions refs/remotes/origin/promotions";
        assert_eq!(repo.git_line(&format!("-C ../origin.git {ends}")), repo.git_line(ends), "{line}");
        assert_eq!(repo.git_line("rev-parse main"), repo.git_line("-C ../origin.git rev-parse main"), "{line}");
    }
    assert_eq!(repo.git_line("status --porcelain"), "", "{line}");
    let all = repo.ok("list --all");
    let done = all.lines().filter(|l| l.contains("EXECUTED") || l.contains("ROLLED_BACK")).count();
    let titles = repo.git_line("log --format=%s main");
    let count = |start: &str| titles.lines().filter(|title| title.starts_with(start)).count();
    assert_eq!(count("Promote "), done, "{line}\n{all}\n{titles}");
    assert_eq!(count("Revert "), all.lines().filter(|l| l.contains("ROLLED_BACK")).count(), "{line}\n{all}\n{titles}");
}

/// Whether a remote decides.
fn is_shared(repo: &Repo) -> bool {
    repo.beside("origin.git").exists()
}

/// How long the command takes if it is not killed, in a repository of its own.
fn duration_of(make: fn() -> Repo, line: &str, prepare: &dyn Fn(&Repo) -> String) -> Duration {
    let repo = make();
    let id = prepare(&repo);
    let started = Instant::now();
    repo.ok(&line.replace("ID", &id));
    started.elapsed()
}

/// The figures of all rounds of a command.
#[derive(Default)]
struct Tally {
    rounds: u64,
    /// Rounds in which the command was killed before it ended by itself.
    kills: u64,
    /// Stale locks: named in the clone, named at the remote, and not needed by any command.
    locks: [u64; 3],
    /// How often the second run ended with each exit code.
    ends: BTreeMap<i32, u64>,
}

impl Tally {
    fn print(&self, place: &str, line: &str) {
        let Self { rounds, kills, locks: [here, there, head], ends } = self;
        let ends: Vec<String> = ends.iter().map(|(code, times)| format!("{times} x exit {code}")).collect();
        eprintln!(
            "{place} {line}: {rounds} instants, {kills} killed, stale locks {here} here + {there} at the remote \
             + {head} that nothing needs; again: {}",
            ends.join(", ")
        );
    }
}

/// Rounds before a new repository is used, so that the checks after each round do not get slower and slower.
const ROUNDS_OF_ONE: u64 = 50;

/// Kills a command at moments spread over its whole run; `codes` are the allowed exit codes of the second run.
fn survives(
    make: fn() -> Repo,
    line: &str,
    codes: &[i32],
    prepare: &dyn Fn(&Repo) -> String,
    check: &dyn Fn(&Repo, &str),
) {
    let whole = duration_of(make, line, prepare);
    let (mut repo, mut tally) = (make(), Tally::default());
    for round in 0..rounds() {
        if round % ROUNDS_OF_ONE == ROUNDS_OF_ONE - 1 {
            repo = make();
        }
        let id = prepare(&repo);
        let line = line.replace("ID", &id);
        // A low-discrepancy sequence spreads any number of rounds evenly.
        let share = (round as f64 * 0.618_034 + f64::from(std::process::id() % 97) / 97.0).fract();
        tally.rounds += 1;
        tally.kills += u64::from(killed(&repo, &line, whole.mul_f64(share), round % 2 == 0));
        let run = run_until_no_stale_lock(&repo, &line, &mut tally);
        assert!(codes.contains(&run.code), "{line} at {share:.2}: {}", repo.describe(&line, &run));
        *tally.ends.entry(run.code).or_default() += 1;
        // A lock that the second run did not need may be in the way of the next command.
        assert_eq!(run_until_no_stale_lock(&repo, "list --all", &mut tally).code, 0);
        // A lock that these two did not need may be in the way of what the check runs.
        clear_idle_locks(&repo, &line, &mut tally);
        check(&repo, &id);
        assert_sound(&repo, &line);
        reset(&repo, &line, &mut tally);
    }
    assert!(tally.kills > 0, "{line}: nothing was killed in time");
    tally.print(if is_shared(&repo) { "at a remote:" } else { "here:" }, line);
}

/// Whether no command of these rounds needs the lock, so that none names it: the lock of `HEAD` is only taken when its
/// branch moves, those of remote-tracking branches when these move, and a proposal does not move the target. (`locked`
/// tests how locks in the way are reported.)
fn is_idle(line: &str, lock: &Path) -> bool {
    let path = lock.to_string_lossy();
    lock.ends_with("HEAD.lock")
        || lock.ends_with("objects/maintenance.lock")
        || path.contains("/refs/remotes/origin/")
        || line.contains("--branch") && path.ends_with("/refs/heads/main.lock")
}

/// Prepares the next round: nothing is open, and production is as before.
fn reset(repo: &Repo, line: &str, tally: &mut Tally) {
    for id in repo.ok("list -q").lines() {
        assert_eq!(run_until_no_stale_lock(repo, &format!("cancel {id} --reason 'Next round'"), tally).code, 0);
    }
    for line in repo.ok("list --all").lines().filter(|line| line.contains("  EXECUTED")) {
        let id = line.split_whitespace().next().unwrap();
        assert_eq!(run_until_no_stale_lock(repo, &format!("rollback {id} --reason 'Next round'"), tally).code, 0);
    }
    clear_idle_locks(repo, line, tally);
    assert!(repo.read(FILE).contains("timeout: 30"));
}

/// Removes the stale locks that no command needed so far; one that a command of these rounds needs would be a defect.
fn clear_idle_locks(repo: &Repo, line: &str, tally: &mut Tally) {
    let origin = if is_shared(repo) { age_locks(&repo.beside("origin.git")) } else { Vec::new() };
    for lock in age_locks(&repo.root().join(".git")).into_iter().chain(origin) {
        assert!(is_idle(line, &lock), "{}", lock.display());
        fs::remove_file(lock).unwrap();
        tally.locks[2] += 1;
    }
}

fn created(repo: &Repo) -> String {
    repo.as_user("ann").ok("create staging production --key query -q")
}

fn validated(repo: &Repo) -> String {
    repo.as_user("ann").validated("--key query")
}

fn outdated(repo: &Repo) -> String {
    repo.as_user("ann").outdated("--key query")
}

fn scheduled(repo: &Repo) -> String {
    let id = validated(repo);
    repo.ok(&format!("schedule {id} --in 1h"));
    id
}

fn status(repo: &Repo, id: &str) -> String {
    repo.ok(&format!("show {id}")).lines().nth(1).unwrap().split_whitespace().nth(1).unwrap().to_owned()
}

fn has_status(wanted: &'static str) -> impl Fn(&Repo, &str) {
    move |repo, id| assert_eq!(status(repo, id), wanted)
}

fn by_bob(repo: &Repo) -> String {
    let id = validated(repo);
    repo.as_user("bob");
    id
}

/// One or two promotions are open: the first run was killed before or after it recorded one.
fn one_or_two_open(repo: &Repo, _: &str) {
    assert!([1, 2].contains(&repo.ok("list -q").lines().count()));
}

fn is_promoted(repo: &Repo, id: &str) {
    assert_eq!(status(repo, id), "EXECUTED");
    let text = repo.read(FILE);
    assert!(text.contains("timeout: 60") && text.contains("cache: true"), "{text}");
}

fn is_rolled_back(repo: &Repo, id: &str) {
    assert_eq!(status(repo, id), "ROLLED_BACK");
    let text = repo.read(FILE);
    assert!(text.contains("timeout: 30") && !text.contains("cache"), "{text}");
}

fn attested(repo: &Repo, id: &str) {
    assert!(repo.ok(&format!("show {id}")).contains("load"));
}
