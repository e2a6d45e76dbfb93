//! A service that runs, and a client of it that speaks plain HTTP/1.1.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::support::Repo;

/// A service.
pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    pub address: String,
    log: std::path::PathBuf,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}\n{self:?}"))
    }

    fn parse(text: &[u8]) -> Self {
        let text = String::from_utf8(text.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { status, headers: lines.filter_map(header).collect(), body: body.to_owned() }
    }
}

impl Server {
    /// Starts a service that believes headers.
    pub fn insecure(repo: &Repo) -> Self {
        Self::start(repo, "--insecure-identity")
    }

    /// Starts a service in a repository, on a free port.
    pub fn start(repo: &Repo, options: &str) -> Self {
        let mut command = repo.promote_line_command(&format!("serve --listen 127.0.0.1:0 {options}"));
        // One log for each service of a repository.
        let number = std::fs::read_dir(repo.beside("")).unwrap().count();
        let log = repo.beside(&format!("log-{number}"));
        command.stdout(Stdio::piped()).stderr(std::fs::File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said = || std::fs::read_to_string(&log).unwrap();
        let address = line.trim().strip_prefix("Listening on http://").unwrap_or_else(|| panic!("{line}{}", said()));
        Self { address: address.to_owned(), child, log }
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends a request on a connection of its own.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        exchange(&mut stream, &self.address, (method, path), headers, body)
    }

    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, "")
    }

    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send("POST", path, headers, body)
    }

    /// Sends a request whose path and body are any bytes; `None` where the service closes the connection without an answer.
    pub fn send_bytes(&self, method: &str, path: &[u8], headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
        let mut bytes = format!("{method} ").into_bytes();
        bytes.extend(path);
        let length = body.len();
        bytes.extend(
            format!(" HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {length}\r\n", self.address).bytes(),
        );
        headers.iter().for_each(|(name, value)| bytes.extend(format!("{name}: {value}\r\n").bytes()));
        bytes.extend(b"\r\n");
        bytes.extend(body);
        let answer = self.raw(&bytes);
        (!answer.is_empty()).then(|| Answer::parse(&answer))
    }

    /// Sends bytes as they are, and reads until the service closes the connection.
    pub fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let _ = stream.write_all(bytes);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    /// A connection that follows the events; the lines of the body can be read from it.
    pub fn follow(&self, path: &str, headers: &[(&str, &str)]) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request(&self.address, ("GET", path), headers, "").as_bytes()).unwrap();
        BufReader::new(stream)
    }

    /// Sends a signal.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Waits for the end; returns the exit code and how long it took.
    pub fn wait(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        (self.child.wait().unwrap().code(), start.elapsed())
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a request over a Unix socket.
pub fn send_unix(path: &std::path::Path, target: &str, headers: &[(&str, &str)]) -> Answer {
    let mut stream = UnixStream::connect(path).unwrap();
    exchange(&mut stream, "promote", ("GET", target), headers, "")
}

fn exchange<S: Read + Write>(
    stream: &mut S,
    host: &str,
    line: (&str, &str),
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    stream.write_all(request(host, line, headers, body).as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    Answer::parse(&answer)
}

fn request(host: &str, (method, path): (&str, &str), headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text.push_str(&format!("Host: {host}\r\n"));
    }
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            text.push_str("Content-Type: application/json\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text + "\r\n" + body
}
