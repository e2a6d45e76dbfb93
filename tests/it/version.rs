//! `promote --version -v`: what a program was built from.

use crate::support::{Repo, run};

#[test]
fn the_version_says_what_the_program_was_built_from() {
    let world = Repo::bare_world(".");
    let git = run(world.command("git").arg("version"), b"").stdout;
    let git = git.trim().strip_prefix("git version ").unwrap();
    for line in ["--version -v", "-v --version", "-vV", "-V --verbose"] {
        let said = world.ok(line);
        let lines: Vec<(&str, &str)> = said.lines().map(|line| line.split_once(' ').unwrap()).collect();
        let names: Vec<&str> = lines.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["promote", "commit", "target", "libgit2", "git"], "{line}\n{said}");
        assert_eq!((lines[0].1, lines[4].1.trim()), (env!("CARGO_PKG_VERSION"), git));
        assert!(lines[2].1.contains(std::env::consts::ARCH), "{said}");
        assert!(lines[3].1.trim().split('.').all(|part| part.parse::<u32>().is_ok()), "{said}");
    }
    assert_eq!(world.ok("--version"), concat!("promote ", env!("CARGO_PKG_VERSION")));
    assert_eq!(world.ok("-V -q"), concat!("promote ", env!("CARGO_PKG_VERSION")));
    let mut without = world.promote_line_command("--version -v");
    let said = run(without.env("PATH", "/nowhere"), b"");
    assert!(said.code == 0 && said.stdout.contains("\ngit      not found\n"), "{}{}", said.stdout, said.stderr);
}
