//! A program at a terminal made by `script(1)`: a test types, and waits for what it prints.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// With nothing printed for longer than this, a test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program at a terminal.
pub struct Terminal {
    child: Child,
    keys: ChildStdin,
    printed: Receiver<Vec<u8>>,
    /// What was printed since the last text that the test waited for.
    seen: String,
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The program at the terminal gets SIGHUP.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Terminal {
    /// Starts `script` with its arguments.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (keys, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (sender, printed) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { child, keys, printed, seen: String::new() }
    }

    /// Types these keys.
    pub fn send(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the program prints a text.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        while !self.seen.contains(text) {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(more) => self.seen.push_str(&String::from_utf8_lossy(&more)),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("'{text}' was not printed:\n{}", self.seen.escape_debug())
                }
            }
        }
        let end = self.seen.find(text).unwrap() + text.len();
        self.seen.drain(..end);
    }

    /// Waits for the end of the program.
    #[track_caller]
    pub fn end(mut self) {
        loop {
            match self.printed.recv_timeout(PATIENCE) {
                Ok(more) => self.seen.push_str(&String::from_utf8_lossy(&more)),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the program did not end:\n{}", self.seen.escape_debug());
                }
            }
        }
    }
}
