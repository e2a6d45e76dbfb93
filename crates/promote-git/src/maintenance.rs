//! git's own housekeeping after a decision, as `git commit` and `git fetch` do it.

use std::process::{Command, Stdio};

use super::Repo;

/// The number of loose objects from which git packs, unless `gc.auto` says otherwise (`git-config(1)`).
const USUAL_LIMIT: usize = 6700;
/// git looks at one of the 256 folders of loose objects (`builtin/gc.c`).
const FOLDERS: usize = 256;
const FOLDER: &str = "17";

impl Repo {
    /// Starts `git maintenance run --auto` in the background where there are about as many loose objects as git packs, unless the
    /// user has switched that off. Nothing waits for it, and no failure of it is an error. Returns whether it was started.
    pub fn maintain(&self) -> bool {
        let config = |key: &str| self.config(key).ok().flatten();
        let limit = config("gc.auto").and_then(|text| text.parse().ok()).unwrap_or(USUAL_LIMIT);
        let is_off = config("maintenance.auto").is_some() && !self.config_bool("maintenance.auto").unwrap_or(true);
        if is_off || limit == 0 || self.loose_objects() <= limit.div_ceil(FOLDERS) {
            return false;
        }
        let mut command = Command::new("git");
        command.arg("--git-dir").arg(self.common_dir()).args(["maintenance", "run", "--auto", "--quiet"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let Ok(mut child) = command.spawn() else { return false };
        // A service lives on, and would keep the ended process.
        std::thread::spawn(move || child.wait());
        true
    }

    /// The number of loose objects in one of the folders.
    fn loose_objects(&self) -> usize {
        let entries = std::fs::read_dir(self.objects_dir().join(FOLDER));
        let is_object =
            |name: &std::ffi::OsStr| name.len() == 38 && name.as_encoded_bytes().iter().all(u8::is_ascii_hexdigit);
        entries.map_or(0, |entries| entries.flatten().filter(|entry| is_object(&entry.file_name())).count())
    }
}
