//! Email addresses, which identify people: the one form in which they are compared, and what counts as an address.

use caseless::Caseless as _;
use unicode_normalization::UnicodeNormalization as _;

use super::punycode;
use promote_model::text::is_hidden;

/// Characters around an address that are not part of it: brackets, quotes, and the punctuation that git removes from
/// both ends of an identity (`ident.c`).
const AROUND: &str = "<>()[]{}\"'`,;:.\\“”‘’‚„«»‹›「」『』【】〈〉《》⟨⟩";

/// The normalised form of an email address. Two people are the same if their addresses have the same form.
///
/// Addresses that look the same have one form (Unicode 3.13, D146: compatibility caseless matching), without blanks,
/// hidden characters, and brackets or quotes around it; a host in Punycode (`xn--`) is the host that it spells.
pub(crate) fn mailbox(mail: &str) -> String {
    let text: String = match mail.is_ascii() {
        true => mail.to_ascii_lowercase(),
        false => folded(mail),
    };
    let seen: String = text.chars().filter(|c| !c.is_whitespace() && !is_hidden(*c)).collect();
    // `Ann <ann@acme.com>` is the address in the brackets.
    let inner = seen.rsplit_once('<').map(|(_, inner)| inner).filter(|inner| inner.contains('@'));
    let address = inner.unwrap_or(&seen).trim_matches(|c| AROUND.contains(c));
    match address.rsplit_once('@') {
        Some((local, host)) => format!("{}@{}", local.replace(['"', '<', '>', '\\'], ""), hostname(host)),
        None => address.to_owned(),
    }
}

/// Text for comparison: `NFKD(toCasefold(NFKD(toCasefold(NFD(X)))))`.
fn folded(text: &str) -> String {
    text.nfd().default_case_fold().nfkd().default_case_fold().nfkd().collect()
}

/// A host name with its labels in Unicode. IDNA (RFC 3490, 3.1) has other full stops, of which normalisation keeps one.
fn hostname(host: &str) -> String {
    let labels = host.trim_end_matches(['.', '。']).split(['.', '。']);
    let unicode = labels.map(|label| match label.strip_prefix("xn--").and_then(punycode::decode) {
        Some(decoded) => folded(&decoded),
        None => label.to_owned(),
    });
    unicode.collect::<Vec<_>>().join(".")
}

/// Whether `text` is an email address (`addr-spec` of RFC 5322 with a `dot-atom` on both sides, and letters of any
/// script as in RFC 6531): no name, comment, quotes or brackets around it, and nothing that hides. Brackets within the
/// local part are accepted, since accounts of bots have them: `123+dependabot[bot]@users.noreply.github.com`.
pub fn is_mail(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let shown = |c: char| !c.is_whitespace() && !is_hidden(c);
    let of_local = |c: char| shown(c) && !"<>(),;:\"\\@".contains(c);
    let of_host = |c: char| shown(c) && (!c.is_ascii() || c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let begins = local.chars().next().is_some_and(|c| !AROUND.contains(c) || matches!(c, '\'' | '`' | '{'));
    begins
        && local.chars().all(of_local)
        && host.chars().all(|c| of_host(c) && !AROUND.contains(c) || c == '.')
        && host.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_have_one_form() {
        for same in [
            "ANN@acme.COM",
            " ann@acme.com ",
            "ann@acme.com.",
            "ann@\u{200b}acme.com",
            "an\tn@acme.com",
            "a\u{ad}nn@acme.com",
            "a\u{e0041}nn@acme.com\u{fe0f}",
            "<ann@acme.com>",
            "Ann Lee <ann@acme.com>",
            "[ann@acme.com]",
            "(ann@acme.com),",
            "'ann@acme.com'",
            "“ann@acme.com”",
            "\"ann\"@acme.com",
            "ａｎｎ＠ａｃｍｅ．ｃｏｍ",
            "＜ann@acme.com＞",
            "𝐚nn@acme。com",
        ] {
            assert_eq!(mailbox(same), "ann@acme.com", "{same:?}");
        }
        for (one, other) in [
            ("andr\u{e9}@acme.com", "andre\u{301}@acme.com"),
            ("ANDR\u{c9}@acme.com", "andre\u{301}@acme.com"),
            ("straße@acme.com", "STRASSE@acme.com"),
            ("oﬃce@acme.com", "office@acme.com"),
            ("ΣΊΣΥΦΟΣ@acme.com", "σίσυφος@acme.com"),
            ("ann@bücher.example", "ann@xn--bcher-kva.example"),
            ("ann@bu\u{308}cher.example", "ANN@XN--BCHER-KVA.EXAMPLE."),
            ("\u{212b}sa@acme.com", "\u{e5}sa@acme.com"),
        ] {
            assert_eq!(mailbox(one), mailbox(other), "{one:?} {other:?}");
        }
        for other in ["anna@acme.com", "ann@acme.co", "ann+x@acme.com", "", "änn@acme.com", "ann"] {
            assert_ne!(mailbox(other), "ann@acme.com", "{other:?}");
        }
    }

    #[test]
    fn addresses_and_what_is_none() {
        for good in [
            "ann@acme.com",
            "ann@localhost",
            "x@x",
            "o'brien+ci@mail.acme.com",
            "andré@bücher.example",
            "andre\u{301}@acme.com",
            "49699333+dependabot[bot]@users.noreply.github.com",
        ] {
            assert!(is_mail(good), "{good}");
        }
        for bad in [
            "",
            "ann",
            "@acme.com",
            "ann@",
            "ann@acme@com",
            "ann@acme.com.",
            "ann@.acme.com",
            "ann@acme..com",
            "<ann@acme.com>",
            "[ann@acme.com]",
            "[ann@acme.com",
            "(ann@acme.com)",
            "'ann@acme.com'",
            "{ann@acme.com}",
            "“ann@acme.com”",
            "Ann <ann@acme.com>",
            "mailto:ann@acme.com",
            "ann@acme.com,bob@acme.com",
            "\"ann\"@acme.com",
            "ann(work)@acme.com",
            "root@host.(none)",
            "ann @acme.com",
            "ann\u{a0}@acme.com",
            "a\u{200d}nn@acme.com",
            "ann＠acme.com",
        ] {
            assert!(!is_mail(bad), "{bad}");
        }
    }
}
