//! A fault at every call by which `promote` and git write to the disk, for each command that writes: an error that says
//! what was done, nothing half done, and the same command completes it. A library that `cc` compiles makes one call fail
//! or ends the program there.
//!
//! Without `cc`, or where the library cannot be loaded, nothing is tested. The calls are sampled; with `PROMOTE_LONG`
//! every call fails once with an error and once with a kill, and `--nocapture` prints the figures.

mod case;
mod shim;

use case::{Case, VERBS, prepare};
use shim::{CALLS, Fault, PROGRAMS, Shim};

use crate::support::Repo;

/// How many faults of one command are tried, unless all are.
const SAMPLE: usize = 4;

#[test]
fn commands_survive_faults_of_the_disk_here() {
    survive("here", Repo::open_pipeline);
}

#[test]
fn commands_survive_faults_of_the_disk_where_a_remote_decides() {
    survive("at a remote", Repo::open_shared);
}

#[test]
fn the_reflog_of_a_failed_rename_is_no_rewritten_ledger() {
    let Some(shim) = Shim::build() else { return eprintln!("not tested, for lack of cc") };
    // The renames of git: the target, then the ledger; or the ledger alone.
    for (verb, at) in [(&VERBS[0], 2), (&VERBS[4], 1)] {
        for kill in [false, true] {
            let case = prepare(Repo::open_pipeline(), verb);
            let outcome = case.survives(&shim, &Fault { program: "git", call: "rename", at, kill });
            assert_eq!((outcome.code, outcome.landed), (5, at == 2), "{}", verb.line);
        }
    }
}

#[test]
fn a_file_that_git_cannot_remove_is_removed() {
    let Some(shim) = Shim::build() else { return eprintln!("not tested, for lack of cc") };
    // A rollback that removes a file: git only warns.
    let case = prepare(Repo::open_pipeline(), &VERBS[1]);
    for at in 1..=case.count(&shim, "git", "unlink") {
        case.survives(&shim, &Fault { program: "git", call: "unlink", at, kill: false });
    }
}

fn survive(place: &str, make: fn() -> Repo) {
    let Some(shim) = Shim::build() else { return eprintln!("{place}: not tested, for lack of cc") };
    let only = std::env::var("PROMOTE_VERB").unwrap_or_default();
    for (nth, verb) in VERBS.iter().enumerate().filter(|(_, verb)| verb.line.contains(&only)) {
        let case = prepare(make(), verb);
        let faults = faults(&shim, &case);
        assert!(!faults.is_empty(), "{}: the library sees no call", verb.line);
        let chosen = chosen(faults.len(), nth);
        let (mut landed, mut passed) = (0, 0);
        for fault in chosen.iter().map(|at| &faults[*at]) {
            let outcome = case.survives(&shim, fault);
            landed += usize::from(outcome.landed && outcome.code != 0);
            passed += usize::from(outcome.code == 0);
        }
        eprintln!(
            "{place} {}: {} faults of {}, {passed} without effect, {landed} landed with an error",
            verb.line,
            chosen.len(),
            faults.len()
        );
    }
}

/// All faults that a run of the command can meet.
fn faults(shim: &Shim, case: &Case) -> Vec<Fault> {
    let mut all = Vec::new();
    for program in PROGRAMS {
        for call in CALLS {
            let calls = case.count(shim, program, call);
            all.extend((1..=calls).flat_map(|at| [false, true].map(|kill| Fault { program, call, at, kill })));
        }
    }
    all
}

/// The faults to try: all, or a sample that differs from command to command. `PROMOTE_SAMPLE` chooses another one.
fn chosen(all: usize, nth: usize) -> Vec<usize> {
    if std::env::var_os("PROMOTE_LONG").is_some() {
        return (0..all).collect();
    }
    let sample = std::env::var("PROMOTE_SAMPLE").ok().and_then(|text| text.parse::<u32>().ok());
    let start = f64::from(sample.unwrap_or_default() % 97) / 97.0;
    let share = |i: usize| (start + (nth * SAMPLE + i) as f64 * 0.618_034).fract();
    let mut chosen: Vec<usize> = (0..SAMPLE).map(|i| (share(i) * all as f64) as usize).collect();
    chosen.dedup();
    chosen
}
