//! The layouts of random lives, their rules, and their files.

use super::dice::Dice;

/// Where the environments are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A folder for each environment, on `main`.
    Folders,
    /// A branch for each environment; dev is on `main`.
    Branches,
    /// Folders on `main`, production's on a branch.
    Mixed,
    /// All environments in one file, by key.
    Keys,
}

/// Keys of each environment: the part of the file, and the name there.
pub const KEYS: [(&str, &str); 6] = [
    ("query", "timeout"),
    ("query", "retries"),
    ("query", "cache"),
    ("server", "replicas"),
    ("server", "log"),
    ("server", "region"),
];

/// The rules of a life, as `promote.yaml` says them.
#[derive(Clone)]
pub struct Rules {
    pub layout: Layout,
    /// Whether the remote decides.
    pub shared: bool,
    pub required: usize,
    pub valid: bool,
    pub keep: bool,
    /// The name of production.
    pub production: &'static str,
    /// The branch of production.
    pub branch: &'static str,
    pub comment: usize,
}

impl Rules {
    pub fn roll(dice: &mut Dice) -> Self {
        let layout = dice.pick(&[Layout::Folders, Layout::Branches, Layout::Mixed, Layout::Keys]);
        let branch = match layout {
            Layout::Folders | Layout::Keys => "main",
            Layout::Branches | Layout::Mixed => "env/production",
        };
        let shared = !dice.once_in(4);
        let keep = dice.once_in(2);
        Self { layout, shared, required: 1, valid: false, keep, production: "production", branch, comment: 0 }
    }

    pub fn yaml(&self) -> String {
        let files = match self.layout {
            Layout::Folders | Layout::Mixed => r#"["envs/{env}/**"]"#,
            Layout::Branches => r#"["conf/**"]"#,
            Layout::Keys => r#"[{ path: "config.yaml", keys: "{env}" }]"#,
        };
        let staging = if self.layout == Layout::Branches { ", branch: env/staging" } else { "" };
        let branch = if self.branch == "main" { String::new() } else { format!("    branch: {}\n", self.branch) };
        let with = if self.production == "production" { "" } else { "    with: { env: production }\n" };
        let valid = if self.valid { ", valid: 7d" } else { "" };
        let keep = if self.keep { "    keep: [\"*.replicas\"]\n" } else { "" };
        // A file with all environments cannot be edited where one of them denies it.
        let edits = if self.layout == Layout::Keys { "warn" } else { "deny" };
        let remote = if self.shared { "remote: origin\n" } else { "" };
        format!(
            "version: 1\nfiles: {files}\nenvironments:\n  dev: {{}}\n  staging: {{ from: [dev]{staging} }}\n  \
             {}:\n    from: [staging]\n    approvals: {{ required: {}{valid} }}\n    direct-edits: {edits}\n{branch}{with}{keep}\
             policy: {{ approvals: {{ required: 1 }} }}\n{remote}# {}\n",
            self.production, self.required, self.comment
        )
    }

    /// The file of an environment.
    pub fn path(&self, environment: &str) -> String {
        match self.layout {
            Layout::Folders | Layout::Mixed => format!("envs/{environment}/application.yaml"),
            Layout::Branches => "conf/application.yaml".to_owned(),
            Layout::Keys => "config.yaml".to_owned(),
        }
    }

    /// The branch of an environment.
    pub fn branch_of(&self, environment: &str) -> &'static str {
        match environment {
            "dev" => "main",
            "staging" if self.layout == Layout::Branches => "env/staging",
            "staging" => "main",
            _ => self.branch,
        }
    }

    /// The branches of all environments.
    pub fn branches(&self) -> Vec<&'static str> {
        let mut branches = vec!["main", self.branch_of("staging"), self.branch];
        branches.sort_unstable();
        branches.dedup();
        branches
    }

    /// The content of the file of an environment.
    pub fn text(&self, values: usize) -> String {
        let section = |indent: &str, value: usize| {
            let mut text = String::new();
            for part in ["query", "server"] {
                text += &format!("{indent}{part}:   # {part}\n");
                for (_, key) in KEYS.iter().filter(|(of, _)| *of == part) {
                    text += &format!("{indent}  {key}: {value}\n");
                }
            }
            text
        };
        match self.layout {
            Layout::Keys => ["dev", "staging", "production"]
                .iter()
                .zip([30, 20, 10])
                .map(|(name, value)| format!("{name}:\n{}", section("  ", value)))
                .collect(),
            Layout::Folders | Layout::Branches | Layout::Mixed => section("", values),
        }
    }
}

/// Sets a key of dev: in a file with all environments, only below `dev`.
pub fn set(text: &str, key: &str, value: &str) -> String {
    let mut here = !text.starts_with("dev:");
    let mut out = String::new();
    for line in text.lines() {
        if !line.starts_with(' ') && text.starts_with("dev:") {
            here = line == "dev:";
        }
        let name = line.trim_start();
        let indent = &line[..line.len() - name.len()];
        match name.strip_prefix(key) {
            Some(rest) if here && rest.starts_with(':') => out += &format!("{indent}{key}: {value}\n"),
            _ => out += &format!("{line}\n"),
        }
    }
    out
}
