//! How the page looks: pictures at two widths and in both themes, and what can be said about them without eyes.

use serde_json::{Value as Json, json};

use super::driver::Browser;
use super::{reviewed, signed_in};
use crate::support::Repo;

/// A repository in which everything that the page can show has happened.
fn busy() -> Repo {
    let repo = reviewed();
    repo.as_user("dev").validated("--key query.cache");
    repo.as_user("bob").ok("approve 1");
    repo.ok("execute 1");
    repo.ok("rollback 1 --reason 'Too many misses'");
    repo.as_user("dev").validated("--key query.timeout --notes 'Faster, as staging showed'");
    repo.as_user("bob").ok("create dev staging");
    repo
}

/// The names of what a reader can use, as a screen reader has them.
fn names(browser: &Browser) -> Vec<(String, String)> {
    let tree = browser.command("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] != json!(true));
    let text = |node: &Json, name: &str| node[name]["value"].as_str().unwrap_or_default().to_owned();
    nodes.map(|node| (text(node, "role"), text(node, "name"))).collect()
}

/// No part of the page is cut off at its right edge.
#[track_caller]
fn fits(browser: &Browser, width: u32) {
    let found = browser.run("document.scrollingElement.scrollWidth").as_u64().unwrap();
    assert!(found <= u64::from(width), "{found} pixels in a window of {width}");
}

#[test]
fn the_page_fits_two_widths_and_has_two_themes() {
    let repo = busy();
    let (_server, browser) = signed_in(&repo);
    let mut papers = Vec::new();
    for (width, height) in [(390, 844), (1440, 900)] {
        for theme in ["light", "dark"] {
            browser.size(width, height);
            browser.medium("screen", theme);
            fits(&browser, width);
            browser.picture(&format!("page-{width}-{theme}"), width);
            papers.push(browser.run("getComputedStyle(document.body).backgroundColor").to_string());
        }
    }
    assert_eq!((&papers[0], &papers[1]), (&papers[2], &papers[3]));
    assert_ne!(papers[0], papers[1]);
    browser.medium("print", "light");
    assert_eq!((browser.seen(".buttons"), browser.seen("#tools"), browser.seen("nav")), (0, 0, 0));
    browser.picture("page-print", 794);
}

#[test]
fn a_screen_reader_has_names_for_everything() {
    let repo = busy();
    let (_server, browser) = signed_in(&repo);
    let names = names(&browser);
    for role in ["main", "banner", "navigation", "search", "heading", "table", "columnheader", "rowheader", "button"] {
        assert!(names.iter().any(|(found, _)| found == role), "no {role}");
    }
    let used = ["button", "link", "textbox", "searchbox", "navigation", "image", "DisclosureTriangle"];
    let nameless: Vec<_> =
        names.iter().filter(|(role, name)| used.contains(&role.as_str()) && name.is_empty()).collect();
    assert!(nameless.is_empty(), "{nameless:?}");
}
