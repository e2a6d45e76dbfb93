//! Laws of keys, patterns, `promote.yaml` and trailers.

use promote_git::trailers;
use promote_model::{Key, Pattern, Step};

/// Keys and patterns are printed as they are read, and a key matches itself as a pattern.
pub fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (pattern, key) = text.split_once('\n').unwrap_or((text, text));
    if let Ok(key) = key.parse::<Key>() {
        let printed = key.to_string();
        assert_eq!(printed.parse::<Key>().ok().as_ref(), Some(&key), "{printed:?}");
        for above in std::iter::successors(Some(key.clone()), Key::parent) {
            assert!(above.is_prefix_of(&key) && above.excludes(&key), "{above} {key}");
        }
        // A key is a pattern that matches itself; only a key with a template in it may not be.
        let bound = key.steps().iter().any(|step| matches!(step, Step::Bound(_)));
        match Pattern::parse(&printed) {
            Ok(pattern) => {
                assert!(bound || pattern.matches(&["a/b.yaml"], None, &printed), "{printed:?} does not match itself")
            }
            Err(error) => assert!(bound, "a key is no pattern: {error}"),
        }
    }
    if let Ok(pattern) = Pattern::parse(pattern) {
        assert_eq!(pattern.to_string(), pattern.text());
        pattern.matches(&["a/b.yaml", "{env}/b.yaml"], Some("Kind/name"), key);
    }
}

/// An invalid policy is refused with places that are in the text.
pub fn policy(data: &[u8]) {
    match promote_core::policy::read(data) {
        Ok(policy) => assert!(!policy.environments.is_empty() || !policy.files.is_empty()),
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            let lines = data.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() + 2;
            for mistake in mistakes {
                assert!((1..=lines).contains(&mistake.line) && mistake.column >= 1, "{mistake}");
                assert!(!mistake.message.is_empty() && !mistake.message.ends_with('.'), "{mistake}");
                assert!(!mistake.message.chars().any(char::is_control), "{mistake}");
            }
        }
    }
}

/// Trailers that are appended to any text are read back, and nothing else.
pub fn trailers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (body, value) = text.split_once('\0').unwrap_or((&text, "value"));
    trailers::parse(&text);
    let message = trailers::append(body, &[("Promotion-Id", value), ("Plan-Digest", "sha256:00")]);
    let read = trailers::parse(&message);
    let names: Vec<&str> = read.iter().map(|(token, _)| token.as_str()).collect();
    assert!(names == ["Promotion-Id", "Plan-Digest"] || subjectless(&message), "{names:?}\n{message}");
    assert_eq!(trailers::append(body, &[]), trailers::append(&trailers::append(body, &[]), &[]), "{body:?}");
}

/// Whether nothing is above the trailers, so that they are the subject.
fn subjectless(message: &str) -> bool {
    message.trim_start().starts_with("Promotion-Id:")
}
