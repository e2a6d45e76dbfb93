//! The page of the service in a browser: headless Chromium, driven by `chromedriver` (Debian: `chromium-driver`).
//!
//! `cargo test --features browser --test browser`; the pictures are in `target/browser/`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed"
)]

#[allow(dead_code, reason = "shared with tests/it, which uses more of it")]
#[path = "../it/serve/client.rs"]
mod client;
mod driver;
mod flows;
mod looks;
#[allow(dead_code, unused_imports, reason = "shared with tests/it, which uses more of it")]
#[path = "../it/support/mod.rs"]
mod support;

use client::Server;
use driver::Browser;
use support::{POLICY, Repo};

/// A pipeline in which production asks for one approval, with a service.
fn reviewed() -> Repo {
    let repo = Repo::pipeline();
    repo.policy(&format!("{}services: [ann@acme.com]\n", POLICY.replace("required: 2", "required: 1")));
    repo.commit("A service");
    repo
}

/// A service, and a browser in which Bob has signed in.
fn signed_in(repo: &Repo) -> (Server, Browser) {
    let server = Server::insecure(repo.as_user("ann"));
    let browser = Browser::start();
    browser.go(&format!("http://bob%40acme.com:@{}/sign-in", server.address));
    browser.go(&format!("http://{}/", server.address));
    assert!(browser.text("header").contains("Signed in as bob (bob@acme.com)"), "{}", browser.text("header"));
    (server, browser)
}
