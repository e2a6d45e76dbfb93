//! Writes generated values as HCL, in a random style.

use std::fmt::Write;

use super::texts::Tree;
use super::writer::Dice;

/// Names in bodies; some are quoted in objects.
const NAMES: [&str; 18] = [
    "a",
    "b",
    "c",
    "name",
    "value",
    "app_io",
    "quoted",
    "q-w",
    "x12",
    "job",
    "long_key_name",
    "e",
    "f",
    "g_h",
    "i2",
    "port",
    "äöü",
    "locals",
];

/// Values as they may follow an equals sign; `\n+` begins an indented line.
const SCALARS: [&str; 18] = [
    "1",
    "\"text\"",
    "\"two words # no comment\"",
    "true",
    "null",
    "1.50",
    "{}",
    "[]",
    "var.region",
    "\"${var.name}-x\"",
    "merge(local.tags, {\n+a = 1\n+})",
    "<<EOT\n  one\n# no comment\nEOT",
    "<<-EOT\n    deeper\n  text\n  EOT",
    "var.on ? 1 : 0",
    "[1, \"two\", [3]]",
    "{ a = 1, \"b\" = { c = 2 } }",
    "[for s in var.list : s.id]",
    "\"say \\\"${f(\"x\")}\\\"\"",
];

pub struct Writer {
    dice: Dice,
    unit: &'static str,
    tight: bool,
    out: String,
}

impl Writer {
    pub fn text(tree: &Tree, mut dice: Dice) -> String {
        let unit = ["  ", "    ", "\t"][dice.below(3)];
        let tight = dice.one_in(4);
        let mut writer = Self { dice, unit, tight, out: String::new() };
        if let Tree::Map(entries) = tree {
            writer.body(entries, "");
        }
        let Self { mut dice, mut out, .. } = writer;
        // A heredoc must be followed by a line break.
        if dice.one_in(4) && !out.ends_with("EOT\n") {
            out.pop();
        }
        if dice.one_in(8) { out.replace('\n', "\r\n") } else { out }
    }

    fn body(&mut self, entries: &[(usize, Tree)], indent: &str) {
        for (index, (name, tree)) in entries.iter().enumerate() {
            self.between(index, indent);
            match tree {
                Tree::Map(below) if *name == 9 && below.iter().all(|(_, tree)| matches!(tree, Tree::Map(_))) => {
                    for (label, tree) in below {
                        let Tree::Map(inner) = tree else { continue };
                        self.block(&format!("{} \"{}\"", NAMES[9], NAMES[*label]), inner, indent);
                    }
                }
                Tree::Map(below) if name % 2 == 0 => self.block(NAMES[*name], below, indent),
                Tree::Elements(items) if name % 3 == 0 => {
                    for (id, map) in items {
                        self.block(NAMES[*name], &with_name(*id, map), indent);
                    }
                }
                _ => self.attribute(*name, tree, indent),
            }
        }
    }

    fn between(&mut self, index: usize, indent: &str) {
        if self.dice.one_in(5) && (index > 0 || self.dice.one_in(3)) {
            self.out.push('\n');
        }
        if self.dice.one_in(5) {
            let comment = ["# a comment", "// b = 1", "/* c */", "/* d\n   over lines */"][self.dice.below(4)];
            let _ = writeln!(self.out, "{indent}{comment}");
        }
    }

    fn block(&mut self, title: &str, entries: &[(usize, Tree)], indent: &str) {
        let _ = write!(self.out, "{indent}{title} {{");
        if entries.is_empty() && self.dice.one_in(2) {
            self.out.push_str("}\n");
            return;
        }
        if let ([(name, Tree::Scalar(scalar))], true) = (entries, self.dice.one_in(3))
            && !SCALARS[scalar % 18].contains('\n')
        {
            let _ = writeln!(self.out, " {} = {} }}", NAMES[*name], SCALARS[scalar % 18]);
            return;
        }
        self.out.push('\n');
        self.body(entries, &format!("{indent}{}", self.unit));
        let _ = writeln!(self.out, "{indent}}}");
    }

    fn attribute(&mut self, name: usize, tree: &Tree, indent: &str) {
        let blanks = if self.dice.one_in(3) { self.dice.below(4) } else { 0 };
        let equals = if self.tight { "=".to_owned() } else { format!("{} = ", " ".repeat(blanks)) };
        let _ = write!(self.out, "{indent}{}{equals}", NAMES[name]);
        self.value(tree, indent);
        let heredoc = self.out.ends_with("EOT");
        let tail = if self.dice.one_in(6) && !heredoc { " # behind" } else { "" };
        let _ = writeln!(self.out, "{tail}");
    }

    fn value(&mut self, tree: &Tree, indent: &str) {
        let inside = format!("{indent}{}", self.unit);
        let lines = tall(tree) || self.dice.one_in(2);
        match tree {
            Tree::Scalar(scalar) => {
                let text = SCALARS[scalar % 18].replace("\n+", &format!("\n{inside}"));
                self.out.push_str(&text);
            }
            Tree::Map(entries) => {
                let parts: Vec<_> = entries.iter().map(|(name, tree)| (Some(*name), tree.clone())).collect();
                self.brackets(('{', '}'), &parts, lines, indent);
            }
            Tree::List(items) => {
                let parts: Vec<_> = items.iter().map(|tree| (None, tree.clone())).collect();
                self.brackets(('[', ']'), &parts, lines, indent);
            }
            Tree::Elements(items) => {
                let map = |(id, map): &(usize, Vec<(usize, Tree)>)| (None, Tree::Map(with_name(*id, map)));
                let parts: Vec<_> = items.iter().map(map).collect();
                self.brackets(('[', ']'), &parts, lines, indent);
            }
        }
    }

    fn brackets(&mut self, (open, close): (char, char), parts: &[(Option<usize>, Tree)], lines: bool, indent: &str) {
        let inside = format!("{indent}{}", self.unit);
        self.out.push(open);
        // The entries of an object on several lines need no commas.
        let comma = if open == '{' && lines && self.dice.one_in(2) { "" } else { "," };
        for (index, (name, tree)) in parts.iter().enumerate() {
            if lines {
                self.out.push('\n');
                if self.dice.one_in(6) {
                    let _ = writeln!(self.out, "{inside}# of the next");
                }
                self.out.push_str(&inside);
            } else if index > 0 {
                self.out.push(' ');
            }
            if let Some(name) = name {
                let quoted = name % 4 == 1;
                let quote = if quoted { "\"" } else { "" };
                let _ = write!(self.out, "{quote}{}{quote} = ", NAMES[*name]);
            }
            self.value(tree, if lines { &inside } else { indent });
            let heredoc = self.out.ends_with("EOT");
            if heredoc && open == '[' {
                let _ = write!(self.out, "\n{inside}");
            }
            if (!heredoc || open == '[') && (index + 1 < parts.len() || lines && self.dice.one_in(2)) {
                self.out.push_str(comma);
            }
        }
        if lines && !parts.is_empty() {
            let _ = write!(self.out, "\n{indent}");
        }
        self.out.push(close);
    }
}

/// The entries of a list element, with its identifying field.
fn with_name(id: usize, map: &[(usize, Tree)]) -> Vec<(usize, Tree)> {
    let rest = map.iter().filter(|(name, _)| *name != 3).cloned();
    // Scalars that identify an element.
    let names = [1, 2, 5, 0, 3, 8];
    std::iter::once((3, Tree::Scalar(names[id]))).chain(rest).collect()
}

/// Whether a value spans several lines.
fn tall(tree: &Tree) -> bool {
    match tree {
        Tree::Scalar(scalar) => SCALARS[scalar % 18].contains('\n'),
        Tree::Map(entries) => entries.iter().any(|(_, tree)| tall(tree)),
        Tree::List(items) => items.iter().any(tall),
        Tree::Elements(items) => items.iter().flat_map(|(_, map)| map).any(|(_, tree)| tall(tree)),
    }
}
