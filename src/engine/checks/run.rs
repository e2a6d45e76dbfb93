//! Runs the checks of the policy on the target's new files: first what files answer on their own, each read once; then
//! rules and commands, in parallel.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::files::{FileResults, FileRound};
use super::names::names_findings;
use super::remembered::{Remembered, SCHEMAS};
use super::{commands, rules};
use crate::engine::OpError;
use crate::engine::context::{Context, Progress, Watcher};
use crate::engine::secrets::{UnmaskedPlan, redacted_promotion};
use crate::store::Store;
use crate::store::environment::EnvSnapshot;
use crate::store::walk::ListedFile;
use promote_core::policy::checks::{Check, CheckInput, CheckKind, CheckedFile, Schema};
use promote_core::promotion::event::{CheckOutcome, CheckResult};
use promote_core::promotion::{CheckFinding, Promotion};
use promote_git::exec::Interrupt;

/// The results of all checks.
#[derive(Debug, Default)]
pub(crate) struct CheckResults {
    /// The result of each check, in the order of `promote.yaml`.
    pub(crate) checks: Vec<CheckResult>,
    /// The findings, in the same order.
    pub(crate) findings: Vec<CheckFinding>,
    /// The digest of the files that commands saw; `None` where no command ran.
    pub(crate) files_digest: Option<String>,
}

/// The tools recorded for checks of keys and rules. Cargo.toml pins the crate to this version.
const OURS: &str = concat!("promote ", env!("CARGO_PKG_VERSION"));
const RULES: &str = "cel 0.15.0";

/// Runs the checks of a promotion; `target` has the new tree.
///
/// # Errors
/// Where git cannot be read, or a schema is wrong.
pub(crate) fn run(
    store: &Store,
    promotion: &Promotion,
    target: &EnvSnapshot,
    context: &Context,
) -> Result<CheckResults, OpError> {
    let checks: Vec<&Check> = store.policy.checks_for(&target.name).collect();
    let commands = checks.iter().any(|check| matches!(check.kind, CheckKind::Command(_)));
    let may_run = commands && commands::may_run(store, context.run_commands)?;
    let held = context.interrupt.defer();
    let ran = run_some(store, promotion, target, &checks, may_run, (&context.watcher, &context.interrupt))?;
    drop(held);
    // The findings of an interrupted check are incomplete.
    if context.interrupt.is_requested() {
        return Err(OpError::Interrupted);
    }
    let files_digest = may_run.then(|| commands::files_digest(store, target)).transpose()?;
    let mut findings = names_findings(store, promotion);
    findings.extend(ran.findings);
    Ok(CheckResults { files_digest, findings, checks: ran.checks })
}

/// Runs the checks again before execution: the first error in the target's new files. Commands are not run again, because
/// they saw exactly these files.
///
/// # Errors
/// As [`run`].
pub(crate) fn again(
    store: &Store,
    promotion: &Promotion,
    target: &EnvSnapshot,
) -> Result<Option<CheckFinding>, OpError> {
    if let Some(denied) = names_findings(store, promotion).into_iter().find(|finding| finding.level.is_error()) {
        return Ok(Some(denied));
    }
    let checks = store.policy.checks_for(&target.name);
    let checks: Vec<&Check> =
        checks.filter(|c| c.level.is_error() && !matches!(c.kind, CheckKind::Command(_))).collect();
    let ran = run_some(store, promotion, target, &checks, false, (&Watcher::default(), &Interrupt::default()))?;
    Ok(ran.findings.into_iter().find(|finding| finding.level.is_error()))
}

/// Runs some checks.
fn run_some(
    store: &Store,
    promotion: &Promotion,
    target: &EnvSnapshot,
    checks: &[&Check],
    may_run: bool,
    (watcher, interrupt): (&Watcher, &Interrupt),
) -> Result<CheckResults, OpError> {
    if checks.is_empty() {
        return Ok(CheckResults::default());
    }
    let schemas = schemas(store, checks)?;
    let known = Remembered::open(store);
    let touched = promotion.plan.files.iter().map(|file| file.target_path.as_str()).collect();
    let key = known.target(target, &touched, checks);
    let round = FileRound { store, target, checks, schemas: &schemas, touched };
    let (files, results) = match key {
        Some(key) if known.has_target(key) => (None, FileResults::without_findings(checks.len())),
        _ => {
            let files = store.files(target)?;
            let results = round.run(&known, &files)?;
            (Some(files), results)
        }
    };
    let opened = UnmaskedPlan::plan(store, &promotion.plan)?;
    let redacted = &redacted_promotion(&store.rules, promotion.clone());
    let facts = CheckInput { promotion: redacted, changes: opened.changes(), now: store.now };
    let checks_context =
        CheckContext { interrupt, store, facts, target, may_run, files: files.as_deref(), subjects: &results.subjects };
    watcher.tell(Progress::Checks(checks.len()));
    let ran = in_parallel(checks, |at, check| {
        watcher.tell(Progress::Begun(&check.name));
        let ran = checks_context.run(check, &results.checks[at]);
        watcher.tell(Progress::Ended(&check.name));
        ran
    });
    watcher.tell(Progress::Over);
    let (checks, findings): (Vec<CheckResult>, Vec<Vec<CheckFinding>>) = ran.into_iter().unzip();
    let findings = findings.concat();
    if let Some(key) = key.filter(|_| files.is_some() && findings.is_empty()) {
        known.put_target(key);
    }
    known.save();
    Ok(CheckResults { checks, findings, files_digest: None })
}

/// Findings reported for one check.
const MOST_FINDINGS: usize = 100;

/// Minimum number of commands that run in parallel: they often wait for input or output.
const PARALLEL_COMMANDS: usize = 4;

/// Runs all checks in parallel, commands on threads of their own so that slow ones do not delay other checks.
fn in_parallel<T: Send>(checks: &[&Check], one: impl Fn(usize, &Check) -> T + Sync) -> Vec<T> {
    let is_command = |check: &Check| matches!(check.kind, CheckKind::Command(_));
    let (commands, others): (Vec<_>, Vec<_>) = checks.iter().enumerate().partition(|(_, check)| is_command(check));
    let all = |some: &[(usize, &&Check)]| some.par_iter().map(|(at, check)| (*at, one(*at, check))).collect::<Vec<_>>();
    let threads = commands.len().min(rayon::current_num_threads().max(PARALLEL_COMMANDS));
    let beside = || match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) if threads > 0 => pool.install(|| all(&commands)),
        // Without commands, or without more threads, the current pool is used.
        _ => all(&commands),
    };
    let (mut ran, more) = rayon::join(|| all(&others), beside);
    ran.extend(more);
    ran.sort_by_key(|(at, _)| *at);
    ran.into_iter().map(|(_, ran)| ran).collect()
}

/// The input of all checks.
struct CheckContext<'a> {
    interrupt: &'a Interrupt,
    store: &'a Store,
    facts: CheckInput<'a>,
    target: &'a EnvSnapshot,
    may_run: bool,
    /// The files of the target; `None` where an earlier command found nothing in them.
    files: Option<&'a [(String, ListedFile)]>,
    subjects: &'a [CheckedFile],
}

impl CheckContext<'_> {
    /// Runs a check; `in_files` are its findings in single files, and the time that they took.
    fn run(&self, check: &Check, (in_files, took): &(Vec<CheckFinding>, Duration)) -> (CheckResult, Vec<CheckFinding>) {
        let start = Instant::now();
        let (store, facts, subjects) = (self.store, self.facts, self.subjects);
        let (tool, mut findings) = match &check.kind {
            CheckKind::Command(run) if self.may_run => {
                (run.argv().0.to_owned(), commands::run(store, check, run, facts, self.target, self.interrupt))
            }
            CheckKind::Command(run) => (run.argv().0.to_owned(), vec![commands::not_run(check, run)]),
            CheckKind::Rule(_) => {
                let cases = check.cases(facts, subjects);
                let findings =
                    cases.map(|cases| check.findings(&cases, &rules::evaluate(&cases.input, self.interrupt), subjects));
                (RULES.to_owned(), findings.unwrap_or_default())
            }
            CheckKind::Schema(_) => (SCHEMAS.to_owned(), in_files.clone()),
            CheckKind::Requires(_) | CheckKind::Forbids(_) => (OURS.to_owned(), in_files.clone()),
        };
        if let Some(files) = self.files {
            let names = files.iter().map(|(logical, entry)| [logical.as_str(), entry.path.as_str()]);
            findings.extend(check.matches_no_file(&self.target.name, names));
        }
        let outcome = match findings.is_empty() {
            true => CheckOutcome::Ok,
            false if matches!(check.kind, CheckKind::Command(_)) && !self.may_run => CheckOutcome::NotRun,
            false if findings.iter().any(|finding| finding.level.is_error()) => CheckOutcome::Failed,
            false => CheckOutcome::Warning,
        };
        let checked = CheckResult {
            name: check.name.clone(),
            kind: check.kind.word().to_owned(),
            level: check.level,
            outcome,
            tool,
            millis: u64::try_from((start.elapsed() + *took).as_millis()).unwrap_or(u64::MAX),
            findings: findings.len(),
        };
        if findings.len() > MOST_FINDINGS {
            let more = findings.split_off(MOST_FINDINGS).len();
            // A check may fail for every key, and the ledger keeps findings forever.
            findings.push(check.finding(format!("{more} more findings of this check"), None, false));
        }
        (checked, findings)
    }
}

fn schemas(store: &Store, checks: &[&Check]) -> Result<BTreeMap<String, Schema>, OpError> {
    let paths = checks.iter().filter_map(|check| match &check.kind {
        CheckKind::Schema(path) => Some(path),
        _ => None,
    });
    let paths: BTreeSet<&String> = paths.collect();
    if paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let library = store.library()?;
    let compiled = |path: &String| Ok((path.clone(), library.compile(path).map_err(Box::new)?));
    paths
        .into_iter()
        .map(compiled)
        .collect::<Result<_, Box<_>>>()
        .map_err(|bad| OpError::BadSchema { bad, branch: store.policy_branch.clone() })
}
