//! All operations of the service.

use super::{create, decide, hold, land, look, page};
use crate::render::openapi::{Input, Shape};
use crate::serve::answer::Answer;
use crate::serve::call::Call;
use crate::serve::operation::{Audience, Content, Method, Operation, Run, ServiceAnswer};
use crate::serve::problem::Problem;
use crate::serve::query::{once, repeated, required};
use crate::serve::scope::Scope;

/// What an operation does.
type Perform = fn(&Call) -> Result<Answer, Problem>;

/// The errors of every operation with a client.
const READ: &[u16] = &[400, 401, 403, 404, 413, 415, 422, 429, 503];
/// The errors of every decision.
const DECISION: &[u16] = &[400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429, 503];

/// A decision about one promotion, with the promotion as its answer.
const fn decision(
    id: &'static str,
    path: &'static str,
    about: &'static str,
    (scope, input): (Scope, Option<Input>),
    run: Perform,
) -> Operation {
    Operation {
        id,
        audience: Audience::Programs,
        method: Method::Post,
        path,
        about,
        scope: Some(scope),
        query: &[],
        input,
        repeatable: false,
        answers: &[(200, Content::Json(Shape::Promotion))],
        errors: DECISION,
        run: Run::Decide(run),
    }
}

/// A read.
const fn read(
    id: &'static str,
    path: &'static str,
    about: &'static str,
    answers: &'static [(u16, Content)],
    run: Perform,
) -> Operation {
    Operation {
        id,
        audience: Audience::Programs,
        method: Method::Get,
        path,
        about,
        scope: Some(Scope::Read),
        query: &[],
        input: None,
        repeatable: false,
        answers,
        errors: READ,
        run: Run::Read(run),
    }
}

/// A form of the page; its answer leads back to the page.
const fn form(
    id: &'static str,
    path: &'static str,
    about: &'static str,
    (scope, input): (Scope, Option<Input>),
    run: Perform,
) -> Operation {
    Operation {
        audience: Audience::Browsers,
        answers: &[(303, Content::None)],
        ..decision(id, path, about, (scope, input), run)
    }
}

/// An answer about the service itself.
const fn service(
    id: &'static str,
    path: &'static str,
    about: &'static str,
    answers: &'static [(u16, Content)],
    run: ServiceAnswer,
) -> Operation {
    Operation {
        id,
        audience: Audience::Programs,
        method: Method::Get,
        path,
        about,
        scope: None,
        query: &[],
        input: None,
        repeatable: false,
        answers,
        errors: &[400, 429, 503],
        run: Run::Service(run),
    }
}

/// All operations.
pub(in crate::serve) static ALL: &[Operation] = &[
    Operation {
        id: "create",
        audience: Audience::Programs,
        method: Method::Post,
        path: "/api/v1/config/promotions",
        about: "Plan a promotion and record it",
        scope: Some(Scope::Propose),
        query: &[],
        input: Some(Input::Create),
        repeatable: true,
        answers: &[(201, Content::Json(Shape::Planned)), (200, Content::Json(Shape::Planned))],
        errors: DECISION,
        run: Run::Decide(create::create),
    },
    Operation {
        query: &[
            once("all", "Also closed promotions: true or false"),
            once("limit", "The most promotions of a page, from 1 to 500; 100 by default"),
            once("cursor", "Where the page begins, from the link to it"),
        ],
        ..read(
            "list",
            "/api/v1/config/promotions",
            "List promotions, newest first",
            &[(200, Content::Json(Shape::Promotions)), (304, Content::None)],
            look::list,
        )
    },
    Operation {
        query: &[
            required("source", "The environment to promote from, optionally with @REV"),
            required("target", "The environment to promote into, optionally with @REV"),
            repeated("key", "Only keys that this pattern matches"),
            repeated("only", "Only files with this capture value: app=web"),
            once("changed", "Only keys that the source changed since both held one value: true or false"),
            once("since", "With changed: since this git revision instead"),
            once("keep", "Also keys owned by the target: true or false"),
        ],
        ..read(
            "diff",
            "/api/v1/config/promotions/diff",
            "Compare two environments, key by key",
            &[(200, Content::Json(Shape::Diff)), (304, Content::None)],
            look::diff,
        )
    },
    read(
        "show",
        "/api/v1/config/promotions/{id}",
        "Show a promotion in full",
        &[(200, Content::Json(Shape::Promotion)), (304, Content::None)],
        look::show,
    ),
    Operation {
        method: Method::Delete,
        query: &[once("reason", "Why it is cancelled")],
        ..decision(
            "cancel",
            "/api/v1/config/promotions/{id}",
            "Cancel a promotion before its execution",
            (Scope::Propose, Some(Input::Reason)),
            decide::cancel,
        )
    },
    decision(
        "validate",
        "/api/v1/config/promotions/{id}/validate",
        "Run every check on exactly what would be written",
        (Scope::Propose, None),
        decide::validate,
    ),
    decision(
        "approve",
        "/api/v1/config/promotions/{id}/approve",
        "Approve exactly the plan of a promotion",
        (Scope::Approve, Some(Input::Approve)),
        decide::approve,
    ),
    Operation {
        scope: Some(Scope::Approve),
        ..read(
            "statement",
            "/api/v1/config/promotions/{id}/statement",
            "The statement of your approval, for you to sign",
            &[(200, Content::Text("application/json"))],
            look::statement,
        )
    },
    decision(
        "withdraw",
        "/api/v1/config/promotions/{id}/withdraw",
        "Withdraw your approval",
        (Scope::Approve, None),
        decide::withdraw,
    ),
    decision(
        "reject",
        "/api/v1/config/promotions/{id}/reject",
        "Reject a plan with a reason",
        (Scope::Approve, Some(Input::Reason)),
        decide::reject,
    ),
    decision(
        "attest",
        "/api/v1/config/promotions/{id}/attest",
        "Record the result of a test of exactly this plan",
        (Scope::Propose, Some(Input::Attest)),
        decide::attest,
    ),
    Operation {
        answers: &[(200, Content::Json(Shape::Planned))],
        ..decision(
            "refresh",
            "/api/v1/config/promotions/{id}/refresh",
            "Plan again on the current source and target",
            (Scope::Propose, Some(Input::Refresh)),
            create::refresh,
        )
    },
    Operation {
        answers: &[(200, Content::Json(Shape::Execution)), (202, Content::Json(Shape::Execution))],
        ..decision(
            "execute",
            "/api/v1/config/promotions/{id}/execute",
            "Write the plan to the target, or to a branch to be merged",
            (Scope::Execute, Some(Input::Execute)),
            land::execute,
        )
    },
    decision(
        "schedule",
        "/api/v1/config/promotions/{id}/schedule",
        "Set the time at which a promotion is executed",
        (Scope::Execute, Some(Input::Schedule)),
        decide::schedule,
    ),
    decision(
        "unschedule",
        "/api/v1/config/promotions/{id}/unschedule",
        "Remove the schedule of a promotion",
        (Scope::Execute, None),
        decide::unschedule,
    ),
    Operation {
        repeatable: true,
        answers: &[(200, Content::Json(Shape::Landed))],
        ..decision(
            "rollback",
            "/api/v1/config/promotions/{id}/rollback",
            "Roll back exactly one promotion, or some of its keys",
            (Scope::Execute, Some(Input::Rollback)),
            land::rollback,
        )
    },
    read(
        "holds",
        "/api/v1/config/holds",
        "List the holds that are on",
        &[(200, Content::Json(Shape::Holds)), (304, Content::None)],
        hold::list,
    ),
    Operation {
        answers: &[(200, Content::Json(Shape::Hold))],
        ..decision(
            "hold",
            "/api/v1/config/environments/{environment}/holds",
            "Stop promotions to an environment, or to some of its keys",
            (Scope::Execute, Some(Input::Hold)),
            hold::set,
        )
    },
    Operation {
        method: Method::Delete,
        query: &[once("reason", "Why it is lifted")],
        answers: &[(200, Content::Json(Shape::Hold))],
        ..decision(
            "unhold",
            "/api/v1/config/holds/{number}",
            "Lift a hold",
            (Scope::Execute, Some(Input::Reason)),
            hold::lift,
        )
    },
    Operation {
        query: &[
            repeated("key", "Only promotions that wrote a key that this pattern matches"),
            once("limit", "The most promotions, from 1 to 500; 100 by default"),
        ],
        ..read(
            "log",
            "/api/v1/config/environments/{environment}/log",
            "List promotions into an environment, newest first",
            &[(200, Content::Json(Shape::Promotions)), (304, Content::None)],
            look::log,
        )
    },
    Operation {
        query: &[
            repeated("key", "Only keys that this pattern matches"),
            repeated("only", "Only files with this capture value: app=web"),
        ],
        ..read(
            "keys",
            "/api/v1/config/environments/{environment}/keys",
            "List keys, values and ids of an environment",
            &[(200, Content::Json(Shape::Keys)), (304, Content::None)],
            look::keys,
        )
    },
    Operation {
        query: &[
            repeated("key", "Only keys that this pattern matches"),
            repeated("only", "Only files with this capture value: app=web"),
            once("missing", "Only keys that an environment lacks: true or false"),
            once("differs", "Only keys whose values differ: true or false"),
            once("keep", "What environments own counts, too: true or false"),
        ],
        ..read(
            "matrix",
            "/api/v1/config/matrix",
            "Compare all environments, key by key",
            &[(200, Content::Json(Shape::Matrix)), (304, Content::None)],
            look::matrix,
        )
    },
    Operation {
        query: &[
            required("key", "The key"),
            once("environment", "Only this environment"),
            once("limit", "The most values of each environment, from 1 to 500; 100 by default"),
        ],
        ..read(
            "history",
            "/api/v1/config/history",
            "One key through time and environments",
            &[(200, Content::Json(Shape::History)), (304, Content::None)],
            look::history,
        )
    },
    Operation {
        audience: Audience::Browsers,
        query: &[once("done", "The promotion that a form has just changed, and its state")],
        ..read("page", "/", "The page about the pipeline", &[(200, Content::Text("text/html"))], page::page)
    },
    Operation {
        audience: Audience::Browsers,
        ..read(
            "sign-in",
            "/sign-in",
            "Ask a browser for a name, then lead to the page",
            &[(303, Content::None)],
            page::sign_in,
        )
    },
    form(
        "page-approve",
        "/promotions/{id}/approve",
        "The button of the page: approve exactly the plan that it shows",
        (Scope::Approve, Some(Input::Approve)),
        page::approve,
    ),
    form(
        "page-reject",
        "/promotions/{id}/reject",
        "The button of the page: reject the plan with a reason",
        (Scope::Approve, Some(Input::Reason)),
        page::reject,
    ),
    form(
        "page-execute",
        "/promotions/{id}/execute",
        "The button of the page: write the plan to the target",
        (Scope::Execute, Some(Input::Execute)),
        page::execute,
    ),
    form(
        "page-cancel",
        "/promotions/{id}/cancel",
        "The button of the page: cancel the promotion",
        (Scope::Propose, Some(Input::Reason)),
        page::cancel,
    ),
    Operation {
        query: &[once("environment", "Only this environment"), once("since", "Only commits after this git revision")],
        ..read(
            "verify",
            "/api/v1/config/verify",
            "Verify that every change in each environment followed the rules",
            &[(200, Content::Json(Shape::Verified))],
            look::verify,
        )
    },
    Operation {
        query: &[once("since", "Begin behind this ledger commit, or at this time; Last-Event-ID has priority")],
        run: Run::Stream,
        ..read(
            "events",
            "/api/v1/config/events",
            "Follow the events of the ledger, as server-sent events",
            &[(200, Content::Events(Shape::Event))],
            look::list,
        )
    },
    service("health", "/healthz", "The service runs", &[(200, Content::Object)], ServiceAnswer::Health),
    service("ready", "/readyz", "The service can read its repository", &[(200, Content::Object)], ServiceAnswer::Ready),
    Operation {
        scope: Some(Scope::Read),
        errors: READ,
        ..service(
            "metrics",
            "/metrics",
            "Counters for Prometheus",
            &[(200, Content::Text("text/plain"))],
            ServiceAnswer::Metrics,
        )
    },
    service("openapi", "/openapi.json", "This description", &[(200, Content::Object)], ServiceAnswer::OpenApi),
];
