//! The `git rev-parse` call that locates a repository.

use std::path::PathBuf;

use super::Result;
use super::paths::path_of;
use promote_model::ObjectId;

/// The `rev-parse` queries of [`crate::Repo::open`], answered one per line; the last three may have no answer.
pub(super) const QUERIES: [&str; 12] = [
    "--path-format=absolute",
    "--show-object-format",
    "--show-ref-format",
    "--is-bare-repository",
    "--absolute-git-dir",
    "--git-common-dir",
    "--git-path",
    "objects",
    "--show-cdup",
    // Without this, a branch without commits would be an error.
    "--revs-only",
    "HEAD",
    "--symbolic-full-name",
];

/// The answers of git to `QUERIES`.
pub(super) struct Answers {
    pub(super) object_format: String,
    pub(super) bare: bool,
    pub(super) git_dir: PathBuf,
    pub(super) common_dir: PathBuf,
    pub(super) objects_dir: PathBuf,
    pub(super) cdup: Option<PathBuf>,
    pub(super) commit: Option<ObjectId>,
    pub(super) head_name: Option<String>,
}

impl Answers {
    /// Parses the output of `git rev-parse`.
    pub(super) fn parse(stdout: &[u8]) -> Result<Self, &'static str> {
        const MALFORMED: &str = "the output is malformed (does the path contain a line break?)";
        let text = stdout.strip_suffix(b"\n").ok_or(MALFORMED)?;
        let lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
        let [object_format, _ref_format, bare, git_dir, common_dir, objects_dir, rest @ ..] = lines.as_slice() else {
            return Err(MALFORMED);
        };
        // Longer ids cannot be parsed; the caller refuses such a repository.
        let (commit, head_name, before) =
            if *object_format == b"sha1" { read_head(rest) } else { (None, Some("HEAD".to_owned()), [].as_slice()) };
        let cdup = match before {
            [] => None,
            [up] => Some(path_of(up)),
            _ => return Err(MALFORMED),
        };
        let absolute = |bytes: &[u8]| Some(path_of(bytes)).filter(|path| path.is_absolute()).ok_or(MALFORMED);
        Ok(Self {
            object_format: text_of(object_format),
            bare: match *bare {
                b"true" => true,
                b"false" => false,
                _ => return Err(MALFORMED),
            },
            git_dir: absolute(git_dir)?,
            common_dir: absolute(common_dir)?,
            objects_dir: absolute(objects_dir)?,
            cdup,
            commit,
            head_name,
        })
    }
}

/// Splits the commit and the name of `HEAD` off the end of the answers.
fn read_head<'l, 'b>(lines: &'l [&'b [u8]]) -> (Option<ObjectId>, Option<String>, &'l [&'b [u8]]) {
    let id = |line: &[u8]| std::str::from_utf8(line).ok()?.parse::<ObjectId>().ok();
    match lines {
        [before @ .., commit, name] if id(commit).is_some() => (id(commit), Some(text_of(name)), before),
        [before @ .., commit] if id(commit).is_some() => (id(commit), None, before),
        _ => (None, None, lines),
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4f2c000000000000000000000000000000000abc";

    fn parse(format: &str, end: &str) -> Result<Answers, &'static str> {
        let text = format!("{format}\nfiles\nfalse\n/r/.git\n/r/.git\n/r/.git/objects\n{end}");
        Answers::parse(text.as_bytes())
    }

    #[test]
    fn answers_with_and_without_head_and_working_tree() {
        let all = parse("sha1", &format!("../\n{ID}\nrefs/heads/main\n")).unwrap();
        assert_eq!((all.cdup, all.head_name.as_deref()), (Some(PathBuf::from("../")), Some("refs/heads/main")));
        assert_eq!(all.commit.map(|id| id.to_string()).as_deref(), Some(ID));
        let unborn = parse("sha1", "../\n").unwrap();
        assert_eq!((unborn.cdup, unborn.commit, unborn.head_name), (Some(PathBuf::from("../")), None, None));
        let ambiguous = parse("sha1", &format!("{ID}\n")).unwrap();
        assert!(ambiguous.cdup.is_none() && ambiguous.commit.is_some() && ambiguous.head_name.is_none());
        assert_eq!(parse("sha256", "../\nlong id\nrefs/heads/main\n").unwrap().object_format, "sha256");
    }

    #[test]
    fn malformed_answers_are_errors() {
        assert!(parse("sha1", "a\nb\n").is_err());
        assert!(Answers::parse(b"sha1\n").is_err());
        assert!(Answers::parse(b"sha1\nfiles\nmaybe\n/r\n/r\n/r/o\n").is_err());
        assert!(Answers::parse(b"sha1\nfiles\nfalse\nrelative\n/r\n/r/o\n").is_err());
    }
}
