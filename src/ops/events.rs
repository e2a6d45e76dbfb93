//! `events`: the events of the ledger, oldest first, each with the ledger commit that records it. A reader that remembers
//! the last commit goes on behind it and gets each event once.

use jiff::Timestamp;

use crate::engine::OpError;
use crate::engine::context::Context;
use crate::engine::merged::person;
use crate::engine::secrets::redacted_events;
use crate::store::Store;
pub(crate) use crate::store::ledger::Added;
use promote_core::policy::windows;
use promote_core::promotion::Person;
use promote_git::Commit;
use promote_model::ObjectId;
use promote_model::id::MIN_PREFIX;

/// An event of the ledger.
#[derive(Debug)]
pub(crate) struct LedgerEvent {
    /// The ledger commit.
    pub(crate) id: ObjectId,
    /// The title of the ledger commit.
    pub(crate) title: String,
    /// The person who acted.
    pub(crate) by: Person,
    /// The time of the ledger commit.
    pub(crate) at: Timestamp,
    /// The event, with secrets masked.
    pub(crate) event: Added,
}

/// Where the events begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// With the first event.
    Beginning,
    /// Behind this ledger commit.
    Commit(ObjectId),
    /// With the events of this time.
    Time(Timestamp),
}

/// Where the events that somebody asks for begin: a ledger commit, or a time.
///
/// # Errors
/// Where the text is neither, or the repository cannot be read.
pub(crate) fn since(context: &Context, text: &str) -> Result<Since, OpError> {
    let is_commit = text.len() >= MIN_PREFIX && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_commit && let Some(commit) = context.store()?.repo.resolve(text)? {
        return Ok(Since::Commit(commit));
    }
    let now = context.now.to_zoned(context.zone());
    match windows::parse_time(text, &now) {
        Ok(time) => Ok(Since::Time(time.timestamp())),
        Err(_) if is_commit => Err(no_event(text)),
        Err(error) => Err(OpError::Usage {
            message: format!("--since needs a ledger commit or a time: {error}"),
            hints: vec!["for example: promote events --since 2026-03-02T09:00Z".to_owned()],
        }),
    }
}

/// What was read of the ledger.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventsRead {
    /// Where the next call goes on.
    pub(crate) next: Since,
    /// Whether the ledger is at a remote.
    pub(crate) remote: bool,
}

/// Calls `each` with the events, oldest first, until it returns false.
///
/// # Errors
/// Where the commit to begin behind is not in the ledger, or the ledger cannot be read; or the error of `each`.
pub(crate) fn events<E: From<OpError>>(
    context: &Context,
    since: Since,
    mut each: impl FnMut(&LedgerEvent) -> Result<bool, E>,
) -> Result<EventsRead, E> {
    let store = context.store().map_err(E::from)?;
    let mut next = since;
    for commit in commits(&store, since)? {
        let event = event(&store, commit)?;
        let new = !matches!(since, Since::Time(time) if event.at < time);
        next = Since::Commit(commit);
        if new && visible(context, &store, &event)? && !each(&event)? {
            break;
        }
    }
    Ok(EventsRead { next, remote: store.authority.remote().is_some() })
}

/// Whether the client of a service may see an event: a tenant sees those of its own promotions.
fn visible(context: &Context, store: &Store, event: &LedgerEvent) -> Result<bool, OpError> {
    let narrowed = !context.sees_all();
    match &event.event {
        Added::Promotion(promotion, _) => context.sees(store, promotion),
        Added::Hold(..) | Added::Decision => Ok(!narrowed),
    }
}

/// The ledger commits to read, oldest first.
fn commits(store: &Store, since: Since) -> Result<Vec<ObjectId>, OpError> {
    let mut found = Vec::new();
    let mut begun = !matches!(since, Since::Commit(_));
    if let Some(tip) = store.ledger()?.tip() {
        for commit in store.repo.first_parents(tip) {
            let commit = commit?;
            if since == Since::Commit(commit.id) {
                begun = true;
                break;
            }
            // The first commit of a ledger records no event.
            if !commit.parents.is_empty() {
                found.push(commit.id);
            }
        }
    }
    if let Since::Commit(commit) = since
        && !begun
    {
        return Err(no_event(&commit.to_string()));
    }
    found.reverse();
    Ok(found)
}

fn event(store: &Store, id: ObjectId) -> Result<LedgerEvent, OpError> {
    let commit: Commit = store.repo.read_commit(id)?;
    let event = match store.ledger()?.added(&commit)? {
        Added::Promotion(promotion, event) => {
            let redacted = redacted_events(store, std::slice::from_ref(&*event)).and_then(|mut events| events.pop());
            Added::Promotion(promotion, redacted.map_or(event, Box::new))
        }
        other => other,
    };
    let at = Timestamp::from_second(commit.committer.seconds).unwrap_or_default();
    Ok(LedgerEvent { id, title: commit.title().to_owned(), by: person(&commit.author), at, event })
}

fn no_event(text: &str) -> OpError {
    OpError::Usage {
        message: format!("'{text}' is not an event of the ledger"),
        hints: vec!["read all events: promote events".to_owned()],
    }
}
