//! Forgeries of one link of the ledger; the links after it are written again as they were.

use jiff::{Span, Timestamp};
use promote_core::promotion::{Promotion, stored};

use super::super::dice::Dice;
use super::judge::Judge;
use super::links::{File, Link};

/// What a forger knows.
pub struct Known<'k> {
    pub judge: &'k Judge<'k>,
    pub dice: Dice,
    /// The commit of the ledger below the links.
    pub base: String,
    /// Commits of the policy branch.
    pub commits: Vec<String>,
}

/// A forgery of the link with this number: what was forged, or `None` where the link has no such thing.
pub type Forge = fn(&mut Known<'_>, &mut Vec<Link>, usize) -> Option<String>;

pub const KINDS: [(&str, Forge); 26] = [
    ("an event dropped", |_, links, at| Some(links.remove(at).word().to_owned())),
    ("an event repeated", repeated),
    ("an event moved", |_, links, at| moved(links, at)),
    ("another author, in the event", |_, links, at| author(&mut links[at], true, false)),
    ("another author, in the commit", |_, links, at| author(&mut links[at], false, true)),
    ("another author, in both", |_, links, at| author(&mut links[at], true, true)),
    ("another time, in the event", |known, links, at| time(known, links, at, true, false)),
    ("another time, in the commit", |known, links, at| time(known, links, at, false, true)),
    ("another time, in both", |known, links, at| time(known, links, at, true, true)),
    ("another digest, in the event", |known, links, at| digest(known, &mut links[at], false)),
    ("another digest, everywhere", |known, links, at| digest(known, &mut links[at], true)),
    ("another policy", |known, links, at| policy(known, &mut links[at], false)),
    ("another policy, with its rules", |known, links, at| policy(known, &mut links[at], true)),
    ("another source", |known, links, at| source(known, links, at, false)),
    ("another source, with its digest", |known, links, at| source(known, links, at, true)),
    ("no authors", |_, links, at| no_authors(&mut links[at])),
    ("fewer approvals required", |_, links, at| swap(&mut links[at], "\"required\":1", "\"required\":0")),
    ("another commit", |known, links, at| another_commit(known, &mut links[at])),
    ("a byte of the plan", |known, links, at| byte(known, &mut links[at], "promotion.json")),
    ("a byte of plan.txt", |known, links, at| byte(known, &mut links[at], "plan.txt")),
    ("a byte of a source file", |known, links, at| byte(known, &mut links[at], "source/0")),
    ("a byte of a statement", |known, links, at| statement(known, &mut links[at])),
    ("a byte of the tips", |known, links, at| byte(known, &mut links[at], "tips.json")),
    ("a byte of the event", |known, links, at| {
        let line = &links[at].line;
        let forged = (!line.is_empty()).then(|| flip(&mut known.dice, line))?;
        let near = changed_near(line, &forged);
        Some(format!("{}: {near}", put(&mut links[at], forged)))
    }),
    ("a byte of the trailers", |known, links, at| trailers(known, &mut links[at])),
    ("a byte of the subject", |known, links, at| {
        let (subject, rest) = links[at].message.split_once('\n').unwrap();
        links[at].message = format!("{}\n{rest}", flip(&mut known.dice, subject));
        Some(links[at].word().to_owned())
    }),
];

/// The forged text around the first byte that differs; in a list of authors, that it is one.
fn changed_near(old: &str, new: &str) -> String {
    let at = old.bytes().zip(new.bytes()).position(|(old, new)| old != new).unwrap();
    let inside = |list: usize| list < at && !old[list..at].contains(']');
    let authors = old.find("\"authors\":[").is_some_and(|found| inside(found + "\"authors\":[".len()));
    let chars = new.char_indices().skip_while(|(byte, _)| byte + 24 < at).take(36);
    let near: String = chars.map(|(_, c)| c).collect();
    if authors { format!("authors: {near}") } else { near }
}

fn put(link: &mut Link, line: String) -> String {
    link.line = line;
    link.word().to_owned()
}

/// Another letter or digit at a random place.
pub fn flip(dice: &mut Dice, text: &str) -> String {
    let places: Vec<usize> =
        text.bytes().enumerate().filter(|(_, b)| b.is_ascii_alphanumeric()).map(|(at, _)| at).collect();
    let at = places[dice.below(places.len())];
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] = match bytes[at] {
        b'9' => b'0',
        // So that hexadecimal digits stay such.
        b'f' => b'e',
        b'z' => b'a',
        b'Z' => b'A',
        other => other + 1,
    };
    String::from_utf8(bytes).unwrap()
}

fn repeated(_: &mut Known<'_>, links: &mut Vec<Link>, at: usize) -> Option<String> {
    let link = links[at].clone();
    let word = link.word().to_owned();
    (word != "consent").then(|| links.insert(at + 1, link))?;
    Some(word)
}

fn moved(links: &mut [Link], at: usize) -> Option<String> {
    let (one, other) = (links.get(at)?, links.get(at + 1)?);
    let whose = if one.id() == other.id() { "of one promotion" } else { "of two promotions" };
    let what = format!("{whose}: {}, {}", one.word(), other.word());
    links.swap(at, at + 1);
    Some(what)
}

fn author(link: &mut Link, event: bool, commit: bool) -> Option<String> {
    let (before, by) = link.line.split_once("\"by\":{")?;
    let (_, after) = by.split_once('}')?;
    if event {
        let mallory = "\"name\":\"Mallory\",\"email\":\"mallory@acme.com\"";
        link.line = format!("{before}\"by\":{{{mallory}}}{after}");
    }
    if commit {
        let date = link.author.rsplit_once('>')?.1.to_owned();
        link.author = format!("Mallory <mallory@acme.com>{date}");
        link.committer = link.author.clone();
    }
    Some(link.word().to_owned())
}

/// An hour earlier.
fn time(known: &Known<'_>, links: &mut [Link], at: usize, event: bool, commit: bool) -> Option<String> {
    let seconds = |who: &str| who.rsplit(' ').nth(1).unwrap().parse::<i64>().unwrap();
    let before = match at.checked_sub(1) {
        Some(before) => seconds(&links[before].committer),
        None => known.judge.line(&["log", "-1", "--format=%ct", &known.base]).parse().unwrap(),
    };
    let link = &mut links[at];
    let old: Timestamp = link.member("at")?.parse().unwrap();
    let new = old.checked_sub(Span::new().hours(1)).unwrap();
    if event {
        link.line = link.line.replace(&format!("\"at\":\"{old}\""), &format!("\"at\":\"{new}\""));
        link.line = link.line.replace(&format!("\"clock\":\"{old}\""), &format!("\"clock\":\"{new}\""));
    }
    if commit {
        let (from, to) = (old.as_second().to_string(), new.as_second().to_string());
        link.author = link.author.replace(&from, &to);
        link.committer = link.committer.replace(&from, &to);
    }
    let place = if before <= new.as_second() { "still after" } else { "before" };
    Some(format!("{place} the event before, {}", link.word()))
}

fn digest(known: &mut Known<'_>, link: &mut Link, everywhere: bool) -> Option<String> {
    let old = link.member("digest")?.to_owned();
    let new = format!("sha256:{}", flip(&mut known.dice, old.strip_prefix("sha256:")?));
    let kept = link.clone();
    link.replace(&old, &new);
    if !everywhere {
        (link.message, link.files) = (kept.message, kept.files);
    }
    Some(link.word().to_owned())
}

fn policy(known: &mut Known<'_>, link: &mut Link, rules: bool) -> Option<String> {
    let old = link.member("policy")?.to_owned();
    let commits: Vec<&String> = known.commits.iter().filter(|commit| **commit != old).collect();
    let new = (*commits.get(known.dice.below(commits.len().max(1)))?).clone();
    // Commits from before the rules have none.
    let blob = |commit: &str| {
        let entry = known.judge.line(&["ls-tree", "--object-only", commit, "promote.yaml"]);
        (!entry.is_empty()).then_some(entry)
    };
    // The commit that the event names may have been rebased away.
    let (held, named) = (link.member("rules")?.to_owned(), blob(&new)?);
    let same = held == named;
    link.line = link.line.replace(&old, &new);
    link.message = link.message.replace(&old, &new);
    if rules {
        link.line = link.line.replace(&held, &named);
    }
    Some(format!("{}, {}", if same { "the same rules" } else { "other rules" }, link.word()))
}

fn source(known: &mut Known<'_>, links: &mut [Link], at: usize, again: bool) -> Option<String> {
    let text = links[at].file("promotion.json")?.text.clone();
    let promotion = stored::read(text.as_bytes()).unwrap();
    let old = promotion.plan.source_commit.to_string();
    let parent = known.judge.line(&["rev-parse", &format!("{old}^@")]);
    let new = parent.lines().next()?;
    links[at].file("promotion.json")?.text = text.replace(&old, new);
    let id = links[at].id().to_owned();
    let path = promotion.plan.files.first()?.source.as_ref()?.path.clone();
    let same = known.judge.raw(&["diff", "--name-only", &old, new, "--", &path]).is_empty();
    let same = if same { "the same values" } else { "other values" };
    let executed = links.iter().any(|link| link.id() == id && link.word() == "executed");
    if again {
        let digest = |promotion: &Promotion| {
            promotion.plan.digest(promotion.id, &promotion.source, &promotion.target).to_string()
        };
        let mut forged = promotion.clone();
        forged.plan.source_commit = new.parse().unwrap();
        for link in links.iter_mut().filter(|link| link.id() == id) {
            link.replace(&digest(&promotion), &digest(&forged));
        }
    }
    Some(format!("{same}, {}, {}", if executed { "executed" } else { "open" }, links[at].word()))
}

fn no_authors(link: &mut Link) -> Option<String> {
    let (before, rest) = link.line.split_once(",\"authors\":[")?;
    let (_, after) = rest.split_once(']')?;
    let line = format!("{before}{after}");
    Some(put(link, line))
}

fn swap(link: &mut Link, old: &str, new: &str) -> Option<String> {
    let line = link.line.replace(old, new);
    (line != link.line).then(|| put(link, line))
}

fn another_commit(known: &mut Known<'_>, link: &mut Link) -> Option<String> {
    let old = link.member("commit")?.to_owned();
    let new = known.judge.line(&["rev-parse", &format!("{old}^")]);
    link.replace(&old, &new);
    Some(link.word().to_owned())
}

fn byte(known: &mut Known<'_>, link: &mut Link, end: &str) -> Option<String> {
    let word = link.word().to_owned();
    Some(format!("{word}: {}", flip_file(known, link.file(end)?)))
}

/// Changes a byte of a file; returns the line.
fn flip_file(known: &mut Known<'_>, file: &mut File) -> String {
    let old = std::mem::take(&mut file.text);
    file.text = flip(&mut known.dice, &old);
    let changed = old.lines().zip(file.text.lines()).find(|(old, new)| old != new);
    let (old, new) = changed.unwrap();
    format!("{} -> {}", old.trim(), new.trim())
}

fn statement(known: &mut Known<'_>, link: &mut Link) -> Option<String> {
    let word = link.word().to_owned();
    let stated = |path: &str| ["approvals/", "attestations/", "policy/"].iter().any(|start| path.starts_with(start));
    let file = link.files.iter_mut().find(|file| stated(&file.path))?;
    Some(format!("{word}: {}", flip_file(known, file)))
}

fn trailers(known: &mut Known<'_>, link: &mut Link) -> Option<String> {
    let (text, last) = link.message.rsplit_once("\n\n")?;
    link.message = format!("{text}\n\n{}", flip(&mut known.dice, last));
    Some(link.word().to_owned())
}
