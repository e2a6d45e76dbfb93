//! Sample repositories that most tests start from.

use super::Repo;

/// Three environments in folders; production requires two approvals and keeps its replica count.
pub const POLICY: &str = "\
version: 1
files:
  - \"envs/{env}/**\"
environments:
  dev: {}
  staging:
    from: [dev]
  production:
    from: [staging]
    approvals: { required: 2 }
    keep: [\"*.replicas\"]
flags: [\"flags.yaml:flags.*\"]
";

/// The policy without approvals.
pub fn open_policy() -> String {
    POLICY.replace("    approvals: { required: 2 }\n", "")
}

const STAGING: &str = "\
# Query service
query:
  timeout: 60   # seconds
  retries: 3
  cache: true
server:
  replicas: 2
  log: debug
";

const PRODUCTION: &str = "\
# Query service, production
query:
  timeout: 30   # seconds
  retries: 3

server:
  replicas: 12
  log: info
  # only here
  region: eu-west-1
";

impl Repo {
    /// A pipeline of dev, staging and production with a few differences: see the constants above.
    pub fn pipeline() -> Self {
        let repo = Self::new();
        repo.policy(POLICY);
        repo.write("envs/dev/application.yaml", STAGING.replace("60", "90"));
        repo.write("envs/staging/application.yaml", STAGING);
        repo.write("envs/production/application.yaml", PRODUCTION);
        repo.commit("Three environments");
        repo
    }

    /// The same with a remote that decides: Ann's clone is `repo`, Bob's is `bob`. Production requires one approval.
    pub fn shared() -> Self {
        Self::shared_by(&POLICY.replace("required: 2", "required: 1"))
    }

    /// The same with a remote that decides; production requires no approvals.
    pub fn open_shared() -> Self {
        Self::shared_by(&open_policy())
    }

    fn shared_by(policy: &str) -> Self {
        let repo = Self::pipeline();
        repo.git_in_world("init -q --bare -b main origin.git");
        repo.policy(&format!("{policy}remote: origin\n"));
        repo.commit("A remote decides");
        repo.git_line("remote add origin ../origin.git");
        repo.git_line("push -q origin main");
        repo.git_in_world("clone -q origin.git bob");
        repo
    }

    /// The pipeline without approvals.
    pub fn open_pipeline() -> Self {
        let repo = Self::pipeline();
        repo.policy(&open_policy());
        repo.commit("No approvals");
        repo
    }

    /// The pipeline without approvals, with these entries of `checks:`.
    pub fn with_checks(checks: &str) -> Self {
        let repo = Self::pipeline();
        repo.policy(&format!("{}checks:\n{checks}", open_policy()));
        repo.commit("Checks");
        repo
    }

    /// The pipeline without approvals, with these rules for production (lines of `promote.yaml`). It is Monday, 09:00
    /// UTC.
    pub fn with_rules(rules: &str) -> Self {
        let repo = Self::pipeline();
        let groups = "groups: { incident-responders: [cem@acme.com] }\n";
        let rules: String = rules.lines().map(|line| format!("    {line}\n")).collect();
        repo.policy(&(POLICY.replace("    approvals: { required: 2 }\n", &rules) + groups));
        repo.commit("Rules");
        repo
    }

    /// The pipeline without approvals; dev and staging have this one file each.
    pub fn with_file(file: &str, dev: &str, staging: &str) -> Self {
        let repo = Self::open_pipeline();
        repo.git(&["rm", "-q", "envs/dev/application.yaml", "envs/staging/application.yaml"]);
        repo.write(&format!("envs/dev/{file}"), dev).write(&format!("envs/staging/{file}"), staging);
        repo.commit("One file");
        repo
    }

    /// Three environments that keys went through: production has values from a promotion, from one that went on from another, from
    /// a rollback and from direct edits. Days pass between the steps.
    pub fn promoted() -> Self {
        let repo = Self::new();
        repo.policy(&POLICY.replace("required: 2", "required: 1")).write("envs/README", "Environments\n");
        for name in ["dev", "staging", "production"] {
            let file = format!(
                "query:\n  timeout: 30s\n  retries: 3\ndb:\n  host: db.{name}.acme.com\n  password: \"s-{name}\"\n\
                 server:\n  replicas: 2\n  port: 80\n"
            );
            repo.write(&format!("envs/{name}/app.yaml"), file);
        }
        let policy = repo.read("promote.yaml");
        repo.policy(&format!("{policy}secrets: [\"*password\"]\n")).commit("Set up");
        let edit = |user: &str, environment: &str, (from, to): (&str, &str), message: &str| {
            let path = format!("envs/{environment}/app.yaml");
            repo.pass(86_400).as_user(user).write(&path, repo.read(&path).replace(from, to)).commit(message);
        };
        let promote = |keys: &str| {
            repo.pass(86_400).as_user("ann").ok(&format!("create dev staging {keys} --validate --execute -q"));
            repo.pass(86_400).ok(&format!("create staging production {keys} --validate -q"));
            repo.as_user("eve").ok("approve @ -q");
            repo.pass(86_400).as_user("ann").ok("execute @ -q");
        };
        edit("cid", "dev", ("30s", "60s"), "Give slow queries more time");
        promote("--key query.timeout");
        edit("cid", "dev", ("60s", "180s"), "180s for the report job");
        edit("bob", "dev", ("retries: 3", "retries: 5"), "Retry more");
        promote("--key query.*");
        repo.pass(86_400)
            .as_user("dan")
            .ok("rollback @- --key query.retries --reason 'Retries hammer the database' -q");
        edit("dan", "production", ("replicas: 2", "replicas: 12"), "More replicas");
        edit("dan", "production", ("port: 80", "port: 8080"), "Hotfix: the port");
        edit("cid", "dev", ("port: 80\n", "port: 80\n  log: debug\n"), "Log more");
        repo.pass(86_400).as_user("ann");
        repo
    }

    /// A repository with these templates, these environments and these files.
    pub fn layout(files: &str, environments: &str, contents: &[(&str, &str)]) -> Self {
        let repo = Self::new();
        repo.policy(&format!("version: 1\nfiles: {files}\nenvironments: {environments}\n"));
        for (path, content) in contents {
            repo.write(path, content);
        }
        repo.commit("A layout");
        repo
    }

    /// The diff, and the files that promoting all of it changes. Asserts that nothing differs afterwards.
    pub fn promote_all(&self, source: &str, target: &str) -> String {
        let diff = self.promote_line(&format!("diff {source} {target}"));
        self.ok(&format!("create {source} {target} --overwrite --execute"));
        assert_eq!(self.run(&format!("diff {source} {target} --exit-code")).code, 0, "{diff}");
        diff + &self.git_line("show --format= --name-status")
    }

    /// Creates and validates a promotion with these selectors, also where it was rolled back; returns its id.
    pub fn validated(&self, selectors: &str) -> String {
        let id = self.ok(&format!("create staging production {selectors} -q --overwrite --validate"));
        assert_eq!(id.len(), 36, "{id}");
        id
    }

    /// The same, and then the source moves on: a refresh gives another plan.
    pub fn outdated(&self, selectors: &str) -> String {
        let id = self.validated(selectors);
        let path = "envs/staging/application.yaml";
        // Another value each time.
        let (text, commits) = (self.read(path), self.git_line("rev-list --count HEAD"));
        let line = text.lines().find(|line| line.trim_start().starts_with("timeout:")).unwrap();
        self.write(path, text.replace(line, &format!("  timeout: 6{commits}"))).commit("Staging moves on");
        // Where a remote decides, it has to know.
        if !self.git_line("remote").is_empty() {
            self.git_line("push -q origin main");
        }
        id
    }

    /// Creates and executes a promotion with these selectors, for [`Repo::open_pipeline`]; returns its id.
    pub fn executed(&self, selectors: &str) -> String {
        let id = self.ok(&format!("create staging production {selectors} -q --overwrite --execute"));
        assert_eq!(id.len(), 36, "{id}");
        id
    }
}
