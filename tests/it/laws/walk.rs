//! The law of reading trees: for any layout, `diff` finds every difference file by file, counts what is equal, and
//! gives the same counts from its cache, also after a commit.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::support::Repo;

/// A layout: its name, `promote.yaml`, and the path of a numbered file in an environment.
type Layout = (&'static str, &'static str, fn(&str, usize) -> String);

const LAYOUTS: [Layout; 8] =
    [
        ("folders", "files: ['envs/{env}/**']", |env, n| format!("envs/{env}/a{}/b{}/f{n}.yaml", n % 3, n % 2)),
        ("overlays", "files: ['apps/{app}/overlays/{env}/*.yaml']", |env, n| {
            format!("apps/app{}/overlays/{env}/{}.yaml", n / 2, n % 2)
        }),
        ("suffixes", "files: ['config/{service}-{env}.yaml']", |env, n| format!("config/svc-{n}-{env}.yaml")),
        ("repeats", "files: ['{env}/{x}/{env}.{x}.{y}.yaml']", |env, n| {
            format!("{env}/{}/{env}.{}.{n}.yaml", n % 3, n % 3)
        }),
        ("below any folder", "files: ['x/**/{env}.yaml']", |env, n| format!("x/a{}/b{n}/{env}.yaml", n % 3)),
        ("captured folders", "files: ['{rest**}/{env}/{name}.yaml']", |env, n| format!("r/s{}/{env}/{n}.yaml", n % 4)),
        ("several templates", "files: ['envs/{env}/**', '{kind}/{env}/special/*.yaml', 'z-{env}.yaml']", |env, n| {
            match n {
                0 => format!("z-{env}.yaml"),
                n => format!("envs/{env}/{}/{n}.yaml", if n % 2 == 0 { "special" } else { "other" }),
            }
        }),
        ("exclusions", "files: ['{env}/**', '!**/generated']", |env, n| format!("{env}/d{}/f{n}.yaml", n % 3)),
    ];

/// The value of each file, by number.
type Files = BTreeMap<usize, usize>;

#[test]
fn finds_every_difference_and_counts_the_rest() {
    for (index, (name, files, path)) in LAYOUTS.into_iter().enumerate() {
        let repo = Repo::new();
        repo.policy(&format!(
            "version: 1\n{files}\nenvironments:\n  staging: {{}}\n  production: {{from: [staging]}}\n"
        ));
        let mut random = index as u64;
        let mut sides = [Files::new(), Files::new()];
        for round in 0..3 {
            for (files, env) in sides.iter_mut().zip(["staging", "production"]) {
                change(files, &mut random, if round == 0 { 24 } else { 2 }, |number, value| {
                    let path = path(env, number);
                    match value {
                        Some(value) => drop(repo.write(&path, format!("key: {value}\nsame: 1\n"))),
                        None => std::fs::remove_file(repo.root().join(path)).unwrap(),
                    }
                });
            }
            repo.write("staging/x/generated/left-out.yaml", "a: 1\n");
            repo.commit("change");
            // Twice: first counted, then read from the cache.
            for _ in 0..2 {
                check(&repo, &sides, &format!("{name}, round {round}"));
            }
        }
    }
}

/// Changes some of the files: sets a new value, or removes the file.
fn change(files: &mut Files, random: &mut u64, times: usize, mut write: impl FnMut(usize, Option<usize>)) {
    for _ in 0..times {
        let (number, value) = (next(random) % 16, next(random) % 4);
        if value < 3 {
            files.insert(number, value);
            write(number, Some(value));
        } else if files.remove(&number).is_some() {
            write(number, None);
        }
    }
}

fn next(random: &mut u64) -> usize {
    *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*random >> 33).unwrap()
}

fn check(repo: &Repo, [source, target]: &[Files; 2], what: &str) {
    let both: Vec<(usize, usize)> = source.iter().filter_map(|(n, a)| Some((*a, *target.get(n)?))).collect();
    let equal = both.iter().filter(|(a, b)| a == b).count();
    let (added, removed) = (source.len() - both.len(), target.len() - both.len());
    let expected = [2 * added, both.len() - equal, 2 * removed, both.len() + equal];
    assert_eq!(counts(&repo.ok("diff staging production -o json")), expected, "{what}");
    // The same counts with patterns.
    if both.is_empty() {
        return;
    }
    let expected = [added, 0, removed, both.len()];
    assert_eq!(counts(&repo.ok("diff staging production same key -o json"))[3], both.len() + equal, "{what}");
    let run = repo.run("diff staging production same -o json");
    // If no difference matches the pattern, it must be looked up among the equal keys.
    assert_eq!((run.code, counts(&run.stdout)), (0, expected), "{what}: {}", run.stderr);
}

fn counts(output: &str) -> [usize; 4] {
    let json: Json = serde_json::from_str(output).unwrap();
    let length = |name: &str| json[name].as_array().unwrap().len();
    let unchanged = usize::try_from(json["unchanged"].as_u64().unwrap()).unwrap();
    [length("added"), length("modified"), length("removed"), unchanged]
}
