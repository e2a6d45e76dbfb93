//! A stand-in for the API of a host: the comments of one request, and files to download.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use serde_json::{Value as Json, json};

/// A comment of GitHub, or a note of GitLab.
#[derive(Debug, Clone)]
pub struct Comment {
    pub author: &'static str,
    pub body: String,
}

/// How the next request with this method is answered.
pub struct Fault {
    pub method: &'static str,
    /// How its path begins.
    pub path: &'static str,
    pub status: u16,
    /// A header line, or nothing.
    pub header: &'static str,
    /// Whether the host does what was asked, and only its answer is lost.
    pub done: bool,
}

impl Fault {
    pub fn new(method: &'static str, status: u16) -> Self {
        Self { method, path: "/", status, header: "", done: false }
    }
}

#[derive(Default)]
pub struct State {
    pub comments: Vec<Comment>,
    /// The method, the path and the token of each request.
    pub requests: Vec<String>,
    pub faults: Vec<Fault>,
    pub files: BTreeMap<String, Vec<u8>>,
}

/// The server; it ends with the test binary.
pub struct Api {
    pub url: String,
    state: Arc<Mutex<State>>,
}

struct Request {
    method: String,
    path: String,
    token: String,
    body: Json,
}

impl Api {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(stream.unwrap(), &mut shared.lock().unwrap());
            }
        });
        Self { url, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The next request with this method fails.
    pub fn fails(&self, method: &'static str, status: u16) {
        self.state().faults.push(Fault::new(method, status));
    }

    /// The requests since the last time.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state().requests)
    }

    /// The bodies of our comments.
    pub fn ours(&self) -> Vec<String> {
        let state = self.state();
        state.comments.iter().filter(|comment| comment.author == "bot").map(|comment| comment.body.clone()).collect()
    }
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let (mut first, mut length, mut token) = (String::new(), 0, String::new());
    reader.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "authorization" | "private-token" => token = format!("{name}: {value}"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    Request { method, path, token, body: serde_json::from_slice(&body).unwrap_or_default() }
}

fn answer(mut stream: TcpStream, state: &mut State) {
    let request = read(&stream);
    state.requests.push(format!("{} {} {}", request.method, request.path, request.token).trim_end().to_owned());
    let meant = |fault: &Fault| fault.method == request.method && request.path.starts_with(fault.path);
    let fault = state.faults.iter().position(meant).map(|at| state.faults.remove(at));
    let done = fault.as_ref().is_none_or(|fault| fault.done).then(|| respond(&request, state));
    let (status, header, body) = match (fault, done) {
        (Some(fault), _) => (fault.status, fault.header, b"<html>An error</html>".to_vec()),
        (None, Some((status, body))) => (status, "", body),
        (None, None) => unreachable!(),
    };
    let header = if header.is_empty() { String::new() } else { format!("{header}\r\n") };
    let head =
        format!("HTTP/1.1 {status} Answer\r\n{header}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // curl may have gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

fn comment(at: usize, comment: &Comment) -> Json {
    let id = if comment.author == "bot" { 7 } else { 8 };
    json!({
        // Larger than 32 bits, as they are by now.
        "id": 3_000_000_000_u64 + at as u64,
        "user": { "login": comment.author },
        "author": { "id": id },
        "body": comment.body,
    })
}

fn respond(request: &Request, state: &mut State) -> (u16, Vec<u8>) {
    if let Some(file) = state.files.get(&request.path) {
        return (200, file.clone());
    }
    let page = request.path.rsplit_once("&page=").map(|(_, number)| number.parse::<usize>().unwrap());
    let (status, body) = match (request.method.as_str(), page) {
        ("POST", _) if request.path.ends_with("/graphql") => (200, json!({ "data": { "viewer": { "login": "bot" } } })),
        ("GET", None) if request.path.ends_with("/user") => (200, json!({ "id": 7 })),
        ("GET", Some(page)) => {
            let all = state.comments.iter().enumerate().map(|(at, found)| comment(at, found));
            (200, all.skip((page - 1) * 100).take(100).collect())
        }
        ("POST", _) => {
            let body = request.body["body"].as_str().unwrap().to_owned();
            state.comments.push(Comment { author: "bot", body });
            (201, json!({}))
        }
        ("PATCH" | "PUT", _) => {
            let id: usize = request.path.rsplit('/').next().unwrap().parse().unwrap();
            request.body["body"].as_str().unwrap().clone_into(&mut state.comments[id - 3_000_000_000].body);
            (200, json!({}))
        }
        _ => (404, json!({})),
    };
    (status, body.to_string().into_bytes())
}
