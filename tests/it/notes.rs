//! `create --edit` and `rollback --edit`: notes and reasons that are written in the editor, with stand-ins for editors.

use std::fs;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value as Json;

use crate::support::{Pty, Repo, Run, run, words};

/// An editor: a shell script that edits the file `$1` and keeps what it saw beside the repository.
fn editor(repo: &Repo, script: &str) -> String {
    let path = repo.beside("editor.sh");
    fs::write(&path, format!("cat \"$1\" > '{}'\n{script}\n", repo.beside("seen").display())).unwrap();
    format!("sh {}", path.display())
}

/// An editor that writes a text before what is there.
fn writes(repo: &Repo, text: &str) -> String {
    fs::write(repo.beside("text"), text).unwrap();
    let text = repo.beside("text").display().to_string();
    editor(repo, &format!("cat '{text}' \"$1\" > \"$1.new\" && mv \"$1.new\" \"$1\""))
}

/// Runs a command with this editor.
fn edited(repo: &Repo, editor: &str, line: &str) -> Run {
    let mut command: Command = repo.promote_command(&words(line).iter().map(String::as_str).collect::<Vec<_>>());
    run(command.env("GIT_EDITOR", editor), b"")
}

/// What the editor was given.
fn seen(repo: &Repo) -> String {
    fs::read_to_string(repo.beside("seen")).unwrap()
}

/// The notes of a promotion.
fn notes(repo: &Repo, id: &str) -> Json {
    serde_json::from_str::<Json>(&repo.ok(&format!("show {id} -o json"))).unwrap()["notes"].clone()
}

/// Whether no file of an editor is left.
fn is_clean(repo: &Repo) -> bool {
    fs::read_dir(repo.beside("tmp"))
        .unwrap()
        .flatten()
        .all(|entry| !entry.file_name().to_string_lossy().starts_with("promote-"))
}

const CREATE: &str = "create staging production query.timeout query.cache";

#[test]
fn notes_are_written_above_the_plan() {
    let repo = Repo::open_pipeline();
    let editor = writes(&repo, "\nTested in staging  \n\n\n# not this\nand in dev\n");
    let run = edited(&repo, &editor, &format!("{CREATE} --edit"));
    assert_snapshot!(repo.describe(&format!("{CREATE} --edit"), &run), @"
    $ promote create staging production query.timeout query.cache --edit
    envs/{env}/application.yaml
      ~ query.timeout  30 -> 60
      + query.cache    true

    Created promotion 1 staging -> production: 1 added, 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(seen(&repo), @"


    # Lines that begin with '#' are left out, and an empty text ends the command without writing.
    #
    # These are the notes of a promotion of 2 keys from staging to production. They become the body of its commit.
    #
    # envs/{env}/application.yaml
    #   ~ query.timeout  30 -> 60
    #   + query.cache    true
    ");
    assert_eq!(notes(&repo, "1"), "Tested in staging\n\nand in dev");
    assert!(is_clean(&repo));
    // --notes are there already, and stay if the person saves them.
    edited(&repo, "true", &format!("{CREATE} -e --notes 'As before'"));
    assert_eq!(notes(&repo, "2"), "As before");
    let run = edited(&repo, "false", &format!("{CREATE} -e --no-edit --notes 'Not opened'"));
    assert_eq!((run.code, notes(&repo, "3")), (0, Json::from("Not opened")));
}

#[test]
fn the_editor_is_the_one_of_git() {
    let repo = Repo::open_pipeline();
    let editor = writes(&repo, "By core.editor\n");
    repo.git(&["config", "core.editor", &editor]);
    assert_eq!(repo.run(&format!("{CREATE} -e -q")).code, 0);
    assert_eq!(notes(&repo, "1"), "By core.editor");
    // The shell reads it: quotes, arguments and variables.
    let run = edited(&repo, r#"f() { printf '%s\n' "By a shell's $TZ" > "$1"; }; f"#, &format!("{CREATE} -e -q"));
    assert_eq!((run.code, notes(&repo, "2")), (0, Json::from("By a shell's UTC")));
    repo.git_line("config --unset core.editor");
    let mut command = repo.promote_line_command(&format!("{CREATE} -e -q"));
    assert_eq!(self::run(command.env("VISUAL", &editor).env("TERM", "xterm"), b"").code, 0);
    assert_eq!(notes(&repo, "3"), "By core.editor");
    // Without a terminal that moves a cursor, git has no editor of its own.
    assert_snapshot!(repo.promote_line(&format!("{CREATE} -e")), @"
    $ promote create staging production query.timeout query.cache -e
    --- stderr
    error: no editor can be opened: git names none for this terminal; nothing was written
    hint: set another editor: git config core.editor EDITOR
    hint: or give the text: --notes TEXT, or --reason TEXT for a rollback
    --- exit 5
    ");
}

#[test]
fn comments_begin_as_gits_do() {
    let repo = Repo::open_pipeline();
    repo.git(&["config", "core.commentChar", ";"]);
    let editor = writes(&repo, "# A heading\n; no\n");
    assert_eq!(edited(&repo, &editor, &format!("{CREATE} -e -q")).code, 0);
    assert_eq!(notes(&repo, "1"), "# A heading");
    assert!(
        seen(&repo).contains("\n; These are the notes of a promotion of 2 keys from staging to production."),
        "{}",
        seen(&repo)
    );
    repo.git(&["config", "core.commentChar", "auto"]);
    assert_eq!(edited(&repo, "true", &format!("{CREATE} -e -q --notes '#12 is fixed'")).code, 0);
    assert_eq!(notes(&repo, "2"), "#12 is fixed");
}

#[test]
fn nothing_is_left_of_what_a_person_gave_up() {
    let repo = Repo::open_pipeline();
    let before = repo.everything();
    for (editor, line) in [("truncate -s 0", CREATE), ("true", CREATE), ("false", CREATE), ("kill -9 $$ #", CREATE)] {
        let line = format!("{line} -e");
        let run = edited(&repo, editor, &line);
        assert!(matches!(run.code, 1 | 5), "{editor}");
        assert_eq!(run.stdout, "", "{editor}");
    }
    let run = edited(&repo, "true", &format!("{CREATE} -e"));
    assert_snapshot!(repo.describe("create … -e", &run), @"
    $ promote create … -e
    --- stderr
    note: the notes are empty, and nothing was created
    --- exit 1
    ");
    let run = edited(&repo, "false", &format!("{CREATE} -e"));
    assert_snapshot!(repo.describe("create … -e", &run), @"
    $ promote create … -e
    --- stderr
    error: the editor 'false' ended with exit code 1; nothing was written
    hint: set another editor: git config core.editor EDITOR
    hint: or give the text: --notes TEXT, or --reason TEXT for a rollback
    --- exit 5
    ");
    repo.assert_unchanged(&before);
    assert!(is_clean(&repo));
}

#[test]
fn a_text_is_kept_if_the_command_then_fails() {
    let repo = Repo::open_pipeline();
    // While the person writes, the pipeline changes.
    let script = "printf 'Long thoughts\\n' > \"$1\"; sed -i 's/from: \\[staging\\]/from: [dev]/' promote.yaml; git commit -qam 'No edge'";
    let run = edited(&repo, &editor(&repo, script), &format!("{CREATE} -e"));
    assert_eq!(run.code, 3, "{}", run.stderr);
    let kept = run.stderr.lines().find_map(|line| line.strip_prefix("note: the text is kept in ")).unwrap();
    assert_eq!(fs::read_to_string(kept).unwrap(), "Long thoughts\n");
}

#[test]
fn where_nothing_is_promoted_no_editor_opens() {
    let repo = Repo::open_pipeline();
    for line in [format!("{CREATE} -e --dry-run"), "create staging production query.retries -e".to_owned()] {
        let run = edited(&repo, "false", &line);
        assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    }
    assert_eq!(edited(&repo, "false", "create staging production no.such.key -e").code, 2);
}

#[test]
fn the_reason_of_a_rollback() {
    let repo = Repo::open_pipeline();
    let id = repo.executed("");
    let before = repo.everything();
    assert_eq!(edited(&repo, "true", &format!("rollback {id} -e")).code, 1);
    assert_eq!(edited(&repo, "false", &format!("rollback {id} -e")).code, 5);
    assert_eq!(edited(&repo, "false", &format!("rollback {id} -e --dry-run")).code, 0);
    repo.assert_unchanged(&before);
    let line = format!("rollback {id} -e --key query --reason 'Too slow'");
    let run = edited(&repo, &writes(&repo, ""), &line);
    assert_snapshot!(repo.describe(&line, &run), @r#"
    $ promote rollback <P1> -e --key query --reason 'Too slow'
    envs/{env}/application.yaml
      ~ query.timeout  60 -> 30
      - query.cache    true

    Rolled back part of promotion 1 as <c1> on main
      Revert "Promote query.timeout, query.cache, server.log to production"
      files updated in /world/repo
    "#);
    assert_snapshot!(seen(&repo), @"
    Too slow

    # Lines that begin with '#' are left out, and an empty text ends the command without writing.
    #
    # This is the reason of a rollback of 2 keys in production. It is recorded.
    #
    # envs/{env}/application.yaml
    #   ~ query.timeout  60 -> 30
    #   - query.cache    true
    ");
    assert_snapshot!(repo.git_text("log -1 --format=%B main"), @r#"
    Revert "Promote query.timeout, query.cache, server.log to production"

    This reverts part of commit <c2>:

    - envs/{env}/application.yaml:query.timeout
    - envs/{env}/application.yaml:query.cache

    Too slow

    Promotion-Id: <P1>
    Promotion-Rollback: <P1>
    Reverted-key: envs/{env}/application.yaml:query.timeout
    Reverted-key: envs/{env}/application.yaml:query.cache
    "#);
}

#[test]
fn promote_edit_opens_it_for_a_person_at_a_terminal() {
    let repo = Repo::open_pipeline();
    repo.git_line("config promote.edit true");
    let editor = writes(&repo, "By promote.edit\n");
    let at = |line: &str| {
        let mut command = repo.in_session(line)?;
        command.env("GIT_EDITOR", &editor).env("NO_COLOR", "1");
        Some(Pty::start(command, (80, 24)).end())
    };
    let Some((printed, code)) = at(CREATE) else { return };
    assert_eq!((code, notes(&repo, "1")), (0, Json::from("By promote.edit")), "{printed}");
    for option in ["--no-edit", "-q", "-o json"] {
        assert_eq!(at(&format!("{CREATE} {option}")).unwrap().1, 0);
    }
    // Off a terminal.
    assert_eq!(edited(&repo, &editor, CREATE).code, 0);
    for id in ["2", "3", "4", "5"] {
        assert_eq!(notes(&repo, id), Json::Null, "{id}");
    }
    repo.executed("--key server.log");
    let (printed, code) = at("rollback @-").unwrap();
    assert_eq!(code, 0, "{printed}");
    assert!(repo.git_line("log -1 --format=%B main").contains("By promote.edit"));
}
