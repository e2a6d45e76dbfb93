//! A program in a pseudo-terminal of a known size: a test presses keys, and sees the screen.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

/// With nothing printed for longer than this, a test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A program in a pseudo-terminal.
pub struct Pty {
    child: Child,
    terminal: File,
    printed: Receiver<Vec<u8>>,
    /// Everything that was printed.
    pub seen: String,
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Pty {
    /// Starts a program that takes the terminal as its own, as `setsid -c` does; standard output may go elsewhere.
    pub fn start(mut command: Command, size: (u16, u16)) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let terminal = openpt(flags).unwrap();
        grantpt(&terminal).unwrap();
        unlockpt(&terminal).unwrap();
        let name = ptsname(&terminal, Vec::new()).unwrap();
        let end = rustix::fs::open(
            OsStr::from_bytes(name.as_bytes()),
            OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
            Mode::empty(),
        );
        let end = File::from(end.unwrap());
        let terminal = File::from(terminal);
        resize(&terminal, size);
        command.stdin(end.try_clone().unwrap()).stdout(end.try_clone().unwrap()).stderr(end);
        let child = command.spawn().unwrap();
        // The program alone has the other end now.
        drop(command);
        let (sender, printed) = channel();
        let mut output = terminal.try_clone().unwrap();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, terminal, printed, seen: String::new() }
    }

    /// Presses these keys.
    pub fn press(&mut self, keys: &str) {
        self.terminal.write_all(keys.as_bytes()).unwrap();
    }

    /// Gives the terminal another size, in columns and lines.
    pub fn resize(&mut self, size: (u16, u16)) {
        resize(&self.terminal, size);
    }

    /// Sends a signal to the program.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// The last complete screen that the picker drew.
    pub fn frame(&self) -> String {
        let (before, _) = self.seen.rsplit_once("\x1b[J").unwrap_or_default();
        let (_, frame) = before.rsplit_once("\x1b[H").unwrap_or_default();
        frame.replace("\x1b[K", "").replace("\r\n", "\n")
    }

    /// Waits until the screen satisfies a condition; returns it.
    #[track_caller]
    pub fn wait(&mut self, is: impl Fn(&str) -> bool) -> String {
        loop {
            let frame = self.frame();
            if is(&frame) {
                return frame;
            }
            match self.printed.recv_timeout(PATIENCE) {
                Ok(more) => self.seen.push_str(&String::from_utf8_lossy(&more)),
                Err(_) => panic!("the screen never was as expected:\n{frame}\n{}", self.seen.escape_debug()),
            }
        }
    }

    /// Waits until a text was printed, where there is no screen.
    #[track_caller]
    pub fn wait_printed(&mut self, text: &str) {
        while !self.seen.contains(text) {
            let more = self.printed.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no '{text}':\n{}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&more));
        }
    }

    /// Waits until a text is on the screen; returns the screen.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> String {
        self.wait(|frame| frame.contains(text))
    }

    /// Whether the terminal reads whole lines, as a shell expects it.
    pub fn reads_lines(&self) -> bool {
        tcgetattr(&self.terminal).unwrap().local_modes.contains(LocalModes::ICANON | LocalModes::ECHO)
    }

    /// Waits for the end of the program; returns what it printed after the picker, and its exit code or negative signal.
    #[track_caller]
    pub fn end(mut self) -> (String, i32) {
        loop {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(more) => self.seen.push_str(&String::from_utf8_lossy(&more)),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("no end:\n{}", self.seen.escape_debug()),
            }
        }
        let status = self.child.wait().unwrap();
        let code = status.code().unwrap_or_else(|| -status.signal().unwrap());
        let seen = self.seen.replace('\r', "");
        let after = seen.rsplit_once("\x1b[?1049l").map_or(seen.as_str(), |(_, after)| after);
        (after.to_owned(), code)
    }
}

fn resize(terminal: &File, (columns, lines): (u16, u16)) {
    let size = Winsize { ws_col: columns, ws_row: lines, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(terminal, size).unwrap();
}
