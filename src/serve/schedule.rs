//! `--schedule`: executes what is due, in the name of the service, between the decisions of clients.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::app::App;
use crate::engine::OpError;
use crate::engine::context::Deadline;
use crate::ops::run_due::{RunItem, RunOutcome, RunReport, run_due};

/// The longest time between two runs: somebody else may have scheduled a promotion meanwhile.
const AT_LEAST: Duration = Duration::from_secs(60);

/// Runs until the service ends.
pub(super) async fn run(app: Arc<App>) {
    let (mut stopping, mut written, mut said) = (app.stopping.clone(), app.written.subscribe(), HashSet::new());
    loop {
        let wait = match due(&app).await {
            Some(Ok(report)) => {
                report.done.iter().for_each(|item| log(item, &mut said));
                let next = report.next.map(|next| next.duration_since((app.options.clock)().0));
                let next = next.map(|next| Duration::try_from(next).unwrap_or_default() + Duration::from_millis(1));
                next.map_or(AT_LEAST, |next| next.min(AT_LEAST))
            }
            Some(Err(error)) => {
                tracing::error!(code = error.code(), "cannot look for what is due");
                AT_LEAST
            }
            None => AT_LEAST,
        };
        tokio::select! {
            () = sleep(wait) => {}
            // A client may have scheduled something.
            _ = written.changed() => {}
            _ = stopping.changed() => return,
        }
        if app.is_stopping() {
            return;
        }
    }
}

/// One run, as one decision of the service; `None` if it failed without an error.
async fn due(app: &Arc<App>) -> Option<Result<RunReport, OpError>> {
    let turn = app.writer.clone().lock_owned().await;
    let deadline = Deadline::after(app.limit(true));
    let running = app.running.add(&deadline, true);
    let inner = app.clone();
    let task = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        run_due(&inner.context(&deadline, None), || inner.is_stopping())
    });
    let result = task.await.ok();
    running.ended();
    result
}

/// Logs an outcome; the same obstacle once.
fn log(item: &RunItem, said: &mut HashSet<String>) {
    let promotion = item.view.promotion.id.to_string();
    let (outcome, code) = match &item.outcome {
        RunOutcome::Executed(_) => ("executed", None),
        RunOutcome::Expired(_) => ("expired", None),
        RunOutcome::Held { error, .. } => ("held", Some(error.code())),
        RunOutcome::Failed(error) => ("failed", Some(error.code())),
    };
    if said.insert(format!("{promotion} {outcome} {code:?}")) {
        tracing::info!(promotion, outcome, code, "a promotion was due");
    }
}
