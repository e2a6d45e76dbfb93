//! A push of one commit with options that the host reads: GitLab opens a merge request, Gerrit makes a change.
//!
//! `git-push(1)`, `--push-option`: an option must not contain NUL or LF. git refuses the push before it sends anything if
//! the remote does not advertise the capability (`receive.advertisePushOptions`).

use super::report::Report;
use super::{Expected, PushError, RefUpdate, Remote, expected_id, explain};
use promote_model::ObjectId;

/// One commit to push, with options for the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPush {
    /// The commit.
    pub commit: ObjectId,
    /// The full name of the ref at the remote: `refs/heads/promote/1`, or `refs/for/main`, which is no ref that can be read.
    pub name: String,
    /// The expected value of the ref; `None` if it has none that can be read.
    pub old: Option<Expected>,
    /// The options.
    pub options: Vec<String>,
}

impl Remote<'_> {
    /// Pushes one commit with options; returns the remote's messages, one per line.
    ///
    /// # Errors
    /// As [`Self::push`]; and if the remote does not take options.
    pub fn push_with_options(&self, push: &HostPush) -> Result<String, PushError> {
        let lease = push.old.map(|old| {
            let update = RefUpdate { name: push.name.clone(), old, new: Some(push.commit) };
            format!("--force-with-lease={}:{}", push.name, expected_id(&update))
        });
        // Line feeds would end an option; everything else is the host's to read.
        let options = push.options.iter().map(|option| format!("--push-option={}", option.replace(['\n', '\0'], " ")));
        let fixed = ["push", "--porcelain", "--no-follow-tags", "--recurse-submodules=no"];
        let call = self.call("push to").args(fixed).args(lease).args(options).args(["--", &self.name]);
        let call = call.args([format!("{}:{}", push.commit, push.name)]);
        let output = call.run().map_err(|error| PushError::Remote(self.unanswered(error)))?;
        let report = Report::parse(&output);
        if output.success() && report.rejected.is_empty() {
            let moved = push.old.map(|old| RefUpdate { name: push.name.clone(), old, new: Some(push.commit) });
            self.update_tracking_refs(moved.as_slice());
            return Ok(report.remote_message);
        }
        if report.message.contains("does not support push options") {
            return Err(PushError::NoPushOptions { remote: self.name.clone() });
        }
        let order = [RefUpdate { name: push.name.clone(), old: Expected::Absent, new: Some(push.commit) }];
        Err(explain::explain(&self.name, &order, report, || self.unreachable(&output)))
    }
}
