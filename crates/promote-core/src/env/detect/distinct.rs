//! No file may belong to two environments, whatever was found: of two templates that would give it
//! to both, the one with more files stays.

use std::collections::BTreeMap;

use super::FoundFiles;

/// The templates that can stand together, in their order.
pub(super) fn distinct(files: Vec<FoundFiles>, names: &[&str]) -> Vec<FoundFiles> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(files[*i].files));
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    let mut stays = vec![false; files.len()];
    for i in order {
        let paths: Vec<(String, &str)> = names.iter().map(|name| (resolved(&files[i], name), *name)).collect();
        let mut own: BTreeMap<&str, &str> = BTreeMap::new();
        stays[i] = paths.iter().all(|(path, name)| {
            owners.get(path).is_none_or(|owner| owner == name)
                && own.insert(path, name).is_none_or(|owner| owner == *name)
        });
        if stays[i] {
            owners.extend(paths);
        }
    }
    files.into_iter().zip(stays).filter_map(|(file, stays)| stays.then_some(file)).collect()
}

/// The paths of a template in one environment; what is still open is alike, however it is called.
fn resolved(files: &FoundFiles, name: &str) -> String {
    let spelled = files.spelled.iter().find(|(env, _)| env == name).map_or(name, |(_, spelled)| spelled);
    let mut out = String::new();
    let mut rest = files.template.replace("{env}", spelled);
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((capture, after)) = behind.split_once('}') else { break };
        out.push_str(before);
        out.push_str(if capture.ends_with("**") { "**" } else { "*" });
        rest = after.to_owned();
    }
    out + &rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_one_stays() {
        let file = |template: &str, files: usize, spelled: &[(&str, &str)]| FoundFiles {
            template: template.to_owned(),
            spelled: spelled.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            files,
            example: None,
        };
        let files = vec![
            file("a/{x}/{env}.yaml", 1, &[("prod", "dev")]),
            file("a/{app}/{env}.yaml", 9, &[]),
            file("b/{env}", 1, &[("dev", "prod"), ("prod", "dev")]),
        ];
        let left = distinct(files, &["dev", "prod"]);
        let left: Vec<&str> = left.iter().map(|f| f.template.as_str()).collect();
        assert_eq!(left, ["a/{app}/{env}.yaml", "b/{env}"]);
    }
}
