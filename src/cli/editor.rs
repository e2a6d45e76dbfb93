//! `-e` and `--no-edit`: notes and reasons written in the editor, as with `git commit`.

use std::fs;
use std::io::IsTerminal as _;

use anyhow::Context as _;
use tempfile::TempDir;

use super::edited::{comment_mark, stripped, template};
use super::failure::Failure;
use super::session::Session;
use super::signals::LeftToAProgram;
use super::terminal;
use crate::engine::editing::Editing;

/// Editors know the syntax of a file with this name: it is that of `git notes`.
const NAME: &str = "NOTES_EDITMSG";

/// Whether the editor opens.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Edit {
    /// Write the text in the editor, with the plan as comments (git config promote.edit true: always)
    #[arg(short, long, overrides_with = "no_edit")]
    edit: bool,
    /// Do not open the editor
    #[arg(long, overrides_with = "edit")]
    no_edit: bool,
}

/// A text that a person wrote, and the file that holds it until it is used.
pub(super) struct Written {
    /// The text; it may be empty.
    pub(super) text: String,
    folder: TempDir,
}

impl Edit {
    /// How to edit, if the editor opens: because it was asked for, or because git's configuration says so and a person is at the
    /// terminal and reads the output. A dry run opens none.
    ///
    /// # Errors
    /// Where there is no repository.
    pub(super) fn editing(self, session: &Session<'_>) -> Result<Option<Editing>, Failure> {
        if self.no_edit || session.context.dry_run {
            return Ok(None);
        }
        let reads = !session.quiet && session.format.is_for_people();
        let person = reads && std::io::stdin().is_terminal() && terminal::shows_output();
        if !self.edit && !person {
            return Ok(None);
        }
        let editing = Editing::of(&session.context)?;
        Ok(Some(editing).filter(|editing| self.edit || editing.by_default))
    }

    /// Whether the editor was asked for.
    pub(super) fn is_asked(self) -> bool {
        self.edit
    }

    /// The option, as it is typed.
    pub(super) fn word(self) -> &'static [&'static str] {
        match (self.edit, self.no_edit) {
            (true, _) => &["--edit"],
            (_, true) => &["--no-edit"],
            _ => &[],
        }
    }
}

/// Lets the person write a text. `text` is what is known already, `comments` what is said about it.
///
/// # Errors
/// If the editor fails; then nothing is left behind.
pub(super) fn write(
    session: &mut Session<'_>,
    editing: &Editing,
    text: &str,
    comments: &str,
) -> Result<Written, Failure> {
    session.out.flush()?;
    let mark = comment_mark(editing.comment.as_deref(), text);
    let folder = tempfile::Builder::new().prefix("promote-").tempdir().context("cannot make a file for the editor")?;
    let file = folder.path().join(NAME);
    let about =
        format!("Lines that begin with '{mark}' are left out, and an empty text ends the command without writing.");
    let comments = format!("{about}\n\n{comments}");
    fs::write(&file, template(text, &mark, &comments)).context("cannot write the file for the editor")?;
    let left = LeftToAProgram::now()?;
    let edited = editing.edit(&session.context, &file);
    drop(left);
    edited?;
    let text = fs::read_to_string(&file).context("cannot read the text that was edited")?;
    Ok(Written { text: stripped(&text, &mark), folder })
}

impl Written {
    /// The result of what the text was for. If that failed, the file stays, so that the text is not lost.
    pub(super) fn used_by<T>(self, session: &Session<'_>, result: Result<T, Failure>) -> Result<T, Failure> {
        if result.is_err() {
            let file = self.folder.keep().join(NAME);
            session.context.remarks.add(format!("the text is kept in {}", file.display()));
        }
        result
    }
}
