//! What commands do, in numbers that are exact: processes started, objects read, files parsed. A change that makes one of them
//! grow fails here.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{Repo, run};

/// Three environments of `apps` folders with ten files each; one key of one file differs on each edge.
fn fleet(apps: usize) -> Repo {
    let mut files = Vec::new();
    for (at, environment) in ["dev", "staging", "production"].into_iter().enumerate() {
        for app in 0..apps {
            for file in 0..10 {
                let path = format!("envs/{environment}/app{app:03}/f{file}.yaml");
                let value = if (app, file) == (0, 0) { at } else { app * 10 + file };
                files.push((path, format!("timeout: {value}\nlog: info\n")));
            }
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let environments = "{ dev: {}, staging: { from: [dev] }, production: { from: [staging] } }";
    Repo::layout("['envs/{env}/{app}/*']", environments, &files)
}

/// Runs commands, and says what each has done.
fn costs(repo: &Repo, lines: &[&str]) -> String {
    let trace = repo.beside("trace");
    let mut table = vec![format!("{:<49} {:>9} {:>7} {:>6}", "", "processes", "objects", "parses")];
    for line in lines {
        let done = run(repo.promote_line_command(line).env("PROMOTE_TRACE", &trace), b"");
        assert!(done.code <= 1, "{line}\n{}", done.stderr);
        let text = std::fs::read_to_string(&trace).unwrap();
        std::fs::remove_file(&trace).unwrap();
        let cost: Value = serde_json::from_str(text.trim()).unwrap();
        let number = |name: &str| cost[name].as_u64().unwrap();
        let (processes, objects, parses) = (number("processes"), number("objects"), number("parses"));
        table.push(format!("{line:<49} {processes:>9} {objects:>7} {parses:>6}"));
    }
    table.join("\n")
}

const COMMANDS: [&str; 13] = [
    "diff staging production",
    "diff staging production",
    "diff staging production --no-history",
    "diff staging production --only app=app000",
    "status",
    "keys production envs/production/app000/f0.yaml:*",
    "matrix --differs",
    "create staging production --key timeout -q",
    "validate @",
    "execute @",
    "create dev staging --execute",
    "log production",
    "verify",
];

#[test]
fn commands_do_no_more_than_before() {
    assert_snapshot!(costs(&fleet(3), &COMMANDS), @"
                                                      processes objects parses
    diff staging production                                   5      28      5
    diff staging production                                   4      18      3
    diff staging production --no-history                      4      18      3
    diff staging production --only app=app000                 4      18      3
    status                                                    5      38      7
    keys production envs/production/app000/f0.yaml:*          4      14      2
    matrix --differs                                          4      22      4
    create staging production --key timeout -q                6      33      6
    validate @                                                6      95      6
    execute @                                                11     120      6
    create dev staging --execute                             23     339     15
    log production                                            3      76      1
    verify                                                    7     258     15
    ");
}

#[test]
fn ten_times_as_many_files_cost_a_look_at_their_folders_at_most() {
    assert_snapshot!(costs(&fleet(30), &COMMANDS), @"
                                                      processes objects parses
    diff staging production                                   5      28      5
    diff staging production                                   4      18      3
    diff staging production --no-history                      4      18      3
    diff staging production --only app=app000                 4      18      3
    status                                                    5      38      7
    keys production envs/production/app000/f0.yaml:*          4      14      2
    matrix --differs                                          4      22      4
    create staging production --key timeout -q                6      33      6
    validate @                                                6      95      6
    execute @                                                11     120      6
    create dev staging --execute                             23     339     15
    log production                                            3      76      1
    verify                                                    7     258     15
    ");
}

#[test]
fn the_numbers_go_where_git_would_write_them() {
    let repo = fleet(1);
    let told = run(repo.promote_line_command("list").env("PROMOTE_TRACE", "1"), b"");
    let line: Value = serde_json::from_str(told.stderr.lines().last().unwrap()).unwrap();
    assert_eq!((line["command"].as_str(), told.code), (Some("list"), 0));
    // A relative path or a word is nothing that git knows, and a file that cannot be written is no error.
    for place in ["", "0", "trace", "/no/such/folder/trace"] {
        let silent = run(repo.promote_line_command("list").env("PROMOTE_TRACE", place), b"");
        assert_eq!((silent.code, silent.stderr.contains("parses")), (0, false), "{place}");
    }
}
