//! The working trees of a branch, with their index locked while the branch moves.

use super::OpError;
use super::context::Interrupt;
use super::landed::Landed;
use crate::store::Store;
use promote_git::exec::InterruptGuard;
use promote_git::{HeldCheckout, Repo};
use promote_model::ObjectId;

/// Locked working trees. An interrupt waits until they are released; dropping them releases them.
pub(crate) struct HeldFiles {
    trees: Vec<HeldCheckout>,
    new: ObjectId,
    _interrupts: InterruptGuard,
}

impl HeldFiles {
    /// Working trees that are about to follow a commit.
    pub(crate) fn new(interrupt: &Interrupt, new: ObjectId) -> Self {
        Self { trees: Vec::new(), new, _interrupts: interrupt.defer() }
    }

    /// Adds a working tree.
    pub(crate) fn push(&mut self, tree: HeldCheckout) {
        self.trees.push(tree);
    }

    /// Updates the files after the branch has moved; the roots of updated working trees. An error names the promotion as
    /// the ledger of the store does.
    ///
    /// # Errors
    /// [`OpError::FilesBehind`] for the first working tree that cannot be updated; the others are.
    pub(crate) fn follow(self, repo: &Repo, store: Option<&Store>) -> Result<Vec<String>, OpError> {
        let (mut followed, mut failed) = (Vec::new(), None);
        for tree in self.trees {
            let (checkout, branch) = (tree.checkout().path.clone(), tree.checkout().branch.clone());
            match tree.follow(repo) {
                Ok(true) => followed.push(checkout.display().to_string()),
                Ok(false) => {}
                Err(error) => {
                    let landed = match store {
                        Some(store) => Landed::named(store, &branch, self.new),
                        None => Landed::of(repo, &branch, self.new),
                    };
                    let landed = Box::new(landed);
                    let error = OpError::FilesBehind { landed, checkout, error: Box::new(error) };
                    failed = failed.or(Some(error));
                }
            }
        }
        failed.map_or(Ok(followed), Err)
    }

    /// Leaves the locks: whether the branch has moved is not known. The next command finds out.
    pub(crate) fn leave(self) {
        self.trees.into_iter().for_each(HeldCheckout::leave);
    }
}
