//! The plan's digest, computed from the ledger as the manual describes.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::Repo;

fn stored(repo: &Repo, place: &str) -> Value {
    serde_json::from_str(&repo.git(&["show", &format!("promotions:{place}/promotion.json")])).unwrap()
}

/// The digest of a stored promotion, as the manual describes it.
fn digest(promotion: &Value) -> String {
    let plan = &promotion["plan"];
    let sorted = |list: &Value, keys: &[&str]| {
        let mut list = list.as_array().unwrap().clone();
        list.sort_by_key(|item| keys.iter().map(|k| item[k].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>());
        list
    };
    let file = |f: &Value| {
        json!([f["file"], f["source"]["path"], f["source"]["mode"], f["source"]["blob"], f["targetPath"], f["format"]])
    };
    let side = |s: &Value| if s.is_null() { Value::Null } else { json!([s["text"], s["value"]]) };
    let change = |c: &Value| {
        json!([c["op"], c["kind"], c["file"], c["document"], c["key"], side(&c["old"]), side(&c["new"]), c["own"]])
    };
    let canonical = json!([
        "promote-plan",
        2,
        promotion["id"],
        promotion["sourceEnvironment"],
        promotion["targetEnvironment"],
        plan["sourceCommit"],
        plan["rules"],
        sorted(&plan["files"], &["file"]).iter().map(file).collect::<Vec<_>>(),
        sorted(&plan["changes"], &["file", "document", "key"]).iter().map(change).collect::<Vec<_>>(),
    ]);
    let hash = Sha256::digest(canonical.to_string().as_bytes());
    hash.iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

#[test]
fn the_documented_digest_is_the_recorded_one() {
    let repo = Repo::open_pipeline();
    repo.write("envs/staging/z.yaml", "text: |\n  two\n  lines\nnumber: 1.0\nlist: [a, 1]\n").commit("More");
    let id = repo.executed("--prune");
    let promotion = stored(&repo, &format!("closed/2026/03/{}/{id}", &id[34..]));
    let expected = digest(&promotion);
    assert_eq!(promotion["plan"]["digest"], json!(expected));
    assert!(repo.git_line("log -1 --format=%B main").ends_with(&format!("Plan-Digest: {expected}")));
    assert!(repo.ok(&format!("show {id}")).contains(&expected));
    assert_eq!(promotion["plan"]["changes"].as_array().unwrap().len(), 7);
}
