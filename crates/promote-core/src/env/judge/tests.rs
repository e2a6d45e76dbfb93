//! Histories as rows of values: one letter for each state, newest first; `.` is a key that is absent, `-` a file that is.

use std::sync::Arc;

use promote_model::ObjectId;

use super::direction::Direction::{Backward, Diverged, Forward, Unrelated};
use super::{Direction, End, FilePrints, JointState, Judge, Judgement, Print, SideState, Unknown};

fn print(text: &str) -> Print {
    let mut print = [0; 16];
    print[..text.len()].copy_from_slice(text.as_bytes());
    Print(print)
}

/// A file whose keys `a`, `b`, … have these values; `None` for `-`.
fn side(values: &str) -> Option<SideState> {
    if values == "-" {
        return None;
    }
    let keys = values.chars().zip('a'..).filter(|(value, _)| *value != '.');
    let prints = keys.map(|(value, key)| (print(&key.to_string()), print(&value.to_string()))).collect::<FilePrints>();
    Some(SideState { prints: Arc::new(prints) })
}

fn commit(number: usize) -> ObjectId {
    ObjectId::from_bytes([u8::try_from(number).unwrap(); 20])
}

/// The judgement of key `a`: states are written `source/target`, newest first.
fn judge(states: &str, end: End) -> Judgement {
    judge_with(states, end, false)
}

fn judge_with(states: &str, end: End, beside: bool) -> Judgement {
    let mut all = states.split_whitespace().map(|state| {
        let (source, target) = state.split_once('/').unwrap();
        JointState { source: side(source), target: side(target), beside }
    });
    let mut judge = Judge::new([print("a")], all.next().unwrap());
    for (at, state) in all.enumerate() {
        if judge.is_decided() {
            break;
        }
        judge.older(state, commit(at + 1));
    }
    let end = if judge.is_decided() { End::Complete } else { end };
    judge.finish(end).remove(0)
}

fn direction(states: &str) -> Direction {
    judge(states, End::Complete).direction
}

#[test]
fn the_side_that_left_the_common_value_tells_the_direction() {
    assert_eq!(direction("2/1 1/1"), Forward);
    assert_eq!(direction("1/2 1/1"), Backward);
    assert_eq!(direction("2/3 2/1 1/1"), Diverged);
    // Moved by hand and back.
    assert_eq!(direction("2/1 2/5 2/1 1/1"), Forward);
    assert_eq!(direction("1/2 5/2 1/2 1/1"), Backward);
    // The newest agreement counts.
    assert_eq!(direction("2/1 2/2 1/1"), Backward);
    assert_eq!(direction("1/2 2/2 1/2 1/1"), Forward);
}

#[test]
fn a_side_that_follows_late_stays_behind_the_other() {
    // A plan with 2 is executed after the source has moved on to 3.
    assert_eq!(direction("3/2 3/1 2/1 1/1"), Forward);
    assert_eq!(direction("4/2 3/2 3/1 2/1 1/1"), Forward);
    assert_eq!(judge("3/2 3/1 2/1 1/1", End::Complete).base, Some(commit(2)));
    assert_eq!(direction("2/3 1/3 1/2 1/1"), Backward);
    // The source never held it since both agreed, or only after the target did.
    assert_eq!(direction("3/9 3/1 2/1 1/1"), Diverged);
    assert_eq!(direction("3/2 3/1 1/1 2/2"), Diverged);
    // What was promoted in time and rolled back since.
    assert_eq!(direction("3/1 3/2 2/2 2/1 1/1"), Diverged);
    // Both changed places in one commit.
    assert_eq!(direction("2/1 1/2 3/3"), Diverged);
}

#[test]
fn added_and_removed_keys_have_a_base_in_common_absence() {
    assert_eq!(direction("1x/.x .x/.x"), Forward);
    // Both came with a value of their own.
    let born = judge("1x/2x .x/2x .x/.y .x/.x", End::Complete);
    assert_eq!((born.direction, born.born_different), (Unrelated, true));
    assert_eq!(direction(".x/1x .x/.x"), Unrelated);
    assert_eq!(direction(".x/1x 1x/1x"), Forward);
    assert_eq!(direction("1x/.x 1x/1x"), Backward);
    assert_eq!(direction(".x/2x 1x/1x"), Diverged);
}

#[test]
fn absence_before_a_file_came_with_the_key_says_nothing() {
    assert_eq!(direction("1x/.x 1x/.y 1x/.z 1x/.w -/.w .w/.w"), Unrelated);
    assert_eq!(direction("1x/.x .y/.x -/.x .x/.x"), Forward);
}

#[test]
fn a_file_that_was_deleted_is_a_change_of_its_keys() {
    assert_eq!(direction("1/- 1/1"), Backward);
    assert_eq!(direction("2/- 1/- 1/1"), Diverged);
    assert_eq!(direction("1/2 1/- 1/1"), Backward);
}

#[test]
fn a_new_file_goes_forward_where_the_other_environment_existed() {
    assert_eq!(judge_with("1/- -/-", End::Complete, true).direction, Forward);
    assert_eq!(judge_with("2/- 1/- -/-", End::Complete, true).direction, Forward);
    assert_eq!(judge_with("1/- -/-", End::Complete, false).unknown, Some(Unknown::SetUp));
}

#[test]
fn keys_without_a_base_are_unrelated_only_in_a_complete_history() {
    let states = "2/9 2/8 2/7 1/7";
    let unrelated = judge(states, End::Complete);
    assert_eq!((unrelated.direction, unrelated.born_different), (Unrelated, true));
    assert!(!judge("1x/.x 1x/.y 1x/.z 1x/.w", End::Complete).born_different);
    assert_eq!(judge(states, End::Depth).unknown, Some(Unknown::Depth));
    assert_eq!(judge(states, End::Shallow).unknown, Some(Unknown::Shallow));
    assert_eq!(judge("2/9 2/8 1/8", End::Complete).unknown, Some(Unknown::SetUp));
}

#[test]
fn commits_are_those_that_gave_each_side_its_value() {
    let judged = judge("2/3 2/1 1/1", End::Complete);
    assert_eq!((judged.target_since, judged.source_since), (Some(commit(1)), Some(commit(2))));
    assert_eq!(judged.base, Some(commit(2)));
    let judged = judge("2x/1x 2x/1w 1x/1w", End::Complete);
    assert_eq!((judged.source_since, judged.target_since, judged.base), (Some(commit(2)), None, Some(commit(2))));
}

fn passed(states: &str) -> u32 {
    let judged = judge(states, End::Complete);
    assert_eq!(judged.direction, Forward, "{states}");
    judged.passed_over
}

#[test]
fn keys_that_wait_together_do_not_pass_each_other_over() {
    // Three keys change in the source; one is promoted, then the next.
    assert_eq!(passed("222/111 111/111"), 0);
    assert_eq!(passed("222/121 222/111 111/111"), 0);
    assert_eq!(passed("222/122 222/121 222/111 111/111"), 0);
}

#[test]
fn what_the_source_changed_later_and_was_promoted_earlier_passes_a_key_over() {
    assert_eq!(passed("22/12 22/11 21/11 11/11"), 1);
    assert_eq!(passed("23/13 23/12 22/12 22/11 21/11 11/11"), 2);
    // A direct edit to the same value counts as well.
    assert_eq!(passed("22/12 22/19 21/19 11/19 11/11"), 1);
    // What was promoted before the key changed does not count.
    assert_eq!(passed("22/12 12/12 12/11 11/11"), 0);
}

#[test]
fn a_promotion_that_was_taken_back_whole_does_not_count() {
    assert_eq!(passed("22/11 22/12 22/11 21/11 11/11"), 0);
}

#[test]
fn the_judgement_of_swapped_sides_is_the_opposite() {
    let values = ["1", "2", "3"];
    let mut states: Vec<String> = vec![String::new()];
    for _ in 0..4 {
        let pairs = values.iter().flat_map(|a| values.iter().map(move |b| format!("{a}/{b}")));
        states = pairs.flat_map(|pair| states.iter().map(move |rest| format!("{pair} {rest}"))).collect();
    }
    let mut found = 0;
    for states in states.iter().filter(|states| states.as_bytes()[0] != states.as_bytes()[2]) {
        let swapped: Vec<String> = states
            .split_whitespace()
            .map(|state| state.split_once('/').map(|(a, b)| format!("{b}/{a}")).unwrap())
            .collect();
        let opposite = match direction(states) {
            Forward => Backward,
            Backward => Forward,
            same => same,
        };
        assert_eq!(direction(&swapped.join(" ")), opposite, "{states}");
        found += 1;
        // A shorter walk changes a judgement only to unknown.
        for most in 1..4 {
            let short: Vec<&str> = states.split_whitespace().take(most).collect();
            let short = judge(&short.join(" "), End::Depth);
            assert!(short.direction == Direction::Unknown || short.direction == direction(states), "{states} {most}");
        }
    }
    assert_eq!(found, 6 * 9 * 9 * 9);
}

/// Whether enough states were seen after each of these, newest first.
fn seen(states: &[&str], depth: usize) -> Vec<bool> {
    let state = |text: &&str| {
        let (source, target) = text.split_once('/').unwrap();
        JointState { source: side(source), target: side(target), beside: true }
    };
    let mut judge = Judge::new([print("a")], state(&states[0]));
    let mut seen = vec![judge.has_seen(depth)];
    for (at, older) in states.iter().enumerate().skip(1) {
        judge.older(state(older), commit(at));
        seen.push(judge.has_seen(depth));
    }
    seen
}

#[test]
fn commits_to_other_environments_of_a_shared_file_are_no_states() {
    assert_eq!(seen(&["2/1", "2/1", "2/1", "3/1", "3/4"], 3), [false, false, false, false, true]);
    // A file is absent: nothing to compare.
    assert_eq!(seen(&["2/1", "2/-", "2/1", "3/1"], 2), [false, false, false, true]);
    // Eight times as many states that are all alike are enough.
    let alike = ["2/1"; 17];
    assert_eq!(seen(&alike, 2).iter().filter(|seen| !**seen).count(), 15);
}
