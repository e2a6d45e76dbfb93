//! `create` and `refresh`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::engine::draft::Created;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::{markdown, text, v1};

/// Whether a promotion is new or planned again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Planning {
    /// `create`
    Create,
    /// `refresh`
    Refresh,
}

/// A plan that was made just now.
pub(crate) struct PlanReport<'a> {
    /// The plan.
    pub(crate) created: &'a Created,
    /// Whether the promotion is new.
    pub(crate) planning: Planning,
}

impl PlanReport<'_> {
    /// `Created promotion`, or what would be done.
    fn title(&self) -> &'static str {
        match (self.created.dry_run, self.planning) {
            (_, Planning::Refresh) if self.created.up_to_date => "Already up to date: promotion",
            (false, Planning::Create) => "Created promotion",
            (false, Planning::Refresh) => "Refreshed promotion",
            (true, Planning::Create) => "Would create a promotion",
            (true, Planning::Refresh) => "Would refresh promotion",
        }
    }

    /// The id, where the promotion exists.
    fn id(&self) -> Option<String> {
        let exists = !self.created.dry_run || self.planning == Planning::Refresh;
        self.created.view.as_ref().filter(|_| exists).map(|view| view.promotion.id.to_string())
    }

    /// What people call it, where the promotion exists.
    fn name(&self) -> Option<String> {
        self.id().and(self.created.view.as_ref()).map(|view| view.promotion.name())
    }
}

impl Report for PlanReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        text::plan::created(out, look, self.created, self.title(), self.name().as_deref())
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        let new = !self.created.dry_run && self.planning == Planning::Create;
        self.id().filter(|_| new).map_or(Ok(()), |id| writeln!(out, "{id}"))
    }

    fn json(&self) -> Json {
        value(&v1::promotion::Planned::new(self.created))
    }

    fn markdown(&self) -> Option<String> {
        Some(markdown::plan::created(self.created, self.title(), self.name().as_deref()))
    }
}
