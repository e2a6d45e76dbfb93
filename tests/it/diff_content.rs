//! `promote diff`: how content is shown: multi-line values, lists, documents, flags, whole files, unreadable files.

use insta::assert_snapshot;

use crate::support::Repo;

#[test]
fn shows_multi_line_values() {
    let motd = |line: &str| format!("motd: |\n  welcome\n  to this\n  place\n  {line}\n  and\n  stay\nshort: yes\n");
    let repo = Repo::with_file("a.yaml", &motd("of joy"), &motd("of sorrow"));
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/a.yaml
      ~ motd
            to this
            place
          - of sorrow
          + of joy
            and
            stay

    dev -> staging: 1 modified
    ");
    let repo = Repo::with_file("a.yaml", "list: [1, 2, 3]\n", "list:\n  - 1\n  - 2\n");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/a.yaml
      ~ list
          - - 1
          - - 2
          + [1, 2, 3]

    dev -> staging: 1 modified
    ");
}

#[test]
fn names_list_elements_by_their_identifying_field() {
    let with =
        |image: &str, more: &str| format!("containers:\n  - name: web\n    image: {image}\n    ports: [80]\n{more}");
    let repo = Repo::with_file("a.yaml", &with("web:2", "  - name: log\n    image: log:1\n"), &with("web:1", ""));
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/a.yaml
      ~ containers[name=web].image  web:1 -> web:2
      + containers[name=log].image  log:1

    dev -> staging: 1 added, 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff dev staging 'containers[name=web].*'"), @"
    $ promote diff dev staging 'containers[name=web].*'
    envs/{env}/a.yaml
      ~ containers[name=web].image  web:1 -> web:2

    dev -> staging: 1 modified
    ");
}

#[test]
fn names_documents_by_kind_and_name() {
    let docs = |replicas: u8| {
        format!(
            "kind: Service\nmetadata: {{ name: web }}\nport: 80\n---\nkind: Deployment\nmetadata: {{ name: web }}\nreplicas: {replicas}\n"
        )
    };
    let repo = Repo::with_file("a.yaml", &docs(3), &docs(2));
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/a.yaml
      #Deployment/web
      ~ replicas  2 -> 3

    dev -> staging: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff dev staging 'a.yaml#Deployment/*:replicas'"), @"
    $ promote diff dev staging 'a.yaml#Deployment/*:replicas'
    envs/{env}/a.yaml
      #Deployment/web
      ~ replicas  2 -> 3

    dev -> staging: 1 modified
    ");
    assert_snapshot!(repo.promote_line("diff dev staging 'a.yaml#Service/web:*'"), @"
    $ promote diff dev staging 'a.yaml#Service/web:*'
    dev -> staging: no difference
    ");
    assert_snapshot!(repo.promote_line("diff dev staging 'a.yaml#Job/*:*'"), @"
    $ promote diff dev staging 'a.yaml#Job/*:*'
    --- stderr
    error: 'a.yaml#Job/*:*' matches no key in dev or staging
    hint: list the keys: promote keys dev
    --- exit 2
    ");
}

#[test]
fn shows_a_flag_as_one_unit() {
    let flags = |percent: u8| {
        format!("flags:\n  new-cart:\n    on: true\n    percent: {percent}\n  old-cart:\n    on: false\n")
    };
    let repo = Repo::with_file("flags.yaml", &flags(50), &flags(10));
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/flags.yaml
      ~ flags.new-cart
            on: true
          - percent: 10
          + percent: 50

    dev -> staging: 1 modified
    ");
}

#[test]
fn shows_whole_files() {
    let repo = Repo::with_file("notes.txt", "one\ntwo\n", "one\nthree\n");
    repo.write("envs/dev/logo.png", b"\x89PNG\0\x01").write("envs/dev/run.sh", "#!/bin/sh\n");
    repo.write("envs/staging/run.sh", "#!/bin/sh\n");
    std::fs::set_permissions(repo.root().join("envs/dev/run.sh"), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .unwrap();
    std::os::unix::fs::symlink("notes.txt", repo.root().join("envs/dev/current")).unwrap();
    repo.commit("All kinds of files");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    2 new files wait

    envs/{env}/current
      + (whole file)  d669de9611 (9 bytes, symlink)
          + notes.txt

    envs/{env}/logo.png
      + (whole file)  f584f4041f (6 bytes)

    2 keys of unknown direction: no history yet

    envs/{env}/notes.txt
      ~ (whole file)  4c7442bcf5 (10 bytes) -> 814f4a4229 (8 bytes)
            one
          - three
          + two

    envs/{env}/run.sh
      ~ (whole file)  1a2485251c (10 bytes) -> 1a2485251c (10 bytes, executable)

    dev -> staging: 2 added, 2 modified
    ");
}

#[test]
fn reports_an_unreadable_file_and_shows_the_others() {
    let repo = Repo::with_file("a.yaml", "a: [1\nb: 2\n", "a: [1]\nb: 2\n");
    repo.write("envs/dev/b.yaml", "x: 1\n").write("envs/dev/c.json", "{\"a\": 1, \"a\": 2}\n").commit("Others");
    assert_snapshot!(repo.promote_line("diff dev staging"), @r#"
    $ promote diff dev staging
    2 new files wait

    envs/{env}/b.yaml
      + x  1

    envs/{env}/c.json
      + (whole file)  30c70059ca (17 bytes)
          + {"a": 1, "a": 2}
      ! envs/dev/c.json is not read by key: line 1, column 10: the key "a" occurs twice in one object: line 1, column 2 and line 1, column 10

    1 key of unknown direction: no history yet

    envs/{env}/a.yaml
      ~ (whole file)  1e0eb0001f (12 bytes) -> 3e449e2d55 (11 bytes)
          - a: [1]
          + a: [1
            b: 2
      ! envs/dev/a.yaml is not read by key: line 2, column 2: illegal placement of ':' indicator

    dev -> staging: 2 added, 1 modified
    "#);
    assert_snapshot!(repo.promote_line("diff dev staging --stat"), @"
    $ promote diff dev staging --stat
    envs/{env}/a.yaml     1  ~1
    envs/{env}/b.yaml     1  +1
    envs/{env}/c.json     1  +1
    dev -> staging: 2 added, 1 modified
    ");
}

#[test]
fn shows_values_of_all_types() {
    let repo = Repo::with_file(
        "a.json",
        "{\"n\": null, \"t\": true, \"f\": 1.50, \"s\": \"a\\nb\", \"e\": {}, \"l\": []}\n",
        "{\"n\": 0, \"t\": \"true\", \"f\": 1.5, \"s\": \"a\"}\n",
    );
    assert_snapshot!(repo.promote_line("diff dev staging"), @r#"
    $ promote diff dev staging
    envs/{env}/a.json
      ~ n  0 -> null
      ~ t  "true" -> true
      ~ f  1.5 -> 1.50
      ~ s  "a" -> "a\nb"
      + e  {}
      + l  []

    dev -> staging: 2 added, 4 modified
    "#);
}
