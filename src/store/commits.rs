//! Commits in the product's own words: title, body, trailers, by one person at one time.

use crate::store::StoreError;
use promote_core::promotion::message::CommitMessage;
use promote_git::{Batch, CommitDraft, Signature, trailers};
use promote_model::ObjectId;
use promote_model::text::visible;

/// Adds a commit with this message to `batch`.
///
/// # Errors
/// Where the person has no name, or an object cannot be made.
pub(crate) fn commit(
    batch: &mut Batch<'_>,
    tree: ObjectId,
    parents: Vec<ObjectId>,
    by: &Signature,
    message: &CommitMessage,
) -> Result<ObjectId, StoreError> {
    let draft = CommitDraft { tree, parents, author: by.clone(), committer: by.clone(), message: text(message) };
    Ok(batch.commit(&draft)?)
}

/// The whole message. The title is one line, whatever names stand in it.
pub fn text(message: &CommitMessage) -> String {
    let body = format!("{}\n\n{}", visible(&message.title), message.body);
    let trailers: Vec<(&str, &str)> = message.trailers.iter().map(|(token, value)| (*token, value.as_str())).collect();
    trailers::append(&body, &trailers)
}
