//! A simulation for people: the promotion at another time, or with another approval.

use std::io::{self, Write};

use super::style::Look;
use super::time::time;
use crate::engine::error::{explain, rejection_message};
use crate::engine::view::PromotionView;
use crate::ops::show::{Simulated, Simulation};
use promote_core::policy::gate::Blocker;
use promote_model::text::{enumerate, visible};

/// The result of a simulation.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn simulated(
    out: &mut dyn Write,
    look: Look,
    view: &PromotionView,
    simulated: &Simulated,
) -> io::Result<()> {
    let executable = match view.status.is_open() {
        true if view.blockers().is_empty() => "the promotion could be executed".to_owned(),
        true => "the promotion could not be executed".to_owned(),
        false => format!("the promotion is already {}", view.status.participle()),
    };
    let label = look.bold("simulated:");
    writeln!(out, "\n{label} at {} {executable}", time(simulated.at))?;
    let Some((person, simulation)) = simulated.by.as_ref().filter(|_| view.status.is_open()) else { return Ok(()) };
    let would = match simulation {
        Simulation::Refused(why) => format!("would be refused: {} {}", person.name, rejection_message(why)),
        Simulation::Given => "already exists and counts".to_owned(),
        Simulation::Counts { number_alone, blockers } => would_count(number_alone, blockers),
    };
    writeln!(out, "{label} an approval by {} {}", visible(&person.email), visible(&would))
}

fn would_count(number_alone: &[String], blockers: &[Blocker]) -> String {
    let counts = match number_alone {
        [] => "would count".to_owned(),
        groups => format!("would count only toward the total (not a member of {})", enumerate(groups, "or")),
    };
    match blockers {
        [] => format!("{counts}; then the promotion could be executed"),
        blockers => {
            let words: Vec<String> = blockers.iter().map(|b| explain(b, None).message).collect();
            format!("{counts}; still blocked: {}", words.join("; "))
        }
    }
}
