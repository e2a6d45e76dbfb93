//! `cache`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::cache::{Cache, Caches};
use crate::render::report::{Report, value};
use crate::render::text::style::{Look, table};
use crate::render::v1;
use promote_model::text::count;

/// The caches, and whether they were to be removed.
pub(crate) struct CacheReport<'a> {
    /// The caches.
    pub(crate) caches: &'a Caches,
    /// Whether they were to be removed.
    pub(crate) clear: bool,
}

impl Report for CacheReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let row = |cache: &Cache| vec![cache.name.to_owned(), entries(cache.entries), size(cache.bytes)];
        table(out, "", &self.caches.caches.iter().map(row).collect::<Vec<_>>())?;
        if !self.clear {
            return Ok(());
        }
        let files: usize = self.caches.caches.iter().map(|cache| cache.files).sum();
        let bytes = self.caches.caches.iter().map(|cache| cache.bytes).sum();
        match files {
            0 => writeln!(out, "\nNothing to remove"),
            _ => {
                let done = if self.caches.cleared { "Removed" } else { "Would remove" };
                writeln!(out, "\n{done} {}, {}", count(files, "file"), size(bytes))
            }
        }
    }

    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        if self.clear { Ok(()) } else { self.text(out, look) }
    }

    fn json(&self) -> Json {
        value(&v1::cache::Caches::new(self.caches))
    }
}

fn entries(number: u64) -> String {
    match number {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}

/// A size in the largest unit that it fills.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_in_the_largest_unit() {
        let shown = [0, 999, 1_000, 1_999, 20_971_520].map(size);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "1.9 kB", "20.9 MB"]);
    }
}
