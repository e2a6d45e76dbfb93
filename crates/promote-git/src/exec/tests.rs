//! Tests that run shell commands.

use std::time::{Duration, Instant};

use crate::exec::{Command, ExecError};

fn sh(script: &str) -> Command {
    Command::new("sh").args(["-c", script])
}

#[test]
fn status_and_both_outputs_are_returned() {
    let output = sh("echo out; echo err >&2; exit 3").run().unwrap();
    assert_eq!((output.status, output.signal), (Some(3), None));
    assert_eq!((output.stdout.as_slice(), output.stderr_text().as_str()), (b"out\n".as_slice(), "err"));
    assert_eq!(sh("kill -9 $$").run().unwrap().signal, Some(9));
}

#[test]
fn started_processes_run_in_parallel_and_are_killed_on_drop() {
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    // Each waits for the other two.
    let wait = "until [ -e 0 ] && [ -e 1 ] && [ -e 2 ]; do sleep 0.01; done";
    let begin = |n| sh(&format!("cd '{}'; touch {n}; {wait}; echo {n}", folder.path().display())).start().unwrap();
    let running: Vec<_> = (0..3).map(begin).collect();
    for (n, running) in running.into_iter().enumerate() {
        assert_eq!(running.wait().unwrap().stdout, format!("{n}\n").into_bytes());
    }
    drop(sh("sleep 300").start().unwrap());
    assert!(started.elapsed() < Duration::from_secs(100), "{:?}", started.elapsed());
}

#[test]
fn large_input_and_output_do_not_deadlock() {
    let input = vec![b'x'; 5 << 20];
    let output = Command::new("cat").stdin(input.clone()).run().unwrap();
    assert!(output.stdout == input);
    // A program that does not read its input is no error.
    assert!(sh("exit 0").stdin(input).run().unwrap().success());
}

#[test]
fn environment_and_directory_are_set() {
    let dir = tempfile::tempdir().unwrap();
    let output = sh("pwd -P; echo \"$A-${HOME-none}\"").dir(dir.path()).env("A", "1").env_remove("HOME").run().unwrap();
    let expected = format!("{}\n1-none\n", dir.path().canonicalize().unwrap().display());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
}

#[test]
fn a_time_limit_kills_the_whole_group() {
    let dir = tempfile::tempdir().unwrap();
    let started = Instant::now();
    // The grandchild would write a file after a second.
    let run = sh("(sleep 1; touch late) & sleep 60").dir(dir.path()).time_limit(Duration::from_millis(200)).run();
    assert!(matches!(run, Err(ExecError::TimedOut { .. })), "{run:?}");
    assert!(started.elapsed() < Duration::from_secs(25));
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!dir.path().join("late").exists());
}

#[test]
fn on_the_terminal_only_the_process_is_killed() {
    let started = Instant::now();
    let run = Command::new("sleep").arg("60").on_terminal().time_limit(Duration::from_millis(200)).run();
    assert!(matches!(run, Err(ExecError::TimedOut { .. })), "{run:?}");
    assert!(started.elapsed() < Duration::from_secs(25));
}

#[test]
fn a_program_that_ignores_sigterm_is_killed() {
    let run = sh("trap '' TERM; while :; do sleep 0.1; done").time_limit(Duration::from_millis(100)).run();
    assert!(matches!(run, Err(ExecError::TimedOut { .. })));
}

#[test]
fn a_background_child_does_not_delay_the_result() {
    let started = Instant::now();
    let output = sh("sleep 30 & echo done; echo $!").run().unwrap();
    assert!(started.elapsed() < Duration::from_secs(25));
    let text = String::from_utf8(output.stdout).unwrap();
    let (done, pid) = text.trim().split_once('\n').unwrap();
    assert_eq!(done, "done");
    Command::new("kill").arg(pid).run().unwrap();
}

#[test]
fn a_background_child_that_writes_for_ever_does_not_delay_the_result() {
    let started = Instant::now();
    let output = sh("while :; do echo more; sleep 0.02; done & echo done; echo $! >&2").kill_group_after_exit().run();
    assert!(started.elapsed() < Duration::from_secs(25));
    assert!(String::from_utf8(output.unwrap().stdout).unwrap().contains("done\n"));
}

#[test]
fn output_limit_and_missing_programs() {
    let run = sh("yes").output_limit(1 << 20).run();
    assert!(matches!(run, Err(ExecError::TooMuchOutput { limit: 1_048_576, .. })));
    let run = Command::new("no-such-program-here").run();
    assert!(matches!(run, Err(ExecError::NotFound { .. })));
    let run = Command::new("true").dir("/no/such/directory").run();
    assert!(matches!(run, Err(ExecError::Io { .. })));
}
