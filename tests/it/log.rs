//! `promote log` for auditors: a period, a person, and CSV with approvers and signatures.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn shows_a_period() {
    let repo = Repo::promoted();
    let before = repo.everything();
    assert_snapshot!(repo.promote_line("log production"), @"
    $ promote log production
    2026-03-11 09:00:21 UTC  4  <c1>  from staging  Ann  1 key rolled back  query.timeout, query.retries
    2026-03-06 09:00:11 UTC  2  <c2>  from staging  Ann                     query.timeout
    ");
    assert_snapshot!(repo.promote_line("log production --since 2026-03-08"), @"
    $ promote log production --since 2026-03-08
    2026-03-11 09:00:21 UTC  4  <c1>  from staging  Ann  1 key rolled back  query.timeout, query.retries
    ");
    assert_snapshot!(repo.promote_line("log production --until 2026-03-08"), @"
    $ promote log production --until 2026-03-08
    2026-03-06 09:00:11 UTC  2  <c2>  from staging  Ann  query.timeout
    ");
    assert_eq!(repo.ok("log production --since 8d"), repo.ok("log production --since 2026-03-08"));
    assert_snapshot!(repo.promote_line("log production --since 2026-03-06T09:00:12Z --until 2026-03-06T09:00:13Z"), @"
    $ promote log production --since 2026-03-06T09:00:12Z --until 2026-03-06T09:00:13Z
    No promotion into production matches.
    ");
    assert_snapshot!(repo.promote_line("log production --since 2020-01-01 --until 2021-01-01"), @"
    $ promote log production --since 2020-01-01 --until 2021-01-01
    No promotion into production matches.
    ");
    repo.assert_unchanged(&before);
}

#[test]
fn refuses_a_period_that_cannot_be() {
    let repo = Repo::promoted();
    assert_snapshot!(repo.promote_line("log production --since soon"), @"
    $ promote log production --since soon
    --- stderr
    error: --since needs a time, a day or a duration: 'soon' is not a time; write it like '2026-11-24 09:00 Europe/Berlin'
    hint: for example: --since 90d, --since 2026-01-01 or --since 2026-03-02T09:00Z
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("log production --until 'the day after'"), @"
    $ promote log production --until 'the day after'
    --- stderr
    error: --until needs a time, a day or a duration: 'after' is not a time zone; write an IANA name like 'Europe/Berlin', or 'UTC'
    hint: for example: --until 90d, --until 2026-01-01 or --until 2026-03-02T09:00Z
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("log production --since 2026-03-02 --until 2026-03-01"), @"
    $ promote log production --since 2026-03-02 --until 2026-03-01
    --- stderr
    error: the period ends before it begins
    hint: give --since a time before that of --until
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("log production --since 2030-01-01"), @"
    $ promote log production --since 2030-01-01
    --- stderr
    error: --since 2030-01-01 is in the future
    hint: for example: --since 90d, --since 2026-01-01 or --since 2026-03-02T09:00Z
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("log production --by ''"), @"
    $ promote log production --by ''
    --- stderr
    error: a value is required for '--by <PERSON>' but none was supplied

    For more information, try '--help'.
    --- exit 2
    ");
}

#[test]
fn shows_the_promotions_of_a_person() {
    let repo = Repo::promoted();
    let all = repo.ok("log production -q");
    assert_eq!(all.lines().count(), 2);
    // Ann executed both, Eve approved both, and Dan rolled a key of the last one back.
    for by in ["ann", "Eve", "eve@acme.com", "ANN@ACME.COM"] {
        assert_eq!(repo.ok(&format!("log production -q --by {by}")), all, "{by}");
    }
    assert_eq!(repo.ok("log production -q --by dan"), all.lines().next().unwrap());
    assert_eq!(repo.ok("log production --by zoe"), "No promotion into production matches.");
    assert_eq!(repo.ok("log production -q --by eve --limit 1 --until 2026-03-08"), all.lines().nth(1).unwrap());
    assert_eq!(repo.ok("log staging -q --by eve"), "", "nobody approves for staging");
}

#[test]
fn a_shallow_ledger_has_every_promotion_of_a_period() {
    let repo = Repo::promoted();
    let whole = repo.ok("log production --since 2026-03-08 -q");
    repo.git_in_world("clone -q --no-local --depth 1 --no-single-branch repo shallow");
    let shallow = repo.beside("shallow");
    let line = format!("-C {} log production --since 2026-03-08 -q", shallow.display());
    assert_eq!(repo.ok(&line), whole);
}

/// The cells of CSV, as a spreadsheet reads them.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && row.is_empty() && cell.is_empty(), "{text}");
    rows
}

#[test]
fn csv_names_approvers_and_signatures() {
    let repo = Repo::signed_pipeline(2, &[("bob", ""), ("cem", "")]);
    let id = repo.run_words(&[
        "create",
        "staging",
        "production",
        "--key",
        "query.*",
        "--validate",
        "-q",
        "--notes",
        "Slow, \"very\"\nslow",
    ]);
    let id = id.stdout.trim().to_owned();
    for name in ["bob", "cem"] {
        repo.signing(name).ok(&format!("approve {id}"));
    }
    repo.as_user("ann").ok(&format!("execute {id}"));
    repo.ok(&format!("rollback {id} --key query.cache --reason no"));
    let rows = cells(&repo.run("log production -o csv").stdout);
    assert_eq!(rows.len(), 2);
    let shown: Vec<String> = rows[0].iter().zip(&rows[1]).map(|(name, cell)| format!("{name}: {cell}")).collect();
    let shown = ["bob", "cem"]
        .iter()
        .fold(shown.join("\n"), |text, name| text.replace(&repo.fingerprint(name), &format!("SHA256:<{name}>")));
    assert_snapshot!(repo.normalise(&shown), @r#"
    number: 1
    id: <P1>
    source: staging
    target: production
    status: EXECUTED
    created: 2026-03-02T09:00:08Z
    created by: Ann <ann@acme.com>
    executed: 2026-03-02T09:00:11Z
    executed by: Ann <ann@acme.com>
    commit: <c1>
    plan: sha256:<digest>
    keys: envs/{env}/application.yaml:query.timeout
    envs/{env}/application.yaml:query.cache
    notes: Slow, "very"
    slow
    approvals required: 2
    approvers: Bob <bob@acme.com>
    Cem <cem@acme.com>
    approved: 2026-03-02T09:00:09Z
    2026-03-02T09:00:10Z
    signatures: signed with SHA256:<bob>
    signed with SHA256:<cem>
    attestations: 
    override: 
    rolled back: 2026-03-02T09:00:12Z
    rollback commits: <c2>
    "#);
    // Cem's key is not trusted any more.
    let policy = repo.read("promote.yaml");
    let without: String =
        policy.lines().filter(|line| !line.contains("cem@acme.com")).map(|l| format!("{l}\n")).collect();
    repo.policy(&without).commit("Cem left");
    let rows = cells(&repo.run("log production -o csv").stdout);
    let trusted = |line: &str| !line.contains("not trusted");
    assert_eq!(rows[1][16].lines().map(trusted).collect::<Vec<_>>(), [true, false], "{}", rows[1][16]);
}

#[test]
fn csv_of_nothing_is_its_header() {
    let repo = Repo::pipeline();
    let csv = repo.run("log production -o csv").stdout;
    assert!(csv.starts_with("number,id,source,target,") && csv.lines().count() == 1, "{csv}");
    let said = repo.fails(2, "list -o csv");
    assert!(said.contains("only 'promote matrix' and 'promote log' print CSV"), "{said}");
}

#[test]
fn csv_says_what_was_not_signed() {
    let repo = Repo::promoted();
    let rows = cells(&repo.run("log production -o csv --until 2026-03-08").stdout);
    let column = |name: &str| &rows[1][rows[0].iter().position(|column| column == name).unwrap()];
    assert_eq!((column("approvers").as_str(), column("signatures").as_str()), ("Eve <eve@acme.com>", "unsigned"));
    assert_eq!((column("approvals required").as_str(), column("override").as_str()), ("1", ""));
    // Signatures do not matter for a promotion that ended; only its own keys are named.
    let rows = cells(&repo.run("log production query.retries -o csv").stdout);
    assert_eq!(rows[1][11], "envs/{env}/app.yaml:query.retries");
}
