//! The README is the manual, so it is run: every console block is typed into a repository made from
//! `fixtures/repos/acme` and must say what stands there, every `promote.yaml` is read and does what
//! its comments claim, every JSON block is JSON.
//!
//! ```text
//! ann$ promote status          a command, and who types it; bare `$` is Ann
//! <!-- new repository -->      what follows begins anew
//! #   staging: a/b.yaml        in a promote.yaml: a/b.yaml is configuration of staging
//! ```
//!
//! `BLESS=1 cargo test --test it readme` writes what the commands say into the README.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory;

use crate::support::Repo;

const FRESH: &str = "<!-- new repository -->";
/// Where the README's people have their repository.
const HOME: &str = "/home/ann/acme";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn readme() -> String {
    fs::read_to_string(root("README.md")).unwrap()
}

/// A fenced block: the language, and where its text stands.
struct Block<'t> {
    language: &'t str,
    text: &'t str,
    at: usize,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
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

fn in_language(language: &str) -> impl Fn(&Block<'_>) -> bool {
    move |block| block.language == language
}

#[test]
fn commands_say_what_stands_there() {
    let text = readme();
    let mut acme = Acme::new();
    let (mut out, mut behind) = (String::new(), 0);
    for block in blocks(&text).into_iter().filter(in_language("console")) {
        let between = &text[behind..block.at];
        if between.contains(FRESH) {
            acme = Acme::new();
        }
        out.push_str(between);
        out.push_str(&acme.replay(block.text));
        behind = block.at + block.text.len();
    }
    out.push_str(&text[behind..]);
    if std::env::var_os("BLESS").is_some() {
        fs::write(root("README.md"), &out).unwrap();
    } else if out != text {
        let diff = similar::TextDiff::from_lines(&text, &out);
        panic!("README.md differs; BLESS=1 cargo test --test it readme\n{}", diff.unified_diff());
    }
}

/// The repository of the README's people, and how their last command ended.
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

    /// A console block with what its commands say now.
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
        assert_eq!(self.status, 0, "the last command of a block ends well, or '$ echo $?' follows\n{out}");
        out
    }

    /// Runs a line in a shell; both streams, without blanks at the ends of lines.
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

/// Who types what, where the line is a command.
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

#[test]
fn every_policy_is_read_and_takes_the_files_that_it_says() {
    let text = readme();
    for block in blocks(&text).into_iter().filter(in_language("yaml")) {
        let policy = promote_core::policy::read(block.text.as_bytes());
        let policy = policy.unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{}", block.text));
        let mut claims: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (name, path) in block.text.lines().filter_map(|l| l.trim().strip_prefix("#   ")?.split_once(": ")) {
            if policy.environment(name).is_some() {
                claims.entry(name).or_default().insert(path.trim());
            }
        }
        let repo = Repo::new();
        let first = repo.policy(block.text).commit("The policy");
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
        assert!(logical.len() <= 1, "not the same files everywhere: {logical:?}\n{}", block.text);
        for (name, paths) in claims {
            assert_eq!(found(name, "path"), paths.into_iter().map(str::to_owned).collect(), "{name}\n{}", block.text);
        }
    }
}

#[test]
fn json_is_json() {
    let text = readme();
    for block in blocks(&text).into_iter().filter(in_language("json")) {
        serde_json::from_str::<serde_json::Value>(block.text).unwrap_or_else(|e| panic!("{e}\n{}", block.text));
    }
}

#[test]
fn its_two_commands_are_what_ci_runs() {
    let (text, ci) = (readme(), fs::read_to_string(root(".ci/run")).unwrap());
    let lines: Vec<&str> = ci.lines().map(str::trim).collect();
    for command in ["cargo run --example tour", "cargo test"] {
        assert!(blocks(&text).iter().any(|b| b.language == "sh" && b.text.lines().any(|line| line == command)));
        assert!(lines.contains(&format!("run {command}").as_str()), "{command}");
    }
}

#[test]
fn every_command_and_every_error_code_is_in_it() {
    let text = readme();
    for command in promote::cli::Cli::command().get_subcommands() {
        assert!(text.contains(&format!("`{}", command.get_name())), "{}", command.get_name());
    }
    for file in ["src/ops/error/codes.rs", "src/ops/error/blockers.rs"] {
        let source = fs::read_to_string(root(file)).unwrap();
        let words = source.split('"').skip(1).step_by(2);
        let is_code = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        // The nouns that sentences are made of.
        for code in words.filter(is_code).filter(|word| !["or", "and", "nobody", "approval", "finding"].contains(word))
        {
            assert!(text.contains(&format!("`{code}`")), "{code} is not in the README");
        }
    }
}

#[test]
fn its_links_lead_somewhere() {
    let text = readme();
    let slug = |line: &str| {
        let kept = line.trim_start_matches('#').trim().to_lowercase();
        kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
    };
    let headings: Vec<String> = text.lines().filter(|line| line.starts_with('#')).map(slug).collect();
    for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        match link.strip_prefix('#') {
            Some(anchor) => assert!(headings.iter().any(|h| h == anchor), "#{anchor}"),
            None if link.starts_with("http") => {}
            None => assert!(root(link).exists(), "{link}"),
        }
    }
}
