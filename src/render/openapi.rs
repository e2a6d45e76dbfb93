//! The shapes of requests and answers of the service, as JSON Schemas of an OpenAPI document.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value as Json};

use super::v1::common::Versioned;
use super::v1::{diff, history, hold, keys, landed, ledger_event, matrix, problem, promotion, verify};
use crate::ops::inputs::{
    ApproveInput, AttestInput, ExecuteInput, HoldInput, ReasonInput, RefreshInput, RollbackInput, ScheduleInput,
};
use crate::ops::request::Body;

/// The place of schemas in the document.
const PLACE: &str = "/components/schemas";

/// The shape of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A promotion.
    Promotion,
    /// A promotion that was planned, or nothing to promote.
    Planned,
    /// Promotions.
    Promotions,
    /// An execution, or a proposal.
    Execution,
    /// A rollback.
    Landed,
    /// A difference.
    Diff,
    /// Keys.
    Keys,
    /// Keys by environments.
    Matrix,
    /// One key through time and environments.
    History,
    /// A hold.
    Hold,
    /// Holds.
    Holds,
    /// A proof.
    Verified,
    /// An event of the ledger.
    Event,
    /// An error.
    Problem,
}

/// The shape of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// The request of `create`.
    Create,
    /// A reason.
    Reason,
    /// An approval.
    Approve,
    /// The result of a test.
    Attest,
    /// How a plan is made again.
    Refresh,
    /// An execution.
    Execute,
    /// A time.
    Schedule,
    /// A rollback.
    Rollback,
    /// A hold.
    Hold,
}

/// The schemas of a document: references to them, and what they refer to.
pub(crate) struct Schemas {
    answers: SchemaGenerator,
    inputs: SchemaGenerator,
}

impl Schemas {
    /// No schema yet.
    pub(crate) fn new() -> Self {
        let settings = || SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = PLACE.into());
        Self {
            answers: settings().for_serialize().into_generator(),
            inputs: settings().for_deserialize().into_generator(),
        }
    }

    /// The schema of an answer, which may be a reference.
    pub(crate) fn answer(&mut self, shape: Shape) -> Json {
        let make = &mut self.answers;
        let schema = match shape {
            Shape::Promotion => make.subschema_for::<Versioned<promotion::Promotion>>(),
            Shape::Planned => make.subschema_for::<Versioned<promotion::Planned>>(),
            Shape::Promotions => make.subschema_for::<Versioned<promotion::Promotions>>(),
            Shape::Execution => make.subschema_for::<Versioned<landed::Execution>>(),
            Shape::Landed => make.subschema_for::<Versioned<landed::Landed>>(),
            Shape::Diff => make.subschema_for::<Versioned<diff::Diff>>(),
            Shape::Keys => make.subschema_for::<Versioned<keys::Keys>>(),
            Shape::Matrix => make.subschema_for::<Versioned<matrix::Matrix>>(),
            Shape::History => make.subschema_for::<Versioned<history::History>>(),
            Shape::Hold => make.subschema_for::<Versioned<hold::Hold>>(),
            Shape::Holds => make.subschema_for::<Versioned<hold::Holds>>(),
            Shape::Verified => make.subschema_for::<Versioned<verify::Verified>>(),
            Shape::Event => make.subschema_for::<Versioned<ledger_event::LedgerEvent>>(),
            Shape::Problem => make.subschema_for::<problem::Problem>(),
        };
        schema.to_value()
    }

    /// The schema of a body, which may be a reference.
    pub(crate) fn input(&mut self, input: Input) -> Json {
        let make = &mut self.inputs;
        let schema = match input {
            Input::Create => make.subschema_for::<Body>(),
            Input::Reason => make.subschema_for::<ReasonInput>(),
            Input::Approve => make.subschema_for::<ApproveInput>(),
            Input::Attest => make.subschema_for::<AttestInput>(),
            Input::Refresh => make.subschema_for::<RefreshInput>(),
            Input::Execute => make.subschema_for::<ExecuteInput>(),
            Input::Schedule => make.subschema_for::<ScheduleInput>(),
            Input::Hold => make.subschema_for::<HoldInput>(),
            Input::Rollback => make.subschema_for::<RollbackInput>(),
        };
        schema.to_value()
    }

    /// What the schemas refer to, by name.
    pub(crate) fn definitions(mut self) -> Map<String, Json> {
        let mut all = self.inputs.take_definitions(true);
        all.extend(self.answers.take_definitions(true));
        all
    }
}
