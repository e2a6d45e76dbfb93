//! The events of the ledger as server-sent events: the id of each is its ledger commit, behind which `Last-Event-ID` goes on.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context as Waker, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::HeaderValue;
use axum::response::Response;
use hyper::body::Frame;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::{Instant, sleep_until, timeout};

use super::app::App;
use super::conditions::one;
use super::prepared::{Asked, Prepared};
use super::problem::Problem;
use crate::engine::Context;
use crate::engine::caller::Caller;
use crate::engine::context::Deadline;
use crate::ops::events::{EventsRead, Since, events, since};
use crate::render::report::Report as _;
use crate::render::reports::events::EventReport;
use promote_model::text::visible_json;

/// How often the ledger is read; after a decision of this service it is read at once.
const OFTEN: Duration = Duration::from_secs(1);
/// How often a client without news gets a sign of life.
const ALIVE: Duration = Duration::from_secs(15);
/// How long a client may take to read.
const SLOWEST: Duration = Duration::from_secs(30);
/// A stream ends after this time; clients connect again.
const LONGEST: Duration = Duration::from_secs(3600);
/// The most events that are read at once.
const BATCH: usize = 200;

/// Begins a stream.
///
/// # Errors
/// Where the first events cannot be read, or too many clients follow them.
pub(super) async fn answer(app: &Arc<App>, asked: Asked<'_>) -> Result<Response, Problem> {
    let permit = app
        .streams
        .clone()
        .try_acquire_owned()
        .map_err(|_| Problem::new(503, "busy", "too many clients follow the events").retry_after(30))?;
    let last = one(&asked.parts.headers, "last-event-id")?.map(str::to_owned);
    let from = last.or_else(|| asked.query.get("since").map(str::to_owned));
    let prepared = Prepared::of(asked)?;
    let (inner, deadline) = (app.clone(), Deadline::after(app.options.read_limit));
    let begun = tokio::task::spawn_blocking(move || {
        let call = prepared.call(&inner, &deadline)?;
        let from = from.map_or(Ok(Since::Beginning), |text| since(&call.context, &text))?;
        // Also tells whether the ledger has that event.
        let first = read(&call.context, from)?;
        Ok::<_, Problem>((call.context.caller.clone(), first))
    });
    let (caller, first) = begun.await.map_err(|_| Problem::new(500, "internal", "the service failed"))??;
    let (sender, receiver) = channel(16);
    let follower = Follower { app: app.clone(), caller, sender };
    tokio::spawn(async move {
        let _permit = permit;
        follower.app.metrics.streams.fetch_add(1, Ordering::Relaxed);
        follower.follow(first).await;
        follower.app.metrics.streams.fetch_sub(1, Ordering::Relaxed);
    });
    let mut response = Response::new(Body::new(Stream(receiver)));
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("text/event-stream"));
    headers.insert("cache-control", HeaderValue::from_static("no-store"));
    // Proxies must not collect events.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// Events as text, and where to go on.
struct Read {
    text: Vec<String>,
    next: Since,
}

/// Reads the next events.
fn read(context: &Context, from: Since) -> Result<Read, Problem> {
    let (mut text, mut last) = (Vec::new(), None);
    let EventsRead { next, .. } = events(context, from, |event| {
        let line = visible_json(&EventReport(event).json().to_string()).into_owned();
        text.push(format!("id: {}\ndata: {line}\n\n", event.id));
        last = Some(Since::Commit(event.id));
        Ok::<_, Problem>(text.len() < BATCH)
    })?;
    let full = text.len() >= BATCH;
    Ok(Read { text, next: last.filter(|_| full).unwrap_or(next) })
}

/// A client that follows the events.
struct Follower {
    app: Arc<App>,
    caller: Option<Caller>,
    sender: Sender<Bytes>,
}

impl Follower {
    /// Sends events until the client goes away, the service ends, or the stream is too old.
    async fn follow(&self, first: Read) {
        let (ends, mut written) = (Instant::now() + LONGEST, self.app.written.subscribe());
        let mut stopping = self.app.stopping.clone();
        let (mut batch, mut sent) = (first, Instant::now());
        // A first line, so that the client knows that it is connected.
        if !self.send(": events of the ledger\n\n".to_owned()).await {
            return;
        }
        loop {
            let more = batch.text.len() >= BATCH;
            for text in std::mem::take(&mut batch.text) {
                if !self.send(text).await {
                    return;
                }
                sent = Instant::now();
            }
            if !more {
                if sent.elapsed() >= ALIVE {
                    if !self.send(": alive\n\n".to_owned()).await {
                        return;
                    }
                    sent = Instant::now();
                }
                tokio::select! {
                    () = sleep_until((Instant::now() + OFTEN).min(ends)) => {}
                    _ = written.changed() => {}
                    _ = stopping.changed() => return,
                    () = self.sender.closed() => return,
                }
            }
            if Instant::now() >= ends || self.app.is_stopping() {
                return;
            }
            let next = batch.next;
            batch = self.next(next).await.unwrap_or(Read { text: Vec::new(), next });
        }
    }

    /// Reads the next events; `None` after an error that may be temporary.
    async fn next(&self, from: Since) -> Option<Read> {
        let (app, caller) = (self.app.clone(), self.caller.clone());
        let turn = app.readers.clone().acquire_owned().await.ok()?;
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let deadline = Deadline::after(app.options.read_limit);
            let context = app.for_reading(app.context(&deadline, caller))?;
            read(&context, from)
        });
        match task.await {
            Ok(Ok(read)) => Some(read),
            Ok(Err(problem)) => {
                tracing::warn!(code = problem.code(), "the events cannot be read");
                None
            }
            Err(_) => None,
        }
    }

    /// Whether the client took a text.
    async fn send(&self, text: String) -> bool {
        matches!(timeout(SLOWEST, self.sender.send(Bytes::from(text))).await, Ok(Ok(())))
    }
}

/// The body of a stream.
struct Stream(Receiver<Bytes>);

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, waker: &mut Waker<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(waker).map(|next| next.map(|bytes| Ok(Frame::data(bytes))))
    }
}
