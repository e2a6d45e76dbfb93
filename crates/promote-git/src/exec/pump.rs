//! Writing the input and reading the outputs of a process in one thread, with a deadline; and killing it with its
//! children.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::{Child, ChildStdin};
use std::time::{Duration, Instant};

use super::interrupt::Interrupt;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// How often to check a silent process: it may have ended while a child of it keeps its pipes open.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// How long to go on reading after a process has ended. Its children may keep its pipes open, and write for ever.
const AFTER_EXIT: Duration = Duration::from_secs(1);

/// The time between `SIGTERM` and `SIGKILL`.
const GRACE_PERIOD: Duration = Duration::from_secs(2);

/// Why the process was stopped before it ended.
#[derive(Debug)]
pub(super) enum StopReason {
    TimedOut,
    Interrupted,
    TooMuchOutput,
    Io(io::Error),
}

impl From<io::Error> for StopReason {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// When to stop a process.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StopCondition<'a> {
    /// The deadline, if any.
    pub(super) deadline: Option<Instant>,
    /// The interrupt to watch, if any.
    pub(super) interrupt: Option<&'a Interrupt>,
}

impl StopCondition<'_> {
    /// The longest time to wait before the next check; an error if the process must stop now.
    fn next_wait(self) -> Result<Duration, StopReason> {
        if self.interrupt.is_some_and(Interrupt::is_requested) {
            return Err(StopReason::Interrupted);
        }
        let Some(deadline) = self.deadline else { return Ok(POLL_INTERVAL) };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(StopReason::TimedOut) } else { Ok(left.min(POLL_INTERVAL)) }
    }
}

/// An output pipe and the bytes read from it.
struct Drain<R> {
    pipe: Option<R>,
    bytes: Vec<u8>,
}

impl<R: Read + AsFd> Drain<R> {
    fn new(pipe: Option<R>) -> Self {
        Self { pipe, bytes: Vec::new() }
    }

    /// Reads once; `read` does not block after `poll` has reported data.
    fn read(&mut self, limit: usize) -> Result<(), StopReason> {
        let Some(pipe) = &mut self.pipe else { return Ok(()) };
        let mut buffer = [0; 64 << 10];
        match pipe.read(&mut buffer) {
            Ok(0) => self.pipe = None,
            Ok(n) => self.bytes.extend_from_slice(&buffer[..n]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e.into()),
        }
        if self.bytes.len() > limit { Err(StopReason::TooMuchOutput) } else { Ok(()) }
    }
}

/// The input pipe and the bytes not written yet.
struct Feed<'a> {
    pipe: Option<ChildStdin>,
    rest: &'a [u8],
}

impl Feed<'_> {
    /// Writes once.
    fn write(&mut self) -> io::Result<()> {
        let Some(pipe) = &mut self.pipe else { return Ok(()) };
        match pipe.write(self.rest) {
            Ok(n) => self.rest = &self.rest[n..],
            Err(e) if matches!(e.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock) => {}
            // The process closed its input; its exit status tells whether that is an error.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => self.rest = &[],
            Err(e) => return Err(e),
        }
        if self.rest.is_empty() {
            self.pipe = None;
        }
        Ok(())
    }
}

/// Kills the remaining processes in the group of a process that has ended.
pub(super) fn kill_group(id: u32) {
    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        // The group may be empty.
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// Writes `input`, and returns both outputs when the process has ended.
pub(super) fn pump(
    child: &mut Child,
    input: &[u8],
    until: StopCondition<'_>,
    limit: usize,
) -> Result<(Vec<u8>, Vec<u8>), StopReason> {
    let mut feed = Feed { pipe: child.stdin.take(), rest: input };
    if let Some(pipe) = &feed.pipe {
        rustix::io::ioctl_fionbio(pipe, true).map_err(io::Error::from)?;
    }
    let mut out = Drain::new(child.stdout.take());
    let mut err = Drain::new(child.stderr.take());
    let mut ended: Option<Instant> = None;
    while feed.pipe.is_some() || out.pipe.is_some() || err.pipe.is_some() {
        // It may write and end between the wait and the look at it: only a wait after its end shows that nothing is left.
        let over = ended.is_some();
        let [fed, outed, erred] = wait(&feed, &out, &err, until.next_wait()?)?;
        if ended.is_none() && child.try_wait()?.is_some() {
            ended = Some(Instant::now());
        }
        if ended.is_some_and(|at| (over && !(fed || outed || erred)) || at.elapsed() > AFTER_EXIT) {
            return Ok((out.bytes, err.bytes));
        }
        if fed {
            feed.write()?;
        }
        if outed {
            out.read(limit)?;
        }
        if erred {
            err.read(limit)?;
        }
    }
    wait_for_exit(child, until)?;
    Ok((out.bytes, err.bytes))
}

/// Waits until a pipe is ready or broken, and returns which of the three are.
fn wait<O: AsFd, E: AsFd>(feed: &Feed<'_>, out: &Drain<O>, err: &Drain<E>, time: Duration) -> io::Result<[bool; 3]> {
    let pipes: [(Option<BorrowedFd<'_>>, PollFlags); 3] = [
        (feed.pipe.as_ref().map(AsFd::as_fd), PollFlags::OUT),
        (out.pipe.as_ref().map(AsFd::as_fd), PollFlags::IN),
        (err.pipe.as_ref().map(AsFd::as_fd), PollFlags::IN),
    ];
    let mut places = Vec::with_capacity(3);
    let mut fds = Vec::with_capacity(3);
    for (place, (fd, flags)) in pipes.into_iter().enumerate() {
        if let Some(fd) = fd {
            places.push(place);
            fds.push(PollFd::from_borrowed_fd(fd, flags));
        }
    }
    let time = Timespec { tv_sec: 0, tv_nsec: i64::from(time.subsec_nanos()) };
    match poll(&mut fds, Some(&time)) {
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(e) => return Err(e.into()),
    }
    let mut ready = [false; 3];
    for (place, fd) in places.into_iter().zip(&fds) {
        ready[place] = !fd.revents().is_empty();
    }
    Ok(ready)
}

/// Waits for a process that has closed its outputs; usually it has ended already.
fn wait_for_exit(child: &mut Child, until: StopCondition<'_>) -> Result<(), StopReason> {
    let mut pause = Duration::from_micros(50);
    while child.try_wait()?.is_none() {
        std::thread::sleep(until.next_wait()?.min(pause));
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    Ok(())
}

/// Which processes to kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KillScope {
    /// The process group that the process leads.
    Group,
    /// Only the process, because it is in our own group.
    Process,
}

/// Sends `SIGTERM`, then `SIGKILL` after the grace period.
pub(super) fn end(child: &mut Child, scope: KillScope) {
    // Errors below are ignored: the process is gone already, or the kernel denies the signal.
    let Some(id) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else { return };
    let signal = |signal| match scope {
        KillScope::Group => kill_process_group(id, signal),
        KillScope::Process => kill_process(id, signal),
    };
    let _ = signal(Signal::TERM);
    let ended =
        wait_for_exit(child, StopCondition { deadline: Instant::now().checked_add(GRACE_PERIOD), interrupt: None })
            .is_ok();
    // The id of an ended process may be reused; that of a group is not while a process is in it.
    if !ended || scope == KillScope::Group {
        let _ = signal(Signal::KILL);
    }
}
