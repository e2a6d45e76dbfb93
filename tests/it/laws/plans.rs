//! Laws of the plan's digest and of stored promotions.

use jiff::Timestamp;
use promote_core::env::change::{Change, SpelledValue};
use promote_core::env::diff::FilePair;
use promote_core::env::flatten::KeyRules;
use promote_core::env::keys::KeyPrefix;
use promote_core::promotion::plan::{PlanFile, PlanSource};
use promote_core::promotion::value::value_to_json;
use promote_core::promotion::{Person, Plan, Promotion, PromotionId, PromotionType, Request, head, stored};
use promote_format::Format;
use promote_model::{FileMode, ObjectId, RulesNumber};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

use super::pairs::files;
use super::writer::Dice;

/// A promotion of all differences between a few generated files.
fn promotions() -> impl Strategy<Value = Promotion> {
    (prop::collection::vec(files(), 1..4), any::<u128>(), any::<String>()).prop_map(|(pairs, id, notes)| {
        let mut plan = Plan {
            source_commit: ObjectId::from_bytes([1; 20]),
            target_commit: ObjectId::from_bytes([2; 20]),
            rules: RulesNumber::try_from(u32::try_from(id % 3).unwrap()).ok(),
            files: Vec::new(),
            changes: Vec::new(),
        };
        for (number, (source, target)) in pairs.iter().enumerate() {
            let name = format!("{{env}}/{number}.yaml");
            let pair = FilePair::new(&name, Some(source.clone()), Some(target.clone()));
            plan.changes.extend(pair.diff(&KeyRules::default(), &[]).changes);
            let blob = source.value.blob;
            let from = PlanSource { path: format!("staging/{number}.yaml"), mode: FileMode::Regular, blob };
            let target_path = format!("production/{number}.yaml");
            plan.files.push(PlanFile {
                file: name,
                source: Some(from),
                target_path,
                format: Format::Yaml,
                keys: keys(number),
            });
        }
        let request = Request {
            promotion_type: PromotionType::Full,
            config_ids: Vec::new(),
            flag_ids: Vec::new(),
            key_patterns: Vec::new(),
            only: Vec::new(),
            changed: false,
            since: None,
            prune: true,
            notes: Some(notes),
            translate: false,
            undo: None,
            passed_over: false,
            with_comments: false,
            keep_aliases: false,
            undo_reason: None,
        };
        Promotion {
            id: PromotionId(uuid::Uuid::from_u128(id)),
            number: None,
            source: "staging".to_owned(),
            target: "production".to_owned(),
            request,
            created_by: Person { name: "Ann".to_owned(), email: "ann@acme.com".to_owned() },
            created_at: Timestamp::from_second(1_772_442_000).unwrap(),
            plan,
        }
    })
}

/// Only a part of every second file is configuration.
fn keys(number: usize) -> Vec<KeyPrefix> {
    let of = |name: &str| format!("clouds.{{cloud}}.{name}").parse().unwrap();
    let prefix = KeyPrefix { logical: of("{env}"), source: of("staging"), target: of("\"pro.duction\"") };
    if number % 2 == 1 { vec![prefix] } else { Vec::new() }
}

fn digest(promotion: &Promotion) -> String {
    promotion.plan.digest(promotion.id, &promotion.source, &promotion.target).to_string()
}

fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for at in (1..items.len()).rev() {
        items.swap(at, dice.below(at + 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_digest_ignores_the_order_of_changes_and_files(promotion in promotions(), seed in any::<u64>()) {
        let mut other = promotion.clone();
        let mut dice = Dice(seed);
        shuffle(&mut other.plan.changes, &mut dice);
        shuffle(&mut other.plan.files, &mut dice);
        // The digest covers neither the target commit nor the notes.
        other.plan.target_commit = ObjectId::from_bytes([9; 20]);
        other.request.notes = None;
        prop_assert_eq!(digest(&promotion), digest(&other));
    }

    #[test]
    fn the_digest_covers_everything_else(promotion in promotions(), at in any::<prop::sample::Index>()) {
        let was = digest(&promotion);
        let mut others = vec![promotion.clone(); 5];
        others[0].id = PromotionId(uuid::Uuid::from_u128(promotion.id.0.as_u128() ^ 1));
        others[1].target.push('x');
        others[2].plan.source_commit = ObjectId::from_bytes([7; 20]);
        others[3].plan.files[0].target_path.push('x');
        let mut elsewhere = promotion.clone();
        match elsewhere.plan.files.get_mut(1) {
            Some(file) => file.keys[0].target = "clouds.{cloud}.other".parse().unwrap(),
            None => elsewhere.plan.files[0].keys = keys(1),
        }
        others.insert(0, elsewhere);
        if promotion.plan.changes.is_empty() {
            others.pop();
        } else {
            let change = &mut others[5].plan.changes[at.index(promotion.plan.changes.len())];
            // Another spelling of the same value is another plan.
            let side = change.source.as_mut().or(change.target.as_mut()).unwrap();
            side.text.push(' ');
        }
        for other in others {
            prop_assert_ne!(&digest(&other), &was);
        }
    }

    #[test]
    fn a_stored_promotion_is_read_back(promotion in promotions()) {
        let text = stored::write(&promotion);
        let head = head::read(text.as_bytes()).unwrap();
        prop_assert_eq!((head.id, &head.source, &head.target), (promotion.id, &promotion.source, &promotion.target));
        prop_assert_eq!((head.created_at, head.source_commit), (promotion.created_at, promotion.plan.source_commit));
        prop_assert_eq!(head.digest.to_string(), digest(&promotion));
        prop_assert_eq!(stored::read(text.as_bytes()).unwrap(), promotion);
    }

    #[test]
    fn the_canonical_form_is_the_documented_one(promotion in promotions()) {
        let plan = &promotion.plan;
        let mut files: Vec<_> = plan.files.iter().collect();
        files.sort_by(|a, b| a.file.cmp(&b.file));
        let file = |f: &&PlanFile| {
            let s = f.source.as_ref();
            let mode = s.map(|s| format!("{:o}", s.mode.bits()));
            let mut members = json!([f.file, s.map(|s| &s.path), mode, s.map(|s| s.blob), f.target_path, f.format]);
            if !f.keys.is_empty() {
                let keys: Vec<Json> = f.keys.iter().map(|p| json!([p.logical, p.source, p.target])).collect();
                members.as_array_mut().unwrap().push(Json::Array(keys));
            }
            members
        };
        let mut changes: Vec<_> = plan.changes.iter().collect();
        changes.sort_by_key(|c| (&c.file, &c.document, &c.key, c.op));
        let side = |s: &Option<SpelledValue>| s.as_ref().map(|s| json!([s.text, value_to_json(&s.value)]));
        let change = |c: &&Change| {
            json!([c.op, c.kind, c.file, c.document, c.key, side(&c.target), side(&c.source), c.own])
        };
        let files: Vec<Json> = files.iter().map(file).collect();
        let changes: Vec<Json> = changes.iter().map(change).collect();
        let (id, source, target, commit) = (promotion.id, &promotion.source, &promotion.target, plan.source_commit);
        let canonical = match plan.rules {
            None => json!(["promote-plan", 1, id, source, target, commit, files, changes]),
            Some(rules) => json!(["promote-plan", 2, id, source, target, commit, rules, files, changes]),
        }
        .to_string();
        let hash: String = Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(digest(&promotion), format!("sha256:{hash}"));
    }

    #[test]
    fn a_damaged_promotion_is_refused_or_keeps_its_digest(promotion in promotions(), seed in any::<u64>()) {
        let mut bytes = stored::write(&promotion).into_bytes();
        let mut dice = Dice(seed);
        let at = dice.below(bytes.len());
        bytes[at] = bytes[at].wrapping_add(1 + u8::try_from(dice.below(254)).unwrap());
        // A byte that the digest does not cover (notes, time, target commit) may read as something else.
        if let Ok(read) = stored::read(&bytes) {
            prop_assert_eq!(digest(&read), digest(&promotion));
        }
    }
}
