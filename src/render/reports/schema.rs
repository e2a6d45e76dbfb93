//! `schema`.

use std::io::{self, Write};

use schemars::Schema;
use serde_json::Value as Json;

use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{schema, v1};

/// The names of all schemas.
pub(crate) struct NamesReport<'a>(pub(crate) &'a [&'a str]);

impl Report for NamesReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        self.0.iter().try_for_each(|name| writeln!(out, "{name}"))
    }

    // The names are the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::schemas::Schemas::new(self.0))
    }
}

/// One schema. It is JSON for people, too.
pub(crate) struct SchemaReport<'a>(pub(crate) &'a Schema);

impl Report for SchemaReport<'_> {
    fn text(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        out.write_all(schema::text(self.0).as_bytes())
    }

    // The schema is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        self.0.as_value().clone()
    }
}
