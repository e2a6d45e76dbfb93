//! Values that tools tend to spoil: in diffs, plans, the ledger, and after a rollback.

use insta::assert_snapshot;

use crate::support::Repo;

const STAGING: &str = "\
version: 1.10
big: 123456789012345678901234567890
octal: 0o17
zeros: 017
word: yes
text: \"yes\"
off: 'off'
day: 2024-01-01
inf: .inf
nan: .NaN
empty: \"\"
null1: ~
null2: null
null3:
blanks: \" a\"
list: [1.10, yes, \"no\", 2024-01-01]
hex: 0xFF
exp: 1e3
tagged: !Ref 1.10
";

const PRODUCTION: &str = "\
version: \"1.10\"   # quoted on purpose?
big: 123456789012345678901234567891
octal: 15
zeros: 17
word: \"yes\"
text: yes
off: off
day: \"2024-01-01\"
inf: -.inf
nan: 0
empty:
null1: \"\"
null2: ~
null3: {}
blanks: a
list: [1.1, \"yes\", no, 2024-01-01]
hex: 255
exp: 1000
tagged: 1.10
";

const FILE: &str = "envs/production/odd.yaml";

fn odd() -> Repo {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/odd.yaml", STAGING).write(FILE, PRODUCTION).commit("Odd");
    repo
}

#[test]
fn the_diff_distinguishes_them() {
    let repo = odd();
    assert_snapshot!(repo.promote_line("diff staging production odd.yaml:*"), @r#"
    $ promote diff staging production odd.yaml:*
    envs/{env}/odd.yaml
      ~ version  "1.10" -> 1.10
      ~ big      123456789012345678901234567891 -> 123456789012345678901234567890
      ~ octal    15 -> 0o17
      ~ zeros    17 -> 017
      ~ word     "yes" -> yes
      ~ text     yes -> "yes"
      ~ off      off -> 'off'
      ~ day      "2024-01-01" -> 2024-01-01
      ~ inf      -.inf -> .inf
      ~ nan      0 -> .NaN
      ~ empty    null -> ""
      ~ null1    "" -> ~
      ~ null3    {} -> null
      ~ blanks   a -> " a"
      ~ list     [1.1, "yes", no, 2024-01-01] -> [1.10, yes, "no", 2024-01-01]
      ~ hex      255 -> 0xFF
      ~ exp      1000 -> 1e3
      ~ tagged   1.10 -> !Ref 1.10

    staging -> production: 18 modified
    "#);
    assert_snapshot!(repo.promote_line("configs staging odd.yaml:*"), @r#"
    $ promote configs staging odd.yaml:*
    envs/{env}/odd.yaml
      eb438d79  version  1.10
      6879e670  big      123456789012345678901234567890
      6716ce85  octal    0o17
      cc942be3  zeros    017
      bf9dab38  word     yes
      26903b44  text     "yes"
      0580c3b7  off      'off'
      9fb68435  day      2024-01-01
      e8ad4860  inf      .inf
      bb9ad52e  nan      .NaN
      7eaa78cd  empty    ""
      865c365b  null1    ~
      86ef9831  null2    null
      d62ad128  null3    null
      74de7051  blanks   " a"
      2b511c9c  list     [1.10, yes, "no", 2024-01-01]
      3f2a45be  hex      0xFF
      22d9c0ad  exp      1e3
      2ad1cc21  tagged   !Ref 1.10

    staging: 19 keys in 1 file
    "#);
    assert_snapshot!(repo.promote_line("diff staging production -o json odd.yaml:{version,big,list,tagged,empty,null1}"), @r#"
    $ promote diff staging production -o json odd.yaml:{version,big,list,tagged,empty,null1}
    {
      "schemaVersion": 1,
      "sourceEnvironment": "staging",
      "targetEnvironment": "production",
      "added": [],
      "modified": [
        {
          "key": "version",
          "id": "eb438d79-2644-5a5b-aed5-ddba73fed03f",
          "file": "envs/{env}/odd.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": "1.10",
          "sourceType": "number",
          "targetValue": "1.10",
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          }
        },
        {
          "key": "big",
          "id": "6879e670-f0d5-502e-83e8-52355300ace9",
          "file": "envs/{env}/odd.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": "123456789012345678901234567890",
          "sourceType": "number",
          "targetValue": "123456789012345678901234567891",
          "targetType": "number",
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          }
        },
        {
          "key": "empty",
          "id": "7eaa78cd-d636-5fce-86b0-cc5b150ec964",
          "file": "envs/{env}/odd.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": "",
          "targetValue": null,
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          }
        },
        {
          "key": "null1",
          "id": "865c365b-1bda-5ded-b70c-9626a2942320",
          "file": "envs/{env}/odd.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": null,
          "targetValue": "",
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          }
        },
        {
          "key": "list",
          "id": "2b511c9c-1ac4-5133-91e8-9fecf7299f99",
          "file": "envs/{env}/odd.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": [
            "1.10",
            "yes",
            "no",
            "2024-01-01"
          ],
          "sourceType": {
            "[0]": "number",
            "[1]": "word",
            "[3]": "date"
          },
          "targetValue": [
            1.1,
            "yes",
            "no",
            "2024-01-01"
          ],
          "targetType": {
            "[2]": "word",
            "[3]": "date"
          },
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          }
        },
        {
          "key": "tagged",
          "id": "2ad1cc21-702b-51e6-b7f0-afbccb404fd9",
          "file": "envs/{env}/odd.yaml",
          "document": null,
          "kind": "config",
          "sourceValue": {
            "!Ref": "1.10"
          },
          "sourceType": {
            ".": "tagged",
            "!Ref": "number"
          },
          "targetValue": "1.10",
          "targetType": "number",
          "direction": "unknown",
          "unknown": "set-up",
          "passedOver": 0,
          "base": null,
          "sourceSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          },
          "targetSince": {
            "commit": "<c1>",
            "subject": "Odd",
            "author": {
              "name": "Ann",
              "email": "ann@acme.com"
            },
            "at": "2026-03-02T09:00:09Z",
            "kind": "edit"
          }
        }
      ],
      "removed": [],
      "unchanged": 0,
      "kept": 0,
      "formatOnly": [],
      "modes": [],
      "unreadable": []
    }
    "#);
}

#[test]
fn keeps_their_spelling_and_restores_it() {
    let repo = odd();
    let id = repo.executed("--key odd.yaml:*");
    // Nulls are equal in all spellings, so null2 is not changed.
    let expected = STAGING.replace("1.10\nbig", "1.10   # quoted on purpose?\nbig").replace("null2: null", "null2: ~");
    assert_eq!(repo.read(FILE), expected);
    assert_snapshot!(repo.promote_line(&format!("show {id}")), @r#"
    $ promote show <P1>
    promotion  1  <P1>
    status     EXECUTED
    promotes   staging -> production
    type       PATTERN
    created    2026-03-02 09:00:11 UTC by Ann <ann@acme.com>
    source     <c1>
    plan       sha256:<digest>
    commit     <c2>

    envs/{env}/odd.yaml
      ~ version  "1.10" -> 1.10
      ~ big      123456789012345678901234567891 -> 123456789012345678901234567890
      ~ octal    15 -> 0o17
      ~ zeros    17 -> 017
      ~ word     "yes" -> yes
      ~ text     yes -> "yes"
      ~ off      off -> 'off'
      ~ day      "2024-01-01" -> 2024-01-01
      ~ inf      -.inf -> .inf
      ~ nan      0 -> .NaN
      ~ empty    null -> ""
      ~ null1    "" -> ~
      ~ null3    {} -> null
      ~ blanks   a -> " a"
      ~ list     [1.1, "yes", no, 2024-01-01] -> [1.10, yes, "no", 2024-01-01]
      ~ hex      255 -> 0xFF
      ~ exp      1000 -> 1e3
      ~ tagged   1.10 -> !Ref 1.10

    2026-03-02 09:00:11 UTC  created    Ann
    2026-03-02 09:00:11 UTC  validated  Ann  ok
    2026-03-02 09:00:11 UTC  executed   Ann  <c2>
    "#);
    repo.ok(&format!("rollback {id} --key odd.yaml:{{version,word,empty}} --reason no"));
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read(FILE), PRODUCTION);
}

#[test]
fn the_text_of_the_plan_distinguishes_them() {
    let repo = odd();
    let id = repo.ok("create staging production --key odd.yaml:* -q");
    assert_snapshot!(repo.git_text(&format!("show promotions:open/{id}/plan.txt")), @r#"
    staging -> production: 18 modified

    envs/{env}/odd.yaml
      ~ version: "1.10" -> 1.10
      ~ big: 123456789012345678901234567891 -> 123456789012345678901234567890
      ~ octal: 15 -> 0o17
      ~ zeros: 17 -> 017
      ~ word: "yes" -> yes
      ~ text: yes -> "yes"
      ~ off: off -> 'off'
      ~ day: "2024-01-01" -> 2024-01-01
      ~ inf: -.inf -> .inf
      ~ nan: 0 -> .NaN
      ~ empty: null -> ""
      ~ null1: "" -> ~
      ~ null3: {} -> null
      ~ blanks: a -> " a"
      ~ list: [1.1, "yes", no, 2024-01-01] -> [1.10, yes, "no", 2024-01-01]
      ~ hex: 255 -> 0xFF
      ~ exp: 1000 -> 1e3
      ~ tagged: 1.10 -> !Ref 1.10
    "#);
    let long = |end: u8| format!("url: https://acme.com/{}/{end}\n", "x".repeat(120));
    repo.write("envs/staging/long.yaml", long(1)).write("envs/production/long.yaml", long(2)).commit("Long");
    let id = repo.ok("create staging production --key long.yaml:* -q");
    assert_snapshot!(repo.git_text(&format!("show promotions:open/{id}/plan.txt")), @"
    staging -> production: 1 modified

    envs/{env}/long.yaml
      ~ url: …xxxxxxxxxxxxxxxxxxxxxxxx/2 -> …xxxxxxxxxxxxxxxxxxxxxxxx/1
    ");
}

#[test]
fn shows_trailing_blanks() {
    let repo = Repo::open_pipeline();
    let text = |blank: &str| format!("a: |\n  one{blank}\n  two\nb: 1\n");
    repo.write("envs/staging/t.yaml", text(" ")).write("envs/production/t.yaml", text("")).commit("Blanks");
    assert_snapshot!(repo.promote_line("diff staging production t.yaml:*"), @r#"
    $ promote diff staging production t.yaml:*
    envs/{env}/t.yaml
      ~ a  "one\ntwo\n" -> "one \ntwo\n"

    staging -> production: 1 modified
    "#);
}

#[test]
fn a_conflict_distinguishes_them() {
    let repo = odd();
    let id = repo.validated("--key odd.yaml:{version,empty,null1}");
    let touched =
        PRODUCTION.replace("\"1.10\"", "1.1").replace("empty:", "empty: null").replace("null1: \"\"", "null1: ' '");
    repo.write(FILE, touched).commit("Touched");
    assert_snapshot!(repo.promote_line(&format!("execute {id}")), @r#"
    $ promote execute <P1>
    --- stderr
    error: the plan of promotion 1 is stale: 2 keys changed in production since the plan was made
    caused by: envs/production/odd.yaml: version was "1.10" and is 1.1, changed by <c1> 'Touched' (Ann)
    caused by: envs/production/odd.yaml: null1 was "" and is ' ', changed by <c1> 'Touched' (Ann)
    hint: re-plan against the current target: promote refresh 1
    --- exit 4
    "#);
    assert_snapshot!(repo.promote_line(&format!("validate {id}")), @r#"
    $ promote validate <P1>
    failed: stale: envs/production/odd.yaml: version was "1.10" and is 1.1, changed by <c1> 'Touched' (Ann)
    failed: stale: envs/production/odd.yaml: null1 was "" and is ' ', changed by <c1> 'Touched' (Ann)

    Promotion 1 is not valid: 2 errors
    --- stderr
    hint: promote refresh 1
    --- exit 1
    "#);
}

#[test]
fn keeps_the_spelling_of_json_numbers() {
    let repo = Repo::open_pipeline();
    let staging = "{\"a\": 1.10, \"b\": 1E5, \"c\": 12345678901234567890123, \"d\": -0, \"e\": \"\"}\n";
    let production = "{\"a\": 1.1, \"b\": \"1E5\", \"c\": 1, \"d\": 0, \"e\": null}\n";
    repo.write("envs/staging/a.json", staging).write("envs/production/a.json", production).commit("Numbers");
    assert_snapshot!(repo.promote_line("diff staging production a.json:*"), @r#"
    $ promote diff staging production a.json:*
    envs/{env}/a.json
      ~ a  1.1 -> 1.10
      ~ b  "1E5" -> 1E5
      ~ c  1 -> 12345678901234567890123
      ~ d  0 -> -0
      ~ e  null -> ""

    staging -> production: 5 modified
    "#);
    repo.executed("--key a.json:*");
    assert_eq!(repo.read("envs/production/a.json"), staging);
}
