//! The formats, and the format of a file name.

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// YAML 1.2, one or several documents.
    Yaml,
    /// JSON (RFC 8259).
    Json,
    /// JSON with comments and trailing commas.
    Jsonc,
    /// TOML 1.0 and 1.1.
    Toml,
    /// `KEY=value` lines for environment variables.
    Dotenv,
    /// `key = value` lines as read by `java.util.Properties`.
    Properties,
    /// HCL: Terraform variables, Terragrunt, Packer, Nomad.
    Hcl,
    /// Plain text. It has no keys; the file is one value.
    Text,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] =
        [Self::Yaml, Self::Json, Self::Jsonc, Self::Toml, Self::Dotenv, Self::Properties, Self::Hcl, Self::Text];

    /// The format of a file, by its name alone.
    pub fn of_path(path: &str) -> Self {
        let path = path.to_ascii_lowercase();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("yaml" | "yml") => Self::Yaml,
            Some("jsonc" | "code-workspace") => Self::Jsonc,
            Some("json") if has_comments(folder, name) => Self::Jsonc,
            Some("json") => Self::Json,
            Some("toml") => Self::Toml,
            Some("properties") => Self::Properties,
            Some("hcl" | "tfvars" | "nomad") => Self::Hcl,
            Some("env") => Self::Dotenv,
            Some(_) if name.starts_with(".env.") => Self::Dotenv,
            _ => Self::Text,
        }
    }

    /// The name of the format, as in `format:` of `promote.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Jsonc => "jsonc",
            Self::Toml => "toml",
            Self::Dotenv => "dotenv",
            Self::Properties => "properties",
            Self::Hcl => "hcl",
            Self::Text => "text",
        }
    }

    /// Whether its files are lines without enclosing brackets, so that a file without entries holds no document.
    pub(crate) fn is_of_lines(self) -> bool {
        matches!(self, Self::Dotenv | Self::Properties | Self::Hcl)
    }

    /// The beginnings of comment lines.
    pub fn comment_marks(self) -> &'static [&'static str] {
        match self {
            Self::Yaml | Self::Toml | Self::Dotenv => &["#"],
            Self::Properties => &["#", "!"],
            Self::Hcl => &["#", "//", "/*"],
            Self::Jsonc => &["//", "/*"],
            Self::Json | Self::Text => &[],
        }
    }

    /// Whether its files are one flat map with dotted names ([`dotted`](crate::dotted)). Then one key may be the
    /// beginning of another.
    pub fn is_flat(self) -> bool {
        matches!(self, Self::Properties)
    }
}

/// Whether the tools that read a `.json` file of this name accept comments: TypeScript, ESLint, VS Code and dev containers
/// (from `JSON with Comments` of GitHub's linguist, reduced to configuration); .NET, whose configuration provider skips
/// comments and accepts trailing commas (`JsonConfigurationFileParser`), as its tools do.
fn has_comments(folder: &str, name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name);
    let is = |tool: &str| stem.strip_prefix(tool).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']));
    is("tsconfig")
        || is("jsconfig")
        || is("appsettings")
        || is("launchsettings")
        || matches!(stem, "global" | "libman" | "bundleconfig" | "compilerconfig" | "local.settings")
        || matches!(stem, ".eslintrc" | "devcontainer" | ".devcontainer")
        || folder.rsplit('/').next() == Some(".vscode")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_select_the_format() {
        for (path, format) in [
            ("a/.env", Format::Dotenv),
            (".env.production", Format::Dotenv),
            ("config/api.env", Format::Dotenv),
            (".envrc", Format::Text),
            (".env.yaml", Format::Yaml),
            ("env", Format::Text),
            ("application-prod.properties", Format::Properties),
            ("prod.tfvars", Format::Hcl),
            ("prod.auto.tfvars", Format::Hcl),
            ("prod.tfvars.json", Format::Json),
            ("live/terragrunt.hcl", Format::Hcl),
            ("web.nomad", Format::Hcl),
            ("image.pkr.hcl", Format::Hcl),
            ("main.tf", Format::Text),
            ("src/appsettings.Production.json", Format::Jsonc),
            ("Properties/launchSettings.json", Format::Jsonc),
            ("global.json", Format::Jsonc),
            ("settings.json", Format::Json),
        ] {
            assert_eq!(Format::of_path(path), format, "{path}");
        }
    }
}
