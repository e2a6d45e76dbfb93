//! `ledger dispute`.

use schemars::JsonSchema;
use serde::Serialize;

use super::common::Versioned;
use crate::ops::dispute;

/// The dispute of an event of the ledger.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Disputed {
    /// The ledger commit of the event.
    event: String,
    /// The number of people who must dispute it.
    required: u32,
    /// The email addresses of those who did and count.
    by: Vec<String>,
    /// Whether its time counts no more.
    ok: bool,
}

impl Disputed {
    /// The shape.
    pub(crate) fn new(disputed: &dispute::Disputed) -> Versioned<Self> {
        Versioned::new(Self {
            event: disputed.event.to_string(),
            required: disputed.want.required,
            by: disputed.want.by.iter().map(|person| person.email.clone()).collect(),
            ok: disputed.want.is_met(),
        })
    }
}
