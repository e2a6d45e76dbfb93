//! The digest of checks, which binds a validation to them.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::{Check, CheckKind};
use promote_model::ObjectId;

/// The digest of some checks and their schemas: `sha256:` and the SHA-256 of `["promote-checks", 1, [each check as in
/// promote.yaml], [[path, blob], …]]`. `None` if there are no checks.
pub(crate) fn checks_digest(
    checks: &[&Check],
    files: &BTreeMap<String, BTreeMap<String, Option<ObjectId>>>,
) -> Option<String> {
    if checks.is_empty() {
        return None;
    }
    let mut schemas: BTreeMap<&str, Option<ObjectId>> = BTreeMap::new();
    for check in checks {
        if let CheckKind::Schema(path) = &check.kind {
            let files = files.get(path).into_iter().flatten();
            schemas.extend(files.map(|(path, blob)| (path.as_str(), *blob)));
        }
    }
    let forms: Vec<&Json> = checks.iter().map(|check| &check.form).collect();
    let all = json!(["promote-checks", 1, forms, schemas.iter().collect::<Vec<_>>()]);
    let hash = Sha256::digest(all.to_string().as_bytes());
    Some(hash.iter().fold("sha256:".to_owned(), |text, byte| text + &format!("{byte:02x}")))
}
