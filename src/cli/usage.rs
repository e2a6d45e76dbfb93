//! Errors about the arguments themselves.

use std::borrow::Cow;
use std::io::{self, Write};
use std::process::ExitCode;

use super::failure::Failure;
use super::output::{self, Format};
use crate::engine::OpError;
use promote_model::text::{is_hidden, visible, visible_lines};

/// Reports an error of clap. Help and version are not failures and go to the stream that clap chooses. With `-o json`
/// or `-o yaml`, the error is printed in that format like any other.
pub(super) fn report(error: &clap::Error, hints: &[String]) -> ExitCode {
    let exit = ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
    let format = output::asked(std::env::args_os().skip(1));
    match format.filter(|format| error.use_stderr() && matches!(format, Format::Json | Format::Yaml)) {
        Some(format) => {
            let text = error.render().to_string();
            let mut parts = text.trim_start_matches("error: ").split("\n\n");
            let words = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
            let message = words(parts.next().unwrap_or_default());
            let hints_of = |parts: std::str::Split<'_, &str>| {
                parts.map(words).filter(|part| !part.is_empty()).collect::<Vec<_>>().into_iter()
            };
            let hints = Iterator::chain(hints_of(parts), hints.iter().cloned()).collect();
            Failure::from(OpError::Usage { message, hints }).report(format, &mut io::stderr());
        }
        None => print_usage(error, hints),
    }
    exit
}

/// Prints what clap found. It quotes arguments as they are, so an error with hidden characters is escaped, without
/// colours.
fn print_usage(error: &clap::Error, hints: &[String]) {
    let text = error.render().to_string();
    // The process ends in any case; its exit code still tells.
    let printed = match visible_lines(&text) {
        Cow::Owned(shown) if error.use_stderr() => io::stderr().write_all(shown.as_bytes()),
        _ if error.use_stderr() && arguments_hide() => io::stderr().write_all(text.as_bytes()),
        _ => error.print(),
    };
    for hint in hints {
        let _ = writeln!(io::stderr(), "hint: {}", visible(hint));
    }
    let _ = printed;
}

/// Whether an argument has hidden characters; plain text has lost its escape sequences already.
fn arguments_hide() -> bool {
    std::env::args_os().any(|argument| argument.to_string_lossy().chars().any(is_hidden))
}
