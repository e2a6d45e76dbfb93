//! Values that look like secrets: private keys, and tokens with a recognisable form.
//!
//! Only forms that hardly anything else has are recognised. Ordinary-looking passwords cannot be detected; for these,
//! `promote.yaml` has `secrets`.

use promote_model::Value;

/// The prefix of a kind of token, the minimum number of characters after it, and the name.
const TOKENS: [(&str, usize, &str); 24] = [
    ("AKIA", 16, "an AWS access key"),
    ("ASIA", 16, "an AWS access key"),
    ("ghp_", 36, "a GitHub token"),
    ("gho_", 36, "a GitHub token"),
    ("ghu_", 36, "a GitHub token"),
    ("ghs_", 36, "a GitHub token"),
    ("ghr_", 36, "a GitHub token"),
    ("github_pat_", 22, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("xoxb-", 20, "a Slack token"),
    ("xoxp-", 20, "a Slack token"),
    ("xoxa-", 20, "a Slack token"),
    ("xoxs-", 20, "a Slack token"),
    ("sk_live_", 16, "a Stripe key"),
    ("rk_live_", 16, "a Stripe key"),
    ("AIza", 35, "a Google API key"),
    ("npm_", 36, "an npm token"),
    ("pypi-AgE", 30, "a PyPI token"),
    ("dop_v1_", 64, "a DigitalOcean token"),
    ("hvs.", 20, "a Vault token"),
    ("SG.", 60, "a SendGrid key"),
    ("sk-ant-", 30, "an Anthropic key"),
    ("sk-proj-", 30, "an OpenAI key"),
    ("AGE-SECRET-KEY-1", 40, "an age key"),
];

/// The kind of secret that a value, or a value inside it, looks like.
pub fn looks_like(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) => text_looks_like(text),
        Value::List(items) => items.iter().find_map(looks_like),
        Value::Map(entries) => entries.iter().find_map(|(_, value)| looks_like(value)),
        Value::Tagged(_, inner) => looks_like(inner),
        _ => None,
    }
}

/// The kind of secret that a text, or a word in it, looks like.
pub fn text_looks_like(text: &str) -> Option<&'static str> {
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let word = text.split(|c| !is_part(c)).find_map(word_looks_like);
    word.or_else(|| text.split(|c: char| c.is_whitespace() || "\"'".contains(c)).find_map(has_password))
}

fn word_looks_like(word: &str) -> Option<&'static str> {
    let known = |(start, least, _): &&(&str, usize, &str)| word.strip_prefix(start).is_some_and(|r| r.len() >= *least);
    let token = TOKENS.iter().find(known).map(|(_, _, name)| *name);
    token.or_else(|| is_jwt(word).then_some("a JSON web token"))
}

/// Three parts separated by dots, the first two JSON objects in base64 (RFC 7519, section 3).
fn is_jwt(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts[..], [head, body, seal] if head.starts_with("eyJ") && body.starts_with("eyJ") && head.len() > 10 && seal.len() > 20)
}

/// `scheme://user:password@host` (RFC 3986, section 3.2.1), unless the password is a placeholder.
fn has_password(word: &str) -> Option<&'static str> {
    let (_, rest) = word.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (who, _) = authority.rsplit_once('@')?;
    let (_, password) = who.split_once(':')?;
    let placeholder = password.is_empty() || password.contains(['$', '{', '<', '%', '*', '•']);
    (!placeholder).then_some("a URL with a password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognised_secrets() {
        let long = "a1B2".repeat(20);
        for (text, what) in [
            (format!("ghp_{}", &long[..36]), "a GitHub token"),
            (format!("token ghp_{} of the bot", &long[..36]), "a GitHub token"),
            (format!("AKIA{}", "IOSFODNN7EXAMPLE"), "an AWS access key"),
            (format!("eyJhbGciOiJI.eyJzdWIiOiI.{}", &long[..30]), "a JSON web token"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n".to_owned(), "a private key"),
            ("postgres://app:hunter2@db.example:5432/app?x=1".to_owned(), "a URL with a password"),
            ("--dsn='amqp://a:b%40@h'".to_owned(), ""),
            ("amqp://a:b@h/".to_owned(), "a URL with a password"),
        ] {
            assert_eq!(text_looks_like(&text), Some(what).filter(|what| !what.is_empty()), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_secrets() {
        for text in [
            "",
            "ghp_short",
            "AKIA",
            "https://example.com/@user:x",
            "postgres://app:${DB_PASSWORD}@db/app",
            "postgres://app:{{ password }}@db/app",
            "postgres://app@db/app",
            "git@github.com:acme/x.git",
            "-----BEGIN CERTIFICATE-----",
            "registry.example.com/app:1.2.3@sha256:0123456789abcdef",
            "eyJ.eyJ.x",
        ] {
            assert_eq!(text_looks_like(text), None, "{text}");
        }
    }
}
