//! The text that a person edits: what it holds before, and what is left of it after, as `git commit` has it.

/// The characters that `core.commentChar=auto` takes the first fitting one of (git-config(1)).
const AUTO: &str = "#;@!$%^&|:";

/// What begins a comment, by git's configuration: with `auto` a character that begins no line of the text.
pub(super) fn comment_mark(configured: Option<&str>, text: &str) -> String {
    match configured {
        Some("auto") => {
            let is_free = |c: &char| !text.lines().any(|line| line.starts_with(*c));
            AUTO.chars().find(is_free).unwrap_or('#').to_string()
        }
        Some(mark) if !mark.is_empty() => mark.to_owned(),
        _ => "#".to_owned(),
    }
}

/// The text to edit: what is known already, then the comments.
pub(super) fn template(text: &str, mark: &str, comments: &str) -> String {
    let comments: String = comments
        .trim_end()
        .lines()
        .map(|line| if line.is_empty() { format!("{mark}\n") } else { format!("{mark} {line}\n") })
        .collect();
    format!("{}\n\n{comments}", text.trim_end())
}

/// The text without comments, without blanks at the ends of lines, without empty lines around it, and with one empty line where
/// there were several (git-stripspace(1)).
pub(super) fn stripped(text: &str, mark: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with(mark)).map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_plan_is_in_comments() {
        assert_snapshot!(template("Tested in staging\n", "#", "A plan\n\n  ~ a  1 -> 2\n"), @r"
        Tested in staging

        # A plan
        #
        #   ~ a  1 -> 2
        ");
        assert!(template("", "//", "x").starts_with("\n\n// x\n"));
    }

    #[test]
    fn comments_and_needless_blanks_are_left_out() {
        assert_eq!(stripped("\n\nOne  \n\n\n\ntwo\n# no\n #yes\n\n", "#"), "One\n\ntwo\n #yes");
        assert_eq!(stripped("# a\n#\n\n  \n", "#"), "");
        assert_eq!(stripped("# text\n;; no\n", ";;"), "# text");
    }

    #[test]
    fn auto_takes_a_character_that_begins_no_line() {
        assert_eq!(comment_mark(None, "# a"), "#");
        assert_eq!(comment_mark(Some(""), ""), "#");
        assert_eq!(comment_mark(Some(";"), "; a"), ";");
        assert_eq!(comment_mark(Some("auto"), "a # b"), "#");
        assert_eq!(comment_mark(Some("auto"), "#1 a\n;b"), "@");
    }

    proptest! {
        /// A person who saves the text without changes gets what was prefilled.
        #[test]
        fn what_is_not_edited_is_kept(text in "[a-z#;]( ?[a-z#;]){0,20}(\n[a-z#; ]{0,9}[a-z])?", plan in "[ -~\n]{0,40}") {
            let mark = comment_mark(Some("auto"), &text);
            prop_assert_eq!(stripped(&template(&text, &mark, &plan), &mark), stripped(&text, &mark));
            prop_assert_eq!(stripped(&text, &mark), text);
        }
    }
}
