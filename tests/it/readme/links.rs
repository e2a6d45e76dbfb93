//! Every relative link of the documentation leads to a file, and to a heading of it.

use std::path::Path;

use super::book;
use super::runner::{root, text};

/// The text of a page without fenced blocks and without code in backticks.
fn prose(text: &str) -> String {
    let (mut out, mut fenced) = (String::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The anchors of a page, as GitHub and mdBook derive them from headings.
fn anchors(text: &str) -> Vec<String> {
    let slug = |line: &str| {
        let kept = line.trim_start_matches('#').trim().to_lowercase();
        kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
    };
    prose(text).lines().filter(|line| line.starts_with('#')).map(slug).collect()
}

/// The targets of the links of a page.
fn links(text: &str) -> Vec<String> {
    let prose = prose(text);
    let without_code: String = prose.split('`').step_by(2).collect();
    let links = without_code.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.filter(|link| !link.starts_with("http")).map(str::to_owned).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = book();
    let pages = pages.iter().map(String::as_str).chain(["README.md", "CONTRIBUTING.md"]);
    for page in pages {
        for link in links(&text(page)) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let folder = Path::new(page).parent().unwrap();
            let target = if file.is_empty() { page.to_owned() } else { folder.join(file).to_str().unwrap().to_owned() };
            assert!(root(&target).exists(), "{page}: ({link})");
            let known = anchor.is_empty() || anchors(&text(&target)).iter().any(|known| known == anchor);
            assert!(known, "{page}: ({link}): {target} has no such heading");
            // A built book has only its own pages.
            let in_book = !page.starts_with("docs/") || !file.contains('/');
            assert!(in_book, "{page}: ({link}): pages of the book link to pages of the book");
        }
    }
}
