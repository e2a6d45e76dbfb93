//! Printing keys.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Key, Step};

/// Whether a name needs no quotes.
pub(super) fn is_bare(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| ".[]\"=:#*?{},\\".contains(c) || c.is_whitespace() || c.is_control())
}

fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if is_bare(name) { f.write_str(name) } else { write_quoted(f, name) }
}

fn write_quoted(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in name.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            c if c.is_control() => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => write_name(f, name),
            // Captures in templates never need quotes.
            Self::Bound(text) => f.write_str(text),
            Self::Element { field, value } => {
                f.write_str("[")?;
                if !field.is_empty() {
                    write_name(f, field)?;
                }
                f.write_str("=")?;
                // Dots and colons need no quotes in brackets: [name=my.app].
                let ordinary = |c: char| !"[]\"=*?{},\\".contains(c) && !c.is_whitespace() && !c.is_control();
                if !value.is_empty() && value.chars().all(ordinary) {
                    f.write_str(value)?;
                } else {
                    write_quoted(f, value)?;
                }
                f.write_str("]")
            }
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 && !step.is_of_a_list() {
                f.write_str(".")?;
            }
            write!(f, "{step}")?;
        }
        Ok(())
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
