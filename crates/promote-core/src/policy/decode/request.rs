//! `request:`, how the pull or merge request of a proposal is opened.
//!
//! ```yaml
//! request: { open: true, labels: [release], reviewers: from-groups, accounts: { ann@acme.com: ann-lee }, draft: true }
//! ```

use super::Located;
use super::diagnostics::{Diagnostics, shown};
use super::fields::{Fields, Section, listed};
use crate::policy::{HostKind, OpenRule, RequestRules, Reviewers};
use crate::promotion::mail::{is_mail, mailbox};
use promote_format::{Data, Node, Scalar};

/// A parsed `request:`, with the place of a way to open that needs a remote.
#[derive(Debug, Default)]
pub(super) struct RequestDraft {
    rules: RequestRules,
    opens: Option<usize>,
}

impl RequestDraft {
    pub(super) fn finish(self) -> RequestRules {
        self.rules
    }

    /// Reports requests without a remote whose host could open them.
    pub(super) fn check(&self, notes: &mut Diagnostics, remote: Option<&String>) {
        if let (Some(at), None) = (self.opens, remote) {
            notes.add(at, "requests are opened at the host of a remote; name it in the top-level 'remote'");
        }
    }
}

/// Parses `request:`.
pub(super) fn read(notes: &mut Diagnostics, node: &Node) -> RequestDraft {
    let Some(fields) = Fields::read(notes, node, Section::Request) else { return RequestDraft::default() };
    let open = fields.get("open").and_then(|node| {
        let at = node.span().start;
        open(notes, node).map(|value| Located { value, at })
    });
    let labels = fields.get("labels").map_or_else(Vec::new, |node| words(notes, node, "a list of labels", "a label"));
    let reviewers = fields.get("reviewers").map(|node| reviewers(notes, node)).unwrap_or_default();
    let accounts = fields.get("accounts").map_or_else(Vec::new, |node| accounts(notes, node));
    if let (Some(OpenRule::PushOptions), Some(node)) = (open.as_ref().map(|open| open.value), fields.get("reviewers")) {
        notes.add(node.span().start, "push options cannot ask for reviews; write 'open: true', which uses glab");
    }
    let draft = fields.get("draft").and_then(|node| notes.boolean(node, "true or false")).unwrap_or_default();
    let host = fields.get("host").and_then(|node| host(notes, node));
    let opens = open.as_ref().filter(|open| open.value != OpenRule::No).map(|open| open.at);
    let open = open.map(|open| open.value).unwrap_or_default();
    RequestDraft { rules: RequestRules { open, labels, reviewers, accounts, draft, host }, opens }
}

fn open(notes: &mut Diagnostics, node: &Node) -> Option<OpenRule> {
    const WANTED: &str = "true, false, 'push-options' or 'gerrit'";
    if let Data::Scalar(Scalar::Bool(flag)) = &node.data {
        return Some(if *flag { OpenRule::Program } else { OpenRule::No });
    }
    match notes.word(node, WANTED)? {
        "push-options" => Some(OpenRule::PushOptions),
        "gerrit" => Some(OpenRule::Gerrit),
        other => {
            notes.add(node.span().start, format!("expected {WANTED}, found '{}'", shown(other)));
            None
        }
    }
}

fn host(notes: &mut Diagnostics, node: &Node) -> Option<HostKind> {
    let names: Vec<&str> = HostKind::WORDS.iter().map(|(word, _)| *word).collect();
    let wanted = format!("one of {}", listed(&names));
    let word = notes.word(node, &wanted)?;
    let kind = HostKind::WORDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
    if kind.is_none() {
        notes.add(node.span().start, format!("expected {wanted}, found '{}'", shown(word)));
    }
    kind
}

/// `from-groups`, or a list of accounts.
fn reviewers(notes: &mut Diagnostics, node: &Node) -> Reviewers {
    match &node.data {
        Data::Scalar(Scalar::String(text)) if text.as_str() == "from-groups" => Reviewers::FromGroups,
        Data::List(_) => Reviewers::Accounts(words(notes, node, "a list of accounts", "an account")),
        _ => {
            notes.wrong_type(node, "'from-groups' or a list of accounts at the host");
            Reviewers::None
        }
    }
}

fn accounts(notes: &mut Diagnostics, node: &Node) -> Vec<(String, String)> {
    let mut accounts: Vec<(String, String)> = Vec::new();
    for entry in notes.map(node, "a map from email addresses to accounts at the host").unwrap_or_default() {
        let at = entry.name_span().start;
        if !is_mail(&entry.name) {
            notes.add(at, format!("'{}' is not an email address", shown(&entry.name)));
        } else if accounts.iter().any(|(known, _)| mailbox(known) == mailbox(&entry.name)) {
            notes.add(at, format!("'{}' is already in this map", shown(&entry.name)));
        } else if let Some(account) = word(notes, &entry.value, "an account") {
            accounts.push((entry.name.to_string(), account));
        }
    }
    accounts
}

/// A list of words without duplicates.
fn words(notes: &mut Diagnostics, node: &Node, wanted: &str, what: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for item in notes.list(node, wanted) {
        let Some(word) = word(notes, item, what) else { continue };
        if words.contains(&word) {
            notes.add(item.span().start, format!("'{}' is already in this list", shown(&word)));
        } else {
            words.push(word);
        }
    }
    words
}

/// A label or an account: the programs of hosts take several of them in one argument, with commas between them.
fn word(notes: &mut Diagnostics, node: &Node, what: &str) -> Option<String> {
    const LONGEST: usize = 100;
    let text = notes.word(node, what)?;
    let problem = if text.trim() != text || text.is_empty() {
        "it is empty, or has a blank at an end"
    } else if text.chars().count() > LONGEST {
        "it has more than 100 characters"
    } else if text.starts_with(['-', '+', '!', '@']) {
        "it begins with a sign"
    } else if text.contains([',', '"', '\\']) || text.chars().any(char::is_control) {
        "commas, quotes, backslashes and control characters are not allowed"
    } else {
        return Some(text.to_owned());
    };
    notes.add(node.span().start, format!("'{}' cannot be {what}: {problem}", shown(text)));
    None
}
