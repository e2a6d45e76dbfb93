//! The arguments of the programs of hosts.
//!
//! Options are written `--name=value`, so that no value can be an option. `gh` reads the text from standard input; the
//! others take it as an argument, which Linux limits to 128 KiB (`MAX_ARG_STRLEN`): the text is shorter. `place` is the
//! argument that names the repository.

use promote_core::policy::HostKind;

/// A host's program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// GitHub.
    Gh,
    /// GitLab.
    Glab,
    /// Gitea and Forgejo.
    Tea,
}

/// A request to open, or the new words of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestDraft<'a> {
    /// The title.
    pub(crate) title: &'a str,
    /// The text, as Markdown.
    pub(crate) text: &'a str,
    /// The branch to merge.
    pub(crate) branch: &'a str,
    /// The branch to merge into.
    pub(crate) into: &'a str,
    /// The labels.
    pub(crate) labels: &'a [String],
    /// The accounts asked for a review.
    pub(crate) reviewers: &'a [String],
    /// Whether it is a draft.
    pub(crate) draft: bool,
}

impl Tool {
    /// The program for a kind of host.
    pub(crate) fn of(kind: HostKind) -> Option<Self> {
        match kind {
            HostKind::GitHub => Some(Self::Gh),
            HostKind::GitLab => Some(Self::Glab),
            HostKind::Gitea => Some(Self::Tea),
            HostKind::Bitbucket | HostKind::Azure => None,
        }
    }

    /// The program's name.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Self::Gh => "gh",
            Self::Glab => "glab",
            Self::Tea => "tea",
        }
    }
}

/// The arguments that list the requests of a branch.
pub(super) fn list(tool: Tool, place: &str, branch: &str, page: u32) -> Vec<String> {
    let (branch, page) = match tool {
        Tool::Gh => (format!("--head={branch}"), String::new()),
        Tool::Glab => (format!("--source-branch={branch}"), String::new()),
        // `tea` cannot look for a branch.
        Tool::Tea => ("--fields=index,url,state,title,head".to_owned(), format!("--page={page}")),
    };
    let fields = "--json=number,url,state,title,isCrossRepository";
    let args = match tool {
        Tool::Gh => vec!["pr", "list", place, &branch, "--state=all", "--limit=50", fields],
        Tool::Glab => vec!["mr", "list", place, &branch, "--all", "--output=json"],
        Tool::Tea => vec!["pulls", "list", place, "--state=all", &branch, "--limit=50", &page, "--output=json"],
    };
    args.into_iter().map(str::to_owned).collect()
}

/// The arguments that open a request, and the standard input.
pub(super) fn create<'d>(tool: Tool, place: &str, one: &RequestDraft<'d>) -> (Vec<String>, &'d str) {
    let RequestDraft { title, text, branch, into, labels, reviewers, draft } = *one;
    let each = |option: &str, words: &[String]| -> Vec<String> {
        words.iter().map(|word| format!("--{option}={word}")).collect()
    };
    let flag = draft.then(|| "--draft".to_owned());
    let title = match tool {
        // In Gitea, the title makes a draft; older versions of tea have no option for it.
        Tool::Tea if draft => format!("--title=WIP: {title}"),
        Tool::Gh | Tool::Glab | Tool::Tea => format!("--title={title}"),
    };
    match tool {
        Tool::Gh => {
            let fixed = ["pr".to_owned(), "create".to_owned(), place.to_owned(), format!("--head={branch}")];
            let fixed = fixed.into_iter().chain([format!("--base={into}"), title, "--body-file=-".to_owned()]);
            let words = each("label", labels).into_iter().chain(each("reviewer", reviewers));
            (fixed.chain(flag).chain(words).collect(), text)
        }
        Tool::Glab => {
            let fixed = ["mr".to_owned(), "create".to_owned(), place.to_owned(), format!("--source-branch={branch}")];
            let fixed = fixed.into_iter().chain([format!("--target-branch={into}"), title]);
            let fixed = fixed.chain([format!("--description={text}"), "--yes".to_owned()]);
            let words = each("label", labels).into_iter().chain(each("reviewer", reviewers));
            (fixed.chain(flag).chain(words).collect(), "")
        }
        Tool::Tea => {
            let fixed = ["pulls".to_owned(), "create".to_owned(), place.to_owned(), format!("--head={branch}")];
            let fixed = fixed.into_iter().chain([format!("--base={into}"), title, format!("--description={text}")]);
            let labels = Some(format!("--labels={}", labels.join(","))).filter(|_| !labels.is_empty());
            (fixed.chain(labels).collect(), "")
        }
    }
}

/// The arguments that ask for reviews, for `tea`, whose `create` cannot.
pub(super) fn ask(place: &str, number: u64, reviewers: &[String]) -> Vec<String> {
    let reviewers = format!("--add-reviewers={}", reviewers.join(","));
    vec!["pulls".to_owned(), "edit".to_owned(), place.to_owned(), reviewers, number.to_string()]
}

/// The arguments that give an open request another title and text, and the standard input.
pub(super) fn update<'d>(
    tool: Tool,
    place: &str,
    number: u64,
    (title, text): (&str, &'d str),
) -> (Vec<String>, &'d str) {
    let (title, number) = (format!("--title={title}"), number.to_string());
    let (args, input) = match tool {
        Tool::Gh => (["pr", "edit", &number, place, &title, "--body-file=-"].map(str::to_owned), text),
        Tool::Glab => {
            let text = format!("--description={text}");
            (["mr", "update", &number, place, &title, &text].map(str::to_owned), "")
        }
        Tool::Tea => {
            let text = format!("--description={text}");
            (["pulls", "edit", place, &title, &text, &number].map(str::to_owned), "")
        }
    };
    (args.to_vec(), input)
}
