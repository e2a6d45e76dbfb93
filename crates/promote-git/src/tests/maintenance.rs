//! git's own housekeeping.

use std::time::{Duration, Instant};

use super::TestRepo;

#[test]
fn loose_objects_are_packed_as_git_packs_them() {
    let test = TestRepo::new();
    test.commit("one");
    // Contents whose ids begin with the digits of the folder that git looks at.
    for number in [207, 419] {
        test.write("file", format!("number {number}\n"));
        test.git(&["add", "file"]);
        test.git(&["commit", "-q", "-m", "one more"]);
    }
    let open = || test.open();
    assert!(!open().maintain(), "far fewer than git's usual limit");
    test.git(&["config", "gc.auto", "1"]);
    test.git(&["config", "maintenance.auto", "false"]);
    assert!(!open().maintain(), "switched off");
    test.git(&["config", "--unset", "maintenance.auto"]);
    test.git(&["config", "gc.autoDetach", "false"]);
    assert!(open().maintain());
    let packs = || std::fs::read_dir(test.path().join(".git/objects/pack")).unwrap().count();
    let started = Instant::now();
    while packs() == 0 && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(packs() > 0, "nothing was packed");
}
