//! The terminal of the picker: raw mode, the alternate screen, keys, size. It is drawn on standard error, so that the result on
//! standard output can be captured, and it is put back however the program ends: normally, by a signal, or by a panic.
//!
//! A terminal that moves no cursor (`TERM=dumb`) gets one picture below the other.

use std::io::{self, Write as _};
use std::panic;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use super::keys::{Decoded, Key, decode};
use crate::cli::signals::Woken;

/// The alternate screen, without a cursor and without wrapping.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l";

/// The screen as it was.
const LEAVE: &str = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/// How long the rest of a key may take, in nanoseconds. Until then an escape character may be the beginning of one.
const REST: i64 = 50_000_000;

/// What came from the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(Key),
    /// The size changed.
    Resized,
    /// A signal that ends the process.
    Ended(i32),
}

/// A terminal that shows the picker, as long as this lives.
pub(super) struct Screen {
    signals: Woken,
    saved: Saved,
    typed: Vec<u8>,
}

/// How the terminal was.
#[derive(Clone)]
struct Saved {
    termios: Termios,
    /// Whether the terminal moves a cursor.
    moves: bool,
}

impl Saved {
    /// Puts the terminal back. If it is gone, nothing is left to do.
    fn restore(&self) {
        let _ = io::stderr().write_all(if self.moves { LEAVE.as_bytes() } else { b"" });
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.termios);
    }
}

impl Screen {
    /// Takes the terminal.
    ///
    /// # Errors
    /// If standard input is no terminal, or a signal handler cannot be installed.
    pub(super) fn enter() -> io::Result<Self> {
        let moves = std::env::var_os("TERM").is_some_and(|term| term != "dumb");
        let saved = Saved { termios: tcgetattr(io::stdin())?, moves };
        let signals = Woken::listen()?;
        let screen = Self { signals, saved, typed: Vec::new() };
        // What a panic says must not be lost with the alternate screen.
        let (before, saved) = (panic::take_hook(), screen.saved.clone());
        panic::set_hook(Box::new(move |info| {
            saved.restore();
            before(info);
        }));
        let mut raw = screen.saved.termios.clone();
        raw.make_raw();
        tcsetattr(io::stdin(), OptionalActions::Flush, &raw)?;
        if moves {
            io::stderr().write_all(ENTER.as_bytes())?;
        }
        Ok(screen)
    }

    /// Width and height, in columns and lines.
    pub(super) fn size() -> (usize, usize) {
        let size = tcgetwinsize(io::stderr()).map(|size| (usize::from(size.ws_col), usize::from(size.ws_row)));
        size.ok().filter(|(width, height)| *width > 0 && *height > 0).unwrap_or((80, 24))
    }

    /// Draws these lines.
    ///
    /// # Errors
    /// If the terminal cannot be written to.
    pub(super) fn draw(&self, lines: &[String]) -> io::Result<()> {
        let text = if self.saved.moves {
            // Each line clears what is left of the former one, and the last one what is below it.
            let lines: Vec<String> = lines.iter().map(|line| format!("{line}\x1b[K")).collect();
            format!("\x1b[H{}\x1b[J", lines.join("\r\n"))
        } else {
            lines.iter().map(|line| format!("{line}\r\n")).collect()
        };
        let mut screen = io::stderr().lock();
        screen.write_all(text.as_bytes())?;
        screen.flush()
    }

    /// Waits for the next key, a change of the size, or a signal.
    ///
    /// # Errors
    /// If the terminal is gone.
    pub(super) fn next(&mut self) -> io::Result<Input> {
        let mut is_all = false;
        loop {
            match decode(&self.typed, is_all && !self.typed.is_empty()) {
                Decoded::Key(key, length) => {
                    self.typed.drain(..length);
                    match key {
                        Some(key) => return Ok(Input::Key(key)),
                        None => continue,
                    }
                }
                Decoded::Unfinished => {}
            }
            let input = io::stdin();
            let mut polled = [PollFd::new(&input, PollFlags::IN), PollFd::new(self.signals.pipe(), PollFlags::IN)];
            let rest = Timespec { tv_sec: 0, tv_nsec: REST };
            match poll(&mut polled, (!self.typed.is_empty()).then_some(&rest)) {
                Ok(0) => is_all = true,
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
            let [typed, woken] = polled.map(|polled| !polled.revents().is_empty());
            if woken {
                return Ok(self.signals.take().map_or(Input::Resized, Input::Ended));
            }
            if typed {
                is_all = false;
                self.read()?;
            }
        }
    }

    fn read(&mut self) -> io::Result<()> {
        // Past the buffer of `Stdin`, which `poll` does not see.
        let mut bytes = [0; 256];
        match rustix::io::read(io::stdin(), &mut bytes)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            length => {
                self.typed.extend_from_slice(&bytes[..length]);
                Ok(())
            }
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.saved.restore();
        if !std::thread::panicking() {
            let _ = panic::take_hook();
        }
    }
}
