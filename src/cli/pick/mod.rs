//! The picker of `create --pick` and `rollback --pick`: a list of keys at the terminal.
//!
//! ```text
//! ops::pick   what may be picked, and what speaks for or against it
//! row         the rows of the list
//! state       pure: state + key -> state, and what is next
//! frame       pure: state -> lines
//! keys        bytes of the terminal -> keys
//! screen      the terminal itself
//! create, rollback   the command line that the picked keys stand for
//! ```
//!
//! What is picked becomes the request that the same keys on the command line would be; nothing behind it knows the picker.

mod create;
mod frame;
mod keys;
mod rollback;
mod row;
mod screen;
mod state;
#[cfg(test)]
mod tests;

use std::io::IsTerminal as _;

pub(super) use create::pick_to_create;
pub(super) use rollback::{RollbackWords, pick_to_roll_back};

use super::failure::Failure;
use super::session::{Answer, Session};
use super::{shell, signals};
use crate::engine::OpError;
use crate::ops::pick::{PickList, PickedKeys};
use crate::render::Look;
use frame::Picker;
use row::rows;
use screen::{Input, Screen};
use state::{Mode, Next, State};

/// The end of a picker.
pub(super) enum Picked<T> {
    /// Go on with this.
    Keys(T),
    /// The person left; nothing is done.
    Left(Answer),
}

/// Whether a person can pick: the picker reads keys from standard input and draws on standard error.
fn is_at_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// The error off a terminal, with the commands that do the same.
fn no_terminal(hints: Vec<String>) -> Failure {
    OpError::Usage { message: "--pick needs a terminal".to_owned(), hints }.into()
}

/// Lets the person pick, and says the command line that does the same. `command` makes its words.
fn pick(
    session: &mut Session<'_>,
    list: &PickList,
    (title, verb): (String, &'static str),
    command: impl Fn(&PickedKeys) -> Vec<String>,
) -> Result<Picked<PickedKeys>, Failure> {
    session.out.flush()?;
    let (files, rows) = rows(list);
    let picker = Picker::new(State::new(title, verb, files, rows), list);
    let (state, next) = run(picker, session.look)?;
    match next {
        Next::Take => {}
        Next::Interrupt => return Ok(Picked::Left(Answer::Part(130))),
        Next::Leave | Next::Key => {
            writeln!(session.err, "note: nothing was picked, and nothing was written")?;
            return Ok(Picked::Left(Answer::No));
        }
    }
    let keys = list.selectors(|at, _| state.rows[at].on);
    if !session.quiet {
        writeln!(session.err, "hint: the same without --pick: {}", shell::line(&command(&keys)))?;
    }
    Ok(Picked::Keys(keys))
}

/// Shows the picker until the person is done.
fn run(mut picker: Picker<'_>, look: Look) -> std::io::Result<(State, Next)> {
    let mut screen = Screen::enter()?;
    loop {
        let (width, height) = Screen::size();
        picker.state.resize(width, height);
        screen.draw(&picker.frame(look))?;
        let key = match screen.next()? {
            Input::Key(key) => key,
            Input::Resized => continue,
            Input::Ended(signal) => {
                drop(screen);
                signals::end_by(signal)?;
                return Ok((picker.state, Next::Interrupt));
            }
        };
        let lines = if picker.state.mode == Mode::Value { picker.value_lines(look).len() } else { 0 };
        match picker.state.update(key, lines) {
            Next::Key => {}
            next => return Ok((picker.state, next)),
        }
    }
}
