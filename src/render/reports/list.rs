//! `list` and `log`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::view::PromotionView;
use crate::ops::log::Logged;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1::promotion::Promotions;
use crate::render::{csv, markdown, text};

/// Promotions, open or all.
pub(crate) struct ListReport<'a> {
    /// The promotions, newest first.
    pub(crate) views: &'a [PromotionView],
    /// Whether closed promotions are listed, too.
    pub(crate) all: bool,
}

impl ListReport<'_> {
    fn none(&self) -> &'static str {
        if self.all { "There is no promotion." } else { "No promotion is open." }
    }
}

impl Report for ListReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        match self.views {
            [] => writeln!(out, "{}", self.none()),
            views => text::list::list(out, look, "", views),
        }
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        text::list::ids(out, self.views)
    }

    fn json(&self) -> Json {
        value(&Promotions::new(self.views))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::list::list(self.views, self.none()))
    }
}

/// The promotions that were executed in an environment.
pub(crate) struct LogReport<'a> {
    /// The promotions, newest first.
    pub(crate) logged: &'a [Logged],
    /// The environment.
    pub(crate) environment: &'a str,
    /// Whether only some promotions were asked for.
    pub(crate) narrowed: bool,
}

impl LogReport<'_> {
    fn none(&self) -> String {
        match self.narrowed {
            true => format!("No promotion into {} matches.", self.environment),
            false => format!("Nothing was promoted into {} yet.", self.environment),
        }
    }

    fn views(&self) -> impl Iterator<Item = &PromotionView> {
        self.logged.iter().map(|logged| &logged.view)
    }
}

impl Report for LogReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        match self.logged {
            [] => writeln!(out, "{}", self.none()),
            logged => text::list::log(out, look, logged),
        }
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        text::list::ids(out, self.views())
    }

    fn json(&self) -> Json {
        value(&Promotions::new(self.views()))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::list::log(self.logged, self.environment, &self.none()))
    }

    fn csv(&self) -> Option<String> {
        Some(csv::log(self.logged))
    }
}
