//! `execute` and `execute --branch`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::execution::Executed;
use crate::ops::host_request::HostRequest;
use crate::ops::propose::Proposed;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1::landed::Execution;
use crate::render::{markdown, text};

/// An execution.
pub(crate) struct ExecuteReport<'a> {
    /// The execution.
    pub(crate) executed: &'a Executed,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

impl Report for ExecuteReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::done::executed(out, look, self.executed, self.dry_run)
    }

    // A dry run's commit does not exist.
    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        if self.dry_run { Ok(()) } else { writeln!(out, "{}", self.executed.commit) }
    }

    fn json(&self) -> Json {
        value(&Execution::landed(self.executed))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::plan::executed(self.executed, self.dry_run))
    }
}

/// A branch for a merge request.
pub(crate) struct ProposeReport<'a> {
    /// The proposal.
    pub(crate) proposed: &'a Proposed,
    /// The request that was opened, with its text, where one was asked for.
    pub(crate) opened: Option<(&'a HostRequest, &'a str)>,
    /// Whether nothing was written.
    pub(crate) dry_run: bool,
}

impl Report for ProposeReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        text::done::proposed(out, self.proposed, self.opened.map(|(request, _)| request), self.dry_run)
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        writeln!(out, "{}", self.proposed.branch)
    }

    fn json(&self) -> Json {
        value(&Execution::proposed(self.proposed, self.opened))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::plan::proposed(self.proposed, self.dry_run))
    }
}
