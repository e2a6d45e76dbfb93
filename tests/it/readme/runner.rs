//! Runs a page of documentation: types its console blocks into a repository made from
//! `fixtures/repos/acme`, reads its `promote.yaml` blocks, and parses its JSON blocks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Repo;

/// The path of the repository in the documentation.
const HOME: &str = "/home/ann/acme";

/// A path of the project.
pub fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a page.
pub fn text(page: &str) -> String {
    fs::read_to_string(root(page)).unwrap_or_else(|e| panic!("{page}: {e}"))
}

/// A fenced block: its language, its text, and the offset of the text in the page.
pub struct Block<'t> {
    pub language: &'t str,
    pub text: &'t str,
    at: usize,
}

/// The fenced blocks of a page.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    let (mut blocks, mut rest) = (Vec::new(), 0);
    while let Some(found) = text[rest..].find("\n```") {
        let fence = rest + found + 4;
        let at = fence + text[fence..].find('\n').unwrap() + 1;
        let end = at + text[at..].find("```").unwrap();
        blocks.push(Block { language: text[fence..at].trim(), text: &text[at..end], at });
        rest = end + 3;
    }
    blocks
}

/// Runs everything on a page that can be run.
pub fn run(page: &str) {
    replay(page);
    let text = text(page);
    for block in blocks(&text) {
        match block.language {
            "yaml" => check_policy(block.text),
            "json" => {
                serde_json::from_str::<serde_json::Value>(block.text).unwrap_or_else(|e| panic!("{e}\n{}", block.text));
            }
            _ => {}
        }
    }
}

/// Runs the console blocks of a page. Their output must be what the page shows; with `BLESS` set, the page is rewritten.
fn replay(page: &str) {
    let text = text(page);
    let mut acme: Option<Acme> = None;
    let (mut out, mut behind) = (String::new(), 0);
    for block in blocks(&text).into_iter().filter(|block| block.language == "console") {
        let between = &text[behind..block.at];
        for comment in between.split("<!--").skip(1).filter_map(|rest| rest.split("-->").next()) {
            match comment.trim().split_once('\n') {
                None if comment.trim() == "new repository" => acme = None,
                Some(("set-up", commands)) => acme.get_or_insert_with(Acme::new).set_up(commands),
                _ => panic!("{page}: unknown marker {comment}"),
            }
        }
        out.push_str(between);
        out.push_str(&acme.get_or_insert_with(Acme::new).replay(block.text));
        behind = block.at + block.text.len();
    }
    out.push_str(&text[behind..]);
    if out == text {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(root(page), &out).unwrap();
    } else {
        let diff = similar::TextDiff::from_lines(&text, &out);
        panic!("{page} differs; BLESS=1 cargo test --test it readme\n{}", diff.unified_diff());
    }
}

/// The repository of the documentation, and the status of the last command.
struct Acme {
    repo: Repo,
    status: i32,
}

impl Acme {
    fn new() -> Self {
        let repo = Repo::new();
        copy(&root("fixtures/repos/acme"), repo.root());
        repo.commit("Configuration of two services");
        Self { repo, status: 0 }
    }

    /// Runs commands that the page does not show.
    fn set_up(&mut self, commands: &str) {
        for line in commands.lines().filter(|line| !line.trim().is_empty()) {
            let (user, command) = prompt(line).unwrap_or_else(|| panic!("no command: {line}"));
            let output = self.types(user, command);
            assert_eq!(self.status, 0, "{line}\n{output}");
        }
    }

    /// A console block with the actual output of its commands.
    fn replay(&mut self, block: &str) -> String {
        let mut out = String::new();
        let mut lines = block.lines().peekable();
        while let Some(line) = lines.next() {
            let (user, first) = prompt(line).unwrap_or_else(|| panic!("a block begins with a command, not {line}"));
            let mut command = first.to_owned();
            out.push_str(line);
            while command.ends_with('\\') {
                let more = lines.next().unwrap();
                command.push_str(&format!("\n{more}"));
                out.push_str(&format!("\n{more}"));
            }
            out.push('\n');
            out.push_str(&self.types(user, &command));
            let mut blank = false;
            while let Some(old) = lines.next_if(|line| prompt(line).is_none()) {
                blank = old.is_empty();
            }
            if blank && lines.peek().is_some() {
                out.push('\n');
            }
        }
        assert_eq!(self.status, 0, "the last command of a block succeeds, or '$ echo $?' follows\n{out}");
        out
    }

    /// Runs a line in a shell; returns both streams, without trailing blanks.
    fn types(&mut self, user: &str, line: &str) -> String {
        let asks = line == "echo $?";
        assert!(asks || self.status == 0, "'$ echo $?' must follow on {}, not {line}", self.status);
        self.repo.as_user(if user.is_empty() { "ann" } else { user });
        let script = format!("(exit {})\n{{ {line}\n}} 2>&1", self.status);
        let bin = Path::new(env!("CARGO_BIN_EXE_promote")).parent().unwrap().display();
        let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
        let mut shell = self.repo.command("sh");
        let output = shell.args(["-c", &script]).env("PATH", path).env("GIT_PAGER", "cat").output().unwrap();
        self.status = if asks { 0 } else { output.status.code().unwrap() };
        let said = String::from_utf8(output.stdout).unwrap().replace(&self.repo.root().display().to_string(), HOME);
        let lines: Vec<&str> = said.trim_end().lines().map(str::trim_end).collect();
        lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// The user and the command, if the line is a command.
fn prompt(line: &str) -> Option<(&str, &str)> {
    let (user, command) = line.split_once("$ ")?;
    user.bytes().all(|b| b.is_ascii_lowercase()).then_some((user, command))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Reads a `promote.yaml`. Comments of the form `#   ENVIRONMENT: PATH` claim that the file is configuration of the
/// environment, under the same logical name in each environment; this is checked in a repository.
fn check_policy(text: &str) {
    let policy = promote_core::policy::read(text.as_bytes());
    let policy = policy.unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{text}"));
    let mut claims: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, path) in text.lines().filter_map(|l| l.trim().strip_prefix("#   ")?.split_once(": ")) {
        if policy.environment(name).is_some() {
            claims.entry(name).or_default().insert(path.trim());
        }
    }
    if claims.is_empty() {
        return;
    }
    let repo = Repo::new();
    let first = repo.policy(text).commit("The policy");
    for (name, paths) in &claims {
        let branch = policy.environment(name).unwrap().branch.as_deref();
        if let Some(branch) = branch {
            repo.git(&["switch", "-q", "-c", branch, &first]);
        }
        for path in paths {
            repo.write(path, "key: value\n");
        }
        repo.commit("Files");
        repo.git(&["switch", "-q", "main"]);
    }
    let found = |name: &str, field: &str| {
        let json: serde_json::Value = serde_json::from_str(&repo.ok(&format!("configs {name} -o json"))).unwrap();
        let configs = json["configs"].as_array().unwrap().clone();
        configs.iter().map(|config| config[field].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let logical: BTreeSet<BTreeSet<String>> = claims.keys().map(|name| found(name, "file")).collect();
    assert!(logical.len() <= 1, "not the same files in each environment: {logical:?}\n{text}");
    for (name, paths) in claims {
        assert_eq!(found(name, "path"), paths.into_iter().map(str::to_owned).collect(), "{name}\n{text}");
    }
}
