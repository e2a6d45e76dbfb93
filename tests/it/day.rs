//! A day of a team, played by one script: `day/day.sh`.

use std::path::Path;

use crate::support::{Repo, run};

/// Whether a program can be run here.
fn exists(program: &str) -> bool {
    std::process::Command::new(program).arg("--version").output().is_ok()
}

#[test]
fn a_team_of_four_picks_holds_requests_and_rolls_back() {
    if !exists("script") || !exists("bash") {
        return;
    }
    let world = Repo::new();
    let folder = world.beside("day");
    std::fs::create_dir(&folder).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/day/day.sh");
    let day = run(world.command("bash").arg(script).arg(env!("CARGO_BIN_EXE_promote")).arg(&folder), b"");
    assert_eq!(day.code, 0, "{}{}", day.stdout, day.stderr);
    let told = |text: &str| assert!(day.stdout.contains(text), "{text}\n{}{}", day.stdout, day.stderr);
    told("staging -> production  3 keys wait");
    told("the same without --pick: promote create staging production");
    told("Set hold 2 on production");
    told("gh pr create");
    told("Rolled back part of promotion 1");
    told("\nstaging\n");
    assert!(day.stderr.contains("is on hold"), "{}", day.stderr);
    assert!(day.stderr.contains("does not let authors approve their own changes"), "{}", day.stderr);
}
