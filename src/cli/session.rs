//! The session: what every command needs besides its arguments, such as its context and its output.

use std::io::{self, Write};

use super::failure::Failure;
use super::output::Format;
use super::{signals, terminal};
use crate::engine::Context;
use crate::engine::context::pager;
use crate::render::report::Report;
use crate::render::{Look, yaml};
use promote_model::text::{visible, visible_json, visible_lines};

/// The context and the output of a command.
pub(crate) struct Session<'a> {
    /// The repository, the time and the user of the command.
    pub(crate) context: Context,
    /// Colours and width.
    pub(crate) look: Look,
    /// The format of the report.
    pub(crate) format: Format,
    /// The command's name, and the formats that it supports.
    pub(crate) command: (&'static str, &'static [Format]),
    /// Whether only the result is printed.
    pub(crate) quiet: bool,
    /// Whether the report is shown in a pager at a terminal.
    pub(crate) pager: bool,
    /// Standard output.
    pub(crate) out: &'a mut dyn Write,
    /// Standard error.
    pub(crate) err: &'a mut dyn Write,
}

/// The answer of a command that did not fail.
pub(crate) enum Answer {
    /// Done.
    Yes,
    /// The answer is no (exit code 1).
    No,
    /// Done in part, and reported (another exit code).
    Part(u8),
}

/// The result of a command.
pub(crate) type Result = std::result::Result<Answer, Failure>;

impl Session<'_> {
    /// Prints the report in the requested format.
    ///
    /// # Errors
    /// When the output cannot be written, or the command does not support the format.
    pub(crate) fn print(&mut self, report: &dyn Report) -> std::result::Result<(), Failure> {
        match self.format {
            Format::Text | Format::Patch if self.pager && !self.quiet && terminal::shows_output() => {
                let mut text = Vec::new();
                match (self.format, report.patch()) {
                    (Format::Patch, Some(patch)) => {
                        text = visible_lines(&String::from_utf8_lossy(patch)).into_owned().into_bytes();
                    }
                    _ => report.text(&mut text, self.look)?,
                }
                self.page(&text)?;
            }
            Format::Text if self.quiet => report.quiet(self.out, self.look)?,
            Format::Text => report.text(self.out, self.look)?,
            Format::Json => writeln!(self.out, "{}", visible_json(&format!("{:#}", report.json())))?,
            Format::Yaml => self.out.write_all(yaml::document(&report.json()).as_bytes())?,
            Format::Markdown => {
                let text = report.markdown().ok_or_else(|| self.no_such_format())?;
                self.out.write_all(text.as_bytes())?;
            }
            Format::Csv => {
                let table = report.csv().ok_or_else(|| self.no_such_format())?;
                match terminal::shows_output() {
                    true => self.out.write_all(visible_lines(&table.replace('\r', "")).as_bytes())?,
                    false => self.out.write_all(table.as_bytes())?,
                }
            }
            Format::Openmetrics => {
                let text = report.openmetrics().ok_or_else(|| self.no_such_format())?;
                self.out.write_all(text.as_bytes())?;
            }
            Format::Patch => {
                let patch = report.patch().ok_or_else(|| self.no_such_format())?;
                match terminal::shows_output() {
                    // A person reads it; in a file or a pipe it must apply.
                    true => self.out.write_all(visible_lines(&String::from_utf8_lossy(patch)).as_bytes())?,
                    false => self.out.write_all(patch)?,
                }
            }
        }
        Ok(())
    }

    /// Prints one report of a stream: a line of JSON, a document of YAML.
    ///
    /// # Errors
    /// When the output cannot be written, or the command does not support the format.
    pub(crate) fn print_next(&mut self, report: &dyn Report) -> std::result::Result<(), Failure> {
        match self.format {
            Format::Json => writeln!(self.out, "{}", visible_json(&report.json().to_string()))?,
            Format::Yaml => write!(self.out, "---\n{}", yaml::document(&report.json()))?,
            Format::Text | Format::Markdown | Format::Patch | Format::Csv | Format::Openmetrics => {
                self.print(report)?;
            }
        }
        Ok(())
    }

    /// Shows a text in the pager; without one, on standard output.
    fn page(&mut self, text: &[u8]) -> io::Result<()> {
        if let Some(pager) = pager(&self.context) {
            self.out.flush()?;
            // Ctrl-C is for the pager, which has the terminal.
            signals::leave_interrupts_to_the_pager()?;
            match pager.show(text) {
                Ok(()) => return Ok(()),
                Err(error) => self.context.remarks.add(format!("the pager cannot be used: {error}")),
            }
        }
        self.out.write_all(text)
    }

    fn no_such_format(&self) -> Failure {
        let (name, formats) = self.command;
        self.format.missing(name, formats).into()
    }

    /// Writes the remarks to standard error.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn remarks(&mut self) -> io::Result<()> {
        for remark in self.context.remarks.take() {
            self.out.flush()?;
            writeln!(self.err, "note: {}", visible(&remark))?;
        }
        Ok(())
    }

    /// Writes the next step as a hint to standard error, except for scripts and after a dry run.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(crate) fn next(&mut self, hint: &str) -> io::Result<()> {
        if self.quiet || !self.format.is_for_people() || self.context.dry_run {
            return Ok(());
        }
        // Both streams often go to one log; the result must come before the next step.
        self.out.flush()?;
        writeln!(self.err, "hint: {}", visible(hint))
    }
}
