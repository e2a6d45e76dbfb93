//! What a browser may do with a page: nothing but apply its style and, of a served page, run its script and send its forms.
//! It knows both by their SHA-256 (CSP Level 3).

/// The style of the page, in the page itself.
pub(super) const STYLE: &str = include_str!("style.css");

/// The script of a served page, in the page itself.
#[cfg(any(feature = "serve", test))]
pub(super) const SCRIPT: &str = include_str!("page.js");

const STYLE_DIGEST: &str = "3z7iGDOhAIRaiPWRkfR3L6WV7go1Zl4mdAPdS8ou7p0=";
#[cfg(any(feature = "serve", test))]
const SCRIPT_DIGEST: &str = "SBIwvBp8Z4hZdfEq1hlfsJ+Zbo113g8q5Z3SEzFmCG0=";

/// The policy in a file. (`frame-ancestors` has no effect in a file: that is for a server to say.)
pub(super) fn in_file() -> String {
    format!("default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; base-uri 'none'; form-action 'none'")
}

/// The policy of a served page.
#[cfg(feature = "serve")]
pub(crate) fn of_served() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{STYLE_DIGEST}'; script-src 'sha256-{SCRIPT_DIGEST}'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    /// Base64 (RFC 4648) of 32 bytes.
    fn base64(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for part in bytes.chunks(3) {
            let number = part.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - part.len()));
            for at in 0..=part.len() {
                text.push(char::from(DIGITS[number >> (18 - 6 * at) & 63]));
            }
            text.extend(std::iter::repeat_n('=', 3 - part.len()));
        }
        text
    }

    #[test]
    fn the_policy_knows_the_style_and_the_script() {
        for (text, known, name) in [(STYLE, STYLE_DIGEST, "style.css"), (SCRIPT, SCRIPT_DIGEST, "page.js")] {
            let digest = base64(&Sha256::digest(text.as_bytes()));
            assert_eq!(known, digest, "the SHA-256 of {name} is now the right one");
        }
    }

    #[test]
    fn the_script_ends_where_the_page_says() {
        assert!(!SCRIPT.contains("</script") && !SCRIPT.contains("<!--"));
        assert!(SCRIPT.lines().count() < 200, "at most a few hundred lines");
    }
}
