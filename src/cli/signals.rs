//! The signals that end the process. `run-due --watch` receives them while it waits, and defers them while it writes; a
//! validation stops its check commands before it ends.

use std::io::Read as _;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH, SIGXFSZ};
use signal_hook::iterator::Signals;
use signal_hook::{SigId, flag, low_level};

use crate::engine::context::Interrupt;

/// The signals that a terminal or a service manager sends to end a process.
const ENDS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];

/// The interrupt of this process: its signals exist once.
static INTERRUPT: OnceLock<Interrupt> = OnceLock::new();

/// From now on the first of these signals interrupts the running work. A second signal ends the process, as does one
/// that arrives while no work can be interrupted.
///
/// # Errors
/// If a signal handler cannot be installed.
pub(crate) fn interrupts() -> std::io::Result<Interrupt> {
    if let Some(interrupt) = INTERRUPT.get() {
        return Ok(interrupt.clone());
    }
    let interrupt = INTERRUPT.get_or_init(Interrupt::default).clone();
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

/// Signals that wake up a wait for input instead of ending the process, as long as this lives. Afterwards they interrupt work, as
/// after [`interrupts`].
pub(crate) struct Woken {
    pipe: UnixStream,
    last: Arc<AtomicUsize>,
    ids: Vec<SigId>,
}

impl Woken {
    /// Listens to the signals that end a process, and to changes of the terminal's size.
    ///
    /// # Errors
    /// If a signal handler cannot be installed.
    pub(crate) fn listen() -> std::io::Result<Self> {
        let (pipe, wakes) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        let mut woken = Self { pipe, last: Arc::default(), ids: Vec::new() };
        for signal in ENDS {
            let number = usize::try_from(signal).unwrap_or_default();
            woken.ids.push(flag::register_usize(signal, woken.last.clone(), number)?);
        }
        for signal in ENDS.into_iter().chain([SIGWINCH]) {
            woken.ids.push(low_level::pipe::register(signal, wakes.try_clone()?)?);
        }
        Ok(woken)
    }

    /// What becomes readable when a signal comes.
    pub(crate) fn pipe(&self) -> &UnixStream {
        &self.pipe
    }

    /// Empties the pipe; the signal that ends the process, if one came.
    pub(crate) fn take(&self) -> Option<i32> {
        let mut bytes = [0; 64];
        while matches!((&self.pipe).read(&mut bytes), Ok(1..)) {}
        i32::try_from(self.last.swap(0, Ordering::SeqCst)).ok().filter(|signal| *signal != 0)
    }
}

impl Drop for Woken {
    fn drop(&mut self) {
        // If that fails, the signals are ignored from now on, and a second Ctrl-C still reaches the programs that are started.
        let _ = interrupts();
        for id in self.ids.drain(..) {
            low_level::unregister(id);
        }
    }
}

/// Ends the process as this signal would have done.
///
/// # Errors
/// If the signal has no default action.
pub(crate) fn end_by(signal: i32) -> std::io::Result<()> {
    low_level::emulate_default_handler(signal)
}

/// While this lives, Ctrl-C and Ctrl-\\ are for a program that has the terminal, such as an editor. Afterwards they act as after
/// [`interrupts`].
pub(crate) struct LeftToAProgram {
    ids: Vec<SigId>,
    quits: Arc<AtomicBool>,
}

impl LeftToAProgram {
    /// Ignores both from now on. Programs that are started do not.
    ///
    /// # Errors
    /// If a signal handler cannot be installed.
    pub(crate) fn now() -> std::io::Result<Self> {
        let quits = Arc::new(AtomicBool::new(false));
        flag::register_conditional_default(SIGQUIT, quits.clone())?;
        Ok(Self { ids: vec![flag::register(SIGINT, Arc::default())?], quits })
    }
}

impl Drop for LeftToAProgram {
    fn drop(&mut self) {
        let _ = interrupts();
        self.quits.store(true, Ordering::SeqCst);
        for id in self.ids.drain(..) {
            low_level::unregister(id);
        }
    }
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
