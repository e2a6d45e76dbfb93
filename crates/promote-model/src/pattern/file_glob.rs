//! The file part of a pattern, and the folders in which files may match it.

use globset::GlobMatcher;

use super::glob::{compile, is_plain_text};

/// A glob for the names of files.
#[derive(Debug, Clone)]
pub(super) struct FileGlob {
    glob: GlobMatcher,
    /// The text, if it has no wildcard.
    plain: Option<String>,
    /// Whether it has no folder and matches the last part of a name.
    base_name: bool,
    /// The globs of its first folders, up to one that may stand for several.
    folders: Vec<GlobMatcher>,
    /// Whether deeper folders than these may hold matching files.
    deeper: bool,
}

impl FileGlob {
    /// Compiles a glob.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let glob = compile(text, true)?;
        // A slash in braces or quotes separates no parts of the glob.
        let is_flat = !text.contains(['{', '"']) || !text.split('/').any(is_cut);
        let parts: Vec<&str> = text.split('/').collect();
        let named = parts.split_last().map(|(_, folders)| folders).unwrap_or_default();
        let first: Vec<&str> = named.iter().copied().take_while(|part| is_flat && !part.contains("**")).collect();
        let folders: Vec<GlobMatcher> = first.iter().map(|part| compile(part, true)).collect::<Result<_, _>>()?;
        let last_is_deep = parts.last().is_some_and(|part| part.contains("**"));
        let deeper = folders.len() < named.len() || last_is_deep;
        let plain = Some(text.to_owned()).filter(|text| is_plain_text(text));
        Ok(Self { glob, plain, base_name: parts.len() == 1, folders, deeper })
    }

    /// The same, which always matches by globs.
    #[cfg(test)]
    pub(super) fn of_globs(text: &str) -> Result<Self, String> {
        Ok(Self { plain: None, ..Self::parse(text)? })
    }

    /// Whether one of the names matches.
    pub(super) fn matches(&self, names: &[&str]) -> bool {
        names.iter().any(|name| {
            let name = if self.base_name { name.rsplit('/').next().unwrap_or(name) } else { name };
            self.plain.as_ref().map_or_else(|| self.glob.is_match(name), |plain| plain == name)
        })
    }

    /// Whether a folder, or one below it, may hold a file whose name matches; the empty name is the root.
    pub(super) fn may_match_in(&self, folder: &str) -> bool {
        if self.base_name || folder.is_empty() {
            return true;
        }
        let mut parts = folder.split('/');
        let same = self.folders.iter().zip(&mut parts).all(|(glob, part)| glob.is_match(part));
        same && (self.deeper || folder.split('/').count() <= self.folders.len())
    }
}

/// Whether a part of a glob has a brace or a quote that another part closes.
fn is_cut(part: &str) -> bool {
    !part.matches('"').count().is_multiple_of(2) || part.matches('{').count() != part.matches('}').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The folders of a tree in which the glob looks for files.
    fn looked_in(glob: &str) -> Vec<&'static str> {
        let folders =
            ["", "envs", "envs/{env}", "envs/{env}/a", "envs/{env}/b", "envs/{env}/a/c", "envs/dev/a", "other", "x.d"];
        let glob = FileGlob::parse(glob).unwrap();
        folders.into_iter().filter(|folder| glob.may_match_in(folder)).collect()
    }

    #[test]
    fn folders_without_a_matching_file_are_left_out() {
        assert_eq!(looked_in("envs/{env}/a/x.yaml"), ["", "envs", "envs/{env}", "envs/{env}/a"]);
        assert_eq!(looked_in("envs/dev/a/*.yaml"), ["", "envs", "envs/dev/a"]);
        assert_eq!(
            looked_in("envs/*/{a,b}/x.yaml"),
            ["", "envs", "envs/{env}", "envs/{env}/a", "envs/{env}/b", "envs/dev/a"]
        );
        assert_eq!(looked_in("envs/{env}/a/**"), ["", "envs", "envs/{env}", "envs/{env}/a", "envs/{env}/a/c"]);
        assert_eq!(looked_in("other/**/x.yaml"), ["", "other"]);
        assert_eq!(looked_in("*.d/x"), ["", "x.d"]);
    }

    #[test]
    fn a_glob_of_any_depth_leaves_nothing_out() {
        for glob in ["x.yaml", "**", "**/x.yaml", "{envs/dev,other}/x.yaml", "\"envs/dev\"/x.yaml", "env**/x"] {
            assert_eq!(looked_in(glob).len(), 9, "{glob}");
        }
    }
}
