//! The picker without a terminal: what it shows, and what keys do.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::frame::Picker;
use super::keys::Key;
use super::row::rows;
use super::state::{Line, Mode, Next, State};
use crate::engine::judgement::Heading;
use crate::ops::pick::{PickList, PickedKeys, Standing};
use crate::render::Look;
use promote_core::env::change::{Change, Op, SpelledValue, UnitKind};
use promote_model::{ConfigId, Value};

const PLAIN: Look = Look { color: false, width: None, cuts: true, verbose: false };

fn change(op: Op, file: &str, key: &str, old: &str, new: &str) -> Change {
    let id = ConfigId::of(file, None, key);
    let value = |text: &str| SpelledValue { value: Value::Token(text.to_owned()), text: text.to_owned() };
    let (file, key) = (file.to_owned(), key.parse().unwrap());
    Change {
        op,
        kind: UnitKind::Config,
        file,
        document: None,
        key,
        id,
        source: (op != Op::Removed).then(|| value(new)),
        target: (op != Op::Added).then(|| value(old)),
        own: false,
        translated: Vec::new(),
        undoes: None,
        comment: None,
        anchor: None,
    }
}

fn judged(heading: Heading) -> Standing {
    Standing::Judged(heading, None)
}

const APP: &str = "envs/{env}/app.yaml";
const WEB: &str = "envs/{env}/web.yaml";

fn list() -> PickList {
    PickList::by_hand(vec![
        (
            APP,
            vec![
                (change(Op::Modified, APP, "query.timeout", "30s", "60s"), judged(Heading::Forward), true),
                (change(Op::Modified, APP, "query.retries", "4", "5"), judged(Heading::Diverged), false),
                (change(Op::Modified, APP, "server.log", "debug", "info"), judged(Heading::Undoes), false),
                (
                    change(Op::Modified, APP, "motd", "Hello\nworld", "Hello\nthere\nworld"),
                    judged(Heading::Forward),
                    true,
                ),
            ],
        ),
        (
            WEB,
            vec![
                (change(Op::Added, WEB, "cache.size", "", "64"), judged(Heading::Forward), true),
                (change(Op::Removed, WEB, "region", "eu", ""), judged(Heading::OnlyInTarget), false),
            ],
        ),
    ])
}

/// `number` keys in files of 100.
fn many(number: usize) -> PickList {
    let names: Vec<String> = (0..number.div_ceil(100)).map(|file| format!("envs/{{env}}/f{file}.yaml")).collect();
    let key = |file: usize, at: usize| {
        let name = format!("group{}.key{at}", at / 10);
        (change(Op::Modified, &names[file], &name, "1", "2"), judged(Heading::Forward), at.is_multiple_of(3))
    };
    let file = |(at, name): (usize, _)| {
        let keys = (number - 100 * at).min(100);
        (name, (0..keys).map(|k| key(at, k)).collect())
    };
    PickList::by_hand(names.iter().map(String::as_str).enumerate().map(file).collect())
}

fn picker(list: &PickList, width: usize, height: usize) -> Picker<'_> {
    let (files, rows) = rows(list);
    let mut picker = Picker::new(State::new("staging -> production".to_owned(), "plan", files, rows), list);
    picker.state.resize(width, height);
    picker
}

/// Presses keys; `⏎` is enter, `⎋` Esc, `⌫` backspace, arrows are arrows, `⇟` and `⇞` turn pages, `⇱` and `⇲` go to the ends.
fn press(picker: &mut Picker<'_>, keys: &str) -> Next {
    let mut next = Next::Key;
    for c in keys.chars() {
        let key = match c {
            '⏎' => Key::Enter,
            '⎋' => Key::Esc,
            '⌫' => Key::Backspace,
            '↓' => Key::Down,
            '↑' => Key::Up,
            '⇟' => Key::PageDown,
            '⇞' => Key::PageUp,
            '⇱' => Key::Home,
            '⇲' => Key::End,
            '⌃' => Key::Interrupt,
            c => Key::Char(c),
        };
        let lines = picker.value_lines(PLAIN).len();
        next = picker.state.update(key, lines);
    }
    next
}

fn shown(picker: &Picker<'_>) -> String {
    picker.frame(PLAIN).join("\n")
}

fn picked<'a>(picker: &'a Picker<'_>) -> Vec<&'a str> {
    picker.state.rows.iter().filter(|row| row.on).map(|row| row.label.as_str()).collect()
}

#[test]
fn keys_that_wait_are_on_and_others_say_why_not() {
    let list = list();
    let mut picker = picker(&list, 80, 12);
    assert_snapshot!(shown(&picker), @r"
    staging -> production: 3 of 6 keys
    envs/{env}/app.yaml
    > [x] ~ query.timeout            30s -> 60s
      [ ] ~ query.retries  diverged  4 -> 5
      [ ] ~ server.log     undoes    debug -> info
      [x] ~ motd                     Hello\nworld -> Hello\nthere\nworld
    envs/{env}/web.yaml
      [x] + cache.size               64
      [ ] - region         removes   eu


    space pick   a all/none   / filter   d difference   enter plan   q quit
    ");
    press(&mut picker, "↓ ↓ ⇲ ");
    assert_snapshot!(shown(&picker), @r"
    staging -> production: 6 of 6 keys, 2 undo newer values, 1 is removed
    envs/{env}/app.yaml
      [x] ~ query.timeout            30s -> 60s
      [x] ~ query.retries  diverged  4 -> 5
      [x] ~ server.log     undoes    debug -> info
      [x] ~ motd                     Hello\nworld -> Hello\nthere\nworld
    envs/{env}/web.yaml
      [x] + cache.size               64
    > [x] - region         removes   eu

    only in production: picking it removes it
    space pick   a all/none   / filter   d whole value   enter plan   q quit
    ");
    assert_eq!(press(&mut picker, "⏎"), Next::Take);
    assert_eq!(picked(&picker).len(), 6);
}

#[test]
fn small_terminals() {
    let list = list();
    for (width, height) in [(40, 7), (24, 5), (12, 2), (1, 1)] {
        let mut picker = picker(&list, width, height);
        press(&mut picker, "⇲");
        let frame = picker.frame(PLAIN);
        assert_eq!(frame.len(), height);
        assert!(frame.iter().all(|line| console::measure_text_width(line) <= width), "{frame:?}");
        if (width, height) == (40, 7) {
            assert_snapshot!(frame.join("\n"), @"
            staging -> production: 3 of 6 keys
            envs/{env}/app.yaml
              [x] ~ motd                     …nwor……
            envs/{env}/web.yaml
              [x] + cache.size               64
            > [ ] - region         removes   eu
            space pick   enter plan   q quit
            ");
        }
        if (width, height) == (24, 5) {
            assert_snapshot!(frame.join("\n"), @"
            envs/{env}/web.yaml
              [x] + cache.size     …
            > [ ] - region        r…

            enter plan   q quit
            ");
        }
    }
}

#[test]
fn a_filter_narrows_what_is_shown_and_a_picks_it() {
    let list = list();
    let mut picker = picker(&list, 80, 9);
    press(&mut picker, "/QUERY");
    assert_snapshot!(shown(&picker), @"
    staging -> production: 3 of 6 keys
    envs/{env}/app.yaml
    > [x] ~ query.timeout            30s -> 60s
      [ ] ~ query.retries  diverged  4 -> 5



    /QUERY_
    type to filter   enter keeps it   Esc drops it
    ");
    press(&mut picker, "⏎a");
    assert_snapshot!(shown(&picker), @"
    staging -> production: 4 of 6 keys, 1 undoes a newer value  /QUERY
    envs/{env}/app.yaml
    > [x] ~ query.timeout            30s -> 60s
      [x] ~ query.retries  diverged  4 -> 5




    space pick   a all/none   / filter   d difference   enter plan   q quit
    ");
    // Hidden rows are as they were.
    assert_eq!(picked(&picker), ["query.timeout", "query.retries", "motd", "cache.size"]);
    press(&mut picker, "a");
    assert_eq!(picked(&picker), ["motd", "cache.size"]);
    // Esc drops the filter first, and then leaves.
    assert_eq!(press(&mut picker, "⎋"), Next::Key);
    assert_eq!((picker.state.shown.len(), picker.state.filter.as_str()), (6, ""));
    assert_eq!(press(&mut picker, "⎋"), Next::Leave);
    press(&mut picker, "/nothing like it");
    assert_snapshot!(shown(&picker), @"
    staging -> production: 2 of 6 keys
    no key matches the filter





    /nothing like it_
    type to filter   enter keeps it   Esc drops it
    ");
    // Nothing is at the cursor.
    press(&mut picker, "⏎ da");
    assert_eq!(picker.state.mode, Mode::List);
    press(&mut picker, "/⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫⌫");
    assert_eq!((picker.state.mode, picker.state.shown.len()), (Mode::List, 6));
}

#[test]
fn enter_with_nothing_picked_says_so() {
    let list = list();
    let mut picker = picker(&list, 80, 9);
    assert_eq!(press(&mut picker, "aa⏎"), Next::Key);
    assert!(shown(&picker).contains("nothing is picked; space picks the key at the cursor"));
    press(&mut picker, "j");
    assert!(!shown(&picker).contains("nothing is picked"));
    for (keys, next) in [("q", Next::Leave), ("⌃", Next::Interrupt), ("/⌃", Next::Interrupt), ("d⌃", Next::Interrupt)]
    {
        let mut picker = self::picker(&list, 80, 9);
        assert_eq!(press(&mut picker, keys), next, "{keys}");
    }
}

#[test]
fn the_whole_value_or_its_lines() {
    let list = list();
    let mut picker = picker(&list, 60, 9);
    press(&mut picker, "↓↓↓d");
    assert_snapshot!(shown(&picker), @"
    envs/{env}/app.yaml:motd
      Hello
    + there
      world




    up down scroll   d back
    ");
    // In a low terminal it scrolls; keys that pick do not.
    picker.state.resize(60, 3);
    press(&mut picker, "↓↓↓↓x");
    assert_snapshot!(shown(&picker), @"
    + there
      world
    up down scroll   d back
    ");
    assert_eq!(press(&mut picker, "q"), Next::Key);
    assert_eq!(picker.state.mode, Mode::List);
    press(&mut picker, "⇱d");
    picker.state.resize(60, 9);
    assert_snapshot!(shown(&picker), @"
    envs/{env}/app.yaml:query.timeout
    - 30s
    + 60s





    up down scroll   d back
    ");
}

#[test]
fn only_the_rows_that_fit_are_drawn_of_5000() {
    let list = many(5000);
    let mut picker = picker(&list, 80, 24);
    assert_eq!((picker.state.rows.len(), picker.state.page()), (5000, 21));
    assert_eq!((picker.frame(PLAIN).len(), picker.state.visible().len()), (24, 21));
    press(&mut picker, "⇲");
    let frame = shown(&picker);
    assert!(frame.contains("> [x] ~ group9.key99") && frame.contains("envs/{env}/f49.yaml"), "{frame}");
    press(&mut picker, "⇞");
    assert_eq!(picker.state.cursor, 4999 - 19);
    press(&mut picker, "⇱");
    assert!(shown(&picker).contains("> [x] ~ group0.key0"));
}

#[test]
fn text_of_the_repository_is_escaped() {
    let file = "envs/{env}/\u{1b}[2Jx.yaml";
    let evil = change(Op::Modified, file, "\"a\\u{1b}[31m\"", "\u{1b}]0;title\u{7}", "\u{202e}x");
    let list = PickList::by_hand(vec![(file, vec![(evil, judged(Heading::Forward), true)])]);
    let mut picker = picker(&list, 120, 9);
    let mut all = shown(&picker);
    press(&mut picker, "d");
    all += &shown(&picker);
    press(&mut picker, "d/\u{1b}\u{202e}");
    all += &shown(&picker);
    assert!(!all.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", all.escape_debug());
    // Where the address cannot be pasted, the id names the key.
    let PickedKeys { patterns, ids } = list.selectors(|_, _| true);
    assert_eq!((patterns.len(), ids.len()), (0, 1));
}

#[test]
fn picked_keys_are_named_by_their_addresses() {
    let list = list();
    let picked = list.selectors(|at, _| at == 1 || at == 4);
    let patterns = ["envs/{env}/app.yaml:query.retries", "envs/{env}/web.yaml:cache.size"].map(str::to_owned).to_vec();
    assert_eq!(picked, PickedKeys { patterns, ids: Vec::new() });
}

fn keys() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select("jkaa dg/fe1⏎⎋⌫↓↑⇟⇞⇱⇲".chars().collect::<Vec<_>>()), 0..40)
        .prop_map(String::from_iter)
}

proptest! {
    /// Whatever is typed, the cursor's row is on the screen, and the screen is full and not too wide.
    #[test]
    fn the_cursor_is_always_in_sight(typed in keys(), width in 1..100usize, height in 1..30usize) {
        let list = many(250);
        let mut picker = picker(&list, width, height);
        press(&mut picker, &typed);
        let frame = picker.frame(PLAIN);
        prop_assert_eq!(frame.len(), height);
        prop_assert!(frame.iter().all(|line| console::measure_text_width(line) <= width));
        let state = &picker.state;
        prop_assert!(state.shown.is_empty() || state.visible().contains(&Line::Row(state.cursor)));
        prop_assert!(state.visible().len() <= state.page());
        // The first line says which file it is about.
        prop_assert!(state.page() < 3 || state.shown.is_empty() || matches!(state.visible()[0], Line::File(_)));
    }

    /// Keys that filter, move or show never change what is picked; `a` and space change shown rows alone.
    #[test]
    fn hidden_rows_stay_as_they_are(typed in keys(), filter in "[a-z0-9]{1,2}") {
        let list = many(120);
        let mut picker = picker(&list, 80, 24);
        press(&mut picker, &typed);
        press(&mut picker, "⎋⎋");
        let before = picker.state.clone();
        press(&mut picker, &format!("/{filter}"));
        prop_assert!(before.rows.iter().zip(&picker.state.rows).all(|(a, b)| a.on == b.on));
        press(&mut picker, "⏎a⇲ ");
        let shown = picker.state.shown.clone();
        for (at, (a, b)) in before.rows.iter().zip(&picker.state.rows).enumerate() {
            prop_assert!(shown.contains(&at) || a.on == b.on);
        }
        // Twice `a` on rows that are not all picked picks none of them.
        press(&mut picker, "aa");
        let on = shown.iter().filter(|at| picker.state.rows[**at].on).count();
        prop_assert!(on == 0 || on == shown.len());
    }
}
