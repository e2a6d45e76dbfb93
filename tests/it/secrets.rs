//! `secrets:` in `promote.yaml`: values that are masked in all output and promoted all the same.

mod masked;
mod promoted;
mod warned;

use crate::support::{POLICY, Repo};

pub const FILE: &str = "envs/production/application.yaml";
/// The prefix of all secrets of the sample, in plain text.
pub const PLAIN: &str = "s3cr3t";

/// A pipeline in which both sides hold secrets, with these `secrets:` patterns.
fn hiding(secrets: &str) -> Repo {
    let repo = Repo::pipeline();
    let policy = POLICY.replace("    approvals: { required: 2 }\n", "    approvals: { required: 1 }\n");
    repo.policy(&format!("{policy}secrets: {secrets}\n"));
    for (environment, mark) in [("dev", "d"), ("staging", "s"), ("production", "p")] {
        let path = format!("envs/{environment}/application.yaml");
        let more = format!(
            "db:\n  user: app\n  password: {PLAIN}-{mark}-db # rotated monthly\n  pool: {}\n\
             tokens:\n  - {PLAIN}-{mark}-first\n  - {PLAIN}-common\n\
             clients:\n  - {{ name: web, password: '{PLAIN}-{mark}-web' }}\n",
            mark.len() + usize::from(environment == "staging")
        );
        repo.write(&path, repo.read(&path) + &more);
    }
    repo.commit("Secrets");
    repo
}

pub fn sample() -> Repo {
    hiding("[\"*password\", tokens]")
}
