//! `checks:` in `promote.yaml`: schemas, rules, required and forbidden keys, evaluated on the planned result.

mod keys;
mod rules;
mod schema;

use crate::support::Repo;

fn created(repo: &Repo) -> &Repo {
    repo.ok("create staging production --key query");
    repo
}
