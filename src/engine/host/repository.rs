//! A repository at a host, as the URL of a remote names it.

use promote_core::policy::HostKind;

/// A repository at a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostRepository {
    /// The kind of the host; `None` if its name does not tell, and `promote.yaml` does not say.
    pub(crate) kind: Option<HostKind>,
    /// The server, with its port if it is not the usual one.
    pub(crate) server: String,
    /// The beginning of its pages: `https://github.com`.
    pub(crate) web: String,
    /// The path of the repository: `acme/config`.
    pub(crate) path: String,
}

/// Servers for ssh through a firewall, with the servers of the pages.
const ALIASES: [(&str, &str); 3] =
    [("ssh.github.com", "github.com"), ("altssh.gitlab.com", "gitlab.com"), ("ssh.dev.azure.com", "dev.azure.com")];

impl HostRepository {
    /// The repository that one of these URLs names; the first that tells the kind of its host is taken, else the first. `kind`
    /// is what `promote.yaml` says.
    pub(crate) fn of(urls: &[String], kind: Option<HostKind>) -> Option<Self> {
        let mut found: Vec<Self> = urls.iter().filter_map(|url| Self::read(url)).collect();
        let at = found.iter().position(|repository| repository.kind.is_some()).unwrap_or_default();
        if at >= found.len() {
            return None;
        }
        let repository = found.swap_remove(at);
        let kind = kind.or(repository.kind);
        Some(Self { kind, ..repository })
    }

    fn read(url: &str) -> Option<Self> {
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme, rest)) => (scheme, rest.to_owned()),
            // `git@host:path`, as scp writes it; a slash before the colon is a local path.
            None => {
                let (host, path) = url.split_once(':').filter(|(host, _)| !host.contains('/'))?;
                ("ssh", format!("{host}/{path}"))
            }
        };
        let (authority, path) = rest.split_once('/')?;
        // The part before the '@' may hold a password.
        let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
        let host = server.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let alias = ALIASES.iter().find(|(alias, _)| *alias == host).map(|(_, name)| *name);
        let (web, server) = match scheme {
            "http" | "https" => (format!("{scheme}://{server}"), server.to_owned()),
            "ssh" | "git" | "git+ssh" | "ssh+git" => {
                let host = alias.unwrap_or(&host).to_owned();
                (format!("https://{host}"), host)
            }
            _ => return None,
        };
        let kind = kind_of(alias.unwrap_or(&host));
        let path = path_of(path, kind)?;
        is_server(&server).then_some(Self { kind, server, web, path })
    }

    /// The page that opens a request; `None` for hosts whose pages are not known.
    pub(crate) fn new_request(&self, branch: &str, into: &str) -> Option<String> {
        let repository = format!("{}/{}", self.web, in_path(&self.path));
        let (from, to) = (in_query(branch), in_query(into));
        Some(match self.kind? {
            HostKind::GitHub => format!("{repository}/compare/{}...{}?expand=1", in_path(into), in_path(branch)),
            HostKind::Gitea => format!("{repository}/compare/{}...{}", in_path(into), in_path(branch)),
            HostKind::GitLab => format!(
                "{repository}/-/merge_requests/new?merge_request%5Bsource_branch%5D={from}&merge_request%5Btarget_branch%5D={to}"
            ),
            HostKind::Bitbucket => format!("{repository}/pull-requests/new?source={from}&dest={to}"),
            HostKind::Azure => format!("{repository}/pullrequestcreate?sourceRef={from}&targetRef={to}"),
        })
    }

    /// The page of a change in Gerrit.
    pub(crate) fn change(&self, change_id: &str) -> String {
        format!("{}/q/{change_id}", self.web)
    }
}

fn kind_of(host: &str) -> Option<HostKind> {
    let has = |word: &str| host.contains(word);
    match host {
        _ if has("github") => Some(HostKind::GitHub),
        _ if has("gitlab") => Some(HostKind::GitLab),
        _ if has("gitea") || has("forgejo") || has("codeberg") => Some(HostKind::Gitea),
        "bitbucket.org" => Some(HostKind::Bitbucket),
        "dev.azure.com" => Some(HostKind::Azure),
        _ if host.ends_with(".visualstudio.com") => Some(HostKind::Azure),
        _ => None,
    }
}

/// The path of the repository in the host's pages.
fn path_of(path: &str, kind: Option<HostKind>) -> Option<String> {
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    if path.is_empty() || path.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    // Azure's paths for ssh: `v3/ORGANISATION/PROJECT/REPOSITORY`.
    if let (Some(HostKind::Azure), Some(rest)) = (kind, path.strip_prefix("v3/")) {
        let (project, name) = rest.rsplit_once('/')?;
        return Some(format!("{project}/_git/{name}"));
    }
    Some(path.to_owned())
}

/// Whether this is a server's name with or without a port; it becomes a part of arguments.
fn is_server(server: &str) -> bool {
    server.starts_with(|c: char| c.is_ascii_alphanumeric())
        && server.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
}

/// A text in the path of a URL; slashes stay.
fn in_path(text: &str) -> String {
    encoded(text, |byte| byte == b'/')
}

/// A text in the query of a URL.
fn in_query(text: &str) -> String {
    encoded(text, |_| false)
}

/// Percent-encoding (RFC 3986, 2.1) of everything that is not unreserved.
fn encoded(text: &str, also: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || also(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> Option<(Option<HostKind>, String, String)> {
        let found = HostRepository::of(&[url.to_owned()], None)?;
        Some((found.kind, found.web, found.path))
    }

    #[test]
    fn urls_of_remotes_name_a_repository_and_never_a_password() {
        use HostKind::{Azure, Bitbucket, GitHub, GitLab, Gitea};
        for (url, kind, web, path) in [
            ("https://github.com/acme/config.git", Some(GitHub), "https://github.com", "acme/config"),
            ("https://ann:secret@github.com/acme/config", Some(GitHub), "https://github.com", "acme/config"),
            ("git@github.com:acme/config.git", Some(GitHub), "https://github.com", "acme/config"),
            ("ssh://git@ssh.github.com:443/acme/config.git", Some(GitHub), "https://github.com", "acme/config"),
            ("ssh://git@gitlab.acme.com:2222/a/b/c.git", Some(GitLab), "https://gitlab.acme.com", "a/b/c"),
            ("https://gitlab.acme.com:8443/a/b.git/", Some(GitLab), "https://gitlab.acme.com:8443", "a/b"),
            ("http://gitea.local:3000/a/b", Some(Gitea), "http://gitea.local:3000", "a/b"),
            ("git@codeberg.org:a/b.git", Some(Gitea), "https://codeberg.org", "a/b"),
            ("git@bitbucket.org:a/b.git", Some(Bitbucket), "https://bitbucket.org", "a/b"),
            ("git@ssh.dev.azure.com:v3/o/p/r", Some(Azure), "https://dev.azure.com", "o/p/_git/r"),
            ("https://o@dev.azure.com/o/p/_git/r", Some(Azure), "https://dev.azure.com", "o/p/_git/r"),
            ("ssh://git.acme.com/config", None, "https://git.acme.com", "config"),
        ] {
            assert_eq!(of(url), Some((kind, web.to_owned(), path.to_owned())), "{url}");
        }
        for url in
            ["../origin.git", "/srv/git/config.git", "./a:b", "file:///srv/x.git", "https://-x/a/b", "C", "ssh://h/"]
        {
            assert_eq!(of(url), None, "{url}");
        }
    }

    #[test]
    fn the_url_that_tells_its_host_is_taken() {
        let urls = ["work:acme/config".to_owned(), "git@github.com:acme/config.git".to_owned()];
        assert_eq!(HostRepository::of(&urls, None).unwrap().server, "github.com");
        let urls = ["https://git.acme.com/config".to_owned(), "../origin.git".to_owned()];
        assert_eq!(HostRepository::of(&urls, Some(HostKind::Gitea)).unwrap().kind, Some(HostKind::Gitea));
    }

    #[test]
    fn pages_for_new_requests_hold_any_branch() {
        let page = |url: &str| HostRepository::of(&[url.to_owned()], None)?.new_request("promote/a&b #1", "main");
        assert_eq!(
            page("git@github.com:acme/config").as_deref(),
            Some("https://github.com/acme/config/compare/main...promote/a%26b%20%231?expand=1")
        );
        assert_eq!(
            page("git@gitlab.com:acme/config").as_deref(),
            Some(
                "https://gitlab.com/acme/config/-/merge_requests/new?merge_request%5Bsource_branch%5D=promote%2Fa%26b%20%231&merge_request%5Btarget_branch%5D=main"
            )
        );
        assert_eq!(
            page("git@codeberg.org:acme/config").as_deref(),
            Some("https://codeberg.org/acme/config/compare/main...promote/a%26b%20%231")
        );
        assert_eq!(
            page("git@bitbucket.org:acme/config").as_deref(),
            Some("https://bitbucket.org/acme/config/pull-requests/new?source=promote%2Fa%26b%20%231&dest=main")
        );
        assert_eq!(page("git@git.acme.com:acme/config"), None);
    }
}
