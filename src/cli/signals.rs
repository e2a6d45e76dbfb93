//! The signals that end us. `run-due --watch` notices them while it waits, and keeps them while it writes; a validation
//! ends what works for it before it ends itself.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::iterator::Signals;

use crate::engine::context::Interrupt;

/// The signals of a person and of a service manager.
const ENDS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// From now on these signals end what is held first. A second one ends us at once, as does one that nobody holds.
///
/// # Errors
/// Where the system does not let us.
pub(crate) fn interrupts() -> std::io::Result<Interrupt> {
    let interrupt = Interrupt::default();
    for signal in ENDS {
        // In this order.
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

/// The signals that came.
pub(crate) struct Ends {
    came: Receiver<i32>,
}

/// How it is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Somebody at the keyboard interrupted it.
    Interrupted,
    /// It was told to stop, as services are.
    Told,
}

impl Ends {
    /// From now on these signals end nothing by themselves.
    ///
    /// # Errors
    /// Where the system does not let us.
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

    /// Waits for one, so long at most.
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
