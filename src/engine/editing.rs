//! How git edits texts in the directory of a command.

use std::path::Path;

use super::OpError;
use super::context::Context;
use promote_git::Repo;
use promote_git::exec::Editor;

/// The editor, and what git's configuration says about texts that a person writes.
#[derive(Debug, Clone)]
pub(crate) struct Editing {
    editor: Option<Editor>,
    /// Whether the editor opens unless an option says otherwise (`promote.edit`).
    pub(crate) by_default: bool,
    /// What begins a comment (`core.commentChar`, `core.commentString`), as configured.
    pub(crate) comment: Option<String>,
}

impl Editing {
    /// Reads the configuration.
    ///
    /// # Errors
    /// Where there is no repository.
    pub(crate) fn of(context: &Context) -> Result<Self, OpError> {
        let repo = Repo::open(&context.dir)?;
        let comment = match repo.config("core.commentString")? {
            None => repo.config("core.commentChar")?,
            set => set,
        };
        Ok(Self { editor: Editor::of(&context.dir), by_default: repo.config_bool("promote.edit")?, comment })
    }

    /// Lets the person edit a file.
    ///
    /// # Errors
    /// If there is no editor, or it fails: then the person wants nothing to happen.
    pub(crate) fn edit(&self, context: &Context, file: &Path) -> Result<(), OpError> {
        let Some(editor) = &self.editor else {
            let how = "git names none for this terminal".to_owned();
            return Err(OpError::Editor { command: None, how });
        };
        let failed = |how: String| OpError::Editor { command: Some(editor.command().to_owned()), how };
        let status = editor.edit(&context.dir, file).map_err(|error| failed(format!("cannot be run: {error}")))?;
        match (status.success(), status.code()) {
            (true, _) => Ok(()),
            (false, Some(code)) => Err(failed(format!("ended with exit code {code}"))),
            (false, None) => Err(failed("was killed".to_owned())),
        }
    }
}
