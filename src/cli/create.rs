//! `promote create`.

use std::io::Read;

use anyhow::Context as _;
use serde::Deserialize;

use super::failure::Failure;
use super::session::{Answer, Result, Session};
use super::{execute, signals, validate};
use crate::engine::OpError;
use crate::ops::create::{PromotionType, Request, create};
use crate::ops::execute::execute as run_execute;
use crate::ops::validate::validate as run_validate;
use crate::render::reports::create::{PlanReport, Planning};

/// Plan a promotion and record it
///
/// Without a selector everything that differs is taken (FULL). --config and --flag take configs by id
/// (SELECTIVE), --key by pattern (PATTERN); all of them together are a union. What exists only in
/// TARGET stays, unless --prune is given or its id is named, and so do TARGET's own keys ('keep').
/// Where nothing differs, nothing is created.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote create staging production --key 'query.*' --notes 'Query timeout verified in staging'
  promote create staging production --config 5f7c21d9 --flag 0b9d11aa --validate
  promote create staging production --changed --only app=web
  promote create --from request.json -q")]
pub(crate) struct Args {
    /// The environment that is promoted from
    #[arg(required_unless_present = "from")]
    source: Option<String>,
    /// The environment that is promoted into
    #[arg(required_unless_present = "from")]
    target: Option<String>,
    /// Take the config with this id; can be repeated
    #[arg(long = "config", value_name = "ID")]
    configs: Vec<String>,
    /// Take the flag with this id; can be repeated
    #[arg(long = "flag", value_name = "ID")]
    flags: Vec<String>,
    /// Take the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated
    #[arg(long = "key", value_name = "PATTERN")]
    keys: Vec<String>,
    /// How configs are chosen; inferred from the selectors where not given
    #[arg(long = "type", value_name = "TYPE", ignore_case = true)]
    kind: Option<Kind>,
    /// Only files whose capture has this value, as in --only app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    /// Only what SOURCE changed since the last promotion to TARGET
    #[arg(long)]
    changed: bool,
    /// With --changed: since this git revision
    #[arg(long, value_name = "REV", requires = "changed")]
    since: Option<String>,
    /// Also remove what exists only in TARGET
    #[arg(long)]
    prune: bool,
    /// Why; becomes the body of the promotion commit
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// Read the request as JSON from a file, or from standard input with '-'
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source", "configs", "flags", "keys", "kind", "only", "changed", "prune", "notes"])]
    from: Option<String>,
    /// Validate it at once; findings exit with 1
    #[arg(long)]
    validate: bool,
    /// Validate and execute it at once, where no approval is needed
    #[arg(long)]
    execute: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Full,
    Selective,
    Pattern,
}

/// The request body of the public contract.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    source_environment: String,
    target_environment: String,
    #[serde(default)]
    promotion_type: Option<PromotionType>,
    #[serde(default)]
    config_ids: Vec<String>,
    #[serde(default)]
    flag_ids: Vec<String>,
    #[serde(default)]
    key_patterns: Vec<String>,
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    changed: bool,
    #[serde(default)]
    since: Option<String>,
    #[serde(default)]
    prune: bool,
    #[serde(default)]
    notes: Option<String>,
}

pub(crate) fn run(session: &mut Session<'_>, args: Args) -> Result {
    let (validating, executing) = (args.validate, args.execute);
    let body = match &args.from {
        Some(from) => read_body(from)?,
        None => from_args(args),
    };
    let (source, target) = (body.source_environment.clone(), body.target_environment.clone());
    let created = create(&session.context, &source, &target, &body.request())?;
    let more = (validating || executing) && !session.context.dry_run;
    // The report of a validation has these warnings.
    if !more || session.quiet || !session.format.is_for_people() {
        created.in_the_clear.iter().for_each(|words| session.context.remarks.add(words));
    }
    let id = created.view.as_ref().filter(|_| !created.dry_run).map(|view| view.promotion.id.to_string());
    // JSON, YAML and Markdown are one document: that of the last step.
    if !more || id.is_none() || session.format.is_for_people() {
        session.print(&PlanReport { created: &created, planning: Planning::Create })?;
    }
    let Some(id) = id else { return Ok(Answer::Yes) };
    if more {
        return go_on(session, &id, executing);
    }
    session.next(&format!("promote validate {id}"))?;
    Ok(Answer::Yes)
}

/// `--validate` and `--execute`.
fn go_on(session: &mut Session<'_>, id: &str, executing: bool) -> Result {
    // With --quiet the id is all that is printed.
    let mut nothing = std::io::sink();
    let mut session = Session {
        context: session.context.clone(),
        out: if session.quiet { &mut nothing } else { &mut *session.out },
        err: &mut *session.err,
        ..*session
    };
    let session = &mut session;
    session.context.interrupt = signals::interrupts()?;
    let view = run_validate(&session.context, id)?;
    let ok = view.state.validation.as_ref().is_some_and(|v| v.ok);
    if !executing || !ok {
        return validate::report(session, &view);
    }
    let executed = run_execute(&session.context, id, None)?;
    execute::report(session, &executed)
}

impl Body {
    fn request(self) -> Request {
        Request {
            promotion_type: self.promotion_type.unwrap_or_else(|| infer(&self)),
            config_ids: self.config_ids,
            flag_ids: self.flag_ids,
            key_patterns: self.key_patterns,
            only: self.only,
            changed: self.changed,
            since: self.since,
            prune: self.prune,
            notes: self.notes.filter(|notes| !notes.trim().is_empty()),
        }
    }
}

fn infer(body: &Body) -> PromotionType {
    match (body.config_ids.is_empty() && body.flag_ids.is_empty(), body.key_patterns.is_empty()) {
        (true, true) => PromotionType::Full,
        (true, false) => PromotionType::Pattern,
        (false, _) => PromotionType::Selective,
    }
}

fn from_args(args: Args) -> Body {
    Body {
        source_environment: args.source.unwrap_or_default(),
        target_environment: args.target.unwrap_or_default(),
        promotion_type: args.kind.map(|kind| match kind {
            Kind::Full => PromotionType::Full,
            Kind::Selective => PromotionType::Selective,
            Kind::Pattern => PromotionType::Pattern,
        }),
        config_ids: args.configs,
        flag_ids: args.flags,
        key_patterns: args.keys,
        only: args.only,
        changed: args.changed,
        since: args.since,
        prune: args.prune,
        notes: args.notes,
    }
}

fn read_body(from: &str) -> std::result::Result<Body, Failure> {
    let text = if from == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read the request from standard input")?;
        text
    } else {
        std::fs::read_to_string(from).with_context(|| format!("cannot read the request from {from}"))?
    };
    serde_json::from_str(&text).map_err(|error| {
        let place = if from == "-" { "standard input" } else { from };
        let hint = r#"it looks like {"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.*"]}"#;
        OpError::Usage { message: format!("{place} is not a request: {error}"), hints: vec![hint.to_owned()] }.into()
    })
}
