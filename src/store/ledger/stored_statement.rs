//! A statement as it is stored in a ledger's tree: `FOLDER/N.json`, with `N.sig` if it is signed.

use super::signature::check_signature;
use crate::store::StoreError;
use promote_core::policy::gate::StatementSignature;
use promote_core::policy::verify::{GivenConsent, LedgerStatement};
use promote_git::{EntryMode, Repo, SignatureChecker, TreeEntry};
use promote_model::ObjectId;

/// A statement in the ledger.
pub(in crate::store) struct StoredStatement {
    /// Its number in the folder.
    pub(in crate::store) number: usize,
    /// The statement.
    pub(in crate::store) statement: LedgerStatement,
    /// Its signature, if it is signed.
    pub(in crate::store) signature: Option<StatementSignature>,
}

impl StoredStatement {
    /// The consent that the statement gives, if it was added after this time of the ledger.
    pub(in crate::store) fn given(self, before: jiff::Timestamp) -> GivenConsent {
        let LedgerStatement { by, at, .. } = self.statement;
        GivenConsent { by, at, signature: self.signature, ledger_time: at.max(before) }
    }
}

/// The statements in a folder of a ledger's tree, by number; `Err` with the file and the reason where one cannot be read.
pub(in crate::store) fn read(
    repo: &Repo,
    signatures: &SignatureChecker,
    (tree, folder): (ObjectId, &str),
) -> Result<Result<Vec<StoredStatement>, String>, StoreError> {
    let entries = folder_entries(repo, tree, folder)?;
    let mut found = Vec::new();
    for entry in &entries {
        let name = String::from_utf8_lossy(&entry.name).into_owned();
        let Some(number) = name.strip_suffix(".json") else { continue };
        let bytes = repo.read_blob(entry.oid)?;
        let (Ok(index), Some(statement)) = (number.parse(), LedgerStatement::read(&bytes)) else {
            return Ok(Err(format!("{folder}/{name}")));
        };
        let sealed = format!("{number}.sig");
        let seal = entries.iter().find(|other| other.name == sealed.as_bytes());
        let seal = seal.map(|entry| repo.read_blob(entry.oid)).transpose()?;
        let signature = seal.map(|seal| check_signature(repo, signatures, &bytes, &seal));
        found.push(StoredStatement { number: index, statement, signature });
    }
    found.sort_by_key(|stored| stored.number);
    Ok(Ok(found))
}

/// The entries of a folder in a tree; empty if it does not exist.
pub(in crate::store) fn folder_entries(
    repo: &Repo,
    tree: ObjectId,
    folder: &str,
) -> Result<Vec<TreeEntry>, StoreError> {
    match repo.find_path(tree, folder.as_bytes())? {
        Some(entry) if entry.mode == EntryMode::Tree => Ok(repo.read_tree(entry.oid)?),
        _ => Ok(Vec::new()),
    }
}
