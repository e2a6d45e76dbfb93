//! Commits with a title, a body and trailers.

use crate::store::StoreError;
use promote_core::promotion::message::CommitMessage;
use promote_git::{Batch, CommitDraft, Signature, trailers};
use promote_model::ObjectId;
use promote_model::text::{visible, visible_lines};

/// Adds a commit with this message to `batch`.
///
/// # Errors
/// If the person has no name, or an object cannot be created.
pub(crate) fn commit(
    batch: &mut Batch<'_>,
    tree: ObjectId,
    parents: Vec<ObjectId>,
    by: &Signature,
    message: &CommitMessage,
) -> Result<ObjectId, StoreError> {
    commit_as(batch, tree, parents, (by, by), message)
}

/// Adds a commit of an author that another person commits, as [`commit`] does.
///
/// # Errors
/// As [`commit`].
pub(crate) fn commit_as(
    batch: &mut Batch<'_>,
    tree: ObjectId,
    parents: Vec<ObjectId>,
    (author, committer): (&Signature, &Signature),
    message: &CommitMessage,
) -> Result<ObjectId, StoreError> {
    let (author, committer) = (author.clone(), committer.clone());
    Ok(batch.commit(&CommitDraft { tree, parents, author, committer, message: text(message) })?)
}

/// The whole message. The title is one line, even if a name contains line breaks. Hidden characters of notes and
/// reasons are escaped: whoever reads the history must see what is there.
pub fn text(message: &CommitMessage) -> String {
    let body = format!("{}\n\n{}", visible(&message.title), visible_lines(&unix_lines(&message.body)));
    let shown: Vec<(&str, String)> = message.trailers.iter().map(|(token, value)| (*token, trailer(value))).collect();
    let trailers: Vec<(&str, &str)> = shown.iter().map(|(token, value)| (*token, value.as_str())).collect();
    trailers::append(&body, &trailers)
}

/// The value of a trailer on one line.
fn trailer(value: &str) -> String {
    visible(&unix_lines(value).replace(['\n', '\t'], " ")).into_owned()
}

/// The text with LF as its line ends.
fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
