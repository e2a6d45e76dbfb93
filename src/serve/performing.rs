//! Runs an operation on a thread that may block, within its time limit.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::answer::Answer;
use super::app::App;
use super::prepared::Prepared;
use super::problem::Problem;
use super::shared_reads::Turn;
use crate::engine::context::Deadline;

/// How long an operation that is over its limit may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// Answers a read: alone, or together with others who ask the same at the same time.
pub(super) async fn read(app: &Arc<App>, prepared: Prepared) -> Result<Answer, Problem> {
    let (limit, question, inner) = (app.limit(false), prepared.question(), app.clone());
    let begin = |turn: Turn| async move {
        let turns = async { (turn.wait().await, inner.readers.clone().acquire_owned().await) };
        let turns = timeout(limit, turns).await;
        turn.begin();
        match turns {
            Ok((own, Ok(permit))) => perform(&inner, prepared, &turn.deadline, Box::new((own, permit))).await,
            _ => Err(busy()),
        }
    };
    app.shared_reads.clone().answer(question, limit, begin).await
}

/// Runs an operation; `turn` is held as long as it runs.
pub(super) async fn perform(
    app: &Arc<App>,
    prepared: Prepared,
    deadline: &Deadline,
    turn: Box<dyn Send>,
) -> Result<Answer, Problem> {
    if app.is_stopping() {
        return Err(Problem::new(503, "stopping", "the service ends").retry_after(5));
    }
    let limit = deadline.left().unwrap_or_default();
    let running = app.running.add(deadline, prepared.writes());
    let (inner, limits) = (app.clone(), deadline.clone());
    let task = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let result = prepared.perform(&inner, &limits);
        // What is over its limit may have missed something.
        if result.is_ok() && limits.is_over() { Err(late()) } else { result }
    });
    let result = match timeout(limit + GRACE, task).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(Problem::new(500, "internal", "the service failed; its log says more")),
        Err(_) => Err(late()),
    };
    running.ended();
    result
}

pub(super) fn busy() -> Problem {
    Problem::new(503, "busy", "too many requests run at the same time").retry_after(1)
}

pub(super) fn late() -> Problem {
    Problem::new(503, "timeout", "the operation took too long and was ended").retry_after(1)
}
