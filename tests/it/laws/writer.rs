//! Writes generated values as YAML, in a random style.

use super::texts::{NAMES, SCALARS, Tree};

/// The same map with a few changes, decided by `dice`.
pub fn altered(tree: &Tree, dice: &mut Dice) -> Tree {
    match tree {
        Tree::Map(entries) => Tree::Map(changed_entries(entries, dice)),
        other => other.clone(),
    }
}

fn changed(tree: &Tree, dice: &mut Dice) -> Tree {
    if dice.one_in(12) {
        return Tree::Scalar(dice.below(SCALARS.len()));
    }
    match tree {
        Tree::Scalar(_) if dice.one_in(3) => Tree::Scalar(dice.below(SCALARS.len())),
        Tree::Scalar(scalar) => Tree::Scalar(*scalar),
        Tree::Map(entries) => Tree::Map(changed_entries(entries, dice)),
        Tree::List(items) => {
            let mut items: Vec<Tree> = items.iter().map(|item| changed(item, dice)).collect();
            if items.len() > 1 && dice.one_in(4) {
                items.remove(dice.below(items.len()));
            }
            if dice.one_in(3) && items.iter().all(|item| matches!(item, Tree::Scalar(_))) {
                items.insert(dice.below(items.len() + 1), Tree::Scalar(dice.below(SCALARS.len())));
            }
            Tree::List(items)
        }
        Tree::Elements(items) => {
            let mut items: Vec<_> = items.iter().map(|(id, map)| (*id, changed_entries(map, dice))).collect();
            if items.len() > 1 && dice.one_in(3) {
                items.remove(dice.below(items.len()));
            }
            Tree::Elements(items)
        }
    }
}

fn changed_entries(entries: &[(usize, Tree)], dice: &mut Dice) -> Vec<(usize, Tree)> {
    let mut out: Vec<(usize, Tree)> = entries.iter().map(|(name, tree)| (*name, changed(tree, dice))).collect();
    if out.len() > 1 && dice.one_in(3) {
        out.remove(dice.below(out.len()));
    }
    let name = dice.below(NAMES.len());
    if dice.one_in(3) && !out.iter().any(|(other, _)| *other == name) {
        let place = dice.below(out.len() + 1);
        out.insert(place, (name, Tree::Scalar(dice.below(SCALARS.len()))));
    }
    out
}

/// Reproducible random numbers.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next()).unwrap() % end.max(1)
    }

    pub fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// Writes a file in one style.
pub struct Writer {
    dice: Dice,
    map_step: usize,
    list_step: usize,
    comments: bool,
    /// Whether entries of the root that span several lines are separated by empty lines.
    apart: bool,
    /// Whether maps and lists may have tags and anchors.
    marks: bool,
    anchors: usize,
}

impl Writer {
    pub fn new(mut dice: Dice) -> Self {
        let map_step = if dice.one_in(3) { 4 } else { 2 };
        let list_step = if dice.one_in(2) { 0 } else { 2 };
        let comments = !dice.one_in(4);
        let (apart, marks) = (dice.one_in(3), dice.one_in(3));
        Self { dice, map_step, list_step, comments, apart, marks, anchors: 0 }
    }

    /// The text of the file.
    pub fn text(&mut self, tree: &Tree) -> String {
        let mut out = String::new();
        if self.dice.one_in(4) {
            out.push_str("# the file\n\n");
        }
        if self.dice.one_in(5) {
            out.push_str("---\n");
        }
        if let Tree::Map(entries) = tree {
            self.entries(entries, 0, None, &mut out);
        }
        if self.dice.one_in(6) {
            out.push_str("\n# the end\n");
        }
        if self.dice.one_in(4) && !out.ends_with("\n\n") {
            out.truncate(out.trim_end_matches('\n').len());
        }
        out
    }

    fn entries(&mut self, entries: &[(usize, Tree)], column: usize, dash: Option<&str>, out: &mut String) {
        for (index, (name, tree)) in entries.iter().enumerate() {
            match dash.filter(|_| index == 0) {
                Some(dash) => out.push_str(dash),
                None => {
                    let block = !matches!(tree, Tree::Scalar(_));
                    if self.apart && column == 0 && block && !out.is_empty() && !out.ends_with("\n\n") {
                        out.push('\n');
                    }
                    self.space(column, out);
                    out.push_str(&" ".repeat(column));
                }
            }
            out.push_str(NAMES[*name]);
            out.push(':');
            self.value(tree, column, self.map_step, out);
        }
    }

    fn space(&mut self, column: usize, out: &mut String) {
        if self.dice.one_in(6) && !out.is_empty() {
            out.push('\n');
        }
        if self.comments && self.dice.one_in(6) {
            out.push_str(&format!("{}# about {}\n", " ".repeat(column), self.dice.below(100)));
            if self.dice.one_in(3) {
                out.push_str(&format!("{}#   more of it: {{}}\n", " ".repeat(column)));
            }
        }
    }

    fn value(&mut self, tree: &Tree, column: usize, step: usize, out: &mut String) {
        match tree {
            Tree::Scalar(scalar) => self.scalar(SCALARS[*scalar], column, step, out),
            _ if self.dice.one_in(8) && flow(tree).is_some() => {
                out.push(' ');
                out.push_str(&flow(tree).unwrap());
                self.end(out);
            }
            Tree::Map(entries) if self.dice.one_in(8) && self.braces(entries, column, out) => {}
            Tree::List(items) if self.dice.one_in(8) && self.brackets(items, column, out) => {}
            Tree::Map(entries) => {
                self.mark(out);
                self.end(out);
                self.entries(entries, column + step, None, out);
                if self.comments && self.dice.one_in(8) {
                    out.push_str(&format!("{}# {}: off\n", " ".repeat(column + step), self.dice.below(100)));
                }
            }
            Tree::List(items) => {
                self.mark(out);
                self.end(out);
                self.list(items, column + self.list_step, out);
            }
            Tree::Elements(items) => {
                self.end(out);
                for (id, entries) in items {
                    let column = column + self.list_step;
                    self.space(column, out);
                    let id = format!("n{id}");
                    let dash = format!("{}- ", " ".repeat(column));
                    out.push_str(&format!("{dash}name: {id}"));
                    self.end(out);
                    let rest: Vec<_> = entries.iter().filter(|(name, _)| NAMES[*name] != "name").cloned().collect();
                    self.entries(&rest, column + 2, None, out);
                }
            }
        }
    }

    /// A tag, or an anchor without aliases.
    fn mark(&mut self, out: &mut String) {
        if self.marks && self.dice.one_in(6) {
            self.anchors += 1;
            out.push_str(&format!(" &anchor{}", self.anchors));
        }
        if self.marks && self.dice.one_in(8) {
            out.push_str(" !Join");
        }
    }

    /// A list in brackets over several lines; the last bracket may share a line with the last element.
    fn brackets(&mut self, items: &[Tree], column: usize, out: &mut String) -> bool {
        let texts: Option<Vec<String>> = items.iter().map(flow).collect();
        let Some(texts) = texts.filter(|texts| texts.iter().all(|text| !text.is_empty())) else { return false };
        out.push_str(" [");
        let shared = self.dice.one_in(3);
        let last = texts.len() - 1;
        for (index, text) in texts.into_iter().enumerate() {
            if !(shared && index == 0) {
                out.push_str(&format!("\n{}", " ".repeat(column + 2)));
            }
            out.push_str(&text);
            out.push_str(if index < last { "," } else { "" });
            if self.comments && self.dice.one_in(4) && index < last {
                out.push_str(" # inside");
            }
        }
        if !shared {
            out.push_str(&format!("\n{}", " ".repeat(column)));
        }
        out.push(']');
        self.end(out);
        true
    }

    fn list(&mut self, items: &[Tree], column: usize, out: &mut String) {
        let wide = if self.dice.one_in(6) { 4 } else { 2 };
        for item in items {
            self.space(column, out);
            out.push_str(&" ".repeat(column));
            self.item(item, column, wide, out);
        }
    }

    /// A dash and the item; the indentation is already written.
    fn item(&mut self, item: &Tree, column: usize, wide: usize, out: &mut String) {
        let dash = format!("-{}", " ".repeat(wide - 1));
        match item {
            Tree::Map(entries) if self.dice.one_in(8) => {
                out.push('-');
                self.end(out);
                self.entries(entries, column + 2, None, out);
            }
            Tree::Map(entries) => self.entries(entries, column + wide, Some(&dash), out),
            Tree::List(items) if self.dice.one_in(2) => {
                let (first, rest) = items.split_first().unwrap();
                out.push_str(&dash);
                self.item(first, column + wide, 2, out);
                self.list(rest, column + wide, out);
            }
            Tree::Scalar(scalar) => {
                out.push('-');
                self.scalar(SCALARS[*scalar], column, 2, out);
            }
            other => {
                let text = flow(other).unwrap_or_else(|| "[]".to_owned());
                out.push_str(&format!("{dash}{text}\n"));
            }
        }
    }

    /// A map in braces over several lines.
    fn braces(&mut self, entries: &[(usize, Tree)], column: usize, out: &mut String) -> bool {
        let texts: Option<Vec<String>> = entries.iter().map(|(_, tree)| flow(tree)).collect();
        let Some(texts) = texts else { return false };
        out.push_str(" {");
        let last = texts.len() - 1;
        for (index, ((name, _), text)) in entries.iter().zip(texts).enumerate() {
            let comma = if index < last || self.dice.one_in(3) { "," } else { "" };
            out.push_str(&format!("\n{}{}: {text}{comma}", " ".repeat(column + 2), NAMES[*name]));
            if self.comments && self.dice.one_in(4) {
                out.push_str(" # inside");
            }
        }
        out.push_str(&format!("\n{}}}", " ".repeat(column)));
        self.end(out);
        true
    }

    fn scalar(&mut self, text: &str, column: usize, step: usize, out: &mut String) {
        let (head, tail) = text.split_once('\n').unwrap_or((text, ""));
        let block = head.starts_with(['|', '>']) || head.ends_with(['|', '-']) && head.starts_with('!');
        if !head.is_empty() {
            out.push_str(&" ".repeat(1 + usize::from(self.dice.one_in(9))));
            out.push_str(head);
        }
        if tail.is_empty() || (block && head.len() < 3) {
            self.end(out);
        } else {
            out.push('\n');
        }
        // A digit in the header gives the indentation of the lines; otherwise the style does.
        let step = if head.contains('2') { 2 } else { step.max(1) };
        let mut lines = tail.split('\n').peekable();
        while let Some(line) = lines.next() {
            if tail.is_empty() {
                break;
            }
            let text = line.trim_start_matches('+');
            let depth = line.len() - text.len();
            let indent = if depth == 0 { 0 } else { column + step + depth - 1 };
            out.push_str(&format!("{}{text}", " ".repeat(indent)));
            if lines.peek().is_some() || block {
                out.push('\n');
            } else {
                self.end(out);
            }
        }
    }

    fn end(&mut self, out: &mut String) {
        if self.comments && self.dice.one_in(6) {
            let gap = if self.dice.one_in(6) { "\t".to_owned() } else { " ".repeat(1 + self.dice.below(3)) };
            out.push_str(&format!("{gap}# why {}", self.dice.below(100)));
        } else if self.dice.one_in(20) {
            out.push_str("  ");
        }
        out.push('\n');
    }
}

/// A value in flow style, if all of it can be written so.
fn flow(tree: &Tree) -> Option<String> {
    let entries = |entries: &[(usize, Tree)]| -> Option<String> {
        let texts: Option<Vec<String>> =
            entries.iter().map(|(name, tree)| Some(format!("{}: {}", NAMES[*name], flow(tree)?))).collect();
        Some(texts?.join(", "))
    };
    match tree {
        Tree::Scalar(scalar) => Some(SCALARS[*scalar])
            .filter(|text| !text.contains('\n') && !text.starts_with("plain #"))
            .map(str::to_owned),
        Tree::Map(map) => Some(format!("{{{}}}", entries(map)?)),
        Tree::List(items) => {
            let texts: Option<Vec<String>> = items.iter().map(flow).collect();
            let texts = texts?;
            texts.iter().all(|t| !t.is_empty()).then(|| format!("[{}]", texts.join(", ")))
        }
        Tree::Elements(items) => {
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|(id, map)| {
                    let rest: Vec<_> = map.iter().filter(|(name, _)| NAMES[*name] != "name").cloned().collect();
                    let rest = entries(&rest)?;
                    Some(format!("{{name: n{id}{}{rest}}}", if rest.is_empty() { "" } else { ", " }))
                })
                .collect();
            Some(format!("[{}]", texts?.join(", ")))
        }
    }
}
