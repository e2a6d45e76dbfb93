//! What people do on the page, with the mouse and with the keyboard.

use serde_json::json;

use super::driver::{Browser, ENTER, ESCAPE, TAB};
use super::{reviewed, signed_in};

/// Nothing went wrong, and nothing was blocked.
#[track_caller]
fn quiet(browser: &Browser) {
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_promotion_is_approved_and_executed_and_another_is_rejected() {
    let repo = reviewed();
    repo.as_user("dev").validated("--key query.timeout");
    repo.validated("--key query.cache");
    let (_server, browser) = signed_in(&repo);
    assert!(browser.text("#promotion-1 .buttons").contains("needs 1 approval (0 so far)"));
    browser.click("#promotion-1 form[action$=approve] button");
    browser.wait("#done", "Promotion 1 (staging → production) was approved by bob. Show it");
    browser.picture("done", 1440);
    browser.click("#promotion-1 form[action$=execute] button");
    browser.wait("#done", "Promotion 1 (staging → production) was executed by bob.");
    assert!(repo.git_line("show main:envs/production/application.yaml").contains("timeout: 60"));

    // With the keyboard alone: unfold, write the reason, press the button.
    browser.focus("#promotion-2 .reason summary");
    browser.press(format!("{ENTER}{TAB}Too long{TAB}{ENTER}"));
    browser.wait("#done", "Promotion 2 (staging → production) was rejected by bob. Show it");
    assert!(repo.ok("show 2 -o json").contains("\"reason\": \"Too long\""));
    // A form without its reason is not sent.
    browser.focus("#promotion-2 .reason summary");
    browser.press(format!("{ENTER}{TAB}{TAB}{ENTER}"));
    browser.picture("reason", 390);
    assert_eq!(browser.run("document.activeElement.validity.valueMissing"), json!(true));
    quiet(&browser);
}

#[test]
fn what_is_refused_is_explained() {
    let repo = reviewed();
    repo.as_user("dev").validated("--key query.timeout");
    let (_server, browser) = signed_in(&repo);
    // Somebody is faster.
    repo.ok("cancel 1 --reason 'Not now'");
    browser.click("#promotion-1 form[action$=approve] button");
    browser.wait("h1", "Not done");
    browser.wait(".warning", "CANCELLED");
    browser.picture("refused", 390);
    browser.click("main a");
    browser.wait("#open", "No promotion is open.");
    // The browser logs the status of the refused form, and nothing else.
    let console = browser.console();
    assert!(console.len() == 1 && console[0].contains("status of 409"), "{console:?}");
}

#[test]
fn keys_are_filtered_and_sections_folded_with_the_keyboard() {
    let repo = reviewed();
    let (_server, browser) = signed_in(&repo);
    let rows = "#matrix tbody tr";
    assert_eq!((browser.seen(rows), browser.seen("#waits .change")), (4, 5));
    browser.press("/");
    assert_eq!(browser.run("document.activeElement.id"), json!("filter"));
    browser.press("time");
    browser.wait("#filter-told", "3 of 9 entries");
    assert_eq!((browser.seen(rows), browser.seen("#waits .change")), (1, 2));
    browser.press("/nothing");
    browser.wait("#filter-told", "0 of 9 entries");
    assert_eq!((browser.seen(rows), browser.seen("#matrix .wide"), browser.seen("main h2")), (0, 0, 6));
    browser.press(ESCAPE.to_string());
    assert_eq!((browser.seen(rows), browser.text("#filter-told").as_str()), (4, ""));
    // The name of the file counts, too; a promotion is always shown whole.
    browser.press("application.yaml region");
    browser.wait("#filter-told", "2 of 9 entries");
    assert_eq!(browser.seen(rows), 1);

    browser.press(ESCAPE.to_string());
    browser.focus("#fold");
    browser.press(ENTER.to_string());
    assert_eq!((browser.seen(rows), browser.seen("main h2")), (0, 6));
    browser.focus("nav a[href='#matrix']");
    browser.press(ENTER.to_string());
    browser.wait_seen(rows, 4);
    assert_eq!(browser.seen("#history li"), 0);
    browser.focus("#matrix summary");
    browser.press(ENTER.to_string());
    assert_eq!(browser.seen(rows), 0);
    browser.click("#unfold");
    assert!(browser.seen(rows) == 4 && browser.seen("#history li") > 0);
    quiet(&browser);
}

#[test]
fn the_page_works_without_a_script() {
    let repo = reviewed();
    repo.as_user("dev").validated("--key query.timeout");
    let (server, browser) = signed_in(&repo);
    browser.command("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    browser.go(&format!("http://{}/", server.address));
    assert_eq!(browser.text("#tools"), "");
    browser.click("#promotion-1 form[action$=approve] button");
    browser.wait("#done", "approved by bob");
    browser.click("#matrix summary");
    assert_eq!(browser.text("#matrix"), "Environments side by side");
    quiet(&browser);
}

#[test]
fn a_report_needs_no_server() {
    let repo = reviewed();
    repo.as_user("dev").validated("--key query.timeout");
    repo.ok("report --html out.html");
    let browser = Browser::start();
    browser.go(&format!("file://{}/out.html", repo.root().display()));
    assert!(browser.text("#promotion-1").contains("30→60"), "{}", browser.text("#promotion-1"));
    assert_eq!((browser.seen("button"), browser.seen("script"), browser.seen("#matrix tr")), (0, 0, 5));
    browser.click("#matrix summary");
    assert_eq!(browser.seen("#matrix tr"), 0);
    quiet(&browser);
}
