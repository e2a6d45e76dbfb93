//! Sockets and connections: limits on both, and an end that waits for what runs.

use std::io;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use listenfd::ListenFd;
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::sync::Semaphore;

use super::app::App;
use super::identity::Peer;
use super::options::Listen;

/// The most connections at the same time; others wait in the system's queue.
const CONNECTIONS: usize = 2048;
/// How long a client may take to send its header, also between two requests of a connection.
const HEADER_LIMIT: Duration = Duration::from_secs(15);
/// The most header fields, and bytes of them.
const HEADERS: usize = 64;
const HEADER_BYTES: usize = 32 << 10;

/// A socket that is bound.
pub(super) enum Bound {
    Tcp(TcpListener),
    /// With the path to remove at the end, where this service made it.
    Unix(UnixListener, Option<PathBuf>),
}

impl Bound {
    /// Binds an address. A socket that a killed service left is replaced; one that somebody listens on is not.
    ///
    /// # Errors
    /// Where the address cannot be bound, or the service manager passed no socket.
    pub(super) async fn bind(listen: &Listen) -> io::Result<Vec<Self>> {
        match listen {
            Listen::Tcp(address) => Ok(vec![Self::Tcp(TcpListener::bind(address).await?)]),
            Listen::Systemd => passed(),
            Listen::Unix(path) => {
                remove_stale(path).await?;
                let socket = UnixListener::bind(path)?;
                // A process that may write to the socket may send requests.
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o660))?;
                Ok(vec![Self::Unix(socket, Some(path.clone()))])
            }
        }
    }

    /// The address, for people.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Tcp(socket) => socket.local_addr().map_or_else(|_| "http".to_owned(), |at| format!("http://{at}")),
            Self::Unix(socket, path) => {
                let address = socket.local_addr().ok();
                let path = path.as_deref().or_else(|| address.as_ref()?.as_pathname());
                path.map_or_else(|| "unix".to_owned(), |path| format!("unix:{}", path.display()))
            }
        }
    }

    /// Accepts connections until the service ends.
    pub(super) async fn serve(self, app: Arc<App>, router: Router, slots: Arc<Slots>) {
        let mut stopping = app.stopping.clone();
        loop {
            let slot = tokio::select! {
                _ = stopping.changed() => break,
                slot = slots.connections.clone().acquire_owned() => slot,
            };
            let Ok(slot) = slot else { break };
            let accepted = tokio::select! {
                _ = stopping.changed() => break,
                accepted = self.accept() => accepted,
            };
            match accepted {
                Ok(Accepted::Tcp(stream, peer)) => {
                    // Small answers must not wait for more of them.
                    let _ = stream.set_nodelay(true);
                    connect(&app, &router, &slots, TokioIo::new(stream), peer, slot);
                }
                Ok(Accepted::Unix(stream)) => {
                    connect(&app, &router, &slots, TokioIo::new(stream), Peer::Unix, slot);
                }
                Err(error) => {
                    // Too many open files, for example: it may pass.
                    tracing::error!(error = %error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        if let Self::Unix(_, Some(path)) = &self {
            let _ = std::fs::remove_file(path);
        }
    }

    async fn accept(&self) -> io::Result<Accepted> {
        match self {
            Self::Tcp(socket) => {
                let (stream, address) = socket.accept().await?;
                Ok(Accepted::Tcp(stream, Peer::Address(address.ip().to_canonical())))
            }
            Self::Unix(socket, _) => Ok(Accepted::Unix(socket.accept().await?.0)),
        }
    }
}

/// The sockets that the service manager opened for this process.
fn passed() -> io::Result<Vec<Bound>> {
    let mut sockets = ListenFd::from_env();
    let mut bound = Vec::with_capacity(sockets.len());
    for at in 0..sockets.len() {
        // A socket of another kind is an error of this one, and stays.
        if let Ok(Some(socket)) = sockets.take_tcp_listener(at) {
            socket.set_nonblocking(true)?;
            bound.push(Bound::Tcp(TcpListener::from_std(socket)?));
        } else if let Some(socket) = sockets.take_unix_listener(at)? {
            socket.set_nonblocking(true)?;
            bound.push(Bound::Unix(UnixListener::from_std(socket)?, None));
        }
    }
    if bound.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "systemd passed no socket to this process"));
    }
    Ok(bound)
}

enum Accepted {
    Tcp(tokio::net::TcpStream, Peer),
    Unix(UnixStream),
}

/// The connections of all sockets.
pub(super) struct Slots {
    connections: Arc<Semaphore>,
    pub(super) graceful: GracefulShutdown,
}

impl Slots {
    /// No connection yet.
    pub(super) fn new() -> Self {
        Self { connections: Arc::new(Semaphore::new(CONNECTIONS)), graceful: GracefulShutdown::new() }
    }
}

/// Serves one connection.
fn connect<S: Read + Write + Unpin + Send + 'static>(
    app: &Arc<App>,
    router: &Router,
    slots: &Slots,
    stream: S,
    peer: Peer,
    slot: tokio::sync::OwnedSemaphorePermit,
) {
    let service = TowerToHyperService::new(router.clone().layer(Extension(peer)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_LIMIT)
        .max_headers(HEADERS)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(stream, service);
    let connection = slots.graceful.watch(connection);
    let app = app.clone();
    tokio::spawn(async move {
        app.metrics.connections.fetch_add(1, Ordering::Relaxed);
        // A client that breaks off is no error of the service.
        let _ = connection.await;
        app.metrics.connections.fetch_sub(1, Ordering::Relaxed);
        drop(slot);
    });
}

async fn remove_stale(path: &Path) -> io::Result<()> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    if is_socket && UnixStream::connect(path).await.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
