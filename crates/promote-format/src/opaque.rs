//! Files that cannot be read by key although their format is known: encrypted files, files in UTF-16, and
//! templates that have to be rendered first. All formats share these reasons.

use super::{Data, Format, Node, ReadError, Tree};

/// The beginning of a file that ansible-vault has encrypted as a whole.
const VAULT: &[u8] = b"$ANSIBLE_VAULT;";

/// The delimiters of templates: Go and Helm, Jinja, ERB.
const MARKS: [&str; 3] = ["{{", "{%", "<%"];

/// A reason that is visible in the bytes, before parsing.
pub(crate) fn from_bytes(bytes: &[u8]) -> Option<ReadError> {
    if bytes.starts_with(VAULT) {
        return Some(ReadError::of_file("the file is encrypted with ansible-vault"));
    }
    is_utf16(bytes).then(|| ReadError::of_file("the file is UTF-16; only UTF-8 can be read by key"))
}

/// UTF-16 is recognized by its byte order mark or by an ASCII character at the beginning.
fn is_utf16(bytes: &[u8]) -> bool {
    let ascii = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] => ascii(*a) && ascii(*b),
        _ => false,
    }
}

/// A reason that is visible in the parsed tree.
pub(crate) fn from_tree(bytes: &[u8], tree: &Tree) -> Option<ReadError> {
    tree.documents
        .iter()
        .find_map(|document| encrypted(bytes, &document.root).or_else(|| marked_key(bytes, &document.root)))
}

/// SOPS signs the whole file; a changed value would invalidate it.
fn encrypted(bytes: &[u8], root: &Node) -> Option<ReadError> {
    let Data::Map(entries) = &root.data else { return None };
    let has = |node: &Node, name: &str| matches!(&node.data, Data::Map(e) if e.iter().any(|e| e.name == name));
    let signed = |node: &Node| has(node, "mac") || has(node, "version") && has(node, "lastmodified");
    let at = entries.iter().find(|e| e.name == "sops" && signed(&e.value) || e.name == "sops_mac")?;
    let reason = "the file is encrypted by SOPS, whose MAC covers the whole file";
    Some(ReadError::at(bytes, at.name_span().start, reason).but_opaque())
}

/// A template line (`{% if x %}`) that was parsed as an entry.
fn marked_key(bytes: &[u8], root: &Node) -> Option<ReadError> {
    let Data::Map(entries) = &root.data else { return None };
    let marked = |text: &[u8]| MARKS.iter().any(|mark| text.starts_with(mark.as_bytes()));
    let at = entries.iter().find(|e| bytes.get(e.name_span()).is_some_and(marked))?;
    Some(ReadError::at(bytes, at.name_span().start, template_reason()).but_opaque())
}

/// A better reason for a parse error, if the file is a template.
pub(crate) fn from_error(format: Format, bytes: &[u8], error: ReadError) -> ReadError {
    let Ok(text) = std::str::from_utf8(bytes) else { return error };
    // HCL has its own template language, without these delimiters.
    template(format, text, &error).unwrap_or(error)
}

fn template_reason() -> &'static str {
    "the file is a template and must be rendered first"
}

fn template(format: Format, text: &str, error: &ReadError) -> Option<ReadError> {
    // A delimiter on the line of the parse error always counts; on other lines, only at the start of a value or
    // an entry.
    let is_of_one = |(index, line): &(usize, &str)| {
        begins_with_mark(line)
            || format == Format::Yaml && value_of_mark(line)
            || index + 1 == error.line && marked(line)
    };
    let (index, line) = text.lines().enumerate().find(is_of_one)?;
    let at = MARKS.iter().filter_map(|mark| line.find(mark)).min().unwrap_or_default();
    let column = line.get(..at).map_or(1, |before| before.trim_start_matches('\u{feff}').chars().count() + 1);
    let reason = match (index + 1..=index + 2).contains(&error.line) {
        true => template_reason().to_owned(),
        // The delimiter may be part of ordinary text and the mistake somewhere else.
        false => format!("{}; parsing stopped at line {}: {}", template_reason(), error.line, error.reason),
    };
    Some(ReadError { line: index + 1, column, reason, opaque: true })
}

fn begins_with_mark(line: &str) -> bool {
    let start = line.trim_start_matches('\u{feff}').trim_start();
    MARKS.iter().any(|mark| start.starts_with(mark))
}

fn value_of_mark(line: &str) -> bool {
    [": {{", "- {{", ": {%", "- {%"].iter().any(|mark| line.contains(mark))
}

/// Whether a line has a delimiter other than GitHub's `${{` outside of a quoted string.
fn marked(line: &str) -> bool {
    let bare = |before: &str| !before.ends_with('$') && before.matches('"').count().is_multiple_of(2);
    MARKS.iter().any(|mark| line.match_indices(mark).any(|(at, _)| bare(&line[..at])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    fn reason(format: Format, bytes: impl Into<Vec<u8>>) -> Option<String> {
        read(format, bytes.into()).err().map(|error| error.to_string())
    }

    #[test]
    fn files_encrypted_by_sops_are_refused_in_every_format() {
        let sops = "the file is encrypted by SOPS, whose MAC covers the whole file";
        for (format, text, at) in [
            (Format::Yaml, "a: ENC[x]\nsops:\n    mac: ENC[y]\n    version: 3.8.1\n", "line 2, column 1"),
            (Format::Yaml, "a: x\n---\nsops: {version: 3.8.1, lastmodified: '2024'}\n", "line 3, column 1"),
            (Format::Json, "{\"data\": \"ENC[x]\",\n \"sops\": {\"mac\": \"ENC[y]\"}}\n", "line 2, column 2"),
            (Format::Dotenv, "A=ENC[x]\nsops_mac=ENC[y]\n", "line 2, column 1"),
        ] {
            assert_eq!(reason(format, text), Some(format!("{at}: {sops}")), "{text}");
        }
        assert_eq!(reason(Format::Yaml, "sops: {version: 1}\nx: {sops: {mac: a}}\n"), None);
        assert_eq!(reason(Format::Json, "{\"sops\": \"3.8.1\"}"), None);
    }

    #[test]
    fn utf16_and_vault_files_are_refused_with_their_reason() {
        let utf16 = |text: &str, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        };
        for format in [Format::Yaml, Format::Json, Format::Dotenv] {
            for mark in [true, false] {
                let reason = reason(format, utf16("{\"a\": 1}\n", mark));
                assert_eq!(reason.as_deref(), Some("the file is UTF-16; only UTF-8 can be read by key"));
            }
            let vault = reason(format, "$ANSIBLE_VAULT;1.1;AES256\n6638\n");
            assert_eq!(vault.as_deref(), Some("the file is encrypted with ansible-vault"));
        }
        assert_eq!(reason(Format::Yaml, "a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6638\n"), None);
    }

    #[test]
    fn templates_are_refused_as_templates() {
        let template = |line: usize, column: usize| {
            Some(format!("line {line}, column {column}: the file is a template and must be rendered first"))
        };
        for (format, text, line, column) in [
            (Format::Yaml, "{{- if .x }}\na: 1\n{{ end }}\n", 1, 1),
            (Format::Yaml, "a: {{ .Values.x }}\n", 1, 4),
            (Format::Yaml, "<% if x %>\na: 1\n<% end %>\n", 1, 1),
            (Format::Yaml, "{% if x %}\na: 1\n", 1, 1),
            (Format::Yaml, "x-{{ y }}: {{ z }}\n", 1, 3),
            (Format::Json, "{\n  \"a\": {{ .x }}\n}\n", 2, 8),
            (Format::Json, "{\n  {% if x %}\n  \"a\": 1\n  {% endif %}\n}\n", 2, 3),
            (Format::Dotenv, "{% if x %}\nA=1\n", 1, 1),
        ] {
            assert_eq!(reason(format, text), template(line, column), "{text}");
        }
        for (format, text) in [
            (Format::Yaml, "a: \"{{ x }}\"\n"),
            (Format::Yaml, "a: ${{ github.sha }}\n"),
            (Format::Yaml, "a: |\n  {{ x }}\n"),
            (Format::Yaml, "# {{ x }}\na: 1\n"),
            (Format::Yaml, "\"{{ x }}\": 1\n"),
            (Format::Yaml, "a: <%= x %>\n"),
            (Format::Json, "{\"a\": \"{{ x }}\"}\n"),
            (Format::Dotenv, "A={{ x }}\n"),
        ] {
            assert_eq!(reason(format, text), None, "{text}");
        }
        assert!(reason(Format::Yaml, "a: ${{ x }}\na: 2\n").unwrap().contains("twice"));
        assert!(reason(Format::Json, "{\"a\": \"{{ x }}\" 1}").unwrap().contains("column"));
        let both = reason(Format::Yaml, "a: |\n  {{ x }}\n\nb: [\n\n").unwrap();
        assert!(
            both.starts_with(
                "line 2, column 3: the file is a template and must be rendered first; parsing stopped at line "
            ),
            "{both}"
        );
    }
}
