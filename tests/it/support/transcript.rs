//! Transcripts of commands that are the same on every machine: ids are numbered by order of appearance (`<P1>` a
//! promotion, `<c1>` a commit), digests and temporary paths are replaced.

use std::collections::HashSet;

/// The numbers of the ids of one repository.
#[derive(Default)]
pub struct Names {
    promotions: Vec<String>,
    commits: Vec<String>,
    known: HashSet<String>,
}

/// `$ promote …`, standard output, then standard error and the exit code if there are any.
pub fn transcript(line: &str, stdout: &str, stderr: &str, exit: &str) -> String {
    let mut text = format!("$ promote {line}\n{stdout}");
    let mut section = |title: &str, body: &str| {
        if !text.ends_with('\n') {
            text.push_str("\n(no line break at the end)\n");
        }
        text.push_str(&format!("--- {title}\n{body}"));
    };
    if !stderr.is_empty() {
        section("stderr", stderr);
    }
    if exit != "0" {
        section(&format!("exit {exit}"), "");
    }
    // Escape sequences are made visible in snapshots.
    text.replace('\u{1b}', "␛")
}

impl Names {
    /// Whether the text contains a possible commit id that is not known yet.
    pub fn has_unknown(&self, text: &str) -> bool {
        let words = text.split(|c| !is_id_char(c));
        words.filter(|word| is_commit(word)).any(|word| self.full(word).is_none())
    }

    /// Learns the ids of the repository's commits.
    pub fn learn(&mut self, commits: &str) {
        self.known.extend(commits.lines().map(str::to_owned));
    }

    /// The text with ids replaced. Unknown ids stay.
    pub fn normalise(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(is_id_char) {
            let (before, found) = rest.split_at(start);
            out.push_str(before);
            let end = found.find(|c| !is_id_char(c)).unwrap_or(found.len());
            let (word, after) = found.split_at(end);
            match self.name(word) {
                Some(name) => out.push_str(&name),
                None => out.push_str(word),
            }
            rest = after;
        }
        out + rest
    }

    fn name(&mut self, word: &str) -> Option<String> {
        let hex = word.bytes().all(|b| b.is_ascii_hexdigit());
        if word.len() == 36 && word.as_bytes()[14] == b'7' && word.matches('-').count() == 4 {
            return Some(format!("<P{}>", number(&mut self.promotions, word)));
        }
        if hex && word.len() == 64 {
            return Some("<digest>".to_owned());
        }
        let full = is_commit(word).then(|| self.full(word)).flatten()?;
        Some(format!("<c{}>", number(&mut self.commits, &full)))
    }

    fn full(&self, word: &str) -> Option<String> {
        self.known.iter().find(|id| id.starts_with(word)).cloned()
    }
}

/// Commit ids as the program prints them: complete, or the first ten digits.
fn is_commit(word: &str) -> bool {
    [10, 40].contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_id_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

fn number(names: &mut Vec<String>, id: &str) -> usize {
    let at = names.iter().position(|known| known == id).unwrap_or_else(|| {
        names.push(id.to_owned());
        names.len() - 1
    });
    at + 1
}
