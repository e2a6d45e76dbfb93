//! Commits with another message, author or date.

/// The message without its last paragraph.
pub fn cut(text: &str) -> String {
    let (head, message) = text.split_once("\n\n").unwrap();
    format!("{head}\n\n{}\n", message.lines().next().unwrap())
}

pub fn mallory(text: &str) -> String {
    lines(text, |role, who| format!("{role} Mallory <mallory@acme.com>{}", &who[who.find('>').unwrap() + 1..]))
}

/// A day earlier.
pub fn dated_back(text: &str) -> String {
    lines(text, |role, who| {
        let words: Vec<&str> = who.rsplitn(3, ' ').collect();
        let seconds: i64 = words[1].parse().unwrap();
        format!("{role} {} {} {}", words[2], seconds - 86_400, words[0])
    })
}

/// Changes the lines of author and committer.
fn lines(text: &str, change: impl Fn(&str, &str) -> String) -> String {
    let (head, message) = text.split_once("\n\n").unwrap();
    let head: Vec<String> = head
        .lines()
        .map(|line| match line.split_once(' ') {
            Some((role @ ("author" | "committer"), who)) => change(role, who),
            _ => line.to_owned(),
        })
        .collect();
    format!("{}\n\n{message}", head.join("\n"))
}
