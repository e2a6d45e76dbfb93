//! A browser, and what a person does with it, over the WebDriver protocol.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Json, json};

/// The key that the protocol gives an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long a page may take to appear.
const LONGEST: Duration = Duration::from_secs(60);

/// The keys that have no character.
pub const ENTER: char = '\u{e007}';
pub const ESCAPE: char = '\u{e00c}';
pub const TAB: char = '\u{e004}';

/// Chromium with a session of its own.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Starts `chromedriver` on a free port, and Chromium without a window.
    pub fn start() -> Self {
        let mut command = Command::new("chromedriver");
        // In a group of its own, with the browser that it starts.
        command.args(["--port=0"]).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut driver = command.spawn().expect("chromedriver: install Debian's packages chromium and chromium-driver");
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            line.strip_prefix("ChromeDriver was started successfully on port ")?.trim_end_matches('.').parse().ok()
        });
        let mut browser = Self { driver, port: port.expect("chromedriver says its port"), session: String::new() };
        // A container has no user namespaces and little shared memory; nothing but the service on this machine is loaded.
        let arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let session = browser.call("POST", "/session", &wanted);
        browser.session = session["sessionId"].as_str().unwrap().to_owned();
        browser.size(1440, 1000);
        browser
    }

    /// Opens an address.
    pub fn go(&self, address: &str) {
        self.post("url", &json!({ "url": address }));
    }

    /// The result of a script, as if it were typed into the console.
    pub fn run(&self, script: &str) -> Json {
        self.post("execute/sync", &json!({ "script": format!("return {script}"), "args": [] }))
    }

    /// The text that a reader sees in an element.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.try_text(selector).unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_text(&self, selector: &str) -> Result<String, String> {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.try_call("POST", &format!("/session/{}/element", self.session), &wanted)?;
        let text = self.try_call("GET", &self.of(found[ELEMENT].as_str().unwrap(), "text"), &Json::Null)?;
        Ok(text.as_str().unwrap().to_owned())
    }

    /// Waits until an element has a text: a form that was sent leads to another page at some time.
    #[track_caller]
    pub fn wait(&self, selector: &str, words: &str) {
        let start = Instant::now();
        let mut last = Ok(String::new());
        while start.elapsed() < LONGEST {
            last = self.try_text(selector);
            if last.as_ref().is_ok_and(|text| text.contains(words)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("'{words}' is not in {selector}: {last:?}");
    }

    /// Clicks on an element.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        self.call("POST", &self.of(&self.find(selector), "click"), &json!({}));
    }

    /// Moves the focus to an element, as Tab would.
    pub fn focus(&self, selector: &str) {
        self.run(&format!("document.querySelector({selector:?}).focus()"));
    }

    /// Presses keys, one after another, wherever the focus is.
    pub fn press(&self, keys: impl AsRef<str>) {
        let each = |key: char| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })];
        let actions: Vec<Json> = keys.as_ref().chars().flat_map(each).collect();
        self.post("actions", &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }));
    }

    /// The number of elements that can be seen.
    pub fn seen(&self, selector: &str) -> u64 {
        let script = format!("[...document.querySelectorAll({selector:?})].filter(e => e.checkVisibility()).length");
        self.run(&script).as_u64().unwrap()
    }

    /// Waits until so many elements can be seen.
    #[track_caller]
    pub fn wait_seen(&self, selector: &str, number: u64) {
        let start = Instant::now();
        while self.seen(selector) != number {
            assert!(start.elapsed() < LONGEST, "{} {selector} can be seen, not {number}", self.seen(selector));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The size of the window's content.
    pub fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", &size);
    }

    /// The medium (`screen`, `print`) and the theme (`light`, `dark`).
    pub fn medium(&self, medium: &str, theme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme }]);
        self.command("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// A picture of the whole page, as `target/browser/NAME.png`.
    pub fn picture(&self, name: &str, width: u32) {
        // A window as high as the page: what is far from the window is not drawn. Its height may change when it is.
        for _ in 0..2 {
            let size = self.command("Page.getLayoutMetrics", &json!({}))["cssContentSize"]["height"].as_f64().unwrap();
            self.size(width, size.ceil() as u32);
        }
        let picture = self.command("Page.captureScreenshot", &json!({ "format": "png" }));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("browser");
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = BASE64_STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    /// A command of the DevTools protocol.
    pub fn command(&self, name: &str, parameters: &Json) -> Json {
        self.post("goog/cdp/execute", &json!({ "cmd": name, "params": parameters }))
    }

    /// What the console says since the last call: errors of scripts, and what the policy of the page has blocked.
    pub fn console(&self) -> Vec<String> {
        let log = self.post("se/log", &json!({ "type": "browser" }));
        log.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    fn find(&self, selector: &str) -> String {
        let found = self.post("element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().unwrap_or_else(|| panic!("no {selector}: {found}")).to_owned()
    }

    fn of(&self, element: &str, what: &str) -> String {
        format!("/session/{}/element/{element}/{what}", self.session)
    }

    #[track_caller]
    fn post(&self, what: &str, body: &Json) -> Json {
        self.call("POST", &format!("/session/{}/{what}", self.session), body)
    }

    /// What goes wrong fails the test.
    #[track_caller]
    fn call(&self, method: &str, path: &str, body: &Json) -> Json {
        self.try_call(method, path, body).unwrap_or_else(|error| panic!("{error}"))
    }

    /// One request to the driver.
    fn try_call(&self, method: &str, path: &str, body: &Json) -> Result<Json, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n");
        let length = format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all((head + &length + &body).as_bytes()).unwrap();
        let mut answer = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while answer.read_line(&mut line).unwrap() > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut text = vec![0; length];
        answer.read_exact(&mut text).unwrap();
        let value = serde_json::from_slice::<Json>(&text).unwrap()["value"].take();
        match value.get("error") {
            Some(error) => Err(format!("{method} {path} {body}: {error} {}", value["message"])),
            None => Ok(value),
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver that is ended leaves its browser, so both are: first politely, where there is a session.
        if !self.session.is_empty() {
            let _ = self.try_call("DELETE", &format!("/session/{}", self.session), &Json::Null);
        }
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-s", "KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.driver.wait();
    }
}
