//! Rules are judged in a process of their own, which is this program started again: a rule that never ends, or that takes
//! the process down, is a finding.

use std::io::{self, Read, Write};
use std::time::Duration;

use promote_core::policy::checks::{RuleInput, RuleResult, evaluate};
use promote_git::exec::{Command, ExecError, Interrupt, limit_memory, limit_time};

/// The argument with which this program judges rules, and nothing else.
pub(crate) const RULE_EVALUATOR: &str = "--judge-rules";
/// So long may a rule take for all that it is asked of.
const LIMIT: Duration = Duration::from_secs(10);

/// And so much memory, in bytes.
const MEMORY: u64 = 1 << 30;

/// Judges what comes in; what a process does that was started with [`RULE_EVALUATOR`].
///
/// # Errors
/// Where it cannot be read, or nobody takes the answer.
pub(crate) fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    limit_memory(MEMORY)?;
    limit_time(LIMIT.as_secs() + 1)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let ask: RuleInput = serde_json::from_slice(&bytes)?;
    output.write_all(&serde_json::to_vec(&evaluate(&ask))?)
}

/// What a rule says of its cases; why there is no answer is one, too.
pub(crate) fn asked(ask: &RuleInput, interrupt: &Interrupt) -> Vec<RuleResult> {
    if ask.cases.is_empty() {
        return Vec::new();
    }
    let unclear = |reason: String| ask.cases.iter().map(|_| RuleResult::Unclear(reason.clone())).collect();
    match answer(ask, interrupt) {
        Ok(verdicts) if verdicts.len() == ask.cases.len() => verdicts,
        Ok(_) => unclear("it was not judged to the end".to_owned()),
        Err(reason) => unclear(reason),
    }
}

fn answer(ask: &RuleInput, interrupt: &Interrupt) -> Result<Vec<RuleResult>, String> {
    let question = serde_json::to_vec(ask).map_err(|error| error.to_string())?;
    let program = std::env::current_exe().map_err(|error| format!("this program does not find itself: {error}"))?;
    let run = Command::new(program).arg(RULE_EVALUATOR).stdin(question).time_limit(LIMIT).interrupt(interrupt).run();
    let output = match run {
        Ok(output) => output,
        Err(ExecError::TimedOut { .. }) => return Err(format!("it took longer than {} s", LIMIT.as_secs())),
        Err(error) => return Err(error.to_string()),
    };
    if !output.success() {
        return Err("it took the process down that judged it".to_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}
