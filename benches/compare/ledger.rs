//! Generates a ledger of many promotions with the program's own writers and `git fast-import`: the same files, messages and
//! trailers as in a real ledger, one commit per event.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use promote::store::commits;
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_core::promotion::plan::{Plan, PlanFile, PlanSource};
use promote_core::promotion::{
    Event, EventKind, Number, Person, Promotion, PromotionId, PromotionState, PromotionType, Request, ledger_path,
    message, state::fold, stored,
};
use promote_model::{ConfigId, FileMode, Key, ObjectId, RulesNumber, Step, Value};
use uuid::Builder;

use crate::git::{commit, fast_import, git, output};
use crate::repos::{Layout, SECOND, begin, make as make_repo};
use crate::table::note;
use crate::texts::mix;

/// The newest promotions, which are still open.
const OPEN: usize = 25;

/// A repository with 1,000 files per environment and a ledger of `promotions`.
pub fn make(folder: &Path, promotions: usize) -> Result<PathBuf> {
    let path = folder.join(format!("ledger-2-{promotions}.git"));
    if path.exists() {
        return Ok(path);
    }
    let repo = make_repo(folder, Layout::Directories, 1000)?;
    note(&format!("making a ledger of {promotions} promotions"));
    begin(folder, &path, |scratch| {
        output(git(scratch, &["fetch", "-q", &repo.path.display().to_string(), "main:main"]))?;
        let id = |name: &str| -> Result<ObjectId> { Ok(output(git(scratch, &["rev-parse", name]))?.parse()?) };
        let (head, blob) = (id("main")?, id("main:promote.yaml")?);
        fast_import(scratch, |stream| write(stream, promotions, (head, blob)))
    })?;
    Ok(path)
}

/// The id of a closed promotion.
pub fn an_id(dir: &Path) -> Result<String> {
    let month = output(git(dir, &["ls-tree", "-r", "--name-only", "promotions:closed/2025/06"]))?;
    let path = month.lines().next().context("the ledger has no promotion of June 2025")?;
    Ok(path.split('/').nth(1).context("the ledger has no folder for the ends of ids")?.to_owned())
}

fn write(stream: &mut dyn Write, promotions: usize, (head, blob): (ObjectId, ObjectId)) -> Result<()> {
    let header = "{\n  \"version\": 2,\n  \"policyBranch\": \"main\"\n}\n";
    commit(stream, "promotions", SECOND, "Begin the ledger of promotions\n")?;
    writeln!(stream, "M 100644 inline ledger.json\ndata {}\n{header}", header.len())?;
    for index in 0..promotions {
        let promotion = promotion(index, promotions, (head, blob));
        let digest = promotion.plan.digest(promotion.id, &promotion.source, &promotion.target);
        let mut whats = vec![
            EventKind::Created { digest: digest.clone(), authors: Vec::new(), since: None },
            EventKind::Validated {
                digest: digest.clone(),
                ok: true,
                findings: Vec::new(),
                checks: Vec::new(),
                checks_digest: None,
                files_digest: None,
            },
            EventKind::Approved { digest: digest.clone(), expires: None },
        ];
        let left = promotions - index;
        if left > OPEN {
            whats.push(match index % 20 {
                7 => EventKind::Cancelled { reason: "not needed any more".to_owned() },
                _ => EventKind::Executed { digest, commit: head, required: 1, overriding: None },
            });
        }
        let mut events: Vec<Event> = Vec::new();
        for (step, what) in whats.into_iter().enumerate() {
            let by = person(if matches!(what, EventKind::Approved { .. }) { "Bob" } else { "Ann" });
            let at = promotion.created_at + SignedDuration::from_secs(60 * step as i64);
            events.push(Event { what, by, at, policy: head, rules: None, clock: Some(at), request: None });
            append(stream, &promotion, &events)?;
        }
    }
    Ok(())
}

/// The commit of the last of these events.
fn append(stream: &mut dyn Write, promotion: &Promotion, events: &[Event]) -> Result<()> {
    let state = fold(events)?;
    let event = events.last().context("no event")?;
    let words = message::event(promotion, event, &state.digest);
    let text = commits::text(&words);
    commit(stream, "promotions", event.at.as_second(), &text)?;
    let (open, closed) = homes(promotion);
    let home = if is_open(&state) { &open } else { &closed };
    if !is_open(&state) {
        writeln!(stream, "R {open} {closed}")?;
    }
    let mut write = |path: &str, text: &str| -> Result<()> {
        Ok(writeln!(stream, "M 100644 inline {path}\ndata {}\n{text}", text.len())?)
    };
    let mut put = |name: &str, text: &str| write(&format!("{home}/{name}"), text);
    let lines = events.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    put("events.jsonl", &(lines.join("\n") + "\n"))?;
    if events.len() == 1 {
        put("promotion.json", &stored::write(promotion))?;
        put("plan.txt", &message::plan_text(&promotion.source, &promotion.target, &promotion.plan))?;
    }
    if matches!(event.what, EventKind::Approved { .. }) {
        put(&format!("approvals/{}.json", events.len()), &format!("{{\"decision\": \"approve {}\"}}\n", promotion.id))?;
    }
    if let Some(number) = promotion.number.and_then(Number::given).filter(|_| events.len() == 1) {
        write(&ledger_path::number(number), &format!("{}\n", promotion.id))?;
    }
    Ok(())
}

fn is_open(state: &PromotionState) -> bool {
    state.status(1).is_open()
}

fn homes(promotion: &Promotion) -> (String, String) {
    (ledger_path::open(promotion.id), ledger_path::closed(promotion.id, promotion.created_at))
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), email: format!("{}@acme.com", name.to_lowercase()) }
}

/// One promotion; most change one key, some fifty. They are spread over two years.
fn promotion(index: usize, of: usize, (head, blob): (ObjectId, ObjectId)) -> Promotion {
    let seed = mix(index);
    let spread = 2 * 365 * 24 * 3600 / of.max(1) * index;
    let at = Timestamp::from_second(SECOND - 2 * 365 * 24 * 3600 + spread as i64).unwrap_or_default();
    let mut random = [0; 10];
    random[..8].copy_from_slice(&(seed as u64).to_le_bytes());
    let millis = u64::try_from(at.as_millisecond()).unwrap_or_default();
    let keys = match seed % 20 {
        0 => 50,
        1..=4 => 5,
        _ => 1,
    };
    let file = format!("envs/{{env}}/team-{:02}/service-{:04}/config-{:02}.yaml", seed % 40, seed % 10, seed % 100);
    let path = |env: &str| file.replace("{env}", env);
    let source = PlanSource { path: path("staging"), mode: FileMode::Regular, blob };
    Promotion {
        id: PromotionId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid()),
        number: u32::try_from(index + 1).ok().map(Number::Given),
        source: "staging".to_owned(),
        target: "production".to_owned(),
        request: request(&file),
        created_by: person("Ann"),
        created_at: at,
        plan: Plan {
            source_commit: head,
            target_commit: head,
            rules: Some(RulesNumber::CURRENT),
            changes: (0..keys).map(|key| change(&file, key, seed)).collect(),
            files: vec![PlanFile {
                keys: Vec::new(),
                target_path: path("production"),
                file,
                source: Some(source),
                format: promote_core::env::content::Format::Yaml,
            }],
        },
    }
}

fn request(file: &str) -> Request {
    Request {
        promotion_type: PromotionType::Pattern,
        config_ids: Vec::new(),
        flag_ids: Vec::new(),
        key_patterns: vec![format!("{file}:*")],
        only: Vec::new(),
        changed: false,
        since: None,
        prune: false,
        notes: Some("Verified in staging since Monday".to_owned()),
        translate: false,
        undo: None,
        passed_over: false,
        with_comments: false,
        keep_aliases: false,
        undo_reason: None,
    }
}

fn change(file: &str, key: usize, seed: usize) -> Change {
    let key = Key::root().child(Step::Name("settings".to_owned())).child(Step::Name(format!("option-{key}")));
    let spelled = |number: usize| {
        let text = number.to_string();
        Some(SpelledValue { value: Value::Token(text.clone()), text })
    };
    Change {
        op: Op::Modified,
        kind: UnitKind::Config,
        file: file.to_owned(),
        document: None,
        id: ConfigId::of(file, None, &key.to_string()),
        key,
        source: spelled(seed % 1000 + 1),
        target: spelled(seed % 1000),
        own: false,
        translated: Vec::new(),
        undoes: None,
        comment: None,
        anchor: None,
    }
}
