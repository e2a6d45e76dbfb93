//! The signals that end the process. `run-due --watch` receives them while it waits, and defers them while it writes; a
//! validation stops its check commands before it ends.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use crate::engine::context::Interrupt;

/// The signals that a terminal or a service manager sends to end a process.
const ENDS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// From now on the first of these signals interrupts the running work. A second signal ends the process, as does one
/// that arrives while no work can be interrupted.
///
/// # Errors
/// If a signal handler cannot be installed.
pub(crate) fn interrupts() -> std::io::Result<Interrupt> {
    let interrupt = Interrupt::default();
    for signal in ENDS {
        // The order matters: the request is recorded last, so that only a second signal finds one.
        flag::register_conditional_default(signal, interrupt.default_action_flag())?;
        flag::register_conditional_default(signal, interrupt.request_flag())?;
        flag::register(signal, interrupt.request_flag())?;
    }
    Ok(interrupt)
}

/// A write beyond the file size limit (`ulimit -f`) is an error from now on, and not the end of this program without a
/// word. Programs that it starts are not affected.
///
/// # Errors
/// If the handler cannot be installed.
pub(crate) fn survive_file_size_limit() -> std::io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(|_| ())
}

/// From now on an interrupt does not end this program. Programs that it starts are not affected.
///
/// # Errors
/// If the handler cannot be installed.
pub(crate) fn leave_interrupts_to_the_pager() -> std::io::Result<()> {
    flag::register(SIGINT, Arc::default()).map(|_| ())
}

/// The received signals.
pub(crate) struct Ends {
    came: Receiver<i32>,
}

/// The reason to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// SIGINT: a user interrupted the process.
    Interrupted,
    /// Another signal: a service manager stops the process.
    Told,
}

impl Ends {
    /// Receives the signals from now on; they no longer end the process.
    ///
    /// # Errors
    /// If a signal handler cannot be installed.
    pub(crate) fn watch() -> std::io::Result<Self> {
        let mut signals = Signals::new(ENDS)?;
        let (send, came) = channel();
        std::thread::spawn(move || {
            for signal in signals.forever() {
                if send.send(signal).is_err() {
                    break;
                }
            }
        });
        Ok(Self { came })
    }

    /// Waits for a signal, `at_most` this long.
    pub(crate) fn wait(&self, at_most: Duration) -> Option<End> {
        match self.came.recv_timeout(at_most) {
            Ok(SIGINT) => Some(End::Interrupted),
            Ok(_) => Some(End::Told),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(at_most);
                None
            }
        }
    }
}
