//! Random honest lives of a repository with a hook: the hook takes every push, and `verify` is satisfied. Each life then gets
//! single forgeries, and `verify` and the hook find each of them, or it changes nothing that counts.
//!
//! `PROMOTE_LONG=N` plays N lives (1,000 for `1`) instead of a few; `PROMOTE_LIFE=7` plays the one with this number, and
//! `PROMOTE_LIFE=100..200` these.

mod changes;
mod dice;
mod forgeries;
mod layout;
mod life;
mod merges;
mod steps;

use std::ops::Range;

use crate::attacks::codes;
use life::Life;

/// How many steps a life has.
const STEPS: usize = 16;

/// The numbers of the lives to play.
fn numbers(few: u64) -> Range<u64> {
    let var = |name: &str| std::env::var(name).ok();
    if let Some(text) = var("PROMOTE_LIFE") {
        let (start, end) = text.split_once("..").unwrap_or((&text, ""));
        let start: u64 = start.parse().unwrap();
        return start..end.parse().unwrap_or(start + 1);
    }
    let long = var("PROMOTE_LONG").map(|text| text.parse().ok().filter(|n| *n > 1).unwrap_or(1000));
    0..long.unwrap_or(few)
}

/// Whether lives were asked for.
fn is_long() -> bool {
    ["PROMOTE_LONG", "PROMOTE_LIFE"].iter().any(|name| std::env::var_os(name).is_some())
}

/// Plays a life to its end; the remote is proved on the way.
fn lived(number: u64) -> Life {
    let mut life = Life::begin(number);
    for _ in 0..STEPS {
        life.step();
        if life.dice.once_in(8) {
            proved(&life);
        }
    }
    life.share();
    proved(&life);
    life
}

fn proved(life: &Life) {
    let found = codes(&life.repo, "../origin.git");
    if !found.is_empty() {
        life.fail(&format!("{found:?}: {}", life.repo.run("-C ../origin.git verify").stdout));
    }
}

#[test]
fn honest_lives_are_proved_and_pushed() {
    let (mut pushes, mut lives) = (0, 0);
    for number in numbers(2) {
        let life = lived(number);
        (lives, pushes) = (lives + 1, pushes + life.moments.len() - 1);
        if lives % 50 == 0 {
            eprintln!("{lives} lives, {pushes} pushes");
        }
    }
    eprintln!("{lives} lives are proved; the hook took {pushes} pushes");
}
