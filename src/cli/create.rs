//! `promote create`.

use std::io::Read;

use anyhow::Context as _;

use super::beginning::Beginning;
use super::create_notes::write_notes;
use super::editor::Edit;
use super::failure::Failure;
use super::output::Format;
use super::pick::{Picked, pick_to_create};
use super::session::{Answer, Result, Session};
use super::undo::Undo;
use super::{execute, signals, validate};
use crate::engine::OpError;
use crate::engine::draft::Created;
use crate::ops::create::{Again, PromotionType, again, create};
use crate::ops::execute::execute as run_execute;
use crate::ops::request::Body;
use crate::ops::validate::validate as run_validate;
use crate::render::reports::create::{PlanReport, Planning};
use promote_core::promotion::UndoChoice;
use promote_model::text::{count, enumerate};

/// Plan a promotion and record it
///
/// Without a selector, the plan takes every key that differs (FULL). A KEY is a pattern (PATTERN), --config selects a key
/// by id, --flag a flag by name or id (SELECTIVE). Several selectors together are a union.
///
/// Keys that exist only in TARGET stay, unless --prune is given or their id is selected. Keys owned by TARGET ('keep'
/// in promote.yaml) always stay. If nothing differs, no promotion is created.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  promote create staging production 'query.*' --notes 'Tested there'
  promote create staging production values.yaml:image.tag
  promote create staging production --config 5f7c21d9 --flag new-search
  promote create staging production --changed --only app=web
  promote create staging production --pick --edit
  promote create --from request.json -q")]
pub(crate) struct Args {
    /// Environment to promote from
    #[arg(required_unless_present_any = ["from", "again"])]
    source: Option<String>,
    /// Environment to promote into
    #[arg(required_unless_present_any = ["from", "again"])]
    target: Option<String>,
    /// Take keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; a file name or path takes the file
    #[arg(value_name = "KEY", conflicts_with = "from")]
    patterns: Vec<String>,
    /// Take the key with this id; can be repeated
    #[arg(long = "config", value_name = "ID")]
    configs: Vec<String>,
    /// Take the flag with this name or id; can be repeated
    #[arg(long = "flag", value_name = "NAME")]
    flags: Vec<String>,
    /// The same as KEY; can be repeated
    #[arg(long = "key", value_name = "PATTERN")]
    keys: Vec<String>,
    /// How keys are selected [default: inferred from the selectors]
    #[arg(long = "type", value_name = "TYPE", ignore_case = true)]
    kind: Option<Kind>,
    /// Only files with this capture value, such as app=web; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    only: Vec<String>,
    /// Only keys that SOURCE changed since both held one value, and that were not passed over twice
    #[arg(long)]
    changed: bool,
    /// With --changed: also keys that later promotions left out
    #[arg(long, requires = "changed", conflicts_with = "since")]
    passed_over: bool,
    #[command(flatten)]
    undo: Undo,
    /// Why something is undone, where 'undo: deny' asks for it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// With --changed: keys that SOURCE changed since this git revision instead
    #[arg(long, value_name = "REV", requires = "changed")]
    since: Option<String>,
    /// Also remove keys that exist only in TARGET
    #[arg(long)]
    prune: bool,
    /// Replace the names of SOURCE in values by those of TARGET, as 'translate' in promote.yaml does
    #[arg(long)]
    translate: bool,
    /// Take the comments behind changed values with them, where both sides have one
    #[arg(long)]
    with_comments: bool,
    /// Keep aliases (YAML) in new keys, with the values that their anchors have in TARGET
    #[arg(long)]
    keep_aliases: bool,
    /// Reason for the promotion; becomes the body of its commit
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    #[command(flatten)]
    edit: Edit,
    /// Pick the keys from a list at the terminal; the selectors say what is listed
    #[arg(long)]
    pick: bool,
    /// Read the request as JSON from a file, or from standard input ('-')
    #[arg(long, value_name = "FILE", conflicts_with_all = ["source", "configs", "flags", "keys", "kind", "only", "changed", "prune", "translate", "with_comments", "keep_aliases", "notes", "forward", "overwrite"])]
    from: Option<String>,
    /// Plan the keys of an earlier promotion once more, as after a rollback
    #[arg(long, value_name = "ID", conflicts_with_all = ["source", "from", "configs", "flags", "keys", "kind", "only", "changed", "prune", "forward"])]
    again: Option<String>,
    /// Validate it immediately; exit with 1 if there are findings
    #[arg(long)]
    validate: bool,
    /// Validate and execute it immediately, if no approval is needed
    #[arg(long)]
    execute: bool,
    #[command(flatten)]
    beginning: Beginning,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Kind {
    Full,
    Selective,
    Pattern,
}

pub(crate) fn run(session: &mut Session<'_>, args: Args) -> Result {
    args.beginning.apply(&mut session.context);
    let (validating, executing) = (args.validate, args.execute);
    let (pick, edit, beginning) = (args.pick, args.edit, args.beginning.clone());
    let mut body = match (&args.from, &args.again) {
        (Some(from), _) => read_body(from)?,
        (None, Some(id)) => once_more(session, &again(&session.context, id)?, &args),
        (None, None) => from_args(args),
    };
    if pick {
        let beginning = beginning.words();
        let ending =
            [beginning.as_slice(), edit.word(), word(validating, &["--validate"]), word(executing, &["--execute"])]
                .concat();
        body = match pick_to_create(session, body, &ending)? {
            Picked::Keys(body) => body,
            Picked::Left(answer) => return Ok(answer),
        };
    }
    let notes = match edit.editing(session)? {
        Some(editing) => write_notes(session, &editing, &body)?,
        None => None,
    };
    let created = match notes {
        Some(written) if written.text.is_empty() => {
            writeln!(session.err, "note: the notes are empty, and nothing was created")?;
            return Ok(Answer::No);
        }
        Some(written) => {
            body.notes = Some(written.text.clone());
            written.used_by(session, record(session, body))?
        }
        None => record(session, body)?,
    };
    let more = (validating || executing) && !session.context.dry_run;
    // The report of a validation has these warnings.
    if !more || session.quiet || !session.format.is_for_people() {
        created.unmasked_secrets.iter().for_each(|words| session.context.remarks.add(words));
    }
    remark(session, &created);
    let id = created.view.as_ref().filter(|_| !created.dry_run).map(|view| view.promotion.name());
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

/// An option, if it was given.
fn word<'a>(is_given: bool, option: &'a [&'static str]) -> &'a [&'static str] {
    if is_given { option } else { &[] }
}

/// Creates the promotion.
fn record(session: &Session<'_>, body: Body) -> std::result::Result<Created, Failure> {
    let (source, target) = (body.source_environment.clone(), body.target_environment.clone());
    Ok(create(&session.context, &source, &target, &body.request())?)
}

/// What the person should know besides the plan.
pub(super) fn remark(session: &Session<'_>, created: &Created) {
    let remarks = &session.context.remarks;
    for words in &created.named {
        remarks.add(format!("{words} (does {} need values of its own?)", created.target));
    }
    created.refused.iter().for_each(|file| remarks.add(file.message()));
    created.respelled.iter().for_each(|words| remarks.add(words));
    created.partial.iter().for_each(|words| remarks.add(words));
    created.written_out.iter().for_each(|words| remarks.add(words));
    // The text says it already.
    if session.quiet || !matches!(session.format, Format::Text) {
        created.undoing.iter().for_each(|key| remarks.add(format!("this undoes a newer value: {}", key.message())));
    }
    if !session.quiet && !matches!(session.format, Format::Text) {
        for (key, comment) in &created.comments {
            remarks.add(format!("the comment behind {key} stays '{}' (not '{}')", comment.old, comment.new));
        }
    }
    for message in created.holds() {
        remarks.add(format!("{message}; the promotion cannot be executed until that ends"));
    }
    if !created.alike.is_empty() {
        remarks.add(format!("the same plan is open already, as promotion {}", enumerate(&created.alike, "and")));
    }
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
        key_patterns: args.patterns.into_iter().chain(args.keys).collect(),
        only: args.only,
        changed: args.changed,
        since: args.since,
        prune: args.prune,
        translate: args.translate,
        with_comments: args.with_comments,
        keep_aliases: args.keep_aliases,
        notes: args.notes,
        undo: args.undo.choice(),
        passed_over: args.passed_over,
        undo_reason: args.reason,
    }
}

/// The request for the keys of an earlier promotion.
fn once_more(session: &Session<'_>, earlier: &Again, args: &Args) -> Body {
    if earlier.gone > 0 {
        let (keys, verb) = (count(earlier.gone, "key"), if earlier.gone == 1 { "differs" } else { "differ" });
        session.context.remarks.add(format!("{keys} of promotion {} no longer {verb}", earlier.name));
    }
    Body {
        source_environment: earlier.source.clone(),
        target_environment: earlier.target.clone(),
        promotion_type: Some(PromotionType::Selective),
        config_ids: earlier.ids.clone(),
        flag_ids: Vec::new(),
        key_patterns: Vec::new(),
        only: Vec::new(),
        changed: false,
        since: None,
        prune: false,
        translate: args.translate,
        with_comments: args.with_comments,
        keep_aliases: args.keep_aliases,
        notes: args.notes.clone(),
        undo: Some(UndoChoice::Overwrite),
        passed_over: false,
        undo_reason: args.reason.clone(),
    }
}

fn read_body(from: &str) -> std::result::Result<Body, Failure> {
    let text = if from == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read the request from standard input")?;
        text
    } else {
        std::fs::read_to_string(from).map_err(|error| OpError::Usage {
            message: format!("cannot read the request from {from}: {error}"),
            hints: vec!["'--from -' reads it from standard input".to_owned()],
        })?
    };
    serde_json::from_str(&text).map_err(|error| {
        let place = if from == "-" { "standard input" } else { from };
        let hint = r#"it looks like {"sourceEnvironment": "staging", "targetEnvironment": "production", "keyPatterns": ["query.*"]}"#;
        OpError::Usage { message: format!("{place} is not a request: {error}"), hints: vec![hint.to_owned()] }.into()
    })
}
