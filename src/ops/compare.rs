//! What several use cases read from their arguments: patterns and `--only`.

use super::OpError;
use promote_core::env::layout::CaptureFilter;
use promote_model::Pattern;

/// Compiles patterns.
///
/// # Errors
/// The first that is none.
pub(crate) fn parse_patterns(texts: &[String]) -> Result<Vec<Pattern>, OpError> {
    texts.iter().map(|text| Pattern::parse(text).map_err(OpError::from)).collect()
}

/// Reads `--only NAME=VALUE`; VALUE is a glob, or several with commas.
///
/// # Errors
/// Where a name or a value is missing.
pub(crate) fn parse_only(texts: &[String]) -> Result<Vec<CaptureFilter>, OpError> {
    texts.iter().map(|text| parse_one(text)).collect()
}

fn parse_one(text: &str) -> Result<CaptureFilter, OpError> {
    let wrong = || OpError::Usage {
        message: format!("'--only {text}' is not NAME=VALUE"),
        hints: vec!["NAME is a capture of a path template in promote.yaml: --only app=web, --only region=eu-*".into()],
    };
    let (name, values) =
        text.split_once('=').filter(|(name, values)| !name.is_empty() && !values.is_empty()).ok_or_else(wrong)?;
    let values: Vec<String> = values.split(',').map(str::to_owned).collect();
    // The text of a capture is no key: quotes keep its dots and slashes literal, globs work outside.
    Ok(CaptureFilter { name: name.to_owned(), values: parse_patterns(&values)? })
}
