//! Parses arguments that several commands share: patterns and `--only`.

use super::OpError;
use promote_core::env::layout::CaptureFilter;
use promote_model::Pattern;

/// Compiles patterns that a person typed: what looks like a file name or a path matches the keys of such files, too.
///
/// # Errors
/// The first invalid pattern.
pub(crate) fn parse_patterns(texts: &[String]) -> Result<Vec<Pattern>, OpError> {
    texts.iter().map(|text| Pattern::parse_typed(text).map_err(OpError::from)).collect()
}

/// Parses `--only NAME=VALUE`; VALUE is a glob, or several separated by commas.
///
/// # Errors
/// Where a name or a value is missing.
pub(crate) fn parse_only(texts: &[String]) -> Result<Vec<CaptureFilter>, OpError> {
    texts.iter().map(|text| parse_one(text)).collect()
}

fn parse_one(text: &str) -> Result<CaptureFilter, OpError> {
    let wrong = || OpError::Usage {
        message: format!("--only needs NAME=VALUE, not '{text}'"),
        hints: vec![
            "use a capture of a path template in promote.yaml as NAME: --only app=web, --only 'region=eu-*'".into(),
        ],
    };
    let (name, values) =
        text.split_once('=').filter(|(name, values)| !name.is_empty() && !values.is_empty()).ok_or_else(wrong)?;
    let values: Vec<String> = alternatives(values).into_iter().map(str::to_owned).collect();
    // A capture is a path part, not a key: quotes keep its dots and slashes literal, globs work outside quotes.
    Ok(CaptureFilter { name: name.to_owned(), values: parse_patterns(&values)? })
}

/// The values that commas separate; a comma in braces belongs to its glob.
fn alternatives(values: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, c) in values.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(&values[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&values[start..]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_takes_a_name_and_values() {
        let read = parse_only(&["app=web,api-*".to_owned()]).unwrap();
        assert_eq!((read[0].name.as_str(), read[0].values.len()), ("app", 2));
        let braces = parse_only(&["app={a,b}-x,c".to_owned()]).unwrap();
        assert_eq!(braces[0].values.iter().map(Pattern::text).collect::<Vec<_>>(), ["{a,b}-x", "c"]);
        for wrong in ["app", "=web", "app=", ""] {
            let error = parse_only(&[wrong.to_owned()]).unwrap_err().to_string();
            assert_eq!(error, format!("--only needs NAME=VALUE, not '{wrong}'"));
        }
    }

    #[test]
    fn the_first_invalid_pattern_is_an_error() {
        assert!(parse_patterns(&["query.*".to_owned(), "a.yaml:b".to_owned()]).is_ok());
        assert!(matches!(parse_patterns(&["{".to_owned()]), Err(OpError::Pattern(_))));
    }
}
