//! A repository with a remote, a request, and a job of a host that has checked it out.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::api::Api;
use crate::support::{Repo, Run, is_installed, run};

/// The host that runs the job.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Host {
    GitHub,
    GitLab,
}

pub struct Ci {
    pub repo: Repo,
    pub api: Api,
    pub host: Host,
}

/// A pipeline that 'promote check' finds nothing in.
pub const POLICY: &str = "\
version: 1
remote: origin
files: [\"envs/{env}/**\"]
environments:
  dev: {}
  staging: { from: [dev] }
  production: { from: [staging], approvals: { required: 1 }, direct-edits: deny, keep: [\"*.replicas\"] }
";

const APP: &str = "envs/staging/application.yaml";

impl Ci {
    /// A shared repository with this `promote.yaml`; `None` where the programs of the scripts are missing.
    pub fn new(host: Host, policy: &str) -> Option<Self> {
        let needed = ["jq", "curl", "awk"];
        if !needed.into_iter().all(is_installed) {
            return None;
        }
        let repo = Repo::open_shared();
        repo.policy(policy).commit("The rules");
        repo.git_line("push -q origin main");
        Some(Self { repo, api: Api::start(), host })
    }

    pub fn github() -> Option<Self> {
        Self::new(Host::GitHub, POLICY)
    }

    pub fn gitlab() -> Option<Self> {
        Self::new(Host::GitLab, POLICY)
    }

    /// Commits these files to a branch, beside `main`.
    pub fn propose(&self, files: &[(&str, &str)]) {
        let known = !self.repo.git_line("branch --list feature").is_empty();
        self.repo.git_line(if known { "checkout -q feature" } else { "checkout -q -b feature main" });
        for (path, content) in files {
            self.repo.write(path, content);
        }
        self.repo.commit("A request");
        self.repo.git_line("push -q origin feature");
        self.repo.git_line("checkout -q main");
        self.check_out();
    }

    /// A request that changes a value of staging.
    pub fn propose_timeout(&self) {
        let text = self.repo.read(APP).replace("timeout: 60", "timeout: 75");
        self.propose(&[(APP, &text)]);
    }

    /// Checks out the request as the host does: GitHub its merge, GitLab its last commit.
    pub fn check_out(&self) {
        let repo = &self.repo;
        repo.git_line("checkout -q --detach origin/main");
        if self.host == Host::GitHub {
            repo.git(&["merge", "-q", "--no-ff", "-m", "Merge of the request", "feature"]);
        } else {
            repo.git_line("checkout -q --detach feature");
        }
        repo.git_line("push -q --force origin HEAD:refs/pull/1/head");
        repo.git_line("checkout -q main");
        self.clone_request();
    }

    /// A clone of what was pushed as the request.
    pub fn clone_request(&self) {
        self.clone_at("+refs/pull/1/head:refs/remotes/pull/1/head", "refs/remotes/pull/1/head");
    }

    /// Checks out main, as jobs without a request have it.
    pub fn check_out_main(&self) {
        self.clone_at("+refs/heads/main:refs/remotes/origin/main", "refs/remotes/origin/main");
        self.git("checkout -q -B main refs/remotes/origin/main");
        self.git("branch -q --set-upstream-to=origin/main");
    }

    /// A new shallow clone of the job, since scripts have to get what they need.
    fn clone_at(&self, refs: &str, checked_out: &str) {
        let clone = self.clone();
        let _ = fs::remove_dir_all(&clone);
        self.repo.git_in_world("init -q ci");
        let origin = self.repo.beside("origin.git");
        self.git(&format!("remote add origin file://{}", origin.display()));
        self.git(&format!("fetch -q --no-tags --depth=1 origin {refs}"));
        self.git(&format!("checkout -q --force {checked_out}"));
    }

    /// The folder of the job.
    pub fn clone(&self) -> PathBuf {
        self.repo.beside("ci")
    }

    pub fn git(&self, line: &str) -> String {
        self.repo.git_line(&format!("-C {} {line}", self.clone().display()))
    }

    /// A script, with what the host tells.
    pub fn script(&self, name: &str) -> Command {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("packaging/ci").join(name);
        let mut command = self.repo.command("bash");
        command.arg(path).current_dir(self.clone());
        for variable in ["AUTHOR", "COMMITTER"] {
            command.env_remove(format!("GIT_{variable}_NAME")).env_remove(format!("GIT_{variable}_EMAIL"));
        }
        command.env("PROMOTE_CI_PROGRAM", env!("CARGO_BIN_EXE_promote")).env("PROMOTE_CI_TOKEN", "t0ken");
        // A proxy of the machine must not get what the stand-in waits for.
        command.env("PROMOTE_CI_PAUSE", "0").env("no_proxy", "127.0.0.1");
        match self.host {
            Host::GitHub => self.on_github(&mut command),
            Host::GitLab => self.on_gitlab(&mut command),
        }
        command
    }

    fn head(&self) -> String {
        self.repo.git_line("rev-parse --verify -q feature --")
    }

    fn on_github(&self, command: &mut Command) {
        let event = self.repo.beside("event.json");
        if !self.repo.git_line("branch --list feature").is_empty() {
            let head = self.head();
            let text = format!("{{\"pull_request\":{{\"number\":1,\"head\":{{\"sha\":\"{}\"}}}}}}", head.trim());
            fs::write(&event, text).unwrap();
        }
        let url = &self.api.url;
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_EVENT_NAME", "pull_request").env("GITHUB_BASE_REF", "main");
        command.env("GITHUB_REPOSITORY", "acme/config").env("GITHUB_EVENT_PATH", event);
        command.env("GITHUB_API_URL", url).env("GITHUB_GRAPHQL_URL", format!("{url}/graphql"));
        command
            .env("GITHUB_STEP_SUMMARY", self.repo.beside("summary"))
            .env("GITHUB_OUTPUT", self.repo.beside("output"));
        command.env("GITHUB_SERVER_URL", "https://github.com").env("GITHUB_RUN_ID", "77").env("GITHUB_ACTOR", "alice");
    }

    fn on_gitlab(&self, command: &mut Command) {
        let url = &self.api.url;
        command.env("GITLAB_CI", "true").env("CI_MERGE_REQUEST_IID", "1").env("CI_MERGE_REQUEST_PROJECT_ID", "5");
        command.env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main").env("CI_API_V4_URL", format!("{url}/api/v4"));
        command.env("CI_COMMIT_SHA", self.git("rev-parse HEAD")).env("CI_SERVER_HOST", "gitlab.acme.com");
        command.env("GITLAB_USER_LOGIN", "alice").env("CI_JOB_URL", "https://gitlab.acme.com/acme/config/-/jobs/77");
        command
            .env("PROMOTE_CI_REPORT", self.repo.beside("summary"))
            .env("PROMOTE_CI_OUTPUT", self.repo.beside("output"));
    }

    /// Comments on the request.
    pub fn pull_request(&self) -> Run {
        run(&mut self.script("pull-request"), b"")
    }

    /// Comments on the request, which must hold.
    #[track_caller]
    pub fn ok(&self) -> Run {
        let done = self.pull_request();
        assert_eq!((done.code, done.stderr.as_str()), (0, ""), "{}", done.stdout);
        done
    }

    /// Runs a script that a person or a clock started, with these variables.
    pub fn run(&self, name: &str, variables: &[(&str, &str)]) -> Run {
        let mut command = self.script(name);
        command.env("PROMOTE_CI_NAME", "Release bot").env("PROMOTE_CI_EMAIL", "bot@acme.com");
        command.env_remove("GITHUB_BASE_REF").env("GITHUB_EVENT_NAME", "workflow_dispatch");
        command.envs(variables.iter().copied());
        run(&mut command, b"")
    }

    /// Our only comment, with ids replaced.
    #[track_caller]
    pub fn comment(&self) -> String {
        let ours = self.api.ours();
        assert_eq!(ours.len(), 1, "{ours:?}");
        self.repo.normalise(&ours[0])
    }

    /// What the page of the run shows; nothing is left of it afterwards.
    pub fn summary(&self) -> String {
        let file = self.repo.beside("summary");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let _ = fs::remove_file(file);
        text
    }

    /// The outputs of the step.
    pub fn output(&self) -> String {
        fs::read_to_string(self.repo.beside("output")).unwrap_or_default()
    }
}
