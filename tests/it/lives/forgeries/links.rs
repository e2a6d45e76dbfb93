//! The commits of a ledger taken apart, and put together again with git alone, as a forger would.

use std::collections::HashMap;

use super::judge::Judge;

/// A file that a link writes; `own` ones are in the folder of its promotion.
#[derive(Clone)]
pub struct File {
    pub own: bool,
    pub path: String,
    pub text: String,
}

/// A commit of the ledger.
#[derive(Clone)]
pub struct Link {
    /// Name, address and date, as git writes them.
    pub author: String,
    pub committer: String,
    pub message: String,
    /// The folder of its promotion, after it.
    pub folder: String,
    /// The event; empty in a consent.
    pub line: String,
    pub files: Vec<File>,
    removed: Vec<String>,
}

impl Link {
    /// The word of its event.
    pub fn word(&self) -> &str {
        match self.line.split_once("\"event\":\"") {
            Some((_, rest)) => rest.split('"').next().unwrap(),
            None => "consent",
        }
    }

    /// The promotion; empty in a consent.
    pub fn id(&self) -> &str {
        self.folder.rsplit('/').next().unwrap_or_default()
    }

    /// Replaces a text wherever it occurs.
    pub fn replace(&mut self, old: &str, new: &str) {
        self.line = self.line.replace(old, new);
        self.message = self.message.replace(old, new);
        for file in &mut self.files {
            file.text = file.text.replace(old, new);
        }
    }

    /// The text of a member of the event: `"name":"text"`.
    pub fn member(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.line.split_once(&format!("\"{name}\":\""))?;
        rest.split('"').next()
    }

    /// The file whose path ends like this.
    pub fn file(&mut self, end: &str) -> Option<&mut File> {
        self.files.iter_mut().find(|file| file.path.ends_with(end))
    }

    fn read(judge: &Judge<'_>, commit: &str) -> Self {
        let text = judge.raw(&["cat-file", "commit", commit]);
        let (head, message) = text.split_once("\n\n").unwrap();
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
        let (author, committer) = (header("author "), header("committer "));
        let (message, folder, line) = (message.to_owned(), String::new(), String::new());
        let mut link = Self { author, committer, message, folder, line, files: Vec::new(), removed: Vec::new() };
        let args = ["diff-tree", "-r", "--root", "--raw", "--no-renames", "--no-commit-id", "--no-abbrev", commit];
        let raw = judge.raw(&args);
        let changes: Vec<(&str, &str, &str)> = raw.lines().map(change).collect();
        let events = changes.iter().find(|(_, new, path)| !is_none(new) && path.ends_with("/events.jsonl"));
        if let Some((_, new, path)) = events {
            link.folder = path.strip_suffix("/events.jsonl").unwrap().to_owned();
            link.line = judge.raw(&["cat-file", "blob", new]).lines().last().unwrap().to_owned();
        }
        let id = link.id().to_owned();
        for (_, new, path) in &changes {
            let own = path.strip_prefix(&format!("{}/", link.folder)).filter(|_| !id.is_empty());
            // What only moves with its folder has the same blob elsewhere.
            let moves = own.is_some() && changes.iter().any(|(old, none, _)| is_none(none) && old == new);
            if is_none(new) && (id.is_empty() || !path.contains(&id)) {
                link.removed.push((*path).to_owned());
            } else if !is_none(new) && !moves && own != Some("events.jsonl") {
                let text = judge.raw(&["cat-file", "blob", new]);
                link.files.push(File { own: own.is_some(), path: own.unwrap_or(path).to_owned(), text });
            }
        }
        link
    }
}

/// The old blob, the new one and the path in a line of `--raw`.
fn change(line: &str) -> (&str, &str, &str) {
    let (about, path) = line.split_once('\t').unwrap();
    let about: Vec<&str> = about.split(' ').collect();
    (about[2], about[3], path)
}

fn is_none(blob: &str) -> bool {
    blob.bytes().all(|b| b == b'0')
}

/// The links after a commit of the ledger up to another one.
pub fn read(judge: &Judge<'_>, base: &str, tip: &str) -> Vec<Link> {
    let range = format!("{base}..{tip}");
    let commits = judge.raw(&["rev-list", "--first-parent", "--reverse", &range]);
    commits.lines().map(|commit| Link::read(judge, commit)).collect()
}

/// Writes the links on top of a commit; returns the last one.
pub fn write(judge: &Judge<'_>, base: &str, links: &[Link]) -> String {
    let mut writer = Writer { judge, base, folders: HashMap::new(), events: HashMap::new(), stream: String::new() };
    let files = judge.raw(&["ls-tree", "-r", "--name-only", base]);
    for folder in files.lines().filter_map(|path| path.strip_suffix("/events.jsonl")) {
        writer.folders.insert(folder.rsplit('/').next().unwrap().to_owned(), folder.to_owned());
    }
    for (nth, link) in links.iter().enumerate() {
        writer.link(link, nth == 0);
    }
    if links.is_empty() {
        return base.to_owned();
    }
    judge.with_input(&["fast-import", "--quiet", "--force"], &writer.stream);
    let tip = judge.raw(&["rev-parse", "refs/forged/ledger"]).trim().to_owned();
    judge.raw(&["update-ref", "-d", "refs/forged/ledger"]);
    tip
}

struct Writer<'w> {
    judge: &'w Judge<'w>,
    base: &'w str,
    /// The folder of each promotion.
    folders: HashMap<String, String>,
    events: HashMap<String, String>,
    /// The input of `git fast-import`.
    stream: String,
}

impl Writer<'_> {
    fn link(&mut self, link: &Link, first: bool) {
        self.stream += "commit refs/forged/ledger\n";
        self.stream += &format!("author {}\ncommitter {}\n", link.author, link.committer);
        self.stream += &format!("data {}\n{}\n", link.message.len(), link.message);
        if first {
            self.stream += &format!("from {}\n", self.base);
        }
        link.removed.iter().for_each(|path| self.stream += &format!("D {path}\n"));
        let count = if link.line.is_empty() { 0 } else { self.event(link) };
        for file in &link.files {
            let path = match file.own {
                true => format!("{}/{}", link.folder, numbered(&file.path, count)),
                false => file.path.clone(),
            };
            self.file(&path, &file.text);
        }
        self.stream += "\n";
    }

    /// Appends the event to those of its promotion, and moves its folder; returns the number of events.
    fn event(&mut self, link: &Link) -> usize {
        let id = link.id().to_owned();
        let known = self.folders.insert(id.clone(), link.folder.clone());
        if let Some(old) = &known {
            if !self.events.contains_key(&id) {
                let text = self.judge.raw(&["cat-file", "blob", &format!("{}:{old}/events.jsonl", self.base)]);
                self.events.insert(id.clone(), text);
            }
            if *old != link.folder {
                self.stream += &format!("R {old} {}\n", link.folder);
            }
        }
        let text = self.events.entry(id).or_default();
        *text += &format!("{}\n", link.line);
        let (count, text) = (text.lines().count(), text.clone());
        self.file(&format!("{}/events.jsonl", link.folder), &text);
        count
    }

    fn file(&mut self, path: &str, text: &str) {
        self.stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
    }
}

/// The path of a statement names the number of its event.
fn numbered(path: &str, count: usize) -> String {
    match path.split_once('/') {
        Some((folder, name)) if name.ends_with(".json") => format!("{folder}/{count}.json"),
        _ => path.to_owned(),
    }
}
