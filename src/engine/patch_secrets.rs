//! Refuses patches that would show a secret: a patch with masked values would not apply.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::OpError;
use crate::store::Store;
use promote_core::env::content::File;
use promote_core::env::diff::FilePair;
use promote_core::env::keys::Side;
use promote_core::env::secrets::{NO_BLOB, Redactor};
use promote_git::patch::{PatchFile, patch};
use promote_model::{FileMode, Key};

/// Lines of a file, from 1.
type Lines = RangeInclusive<usize>;

/// Refuses a patch with a secret in its changed or context lines.
///
/// # Errors
/// The first such key, or file that is not read by key.
pub(crate) fn refuse_secrets(store: &Store, files: &[(FilePair, PatchFile)]) -> Result<(), OpError> {
    if store.rules.secrets.is_empty() {
        return Ok(());
    }
    for (pair, file) in files {
        let names = pair.names();
        if Redactor::of(&names, &store.rules).is_empty() {
            continue;
        }
        let hunks = hunks(&patch(std::slice::from_ref(file))?);
        for (side, pick) in [(&file.old, 0), (&file.new, 1)] {
            let Some((mode, bytes)) = side else { continue };
            let Some(secrets) = secrets(store, pair, &file.path, *mode, bytes) else {
                return Err(refused(&format!(
                    "secrets: {} is not read by key, so any line may be a secret",
                    file.path
                )));
            };
            let seen = |lines: &Lines| hunks.iter().map(|hunk| &hunk[pick]).any(|hunk| overlap(hunk, lines));
            if let Some((key, _)) = secrets.iter().find(|(_, lines)| seen(lines)) {
                return Err(refused(&format!("the secret {}:{key}", file.path)));
            }
        }
    }
    Ok(())
}

fn refused(what: &str) -> OpError {
    let hints = vec![
        "select only other keys: promote diff SOURCE TARGET PATTERN -o patch".to_owned(),
        "or show the secrets on a terminal: --show-secrets".to_owned(),
    ];
    OpError::Usage { message: format!("the patch could show {what}"), hints }
}

fn overlap(a: &Lines, b: &Lines) -> bool {
    a.start() <= b.end() && b.start() <= a.end()
}

/// The secrets of one state of a file, with their lines; `None` where the file is not read by key.
fn secrets(store: &Store, like: &FilePair, path: &str, mode: FileMode, bytes: &[u8]) -> Option<Vec<(Key, Lines)>> {
    let format = like.sides().next().map(|file| file.format);
    let file = Arc::new(File::read(store.rules.number, path, (mode, NO_BLOB), format, bytes.to_vec()));
    // Patches show files of the target.
    let pair = FilePair { source: None, target: Some(file.clone()), ..like.with_rest() };
    file.parsed()?;
    // A patch also shows lines outside the part selected by `keys:`.
    let like = like.with_rest();
    let names = like.names();
    let redactor = Redactor::of(&names, &store.rules);
    let mut found = Vec::new();
    for config in pair.configs(Side::Target, &store.rules) {
        let document = config.document.as_deref();
        if redactor.value(document, &config.key, &config.value, NO_BLOB).is_some() {
            let line = |at: usize| file.line(at).unwrap_or_default();
            found.push((config.key, line(config.span.start)..=line(config.span.end)));
        }
    }
    Some(found)
}

/// The lines that the hunks of one file's patch show, of the old and of the new state (`diff(1)`, unified format).
fn hunks(patch: &[u8]) -> Vec<[Lines; 2]> {
    let side = |text: &str| {
        let (start, count) = text.get(1..)?.split_once(',').unwrap_or((text.get(1..)?, "1"));
        let (start, count): (usize, usize) = (start.parse().ok()?, count.parse().ok()?);
        Some(start..=(start + count).saturating_sub(1))
    };
    let text = String::from_utf8_lossy(patch);
    let headers = text.lines().filter_map(|line| line.strip_prefix("@@ "));
    let hunk = |header: &str| {
        let mut sides = header.split(' ');
        Some([side(sides.next()?)?, side(sides.next()?)?])
    };
    headers.filter_map(hunk).collect()
}

/// The patch without hunk headings: git puts a line of the file there, which may hold a secret.
pub(crate) fn without_headings(patch: &[u8]) -> Vec<u8> {
    let cut = |line: &[u8]| {
        let numbers = line.strip_prefix(b"@@ ".as_slice())?;
        let end = numbers.windows(3).position(|window| window == b" @@")?;
        Some([&line[..end + 6], b"\n"].concat())
    };
    patch.split_inclusive(|byte| *byte == b'\n').flat_map(|line| cut(line).unwrap_or_else(|| line.to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_of_a_hunk_is_cut() {
        let patch = b"--- a/x\n+++ b/x\n@@ -3,2 +3,2 @@ password: s3cr3t\n-a @@ b\n+@@ -1 +1 @@ b\n";
        let cut = without_headings(patch);
        assert_eq!(String::from_utf8_lossy(&cut), "--- a/x\n+++ b/x\n@@ -3,2 +3,2 @@\n-a @@ b\n+@@ -1 +1 @@ b\n");
        assert_eq!(hunks(&cut), [[3..=4, 3..=4]]);
    }
}
