//! The service from its beginning to its end.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::app::App;
use super::forms::Forms;
use super::identity::Identities;
use super::listen::{Bound, Slots};
use super::options::{IdentityOptions, Listen, Options};
use super::router::router;
use super::schedule;
use crate::engine::{Context, OpError};
use crate::ops::services;

/// The time after which reads are ended, and decisions that do not write yet, when the service ends.
const READS_END: Duration = Duration::from_secs(4);
const DECISIONS_END: Duration = Duration::from_secs(7);
/// The time after which the process ends whatever runs. Everything that is written is written in one transaction.
const ALL_END: Duration = Duration::from_secs(9);
/// Threads that may block, besides those of the readers: the writer, the schedule, the streams.
const OTHERS: usize = 16;

/// Why the service ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A service manager stopped it.
    Told,
    /// Somebody interrupted it.
    Interrupted,
}

/// Serves until a signal arrives; `begun` gets the addresses once clients can connect.
///
/// # Errors
/// Where the options contradict each other, a file that they name is wrong, the repository cannot be read, or an address
/// cannot be bound.
pub(crate) fn serve(
    context: &Context,
    options: Options,
    begun: impl FnOnce(&[String]) -> io::Result<()>,
) -> Result<Ended, OpError> {
    check(&options)?;
    let identities = Identities::open(&options.identity).map_err(usage)?;
    let forms = Forms::new().map_err(|error| io_error("start", "the service", error))?;
    // A service that cannot read its repository does not begin.
    services::rules(context)?;
    let runtime = runtime(&options).map_err(|error| io_error("start", "the service", error))?;
    let ended = runtime.block_on(run(context.clone(), options, (identities, forms), begun));
    runtime.shutdown_timeout(Duration::from_millis(200));
    ended
}

fn runtime(options: &Options) -> io::Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).max_blocking_threads(options.readers + OTHERS).enable_all().build()
}

/// Refuses options that would let anybody act for anybody.
fn check(options: &Options) -> Result<(), OpError> {
    let exposed = options.listen.iter().any(|listen| !listen.is_local());
    match &options.identity {
        IdentityOptions::Insecure if exposed => Err(OpError::Usage {
            message: "--insecure-identity believes everybody, so it works on a loopback address or a socket only"
                .to_owned(),
            hints: vec!["listen on 127.0.0.1:8888, or use --token-file, --jwks or --trust-proxy".to_owned()],
        }),
        IdentityOptions::Known { token_file: None, tokens: None, proxies } if proxies.is_empty() => {
            Err(OpError::Usage {
                message: "nothing says who the clients are".to_owned(),
                hints: vec![
                    "use --token-file, --jwks or --trust-proxy; to try the service on this machine: --insecure-identity"
                        .to_owned(),
                ],
            })
        }
        _ => Ok(()),
    }
}

async fn run(
    context: Context,
    options: Options,
    known: (Identities, Forms),
    begun: impl FnOnce(&[String]) -> io::Result<()>,
) -> Result<Ended, OpError> {
    let signals = |kind| signal(kind).map_err(|error| io_error("handle", "signals", error));
    let (mut terminate, mut interrupt) = (signals(SignalKind::terminate())?, signals(SignalKind::interrupt())?);
    let mut sockets = Vec::new();
    for listen in &options.listen {
        sockets.extend(Bound::bind(listen).await.map_err(|error| io_error("listen on", &shown(listen), error))?);
    }
    let (stop, stopping) = watch::channel(false);
    let app = Arc::new(App::new(context, options, known, stopping));
    let names: Vec<String> = sockets.iter().map(Bound::name).collect();
    begun(&names).map_err(|error| io_error("write", "the output", error))?;
    tracing::info!(listen = names.join(" "), version = env!("CARGO_PKG_VERSION"), "the service begins");
    let (router, slots) = (router(&app), Arc::new(Slots::new()));
    let mut tasks = Vec::new();
    for socket in sockets {
        tasks.push(tokio::spawn(socket.serve(app.clone(), router.clone(), slots.clone())));
    }
    if app.options.schedule {
        tasks.push(tokio::spawn(schedule::run(app.clone())));
    }
    let ended = tokio::select! {
        _ = terminate.recv() => Ended::Told,
        _ = interrupt.recv() => Ended::Interrupted,
    };
    tracing::info!("the service ends");
    let _ = stop.send(true);
    finish(&app, tasks, slots).await;
    Ok(ended)
}

/// Waits for what runs: nothing new begins, reads are ended first, then decisions that do not write yet.
async fn finish(app: &App, tasks: Vec<tokio::task::JoinHandle<()>>, slots: Arc<Slots>) {
    let start = Instant::now();
    let waiting = async {
        for task in tasks {
            let _ = task.await;
        }
        // The sockets are closed, so nobody else has it.
        if let Some(slots) = Arc::into_inner(slots) {
            slots.graceful.shutdown().await;
        }
        while app.running.decides() {
            sleep(Duration::from_millis(20)).await;
        }
    };
    let ending = async {
        sleep_until(start + READS_END).await;
        app.running.cancel(false);
        sleep_until(start + DECISIONS_END).await;
        app.running.cancel(true);
        sleep_until(start + ALL_END).await;
    };
    tokio::select! {
        () = waiting => {}
        () = ending => {}
    }
}

fn shown(listen: &Listen) -> String {
    match listen {
        Listen::Tcp(address) => address.to_string(),
        Listen::Unix(path) => path.display().to_string(),
        Listen::Systemd => "the sockets of systemd".to_owned(),
    }
}

fn usage(message: String) -> OpError {
    OpError::Usage { message, hints: Vec::new() }
}

fn io_error(what: &'static str, path: &str, error: io::Error) -> OpError {
    OpError::Io { what, path: path.to_owned(), error }
}
