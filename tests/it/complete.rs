//! Completion that knows the repository: what the scripts of `promote completions` get and, where the shells are installed, what
//! bash, zsh, fish and elvish make of it. PowerShell and nushell are not installed: their scripts are compared as text.

use std::path::Path;

use insta::assert_snapshot;

use crate::support::{POLICY, Repo, Terminal, is_installed, open_policy, run, words};

/// The answer to a shell that gives words.
fn answer(repo: &Repo, line: &str) -> String {
    let mut words = words(line);
    if line.ends_with(' ') {
        words.push(String::new());
    }
    let word = format!("={}", words.pop().unwrap());
    let args: Vec<&str> = ["__complete", "fish", &word].into_iter().chain(words.iter().map(String::as_str)).collect();
    let run = repo.run_words(&args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{line}");
    run.stdout
}

/// The values of an answer.
fn values(repo: &Repo, line: &str) -> Vec<String> {
    answer(repo, line).lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

/// Two open promotions, one that was executed, and two apps.
fn pipeline() -> Repo {
    let repo = Repo::open_pipeline();
    repo.executed("--key query.timeout");
    repo.ok("create staging production --key query.cache --key server.log");
    repo.ok("create dev staging --key query.timeout");
    repo
}

#[test]
fn environments_are_offered() {
    let repo = pipeline();
    assert_snapshot!(answer(&repo, "promote status "), @"
    dev	the beginning of a pipeline
    staging	from dev
    production	from staging
    ");
    assert_eq!(values(&repo, "promote log p"), ["production"]);
    // The target of the source that was typed comes first.
    assert_eq!(values(&repo, "promote create dev "), ["staging", "dev", "production"]);
    assert_eq!(values(&repo, "promote diff staging "), ["production", "dev", "staging"]);
    assert_eq!(values(&repo, "promote stats -o json d"), ["dev"]);
}

#[test]
fn promotions_are_offered_with_what_they_are() {
    let repo = pipeline();
    assert_snapshot!(answer(&repo, "promote execute "), @"
    3	dev -> staging: query.timeout
    2	staging -> production: query.cache, server.log
    ");
    assert_snapshot!(answer(&repo, "promote rollback "), @"
    3	dev -> staging: query.timeout
    2	staging -> production: query.cache, server.log
    1	executed, staging -> production: query.timeout
    ");
    assert_eq!(values(&repo, "promote approve 3"), ["3"]);
    assert_eq!(values(&repo, "promote approve 7"), Vec::<String>::new());
}

#[test]
fn keys_are_offered() {
    let repo = pipeline();
    assert_snapshot!(answer(&repo, "promote get query."), @"
    query.cache	envs/{env}/application.yaml
    query.retries	envs/{env}/application.yaml
    query.timeout	envs/{env}/application.yaml
    ");
    // Of the environments that were named.
    assert_eq!(values(&repo, "promote keys production server."), ["server.log", "server.region", "server.replicas"]);
    assert_eq!(values(&repo, "promote keys staging server."), ["server.log", "server.replicas"]);
    let of_file = "application.yaml:query.";
    let keys = ["cache", "retries", "timeout"].map(|key| format!("{of_file}{key}"));
    assert_eq!(values(&repo, &format!("promote create dev staging --key {of_file}")), keys);
    assert_eq!(
        values(&repo, "promote get 'envs/{env}/application.yaml:query.c"),
        ["envs/{env}/application.yaml:query.cache"]
    );
    assert_eq!(values(&repo, "promote get other.yaml:q"), Vec::<String>::new());
    assert_eq!(values(&repo, "promote blame envs/d"), ["envs/dev/application.yaml"]);
}

#[test]
fn captures_are_offered_with_their_values() {
    let environments = "{ dev: {}, production: { from: [dev] } }";
    let files = [
        ("apps/web/dev/a.yaml", "a: 1\n"),
        ("apps/api/production/a.yaml", "a: 1\n"),
        ("apps/api/dev/a.yaml", "a: 2\n"),
    ];
    let repo = Repo::layout("[\"apps/{app}/{env}/**\"]", environments, &files);
    assert_snapshot!(answer(&repo, "promote diff dev production --only "), @"
    app=api	dev, production
    app=web	dev
    ");
    assert_eq!(values(&repo, "promote diff dev production --only=app=w"), ["--only=app=web"]);
}

#[test]
fn attestations_options_commands_and_paths_are_offered() {
    let repo = Repo::pipeline();
    repo.policy(&POLICY.replace("approvals: { required: 2 }", "attestations: [e2e, load]")).commit("Attestations");
    assert_eq!(values(&repo, "promote attest @ --name "), ["e2e", "load"]);
    assert_eq!(values(&repo, "promote roll"), ["rollback"]);
    assert!(values(&repo, "promote log --s").contains(&"--since".to_owned()));
    assert_eq!(values(&repo, "promote completions z"), ["zsh"]);
    assert_eq!(values(&repo, "promote create --from promo"), ["promote.yaml"]);
    // Options are not offered beside values.
    assert!(values(&repo, "promote status ").iter().all(|value| !value.starts_with('-')));
}

#[test]
fn another_directory_is_looked_at() {
    let repo = pipeline();
    let line = format!("promote -C {} log p", repo.root().display());
    let world = Repo::bare_world(".");
    assert_eq!(values(&world, &line), ["production"]);
    assert_eq!(values(&world, "promote log p"), Vec::<String>::new());
    assert_eq!(values(&world, "promote -C /nowhere show "), Vec::<String>::new());
}

#[test]
fn hostile_names_are_harmless() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/odd.yaml", "\"a\\e[31m\": 1\n\"b\\tc\": 1\n\"x y\": 1\n\"$(touch pwned)\": 1\n")
        .commit("Odd");
    let found = values(&repo, "promote keys staging odd.yaml:");
    assert!(found.iter().all(|value| !value.contains('\u{1b}')), "{found:?}");
    let run = repo.run_words(&["__complete", "bash", "=promote keys staging odd.yaml:", "=", "9"]);
    assert!(run.stdout.contains(r"\$\(touch\ pwned\)"), "{}", run.stdout);
    for args in
        [&["__complete"][..], &["__complete", "tcsh"], &["__complete", "bash"], &["__complete", "zsh", "", "--", "-"]]
    {
        let run = repo.run_words(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn nothing_is_written_and_nothing_fetched() {
    let repo = Repo::open_shared();
    repo.ok("create staging production --key query.timeout");
    let before = repo.everything();
    // A remote that cannot be reached would be noticed.
    repo.git_line("remote set-url origin ../nowhere.git");
    let before = (before, values(&repo, "promote show "));
    repo.git_line("remote set-url origin ../origin.git");
    repo.assert_unchanged(&before.0);
    assert_eq!(before.1, ["1"]);
}

/// A terminal in the repository, in which this shell runs; `None` without the shell.
fn shell(repo: &Repo, program: &str, args: &str) -> Option<Terminal> {
    if !is_installed(program) || !is_installed("script") {
        return None;
    }
    let mut command = repo.command("script");
    command.args(["-qec", &format!("{program} {args}"), "/dev/null"]);
    let folder = Path::new(env!("CARGO_BIN_EXE_promote")).parent().unwrap().display().to_string();
    command.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap())).env("TERM", "xterm");
    Some(Terminal::start(&mut command))
}

fn script(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("completions").join(name).display().to_string()
}

#[test]
fn bash_completes() {
    let repo = pipeline();
    let Some(mut bash) = shell(&repo, "bash", "--norc --noprofile -i") else { return };
    bash.send("PS1=; bind 'set enable-bracketed-paste off'; bind 'set bell-style none'\n");
    bash.send(&format!("source {}; echo re''ady\n", script("promote.bash")));
    bash.wait_for("ready\r\n");
    // Ctrl-A goes to the beginning of the line: the words of the completed line are printed.
    let print = "\u{1}printf '<%s>' \n";
    for (typed, printed) in [
        ("promote log pro\t", "<promote><log><production>"),
        ("promote approve 3\t", "<promote><approve><3>"),
        ("promote get application.yaml:query.c\t", "<promote><get><application.yaml:query.cache>"),
        ("promote get 'application.yaml:query.c\t", "<promote><get><application.yaml:query.cache>"),
        ("promote rollb\t1 --key server.reg\t", "<promote><rollback><1><--key><server.region>"),
    ] {
        bash.send(typed);
        bash.send(print);
        bash.wait_for(printed);
    }
    bash.send("promote execute \t\t");
    bash.wait_for("2  (staging -> production: query.cache, server.log)");
}

#[test]
fn zsh_completes() {
    let repo = pipeline();
    let Some(mut zsh) = shell(&repo, "zsh", "-f -i") else { return };
    zsh.send(&format!(
        "PS1=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D -u; source {}\n",
        script("_promote")
    ));
    zsh.send("echo re''ady\n");
    zsh.wait_for("ready\r\n");
    let print = "\u{1}printf '<%s>' \n";
    for (typed, printed) in [
        ("promote log pro\t", "<promote><log><production>"),
        ("promote approve 3\t", "<promote><approve><3>"),
        ("promote get application.yaml:query.c\t", "<promote><get><application.yaml:query.cache>"),
    ] {
        zsh.send(typed);
        zsh.send(print);
        zsh.wait_for(printed);
    }
    zsh.send("promote execute \t");
    zsh.wait_for("2  -- staging -> production: query.cache, server.log");
}

#[test]
fn fish_completes() {
    let repo = pipeline();
    if !is_installed("fish") {
        return;
    }
    let complete = |line: &str| {
        let folder = Path::new(env!("CARGO_BIN_EXE_promote")).parent().unwrap().display().to_string();
        let mut fish = repo.command("fish");
        fish.args(["--no-config", "-c", &format!("source {}; complete -C {}", script("promote.fish"), words_of(line))]);
        let run = run(fish.env("PATH", format!("{folder}:{}", std::env::var("PATH").unwrap())), b"");
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        run.stdout
    };
    assert_eq!(complete("promote log p"), "production\tfrom staging\n");
    let promotions = "3\tdev -> staging: query.timeout\n2\tstaging -> production: query.cache, server.log\n";
    assert_eq!(complete("promote execute "), promotions);
    assert_eq!(
        complete("promote get application.yaml:query.c"),
        "application.yaml:query.cache\tenvs/{env}/application.yaml\n"
    );
}

/// A text in single quotes.
fn words_of(text: &str) -> String {
    format!("'{text}'")
}

#[test]
fn elvish_completes() {
    let repo = pipeline();
    // The completer is called as the editor does it, which exists only at a terminal.
    let line = |words: &str| {
        format!("$edit:completion:arg-completer[promote] promote {words} | each {{|c| echo (repr $c) >> out.txt }}\n")
    };
    let rc = format!(
        "eval (slurp < {})\n{}{}{}echo done >> out.txt\nexit\n",
        script("promote.elv"),
        line("log p"),
        line("execute ''"),
        line("get application.yaml:query.c")
    );
    repo.write("rc.elv", rc);
    let Some(elvish) = shell(&repo, "elvish", "-rc rc.elv") else { return };
    elvish.end();
    assert_snapshot!(repo.read("out.txt"), @"
    (edit:complex-candidate production &code-suffix=' ' &display=(ui:text 'production  (from staging)'))
    (edit:complex-candidate 3 &code-suffix=' ' &display=(ui:text '3  (dev -> staging: query.timeout)'))
    (edit:complex-candidate 2 &code-suffix=' ' &display=(ui:text '2  (staging -> production: query.cache, server.log)'))
    (edit:complex-candidate application.yaml:query.cache &code-suffix=' ' &display=(ui:text 'application.yaml:query.cache  (envs/{env}/application.yaml)'))
    done
    ");
}

#[test]
fn every_shell_has_its_script() {
    let repo = Repo::bare_world(".");
    for (shell, name) in [
        ("bash", "promote.bash"),
        ("zsh", "_promote"),
        ("fish", "promote.fish"),
        ("elvish", "promote.elv"),
        ("powershell", "_promote.ps1"),
        ("nushell", "promote.nu"),
    ] {
        let text = std::fs::read_to_string(script(name)).unwrap();
        assert_eq!(repo.run(&format!("completions {shell}")).stdout, text);
        assert!(text.contains(&format!("__complete {shell} ")), "{name} asks for the answer of another shell");
    }
    let said = repo.fails(2, "completions tcsh");
    assert!(said.contains("[possible values: bash, elvish, fish, nushell, powershell, zsh]"), "{said}");
}

#[test]
fn an_answer_is_quick_in_a_large_repository() {
    let repo = Repo::new();
    repo.policy(&open_policy());
    for environment in ["dev", "staging", "production"] {
        for file in 0..2000 {
            let keys: String = (0..20).map(|key| format!("key-{file}-{key}: {key}\n")).collect();
            repo.write(&format!("envs/{environment}/folder-{}/{file}.yaml", file % 50), keys);
        }
    }
    repo.commit("Many files");
    let fastest = |line: &str| {
        let time = |_| {
            let start = std::time::Instant::now();
            let _ = answer(&repo, line);
            start.elapsed()
        };
        (0..5).map(time).min().unwrap()
    };
    let nothing = fastest("promote completions z");
    for line in [
        "promote log ",
        "promote get key-1",
        "promote blame envs/dev/folder-1/",
        "promote create dev staging --key key-9",
    ] {
        // Ten times what a person notices: other tests run beside this one, with a program that is not optimised.
        let (took, most) = (fastest(line), nothing + std::time::Duration::from_millis(500));
        assert!(took < most, "{line}: {took:?}, without a repository {nothing:?}");
    }
}
