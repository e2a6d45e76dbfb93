//! Single forgeries of honest lives, written with git alone, and judged by `verify` and by the hook.

mod branches;
mod events;
mod judge;
mod links;
mod reasons;
mod texts;

use std::collections::BTreeMap;

use super::dice::Dice;
use super::life::{Life, Moment, Refs};
use super::{is_long, lived, numbers};
use crate::support::Run;
use branches::Pushed;
use events::Known;
use judge::{Judge, LEDGER};
use reasons::reason;

/// How many pushes are tried for one that has what a forgery changes.
const TRIES: usize = 12;

/// What was forged, and how.
struct Forgery {
    kind: &'static str,
    detail: String,
    /// The push that brought it, instead of an honest one.
    push: usize,
    refs: Refs,
    /// The state for `verify`, where it is another one: the rest of the life on top.
    later: Option<Refs>,
}

/// The figures of a kind.
#[derive(Default)]
struct Figures {
    tried: usize,
    verify: usize,
    hook: usize,
    witness: usize,
    /// Found by none or by one of them, with the reason.
    reasons: BTreeMap<String, usize>,
}

/// The figures of all kinds, and what has no reason.
#[derive(Default)]
struct Tally {
    kinds: BTreeMap<&'static str, Figures>,
    unexplained: Vec<String>,
}

impl Tally {
    fn judge(&mut self, judge: &Judge<'_>, forgery: &Forgery) {
        let life = judge.life;
        let (before, after) = (&life.moments[forgery.push - 1], &life.moments[forgery.push]);
        let later = forgery.later.as_ref().unwrap_or(&forgery.refs);
        let (mut hook, verify) = (judge.hook(&before.refs, &forgery.refs), judge.verify(later));
        if verify.code != 0 && hook.code == 0 && forgery.later.is_some() {
            hook = later_push(judge, forgery);
        }
        let text = |run: &Run| format!("{}: {}{}", run.code, run.stdout, run.stderr);
        // A record that cannot be read is refused (5) rather than reported.
        assert!([0, 1, 5].contains(&verify.code) && [0, 1, 5].contains(&hook.code), "{}{}", text(&verify), text(&hook));
        let found = (verify.code != 0, hook.code != 0);
        let figures = self.kinds.entry(forgery.kind).or_default();
        figures.tried += 1;
        figures.verify += usize::from(found.0);
        figures.hook += usize::from(found.1);
        let honest = life.moments.last().unwrap().refs.get(LEDGER);
        if let Some(honest) = honest.filter(|honest| !found.0 && later.get(LEDGER) != Some(honest)) {
            figures.witness += usize::from(judge.witness(honest, later).code != 0);
        }
        if found == (true, true) {
            return;
        }
        if let Some(why) = reason(forgery.kind, &forgery.detail, found) {
            *figures.reasons.entry(why.to_owned()).or_default() += 1;
            return;
        }
        let Forgery { kind, detail, push, .. } = forgery;
        let what = format!("life {}, push {push} ({}): {kind} ({detail})", life.number, after.what);
        eprintln!("{what}\nverify {}hook {}", text(&verify), text(&hook));
        self.unexplained.push(what + &format!(": verify {}, hook {}", verify.code, hook.code));
    }

    fn print(&self) {
        for (kind, figures) in &self.kinds {
            let Figures { tried, verify, hook, witness, reasons } = figures;
            eprintln!(
                "{kind}: {tried} tried, found by verify {verify}, by the hook {hook}, by a witness {witness} more"
            );
            reasons.iter().for_each(|(why, times)| eprintln!("    {times} x {why}"));
        }
    }
}

/// What the hook says to the pushes after a forged one, up to the first that it refuses.
fn later_push(judge: &Judge<'_>, forgery: &Forgery) -> Run {
    let moments = &judge.life.moments;
    let mut before = forgery.refs.clone();
    let mut said = judge.hook(&before, &before);
    for push in forgery.push + 1..moments.len() {
        let mut after = moments[push].refs.clone();
        let honest = links::read(judge, &moments[push - 1].refs[LEDGER], &after[LEDGER]);
        after.insert(LEDGER.to_owned(), links::write(judge, &before[LEDGER], &honest));
        said = judge.hook(&before, &after);
        if said.code != 0 {
            break;
        }
        before = after;
    }
    said
}

/// A forgery of each kind of the ledger, of a random link in a random push.
fn of_events(judge: &Judge<'_>, dice: &mut Dice, (kind, forge): (&'static str, events::Forge)) -> Option<Forgery> {
    let life = judge.life;
    for _ in 0..TRIES {
        let push = 1 + dice.below(life.moments.len() - 1);
        let (before, after) = (&life.moments[push - 1].refs, &life.moments[push].refs);
        let (Some(base), Some(tip)) = (before.get(LEDGER), after.get(LEDGER)) else { continue };
        let honest = links::read(judge, base, tip);
        if honest.is_empty() {
            continue;
        }
        let at = dice.below(honest.len());
        let commits = judge.raw(&["rev-list", "--first-parent", &after["refs/heads/main"]]);
        let commits: Vec<String> = commits.lines().map(str::to_owned).collect();
        // The same forgery, whatever comes after it.
        let (seed, whole) = (dice.clone(), dice.once_in(2));
        let forged = |honest: &[links::Link]| {
            let mut known = Known { judge, dice: seed.clone(), base: base.clone(), commits: commits.clone() };
            let mut links = honest.to_vec();
            let detail = forge(&mut known, &mut links, at)?;
            Some((detail, links::write(judge, base, &links)))
        };
        let Some((detail, ledger)) = forged(&honest) else { continue };
        let mut refs = after.clone();
        refs.insert(LEDGER.to_owned(), ledger);
        let mut later = None;
        if whole {
            let mut last = life.moments.last().unwrap().refs.clone();
            let all = links::read(judge, base, &last[LEDGER]);
            let (_, ledger) = forged(&all).unwrap();
            last.insert(LEDGER.to_owned(), ledger);
            later = Some(last);
        }
        let place = if at + 1 == honest.len() && later.is_none() { "last: " } else { "" };
        return Some(Forgery { kind, detail: format!("{place}{detail}"), push, refs, later });
    }
    None
}

/// A forgery of each kind of the branches, of a random push.
fn of_branches(judge: &Judge<'_>, dice: &mut Dice, (kind, forge): (&'static str, branches::Forge)) -> Option<Forgery> {
    let moments: &[Moment] = &judge.life.moments;
    for _ in 0..TRIES {
        let push = 1 + dice.below(moments.len() - 1);
        let (before, after) = (&moments[push - 1], &moments[push]);
        let mut pushed = Pushed { judge, dice: dice.clone(), before, after };
        if let Some((refs, detail)) = forge(&mut pushed) {
            return Some(Forgery { kind, detail, push, refs, later: None });
        }
    }
    None
}

/// Tries a forgery of each kind; where few lives are played, of a part of the kinds that differs from life to life.
fn forge(life: &Life, share: usize, tally: &mut Tally) {
    let judge = Judge::new(life);
    let mut dice = Dice::new(life.number + 77_777);
    let kinds = events::KINDS.len() + branches::KINDS.len();
    let first = usize::try_from(life.number).unwrap() % share;
    for nth in (first..kinds).step_by(share) {
        let forgery = match events::KINDS.get(nth) {
            Some(kind) => of_events(&judge, &mut dice, *kind),
            None => of_branches(&judge, &mut dice, branches::KINDS[nth - events::KINDS.len()]),
        };
        let Some(forgery) = forgery else { continue };
        // Without the forgery, the hook takes the same push again.
        let (before, after) = (&life.moments[forgery.push - 1].refs, &life.moments[forgery.push].refs);
        let honest = judge.hook(before, after);
        assert_eq!(honest.code, 0, "{}: {}", life.number, honest.stderr);
        tally.judge(&judge, &forgery);
    }
}

#[test]
fn forgeries_of_honest_lives_are_found() {
    let mut tally = Tally::default();
    let share = if is_long() { 1 } else { 5 };
    for number in numbers(2) {
        forge(&lived(number), share, &mut tally);
        if number % 20 == 19 {
            eprintln!("life {number}");
            tally.print();
        }
    }
    tally.print();
    assert!(tally.kinds.len() > 12, "{:?}", tally.kinds.keys());
    assert!(tally.unexplained.is_empty(), "{:#?}", tally.unexplained);
}
