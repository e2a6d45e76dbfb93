//! Repositories that most tests begin with.

use super::Repo;

/// Three environments in folders; production wants two approvals and keeps its replica count.
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
    /// dev, staging and production that differ a little: see the constants here.
    pub fn pipeline() -> Self {
        let repo = Self::new();
        repo.policy(POLICY);
        repo.write("envs/dev/application.yaml", STAGING.replace("60", "90"));
        repo.write("envs/staging/application.yaml", STAGING);
        repo.write("envs/production/application.yaml", PRODUCTION);
        repo.commit("Three environments");
        repo
    }

    /// The same where production asks for no approval.
    pub fn open_pipeline() -> Self {
        let repo = Self::pipeline();
        repo.policy(&POLICY.replace("    approvals: { required: 2 }\n", ""));
        repo.commit("No approvals");
        repo
    }

    /// Creates a promotion of what the selectors name and validates it; its id.
    pub fn validated(&self, selectors: &str) -> String {
        let id = self.ok(&format!("create staging production {selectors} -q --validate"));
        assert_eq!(id.len(), 36, "{id}");
        id
    }

    /// Validates and executes it; its id. For [`Repo::open_pipeline`].
    pub fn executed(&self, selectors: &str) -> String {
        let id = self.ok(&format!("create staging production {selectors} -q --execute"));
        assert_eq!(id.len(), 36, "{id}");
        id
    }
}
