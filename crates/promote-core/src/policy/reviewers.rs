//! Who is asked for a review of the request of a proposal.

use super::{Policy, Reviewers};
use crate::promotion::Person;

impl Policy {
    /// The accounts asked for a review of a promotion into `target`, and the addresses whose account is unknown. `but` are
    /// people who are not asked. With `by_address`, accounts are the email addresses themselves.
    pub fn reviewers(&self, target: &str, but: &[&Person], by_address: bool) -> (Vec<String>, Vec<String>) {
        let Some(environment) = self.environment(target) else { return Default::default() };
        let rules = &environment.request;
        let (mut known, mut unknown): (Vec<String>, Vec<String>) = Default::default();
        match &rules.reviewers {
            Reviewers::None => {}
            Reviewers::Accounts(accounts) => known.clone_from(accounts),
            Reviewers::FromGroups => {
                let groups = environment.approvals.groups.iter().filter_map(|quorum| self.group(&quorum.group));
                for member in groups.flat_map(|group| &group.members) {
                    if but.iter().any(|person| person.has(member)) {
                        continue;
                    }
                    let account = if by_address { Some(member.clone()) } else { rules.account(member) };
                    let (list, word) = match account {
                        Some(account) => (&mut known, account),
                        None => (&mut unknown, member.clone()),
                    };
                    if !list.contains(&word) {
                        list.push(word);
                    }
                }
            }
        }
        (known, unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::read;

    #[test]
    fn reviewers_are_the_members_of_the_approving_groups() {
        let policy = read(
            b"version: 1\nfiles: ['envs/{env}/**']\nenvironments:\n  dev: {}\n  prod:\n    from: [dev]\n    approvals: { required: 1, groups: { a: 1, b: 1 } }\n    request: { reviewers: from-groups, accounts: { bob@acme.com: bob } }\ngroups: { a: [ann@acme.com, bob@acme.com], b: [bob@acme.com, cem@acme.com], c: [dora@acme.com] }\n",
        )
        .unwrap();
        let ann = Person { name: "Ann".to_owned(), email: "ann@acme.com".to_owned() };
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(policy.reviewers("prod", &[&ann], false), (names(&["bob"]), names(&["cem@acme.com"])));
        assert_eq!(policy.reviewers("prod", &[], true).0, names(&["ann@acme.com", "bob@acme.com", "cem@acme.com"]));
        assert_eq!(policy.reviewers("dev", &[], true), Default::default());
    }
}
