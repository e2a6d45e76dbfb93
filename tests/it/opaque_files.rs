//! Files that cannot be read by key: encrypted, templates, not UTF-8. What each command prints, and that a rollback
//! leaves no trace.

use insta::assert_snapshot;

use crate::support::Repo;
use crate::whole_files::there_and_back;

fn sops(password: &str, mac: &str) -> String {
    format!(
        "db:\n    password: ENC[AES256_GCM,data:{password},iv:x,tag:y,type:str]\n    user: app\nsops:\n    age: []\n    \
         lastmodified: \"2026-01-01T00:00:00Z\"\n    mac: ENC[AES256_GCM,data:{mac},type:str]\n    version: 3.9.1\n"
    )
}

#[test]
fn moves_sops_files_as_a_whole() {
    let repo = Repo::with_file("secrets.enc.yaml", &sops("AAAA", "m1"), &sops("BBBB", "m2"));
    let json = |data: &str| {
        format!("{{\"a\": \"ENC[{data}]\", \"sops\": {{\"mac\": \"ENC[{data}]\", \"version\": \"3.9.1\"}}}}\n")
    };
    let env = |data: &str| format!("A=ENC[{data}]\nsops_mac=ENC[{data}]\nsops_version=3.9.1\n");
    for (side, data) in [("dev", "x"), ("staging", "y")] {
        repo.write(&format!("envs/{side}/s.json"), json(data)).write(&format!("envs/{side}/s.env"), env(data));
    }
    repo.commit("Others");
    assert_snapshot!(repo.promote_line("diff dev staging"), @r#"
    $ promote diff dev staging
    envs/{env}/s.env
      ~ (whole file)  b09131a946 (44 bytes) -> dcde876663 (44 bytes)
          - A=ENC[y]
          - sops_mac=ENC[y]
          + A=ENC[x]
          + sops_mac=ENC[x]
            sops_version=3.9.1
      ! envs/dev/s.env is not read by key: line 2, column 1: the file is encrypted by SOPS, whose MAC covers the whole file
      ! envs/staging/s.env is not read by key: line 2, column 1: the file is encrypted by SOPS, whose MAC covers the whole file

    envs/{env}/s.json
      ~ (whole file)  31cf56f93a (63 bytes) -> e6b94460cc (63 bytes)
          - {"a": "ENC[y]", "sops": {"mac": "ENC[y]", "version": "3.9.1"}}
          + {"a": "ENC[x]", "sops": {"mac": "ENC[x]", "version": "3.9.1"}}
      ! envs/dev/s.json is not read by key: line 1, column 17: the file is encrypted by SOPS, whose MAC covers the whole file
      ! envs/staging/s.json is not read by key: line 1, column 17: the file is encrypted by SOPS, whose MAC covers the whole file

    envs/{env}/secrets.enc.yaml
      ~ (whole file)  35006edb72 (198 bytes) -> d99fdb949c (198 bytes)
            db:
          -     password: ENC[AES256_GCM,data:BBBB,iv:x,tag:y,type:str]
          +     password: ENC[AES256_GCM,data:AAAA,iv:x,tag:y,type:str]
                user: app
            sops:
                age: []
                lastmodified: "2026-01-01T00:00:00Z"
          -     mac: ENC[AES256_GCM,data:m2,type:str]
          +     mac: ENC[AES256_GCM,data:m1,type:str]
                version: 3.9.1
      ! envs/dev/secrets.enc.yaml is not read by key: line 4, column 1: the file is encrypted by SOPS, whose MAC covers the whole file
      ! envs/staging/secrets.enc.yaml is not read by key: line 4, column 1: the file is encrypted by SOPS, whose MAC covers the whole file

    dev -> staging: 3 modified
    "#);
    assert_snapshot!(repo.promote_line("create dev staging --key secrets.enc.yaml:db.password"), @"
    $ promote create dev staging --key secrets.enc.yaml:db.password
    --- stderr
    error: 'secrets.enc.yaml:db.password' matches no key in dev or staging
    caused by: envs/dev/secrets.enc.yaml and envs/staging/secrets.enc.yaml are promoted as whole files: line 4, column 1: the file is encrypted by SOPS, whose MAC covers the whole file
    hint: select the whole file: 'secrets.enc.yaml:*'
    hint: list the keys: promote keys dev
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev staging --key s.env:A -o json"), @r#"
    $ promote create dev staging --key s.env:A -o json
    --- stderr
    {"error":{"code":"no-match","message":"'s.env:A' matches no key in dev or staging","causes":["envs/dev/s.env and envs/staging/s.env are promoted as whole files: line 2, column 1: the file is encrypted by SOPS, whose MAC covers the whole file"],"hints":["select the whole file: 's.env:*'","list the keys: promote keys dev"],"details":{"selectors":["s.env:A"],"wholeFiles":[{"path":"envs/dev/s.env","reason":"line 2, column 1: the file is encrypted by SOPS, whose MAC covers the whole file"},{"path":"envs/staging/s.env","reason":"line 2, column 1: the file is encrypted by SOPS, whose MAC covers the whole file"}]}}}
    --- exit 2
    "#);
    assert_snapshot!(repo.promote_line("configs dev s.json:a"), @"
    $ promote configs dev s.json:a
    --- stderr
    error: dev has no key that matches 's.json:a': envs/dev/s.json is promoted as a whole file: line 1, column 17: the file is encrypted by SOPS, whose MAC covers the whole file
    hint: list all keys: promote keys dev
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev staging --key secrets.enc.yaml:*"), @r#"
    $ promote create dev staging --key secrets.enc.yaml:*
    envs/{env}/secrets.enc.yaml
      ~ (whole file)  35006edb72 (198 bytes) -> d99fdb949c (198 bytes)
            db:
          -     password: ENC[AES256_GCM,data:BBBB,iv:x,tag:y,type:str]
          +     password: ENC[AES256_GCM,data:AAAA,iv:x,tag:y,type:str]
                user: app
            sops:
                age: []
                lastmodified: "2026-01-01T00:00:00Z"
          -     mac: ENC[AES256_GCM,data:m2,type:str]
          +     mac: ENC[AES256_GCM,data:m1,type:str]
                version: 3.9.1

    ! envs/dev/secrets.enc.yaml is promoted as a whole file: line 4, column 1: the file is encrypted by SOPS, whose MAC covers the whole file
    ! envs/staging/secrets.enc.yaml is promoted as a whole file: line 4, column 1: the file is encrypted by SOPS, whose MAC covers the whole file
    Created promotion 1 dev -> staging: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    "#);
    repo.ok("cancel @ --reason no");
    there_and_back(&repo, "secrets.enc.yaml:* --key s.json:* --key s.env:*", "secrets.enc.yaml");
}

#[test]
fn moves_ansible_vault_files_and_values_as_a_whole() {
    let vars = |host: &str, last: &str| {
        format!(
            "user: app # who\npassword: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n          6638643965\n          {last}\nhost: {host}\n"
        )
    };
    let repo = Repo::with_file("vars.yaml", &vars("db.dev", "3233"), &vars("db.staging", "4444"));
    let whole = |last: &str| format!("$ANSIBLE_VAULT;1.1;AES256\n66386439653236\n{last}\n");
    repo.write("envs/dev/vault.yml", whole("3233")).write("envs/staging/vault.yml", whole("4444")).commit("Whole");
    assert_snapshot!(repo.promote_line("diff dev staging"), @"
    $ promote diff dev staging
    envs/{env}/vars.yaml
      ~ password
            $ANSIBLE_VAULT;1.1;AES256
            6638643965
          - 4444
          + 3233
      ~ host      db.staging -> db.dev

    envs/{env}/vault.yml
      ~ (whole file)  3a992bb3b4 (46 bytes) -> 456844da4a (46 bytes)
            $ANSIBLE_VAULT;1.1;AES256
            66386439653236
          - 4444
          + 3233
      ! envs/dev/vault.yml is not read by key: the file is encrypted with ansible-vault
      ! envs/staging/vault.yml is not read by key: the file is encrypted with ansible-vault

    dev -> staging: 3 modified
    ");
    assert_snapshot!(repo.promote_line("create dev staging --key vault.yml:password"), @"
    $ promote create dev staging --key vault.yml:password
    --- stderr
    error: 'vault.yml:password' matches no key in dev or staging
    caused by: envs/dev/vault.yml and envs/staging/vault.yml are promoted as whole files: the file is encrypted with ansible-vault
    hint: select the whole file: 'vault.yml:*'
    hint: list the keys: promote keys dev
    --- exit 2
    ");
    there_and_back(&repo, "vault.yml:*", "vault.yml");
    let id = repo.ok("create dev staging --key vars.yaml:password -q --execute");
    assert_eq!(repo.read("envs/staging/vars.yaml"), vars("db.staging", "3233"));
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.read("envs/staging/vars.yaml"), vars("db.staging", "4444"));
}

#[test]
fn tells_templates_from_similar_text() {
    let repo = Repo::with_file("helm.yaml", "a: {{ .Values.x }}\nb: 2\n", "a: 1\nb: 1\n");
    for (name, dev, staging) in [
        ("block.yaml", "{{- if .x }}\na: 1\n{{- end }}\n", "{{- if .x }}\na: 2\n{{- end }}\n"),
        ("jinja.json", "{\n  {% if x %}\n  \"a\": 1\n  {% endif %}\n}\n", "{}\n"),
        ("erb.yml", "<% if x %>\na: 1\n<% end %>\n", "<% if x %>\na: 2\n<% end %>\n"),
        ("quoted.yaml", "a: \"{{ x }}\"\nb: ${{ github.ref }}\nc: 1\n", "a: \"{{ x }}\"\nb: ${{ github.sha }}\nc: 2\n"),
    ] {
        repo.write(&format!("envs/dev/{name}"), dev).write(&format!("envs/staging/{name}"), staging);
    }
    repo.commit("Templates");
    assert_snapshot!(repo.promote_line("diff dev staging"), @r#"
    $ promote diff dev staging
    envs/{env}/block.yaml
      ~ (whole file)  9899b65ebb (29 bytes) -> c88682cd8d (29 bytes)
            {{- if .x }}
          - a: 2
          + a: 1
            {{- end }}
      ! envs/dev/block.yaml is not read by key: line 1, column 1: the file is a template and must be rendered first
      ! envs/staging/block.yaml is not read by key: line 1, column 1: the file is a template and must be rendered first

    envs/{env}/erb.yml
      ~ (whole file)  eeb9b5b4eb (26 bytes) -> 215e8b4aca (26 bytes)
            <% if x %>
          - a: 2
          + a: 1
            <% end %>
      ! envs/dev/erb.yml is not read by key: line 1, column 1: the file is a template and must be rendered first
      ! envs/staging/erb.yml is not read by key: line 1, column 1: the file is a template and must be rendered first

    envs/{env}/helm.yaml
      ~ (whole file)  cd599b383c (10 bytes) -> 856076894c (24 bytes)
          - a: 1
          - b: 1
          + a: {{ .Values.x }}
          + b: 2
      ! envs/dev/helm.yaml is not read by key: line 1, column 4: the file is a template and must be rendered first

    envs/{env}/jinja.json
      ~ (whole file)  0967ef424b (3 bytes) -> 381dfaf1f4 (40 bytes)
          - {}
          + {
          +   {% if x %}
          +   "a": 1
          +   {% endif %}
          + }
      ! envs/dev/jinja.json is not read by key: line 2, column 3: the file is a template and must be rendered first

    envs/{env}/quoted.yaml
      ~ b  ${{ github.sha }} -> ${{ github.ref }}
      ~ c  2 -> 1

    dev -> staging: 6 modified
    "#);
    // Only one side can be read; the message names the reason of the other side.
    assert_snapshot!(repo.promote_line("create dev staging --key helm.yaml:b"), @"
    $ promote create dev staging --key helm.yaml:b
    --- stderr
    error: 'helm.yaml:b' matches no key in dev or staging
    caused by: envs/dev/helm.yaml is promoted as a whole file: line 1, column 4: the file is a template and must be rendered first
    hint: select the whole file: 'helm.yaml:*'
    hint: list the keys: promote keys dev
    --- exit 2
    ");
    assert_snapshot!(repo.promote_line("create dev staging --key b"), @"
    $ promote create dev staging --key b
    envs/{env}/quoted.yaml
      ~ b  ${{ github.sha }} -> ${{ github.ref }}

    ! envs/dev/block.yaml differs and is not read by key: line 1, column 1: the file is a template and must be rendered first
    ! envs/dev/erb.yml differs and is not read by key: line 1, column 1: the file is a template and must be rendered first
    ! and 2 more; run promote diff without patterns to list them
    Created promotion 1 dev -> staging: 1 modified
    plan sha256:<digest>
    --- stderr
    hint: promote validate 1
    note: this begins the ledger, on the branch promotions; promote.yaml on main rules
    ");
    assert_snapshot!(repo.promote_line("diff dev staging c --stat"), @"
    $ promote diff dev staging c --stat
    envs/{env}/quoted.yaml     1  ~1
    dev -> staging: 1 modified
    ! envs/dev/block.yaml differs and is not read by key: line 1, column 1: the file is a template and must be rendered first
    ! envs/dev/erb.yml differs and is not read by key: line 1, column 1: the file is a template and must be rendered first
    ! and 2 more; run promote diff without patterns to list them
    ");
    there_and_back(&repo, "helm.yaml:* --key block.yaml:* --key jinja.json:* --key erb.yml:*", "helm.yaml");
}

#[test]
fn handles_other_encodings_and_line_endings() {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let repo = Repo::with_file("crlf.yaml", "a: 1 # x\r\nb: 2\r\n", "a: 2 # y\r\nb: 2\r\n");
    for (name, dev, staging) in [
        ("utf16.json", utf16("{\"a\": 1}\n"), utf16("{\"a\": 2}\n")),
        ("latin.yaml", b"a: caf\xe9\n".to_vec(), b"a: caf\xe8\n".to_vec()),
        ("bom.yaml", b"\xef\xbb\xbfa: 1\n".to_vec(), b"\xef\xbb\xbfa: 2\nb: 1\n".to_vec()),
        ("nul.yaml", b"a: \0\n".to_vec(), b"a: \0\0\n".to_vec()),
        ("empty.yaml", b"a: 1\n".to_vec(), b"".to_vec()),
        ("emptied.yaml", b"".to_vec(), b"a: 1\n".to_vec()),
        ("comments.yaml", b"# one\n".to_vec(), b"# two\n".to_vec()),
    ] {
        repo.write(&format!("envs/dev/{name}"), dev).write(&format!("envs/staging/{name}"), staging);
    }
    repo.commit("Encodings");
    assert_snapshot!(repo.promote_line("diff dev staging"), @r"
    $ promote diff dev staging
    envs/{env}/bom.yaml
      ~ a  2 -> 1
      - b  1  (only in staging)

    envs/{env}/crlf.yaml
      ~ a  2 -> 1

    envs/{env}/emptied.yaml
      - a  1  (only in staging)

    envs/{env}/empty.yaml
      + a  1

    envs/{env}/latin.yaml
      ~ (whole file)  5f71d15057 (8 bytes) -> 4addcbf0ed (8 bytes)
      ! envs/dev/latin.yaml is not read by key: line 1, column 7: these bytes are not valid UTF-8
      ! envs/staging/latin.yaml is not read by key: line 1, column 7: these bytes are not valid UTF-8

    envs/{env}/nul.yaml
      ~ (whole file)  a379711875 (6 bytes) -> 052635a12b (5 bytes)
      ! envs/dev/nul.yaml is not read by key: line 1, column 4: unexpected character: `\u{0}'
      ! envs/staging/nul.yaml is not read by key: line 1, column 4: unexpected character: `\u{0}'

    envs/{env}/utf16.json
      ~ (whole file)  a0c065ed6f (18 bytes) -> b9d708240d (18 bytes)
      ! envs/dev/utf16.json is not read by key: the file is UTF-16; only UTF-8 can be read by key
      ! envs/staging/utf16.json is not read by key: the file is UTF-16; only UTF-8 can be read by key

    dev -> staging: 1 added, 5 modified, 2 only in staging
    only the format differs in envs/{env}/comments.yaml
    ");
    assert_snapshot!(repo.promote_line("create dev staging --key utf16.json:a"), @"
    $ promote create dev staging --key utf16.json:a
    --- stderr
    error: 'utf16.json:a' matches no key in dev or staging
    caused by: envs/dev/utf16.json and envs/staging/utf16.json are promoted as whole files: the file is UTF-16; only UTF-8 can be read by key
    hint: select the whole file: 'utf16.json:*'
    hint: list the keys: promote keys dev
    --- exit 2
    ");
    let before = repo.git_line("rev-parse HEAD^{tree}");
    let id = repo.ok("create dev staging --prune -q --execute");
    assert_eq!(repo.read("envs/staging/bom.yaml"), "\u{feff}a: 1\n");
    assert_eq!(repo.read("envs/staging/crlf.yaml"), "a: 1 # x\r\nb: 2\r\n");
    assert_eq!(repo.read("envs/staging/emptied.yaml"), "");
    repo.ok(&format!("rollback {id} --reason no"));
    assert_eq!(repo.git_line("rev-parse HEAD^{tree}"), before);
}
