//! How a job gets promote: from a release, with its checksum, or as it is installed already.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value as Json;

use super::api::Api;
use crate::packaging::archive;
use crate::support::{Repo, Run, is_installed, run};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The machine's archive, as the action names it; `None` where there is none.
fn target() -> Option<String> {
    let machine = std::env::consts::ARCH;
    (["x86_64", "aarch64"].contains(&machine) && is_installed("curl")).then(|| format!("{machine}-unknown-linux-gnu"))
}

/// A world, and a host that has a release of this version in `/acme/promote`.
fn released() -> Option<(Repo, Api, String, String)> {
    let target = target()?;
    let (world, api) = (Repo::bare_world("."), Api::start());
    let bytes = archive(&world, "dist");
    let sum = fs::read_to_string(world.root().join("dist/promote-x-y-z.tar.gz.sha256")).unwrap();
    let sum = sum.split(' ').next().unwrap().to_owned();
    let folder = format!("/acme/promote/releases/download/v{VERSION}");
    let sums = format!("{}  other.tar.gz\n{sum}  promote-{target}.tar.gz\n", "0".repeat(64));
    api.state().files.insert(format!("{folder}/SHA256SUMS"), sums.into_bytes());
    api.state().files.insert(format!("{folder}/promote-{target}.tar.gz"), bytes);
    Some((world, api, sum, format!("{folder}/promote-{target}.tar.gz")))
}

/// Runs the step that installs; `promote` is not on its PATH.
fn install(world: &Repo, api: &Api, variables: &[(&str, &str)]) -> Run {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/ci/install");
    let mut command = world.command("bash");
    command.arg(script).env("GITHUB_ACTIONS", "true").env("GITHUB_PATH", world.root().join("path"));
    command
        .env("GITHUB_SERVER_URL", &api.url)
        .env("PROMOTE_CI_REPOSITORY", "acme/promote")
        .env("no_proxy", "127.0.0.1");
    command.env("RUNNER_TEMP", world.root().join("tmp")).env("PATH", "/usr/bin:/bin").envs(variables.iter().copied());
    run(&mut command, b"")
}

#[test]
fn a_release_is_installed_if_its_checksum_holds() {
    let Some((world, api, sum, path)) = released() else { return };
    let done = install(&world, &api, &[]);
    assert_eq!((done.code, done.stdout), (0, format!("promote {VERSION}\n")), "{}", done.stderr);
    let folder = fs::read_to_string(world.root().join("path")).unwrap();
    assert!(fs::metadata(format!("{}/ci/job", folder.trim())).unwrap().permissions().mode() & 0o111 != 0, "{folder}");
    assert_eq!(install(&world, &api, &[("PROMOTE_CI_SHA256", &sum)]).code, 0);
    // Another archive than the checksum says, and a checksum that somebody pinned.
    fs::remove_dir_all(folder.trim()).unwrap();
    api.state().files.get_mut(&path).unwrap().push(0);
    let archive = path.rsplit('/').next().unwrap();
    for variables in [&[][..], &[("PROMOTE_CI_SHA256", sum.as_str())]] {
        let done = install(&world, &api, variables);
        let words = format!("::error::{archive} is not what its checksum says: nothing is installed\n");
        assert_eq!((done.code, done.stdout), (5, words), "{}", done.stderr);
        assert!(!fs::exists(folder.trim()).unwrap());
    }
}

#[test]
fn what_cannot_be_installed_is_said() {
    let Some((world, api, _, path)) = released() else { return };
    let said = |variables: &[(&str, &str)], code: i32| {
        let done = install(&world, &api, variables);
        assert_eq!(done.code, code, "{}{}", done.stdout, done.stderr);
        done.stdout
    };
    assert!(said(&[("PROMOTE_CI_VERSION", "9.9.9")], 5).contains("/v9.9.9/SHA256SUMS\n"));
    assert_eq!(said(&[("PROMOTE_CI_VERSION", "$(id)")], 2), "::error::'version' is a version such as 0.1.0\n");
    let archive = path.rsplit('/').next().unwrap();
    let words = format!("::error::there is no SHA-256 checksum of {archive}\n");
    assert_eq!(said(&[("PROMOTE_CI_SHA256", "abc")], 2), words);
    let words = "::error::the runner does not say where the action comes from: set 'downloads'\n";
    assert_eq!(said(&[("PROMOTE_CI_REPOSITORY", "")], 2), words);
    assert_eq!(
        said(&[("PROMOTE_CI_PROGRAM", "/nowhere")], 2),
        "::error::'/nowhere' is not a program (input 'promote')\n"
    );
    // A program that is there is used; nothing is asked for.
    api.requests();
    let program = env!("CARGO_BIN_EXE_promote");
    assert_eq!(said(&[("PROMOTE_CI_PROGRAM", program)], 0), format!("promote {VERSION}\n"));
    let path = format!("{}:/usr/bin:/bin", std::path::Path::new(program).parent().unwrap().display());
    assert_eq!(said(&[("PATH", &path)], 0), format!("promote {VERSION}\n"));
    assert_eq!(api.requests().len(), 0);
}

#[test]
fn the_component_installs_an_archive_if_its_checksum_holds() {
    let Some((world, api, sum, path)) = released() else { return };
    let component = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/promote.yml")).unwrap();
    let jobs: Json = serde_yaml::from_str(component.split("\n---\n").nth(1).unwrap()).unwrap();
    let script = jobs[".promote"]["before_script"][0].as_str().unwrap();
    let prepare = |sum: &str| {
        let mut command = world.command("sh");
        command.args(["-c", &format!("{script}\nprintf '%s\\n' \"$PROMOTE_CI_SCRIPTS\"\npromote --version")]);
        command.env("PROMOTE_CI_URL", format!("{}{path}", api.url)).env("PROMOTE_CI_SHA256", sum);
        command.env("PROMOTE_CI_SCRIPTS", "/usr/share/promote/ci").env("no_proxy", "127.0.0.1");
        run(&mut command, b"")
    };
    let done = prepare(&sum);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    let (scripts, version) = done.stdout.split_once('\n').unwrap();
    assert_eq!(version, format!("promote {VERSION}\n"));
    assert!(fs::exists(format!("{scripts}/lib/gitlab.sh")).unwrap(), "{scripts}");
    let done = prepare(&"0".repeat(64));
    assert_eq!((done.code, done.stdout.as_str()), (5, ""));
    assert!(done.stderr.contains("is not what the input sha256 says: nothing is installed"), "{}", done.stderr);
}
