//! `request`.

use std::io::{self, Write};

use serde_json::Value as Json;

use crate::ops::host_request::HostRequest;
use crate::ops::propose::Proposed;
use crate::render::report::{Report, value};
use crate::render::text::style::Look;
use crate::render::v1::host_request::Requested;
use crate::render::{markdown, text};
use promote_model::text::{visible, visible_lines};

pub(crate) use crate::render::text::host_request::{next_steps, remark};

/// The text of the request of a proposal, as Markdown.
pub(crate) fn request_text(proposed: &Proposed) -> String {
    markdown::request::request(proposed)
}

/// The request of a proposal.
pub(crate) struct RequestReport<'a> {
    /// The proposal.
    pub(crate) proposed: &'a Proposed,
    /// The request at its host.
    pub(crate) request: &'a HostRequest,
    /// The text of the request.
    pub(crate) text: &'a str,
}

impl Report for RequestReport<'_> {
    fn text(&self, out: &mut dyn Write, look: Look) -> io::Result<()> {
        let proposed = self.proposed;
        if let Some(sentence) = text::host_request::sentence(proposed, self.request) {
            writeln!(out, "{sentence}")?;
        }
        let promotion = look.cyan(&proposed.view.promotion.name());
        let (branch, into) = (visible(&proposed.branch), visible(&proposed.into));
        writeln!(out, "Promotion {promotion} ({}), {branch} into {into}", look.status(proposed.view.status))?;
        writeln!(out, "\n{}\n", visible(&proposed.title))?;
        out.write_all(visible_lines(self.text).as_bytes())
    }

    fn quiet(&self, out: &mut dyn Write, _look: Look) -> io::Result<()> {
        self.request.url.as_ref().map_or(Ok(()), |url| writeln!(out, "{}", visible(url)))
    }

    fn json(&self) -> Json {
        value(&Requested::new(self.proposed, self.request, self.text))
    }

    fn markdown(&self) -> Option<String> {
        Some(self.text.to_owned())
    }
}
