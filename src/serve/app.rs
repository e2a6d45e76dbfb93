//! What all requests share: the repository, one writer at a time, some readers, and counters.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex as AsyncMutex, Semaphore, watch};

use super::buckets::Buckets;
use super::forms::Forms;
use super::identity::Identities;
use super::metrics::Metrics;
use super::options::Options;
use super::problem::Problem;
use super::running::Running;
use super::shared_reads::SharedReads;
use crate::engine::caller::Caller;
use crate::engine::context::{Deadline, Interrupt};
use crate::engine::{Context, Remarks};
use crate::ops::services::refresh;

/// The most clients that follow the events.
const STREAMS: usize = 256;

/// The longest time of one call to a remote.
const NETWORK: Duration = Duration::from_secs(120);

/// What all requests share.
pub(super) struct App {
    /// The context from which each request gets its own.
    template: Context,
    pub(super) options: Options,
    pub(super) identities: Identities,
    pub(super) forms: Forms,
    pub(super) buckets: Buckets,
    pub(super) metrics: Metrics,
    pub(super) running: Running,
    pub(super) writer: Arc<AsyncMutex<()>>,
    pub(super) readers: Arc<Semaphore>,
    pub(super) shared_reads: Arc<SharedReads>,
    pub(super) streams: Arc<Semaphore>,
    /// True once the service ends.
    pub(super) stopping: watch::Receiver<bool>,
    /// Counts what was written, so that streams look at once.
    pub(super) written: watch::Sender<u64>,
    /// The last time that the remote was asked.
    fetched: Mutex<Option<Instant>>,
    requests: AtomicU64,
}

impl App {
    /// The state of a service that begins.
    pub(super) fn new(
        template: Context,
        options: Options,
        (identities, forms): (Identities, Forms),
        stopping: watch::Receiver<bool>,
    ) -> Self {
        Self {
            template,
            identities,
            forms,
            buckets: Buckets::new(options.rate),
            metrics: Metrics::default(),
            running: Running::default(),
            writer: Arc::default(),
            readers: Arc::new(Semaphore::new(options.readers)),
            shared_reads: Arc::default(),
            streams: Arc::new(Semaphore::new(STREAMS)),
            stopping,
            written: watch::Sender::new(0),
            fetched: Mutex::default(),
            requests: AtomicU64::new(1),
            options,
        }
    }

    /// The number of the next request, for the log.
    pub(super) fn number(&self) -> u64 {
        self.requests.fetch_add(1, Ordering::Relaxed)
    }

    /// The context of an operation: its own time, remarks and deadline.
    pub(super) fn context(&self, deadline: &Deadline, caller: Option<Caller>) -> Context {
        let (now, offset) = (self.options.clock)();
        let mut context = Context {
            now,
            offset,
            remarks: Remarks::default(),
            interrupt: Interrupt::default().until(deadline.clone()),
            caller,
            ..self.template.clone()
        };
        let left = deadline.left().map(|left| left.min(NETWORK));
        let limit = context.reach.timeouts.limit.into_iter().chain(left).min();
        context.reach.timeouts.limit = limit;
        context
    }

    /// The context of a read: where a remote decides, it uses the last fetch, which is repeated when it is too old.
    ///
    /// # Errors
    /// Where the remote cannot be reached.
    pub(super) fn for_reading(&self, mut context: Context) -> Result<Context, Problem> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        if fetched.is_none_or(|at| at.elapsed() >= self.options.max_age) {
            refresh(&context)?;
            *fetched = Some(Instant::now());
        }
        context.reach.offline = true;
        Ok(context)
    }

    /// The time limit of an operation.
    pub(super) fn limit(&self, writes: bool) -> Duration {
        if writes { self.options.decision_limit } else { self.options.read_limit }
    }

    /// Whether the service ends.
    pub(super) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }
}
