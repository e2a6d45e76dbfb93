//! `matrix` and `get`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::get::Got;
use crate::ops::matrix::Matrix;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{csv, markdown, text, v1};

/// Keys by environments.
pub(crate) struct MatrixReport<'a>(pub(crate) &'a Matrix);

impl Report for MatrixReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::matrix::matrix(out, look, self.0)
    }

    fn json(&self) -> Json {
        value(&v1::matrix::Matrix::new(self.0))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::matrix::matrix(self.0))
    }

    fn csv(&self) -> Option<String> {
        Some(csv::matrix(self.0))
    }
}

/// The value of keys.
pub(crate) struct GetReport<'a>(pub(crate) &'a Got);

impl Report for GetReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::get::got(out, look, self.0)
    }

    // The value is the result.
    fn quiet(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        self.text(out, look)
    }

    fn json(&self) -> Json {
        value(&v1::matrix::Values::new(self.0))
    }
}
