//! Evaluates CEL rules in a separate process, which is this program started again: a rule that never ends, or that crashes
//! the process, becomes a finding.

use std::io::{self, Read, Write};
use std::time::Duration;

use promote_core::policy::checks::{RuleInput, RuleResult, evaluate as evaluate_here};
use promote_git::exec::{Command, ExecError, Interrupt, limit_memory, limit_time};

/// The argument that makes this program evaluate rules.
pub(crate) const RULE_EVALUATOR: &str = "--judge-rules";
/// Time limit of a rule for all its cases.
const LIMIT: Duration = Duration::from_secs(10);

/// Memory limit of the process, in bytes.
const MEMORY: u64 = 1 << 30;

/// Evaluates the rule on `input`, in a process started with [`RULE_EVALUATOR`].
///
/// # Errors
/// Where the input cannot be read or the output cannot be written.
pub(crate) fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    limit_memory(MEMORY)?;
    limit_time(LIMIT.as_secs() + 1)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let ask: RuleInput = serde_json::from_slice(&bytes)?;
    output.write_all(&serde_json::to_vec(&evaluate_here(&ask))?)
}

/// Evaluates a rule for its cases; a failure gives every case the same reason.
pub(crate) fn evaluate(ask: &RuleInput, interrupt: &Interrupt) -> Vec<RuleResult> {
    if ask.cases.is_empty() {
        return Vec::new();
    }
    let unclear = |reason: String| ask.cases.iter().map(|_| RuleResult::Unclear(reason.clone())).collect();
    match run_evaluator(ask, interrupt) {
        Ok(verdicts) if verdicts.len() == ask.cases.len() => verdicts,
        Ok(_) => unclear("the evaluation is incomplete".to_owned()),
        Err(reason) => unclear(reason),
    }
}

fn run_evaluator(ask: &RuleInput, interrupt: &Interrupt) -> Result<Vec<RuleResult>, String> {
    let input = serde_json::to_vec(ask).map_err(|error| error.to_string())?;
    let program = std::env::current_exe().map_err(|error| format!("cannot find the program to run: {error}"))?;
    let run = Command::new(program).arg(RULE_EVALUATOR).stdin(input).time_limit(LIMIT).interrupt(interrupt).run();
    let output = match run {
        Ok(output) => output,
        Err(ExecError::TimedOut { .. }) => {
            return Err(format!("the evaluation took longer than {} s", LIMIT.as_secs()));
        }
        Err(error) => return Err(error.to_string()),
    };
    if !output.success() {
        return Err("the evaluation crashed".to_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}
