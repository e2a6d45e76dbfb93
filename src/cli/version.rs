//! `promote --version -v`.

use std::io::{self, Write};

use clap::error::ErrorKind;

use crate::ops::version::versions;
use promote_model::text::visible;

/// Whether clap stopped at `--version`, and `-v` is typed, too.
pub(super) fn is_asked(error: &clap::Error) -> bool {
    let verbose = |arg: String| arg == "--verbose" || arg == "-v" || arg == "-vV" || arg == "-Vv";
    error.kind() == ErrorKind::DisplayVersion
        && std::env::args_os().skip(1).any(|arg| verbose(arg.to_string_lossy().into_owned()))
}

/// Prints what the program was built from, and the git that it uses.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn print(out: &mut dyn Write) -> io::Result<()> {
    let versions = versions();
    let git = versions.git.unwrap_or_else(|| "not found".to_owned());
    writeln!(out, "promote {}", versions.program)?;
    writeln!(out, "commit   {}", versions.commit.unwrap_or("unknown"))?;
    writeln!(out, "target   {}", versions.target)?;
    writeln!(out, "libgit2  {}", versions.libgit2)?;
    writeln!(out, "git      {}", visible(&git))
}
