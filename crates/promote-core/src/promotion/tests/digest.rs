//! The digest binds everything that is written, and nothing else.

use super::{change, commit, digest, promotion};
use crate::env::change::{CommentChange, Op, UnitKind};
use crate::env::keys::KeyPrefix;
use crate::promotion::{Plan, Promotion, PromotionId};

fn digest_of(edit: impl FnOnce(&mut Promotion)) -> String {
    let mut promotion = promotion();
    edit(&mut promotion);
    promotion.plan.digest(promotion.id, &promotion.source, &promotion.target).to_string()
}

#[test]
fn the_digest_is_the_same_in_every_release() {
    insta::assert_snapshot!(digest(), @"sha256:55b880232c1ae26219b8246a0ee530bd42d80afab6cc40ba9665047b821518d7");
}

#[test]
fn the_digest_binds_every_part_of_the_plan() {
    let plan = |edit: fn(&mut Plan)| digest_of(|promotion| edit(&mut promotion.plan));
    let all = [
        digest_of(|_| {}),
        digest_of(|p| p.id = PromotionId("01958a2b-7c00-7000-8000-000000000001".parse().unwrap())),
        digest_of(|p| p.source = "qa".to_owned()),
        digest_of(|p| p.target = "eu".to_owned()),
        plan(|p| p.source_commit = commit(1)),
        plan(|p| p.files[0].target_path.push('x')),
        plan(|p| p.files[0].source = None),
        plan(|p| {
            p.files[0].keys = {
                let key = || "a".parse().unwrap();
                vec![KeyPrefix { logical: key(), source: key(), target: key() }]
            }
        }),
        plan(|p| p.changes[0].op = Op::Added),
        plan(|p| p.changes[0].kind = UnitKind::Flag),
        plan(|p| p.changes[0].document = Some("Deployment/web".to_owned())),
        plan(|p| p.changes[0].source.as_mut().unwrap().text = "60 ".to_owned()),
        plan(|p| p.changes[0].target = None),
        plan(|p| p.changes[0].own = true),
        plan(|p| p.changes[0].translated = vec![("staging".to_owned(), "production".to_owned()).into()]),
        plan(|p| p.changes[0].translated = vec![("staging".to_owned(), "prod".to_owned()).into()]),
        plan(|p| p.changes[0].anchor = Some("base".to_owned())),
        plan(|p| p.changes[0].anchor = Some("other".to_owned())),
        plan(|p| p.changes[0].comment = Some(CommentChange { old: "# a".to_owned(), new: "# b".to_owned() })),
        plan(|p| drop(p.changes.pop())),
    ];
    for (index, one) in all.iter().enumerate() {
        assert!(!all[..index].contains(one), "{index}");
    }
}

#[test]
fn the_digest_ignores_the_order_and_the_target_commit() {
    assert_eq!(digest_of(|p| p.plan.changes.reverse()), digest().to_string());
    assert_eq!(digest_of(|p| p.plan.target_commit = commit(1)), digest().to_string());
    assert_eq!(digest_of(|p| p.request.notes = None), digest().to_string());
    let added = |p: &mut Promotion| {
        p.plan.changes.push(change(Op::Added, UnitKind::Config, "z", None, Some("1")));
    };
    assert_ne!(digest_of(added), digest().to_string());
}

#[test]
fn a_digest_is_named_by_its_first_six_digits() {
    let digest = digest();
    let text = digest.to_string();
    let digits = &text["sha256:".len()..];
    for name in [text.as_str(), digits, &digits[..6], &text[..13], &digits[..6].to_uppercase()] {
        assert!(digest.is_named_by(name), "{name}");
    }
    for name in ["", "sha256:", &digits[..5], &digits[1..9]] {
        assert!(!digest.is_named_by(name), "{name}");
    }
}
