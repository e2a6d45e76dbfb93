//! Reads that several clients ask for at the same time are done once.
//!
//! Of one question (the same operation and parameters by the same client) one read runs, and one waits for its turn. Who
//! asks meanwhile shares the one that waits. It begins after all of them have asked, so it sees what was written before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};

use super::answer::Answer;
use super::problem::Problem;
use crate::engine::context::Deadline;

/// The questions that are asked now.
#[derive(Default)]
pub(super) struct SharedReads(Mutex<HashMap<String, Question>>);

#[derive(Default)]
struct Question {
    /// Held by the read that runs.
    running: Arc<AsyncMutex<()>>,
    waiting: Option<Waiting>,
}

/// The read that has not begun.
struct Waiting {
    answer: Promised,
    clients: Weak<Clients>,
}

type Promised = watch::Receiver<Option<Result<Answer, Problem>>>;

/// The clients that wait for a read. Once all are gone, it ends.
struct Clients(Deadline);

impl Drop for Clients {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// A read that waits for its turn among those of the same question.
pub(super) struct Turn {
    pub(super) deadline: Deadline,
    all: Arc<SharedReads>,
    question: String,
    running: Arc<AsyncMutex<()>>,
}

impl Turn {
    /// Waits until no other read of the question runs.
    pub(super) async fn wait(&self) -> OwnedMutexGuard<()> {
        self.running.clone().lock_owned().await
    }

    /// From now on, who asks needs another read.
    pub(super) fn begin(&self) {
        let is_own = |read: &Waiting| read.clients.upgrade().is_none_or(|clients| clients.0.is_same(&self.deadline));
        if let Some(question) = self.all.questions().get_mut(&self.question) {
            question.waiting.take_if(|read| is_own(read));
        }
    }
}

impl Drop for Turn {
    /// Forgets a question that nobody asks.
    fn drop(&mut self) {
        let mut all = self.all.questions();
        // Those who hold the lock are the map and this turn.
        let is_idle = |question: &Question| question.waiting.is_none() && Arc::strong_count(&question.running) <= 2;
        if all.get(&self.question).is_some_and(is_idle) {
            all.remove(&self.question);
        }
    }
}

impl SharedReads {
    /// The answer to a question: that of the read that waits for its turn, otherwise of this one.
    pub(super) async fn answer<F>(
        self: Arc<Self>,
        question: String,
        limit: Duration,
        read: impl FnOnce(Turn) -> F,
    ) -> Result<Answer, Problem>
    where
        F: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        let (mut promised, _client) = self.join(question, limit, read);
        let failed = || Problem::new(500, "internal", "the service failed; its log says more");
        match promised.wait_for(Option::is_some).await {
            Ok(found) => found.clone().unwrap_or_else(|| Err(failed())),
            Err(_) => Err(failed()),
        }
    }

    fn join<F>(self: &Arc<Self>, key: String, limit: Duration, read: impl FnOnce(Turn) -> F) -> (Promised, Arc<Clients>)
    where
        F: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        let mut all = self.questions();
        let question = all.entry(key.clone()).or_default();
        let joined = question.waiting.as_ref().and_then(|read| Some((read.answer.clone(), read.clients.upgrade()?)));
        joined.unwrap_or_else(|| {
            let deadline = Deadline::after(limit);
            let clients = Arc::new(Clients(deadline.clone()));
            let (sender, promised) = watch::channel(None);
            question.waiting = Some(Waiting { answer: promised.clone(), clients: Arc::downgrade(&clients) });
            let turn = Turn { deadline, all: self.clone(), question: key, running: question.running.clone() };
            let result = read(turn);
            tokio::spawn(async move {
                let _ = sender.send(Some(result.await));
            });
            (promised, clients)
        })
    }

    fn questions(&self) -> MutexGuard<'_, HashMap<String, Question>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
