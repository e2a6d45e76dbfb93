//! The programs of hosts: `gh` (GitHub), `glab` (GitLab) and `tea` (Gitea, Forgejo).
//!
//! A request is found by its branch, then updated or opened. `tool_args` has the arguments.

use serde_json::Value as Json;

use super::call::{Caller, HostError, Refused};
use super::repository::HostRepository;
use super::tool_args::{RequestDraft, Tool, ask, create, list, update};

/// The state of a request at its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestState {
    /// It waits to be merged.
    Open,
    /// It was merged.
    Merged,
    /// It was closed without a merge.
    Closed,
}

/// A request at the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its number.
    pub(crate) number: u64,
    /// Its page.
    pub(crate) url: String,
    /// Its state.
    pub(crate) state: RequestState,
    /// Its title.
    title: String,
}

/// A host's program at work in a repository of the host.
pub(crate) struct HostTool<'a> {
    tool: Tool,
    repository: &'a HostRepository,
    /// The name of the remote.
    remote: &'a str,
    caller: &'a Caller,
}

/// The pages of requests of `tea` that are looked through, fifty requests each.
const PAGES: u32 = 20;

/// What the programs say when they are not signed in.
const SIGNED_OUT: [&str; 6] =
    ["gh auth login", "glab auth login", "tea login", "401 unauthorized", "no available login", "not logged in"];

/// Beginnings of titles that make a request a draft.
const DRAFTS: [&str; 4] = ["Draft: ", "WIP: ", "[WIP] ", "[Draft] "];

impl<'a> HostTool<'a> {
    /// The program for a repository.
    ///
    /// # Errors
    /// Where no program opens requests at the host.
    pub(crate) fn of(repository: &'a HostRepository, remote: &'a str, caller: &'a Caller) -> Result<Self, HostError> {
        let server = repository.server.clone();
        let Some(kind) = repository.kind else { return Err(HostError::UnknownHost { server }) };
        let tool = Tool::of(kind).ok_or(HostError::NoProgram { server })?;
        Ok(Self { tool, repository, remote, caller })
    }

    /// The program's name.
    pub(crate) fn program(&self) -> &'static str {
        self.tool.program()
    }

    /// The request of a branch: an open one, else the newest.
    ///
    /// # Errors
    /// Where the program cannot tell.
    pub(crate) fn find(&self, branch: &str) -> Result<Option<Found>, HostError> {
        let mut newest = None;
        for page in 1..=PAGES {
            let (found, last) = self.page(branch, page)?;
            for request in found {
                if request.state == RequestState::Open {
                    return Ok(Some(request));
                }
                if newest.as_ref().is_none_or(|newest: &Found| newest.number < request.number) {
                    newest = Some(request);
                }
            }
            if last {
                break;
            }
        }
        Ok(newest)
    }

    /// A page of requests of the branch, and whether it is the last one.
    fn page(&self, branch: &str, page: u32) -> Result<(Vec<Found>, bool), HostError> {
        let args = list(self.tool, &self.place(), branch, page);
        let out = self.run(&args, "")?;
        // Without a request, the programs print an empty list, `null` or nothing.
        let listed: Option<Vec<Json>> = if out.trim().is_empty() {
            None
        } else {
            serde_json::from_str(&out).map_err(|_| self.failed("the list of requests is not JSON"))?
        };
        let listed = listed.unwrap_or_default();
        let last = self.tool != Tool::Tea || listed.is_empty();
        Ok((listed.iter().filter_map(|one| self.read(one, branch)).collect(), last))
    }

    /// A request of the repository's own branch; those of forks are left out.
    fn read(&self, one: &Json, branch: &str) -> Option<Found> {
        let text = |name: &str| one.get(name).and_then(Json::as_str);
        let (number, url) = match self.tool {
            Tool::Gh => ("number", "url"),
            Tool::Glab => ("iid", "web_url"),
            Tool::Tea => ("index", "url"),
        };
        let fork = match self.tool {
            Tool::Gh => one.get("isCrossRepository").and_then(Json::as_bool).unwrap_or_default(),
            Tool::Glab => one.get("source_project_id") != one.get("target_project_id"),
            Tool::Tea => text("head") != Some(branch),
        };
        let number = one.get(number).and_then(|number| number.as_u64().or_else(|| number.as_str()?.parse().ok()))?;
        let state = match text("state")?.to_ascii_lowercase().as_str() {
            "open" | "opened" | "locked" => RequestState::Open,
            "merged" => RequestState::Merged,
            _ => RequestState::Closed,
        };
        let found =
            Found { number, url: link(text(url)?)?, state, title: text("title").unwrap_or_default().to_owned() };
        Some(found).filter(|_| !fork)
    }

    /// Opens a request; the URL of its page, if the program tells it, and why no review was asked for.
    ///
    /// # Errors
    /// Where the program cannot open it.
    pub(crate) fn create(&self, draft: &RequestDraft<'_>) -> Result<(Option<String>, Option<HostError>), HostError> {
        let (args, input) = create(self.tool, &self.place(), draft);
        let out = self.run(&args, input)?;
        let url = out.split_whitespace().rev().find_map(link);
        // `tea pulls create` has no option for reviewers.
        let asks = self.tool == Tool::Tea && !draft.reviewers.is_empty();
        let problem = if asks { self.ask(draft.branch, draft.reviewers).err() } else { None };
        Ok((url, problem))
    }

    /// Asks for reviews in a call of its own.
    fn ask(&self, branch: &str, reviewers: &[String]) -> Result<(), HostError> {
        let Some(found) = self.find(branch)? else { return Ok(()) };
        self.run(&ask(&self.place(), found.number, reviewers), "").map(drop)
    }

    /// Gives an open request another title and text. A draft stays one.
    ///
    /// # Errors
    /// Where the program cannot change it.
    pub(crate) fn update(&self, found: &Found, title: &str, text: &str) -> Result<(), HostError> {
        let prefix = DRAFTS.iter().find(|prefix| found.title.starts_with(**prefix)).copied().unwrap_or_default();
        let (args, input) = update(self.tool, &self.place(), found.number, (&format!("{prefix}{title}"), text));
        self.run(&args, input).map(drop)
    }

    /// The repository as the program is told: `gh` and `glab` take it, `tea` finds it by the remote.
    fn place(&self) -> String {
        let HostRepository { server, web, path, .. } = self.repository;
        match self.tool {
            Tool::Gh => format!("--repo={server}/{path}"),
            Tool::Glab => format!("--repo={web}/{path}"),
            Tool::Tea => format!("--remote={}", self.remote),
        }
    }

    fn run(&self, args: &[String], input: &str) -> Result<String, HostError> {
        self.caller.run(self.program(), args, input)?.map_err(|refused| self.refused(&refused))
    }

    /// The reason of a failure. `gh` has an exit status of its own for a missing sign-in.
    fn refused(&self, refused: &Refused) -> HostError {
        let said = refused.message.to_ascii_lowercase();
        let of_gh = self.tool == Tool::Gh && refused.status == Some(4);
        if !of_gh && !SIGNED_OUT.iter().any(|words| said.contains(words)) {
            return self.failed(&refused.message);
        }
        let server = self.repository.server.clone();
        let command = match self.tool {
            Tool::Gh => format!("gh auth login --hostname {server}"),
            Tool::Glab => format!("glab auth login --hostname {server}"),
            Tool::Tea => format!("tea login add --url {}", self.repository.web),
        };
        HostError::SignedOut { program: self.program(), server, command }
    }

    fn failed(&self, message: &str) -> HostError {
        HostError::Failed { program: self.program(), message: message.to_owned() }
    }
}

/// A word that is the address of a page.
pub(super) fn link(word: &str) -> Option<String> {
    let is_link = word.starts_with("https://") || word.starts_with("http://");
    (is_link && !word.chars().any(|c| c.is_control() || c.is_whitespace())).then(|| word.to_owned())
}
