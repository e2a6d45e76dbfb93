//! The events of the ledger as server-sent events.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;

use serde_json::Value as Json;

use super::client::Server;
use super::{PROMOTIONS, by, open, refused, validated};

const EVENTS: &str = "/api/v1/config/events";

/// The next event of a stream: its id, and the event.
fn next(stream: &mut BufReader<TcpStream>) -> (String, Json) {
    let mut id = String::new();
    loop {
        let mut line = String::new();
        assert_ne!(stream.read_line(&mut line).unwrap(), 0, "the stream has ended");
        if let Some(found) = line.strip_prefix("id: ") {
            id = found.trim_end().to_owned();
        }
        if let Some(data) = line.strip_prefix("data: ") {
            return (id, serde_json::from_str(data).unwrap());
        }
    }
}

#[test]
fn a_client_follows_the_events_and_goes_on_where_it_was() {
    let repo = open();
    let server = Server::insecure(&repo);
    let id = validated(&server, "query.timeout");
    let mut stream = server.follow(EVENTS, &[]);
    let known: Vec<(String, Json)> = (0..2).map(|_| next(&mut stream)).collect();
    let said: Vec<Json> = repo.ok("events").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(known.iter().map(|(_, event)| event.clone()).collect::<Vec<_>>(), said);
    assert!(known.iter().all(|(id, event)| event["id"] == id.as_str()));
    // A decision of this service arrives at once, one of the command line soon.
    assert_eq!(server.post(&format!("{PROMOTIONS}/{id}/execute"), &by("dev@acme.com"), "").status, 200);
    let (executed, event) = next(&mut stream);
    assert_eq!(event["event"], "executed");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(next(&mut stream).1["event"], "rolled-back");
    drop(stream);
    // After a break.
    for (path, headers) in [
        (EVENTS.to_owned(), vec![("Last-Event-ID", executed.as_str())]),
        (format!("{EVENTS}?since={executed}"), vec![]),
    ] {
        assert_eq!(next(&mut server.follow(&path, &headers)).1["event"], "rolled-back");
    }
    let main = repo.git_line("rev-parse main");
    assert_eq!(refused(&server.get(EVENTS, &[("Last-Event-ID", &main)]), 422), "usage");
    assert_eq!(refused(&server.get(&format!("{EVENTS}?since=soon"), &[]), 422), "usage");
}

#[test]
fn streams_end_with_the_service() {
    let repo = open();
    let mut server = Server::insecure(&repo);
    validated(&server, "query.timeout");
    let mut stream = server.follow(EVENTS, &[]);
    next(&mut stream);
    server.signal("TERM");
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut rest).unwrap();
    assert_eq!(server.wait().0, Some(0));
}
