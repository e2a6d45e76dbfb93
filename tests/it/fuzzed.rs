//! Runs the laws of the fuzz targets (`fuzz/`) in every test run: on the golden cases and on reproducible mutations of
//! them.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use promote_format::Format;

use super::laws::Dice;

#[path = "../../fuzz/src/lib.rs"]
pub mod targets;

const ROUNDS: usize = 2_000;

/// Target and source of each golden case of a format.
fn seeds(format: Format) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/edit");
    let folders: &[&str] = if format == Format::Jsonc { &["json", "jsonc"] } else { &[format.name()] };
    let cases = folders.iter().filter_map(|folder| fs::read_dir(all.join(folder)).ok()).flatten().flatten();
    let mut cases: Vec<PathBuf> = cases.map(|e| e.path()).collect();
    cases.sort();
    let file = |case: &Path, stem: &str| {
        let entries = fs::read_dir(case).unwrap().flatten().map(|e| e.path());
        fs::read(entries.into_iter().find(|p| p.file_stem().is_some_and(|s| s == stem)).unwrap()).unwrap()
    };
    cases.iter().map(|case| (file(case, "before"), file(case, "source"))).collect()
}

/// The text with a few bytes or lines inserted, removed or doubled; some come from `other`.
fn mutated(text: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = text.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let others: Vec<&[u8]> = other.split_inclusive(|b| *b == b'\n').collect();
    if dice.one_in(2) {
        return text.to_vec();
    }
    for _ in 0..dice.below(3) {
        let (at, foreign) = (dice.below(lines.len()), dice.below(others.len()));
        match dice.below(5) {
            0 if !lines.is_empty() => drop(lines.remove(at)),
            1 if !lines.is_empty() => lines.insert(at, lines[dice.below(lines.len())].clone()),
            2 if !others.is_empty() => lines.insert(at.min(lines.len()), others[foreign].to_vec()),
            3 if !lines.is_empty() => lines[at].insert(0, b' '),
            _ => {}
        }
    }
    let mut bytes = lines.concat();
    for _ in 0..dice.below(6) / 4 {
        let at = dice.below(bytes.len());
        let new = b"\n\t\r :-?#&*!|>'\"{}[],%~=\\$/a1\xc3\xef"[dice.below(30)];
        match dice.below(3) {
            0 if !bytes.is_empty() => drop(bytes.remove(at)),
            1 if !bytes.is_empty() => bytes[at] = new,
            _ => bytes.insert(at, new),
        }
    }
    bytes
}

/// Calls `law` with inputs made from the seeds, and prints an input that panics. Returns how often `law` returned true.
fn for_each_input(format: Format, law: fn(Format, &[u8]) -> bool) -> usize {
    let seeds = seeds(format);
    assert!(!seeds.is_empty());
    let mut dice = Dice(format.name().len() as u64);
    let some = |dice: &mut Dice| seeds[dice.below(seeds.len())].clone();
    let mut count = 0;
    for round in 0..ROUNDS {
        let ((target, source), (other, _)) = (some(&mut dice), some(&mut dice));
        let target = mutated(&target, &other, &mut dice);
        let from = if dice.one_in(2) { &target } else { &source };
        let source = mutated(from, &other, &mut dice);
        let choices: Vec<u8> = (0..dice.below(10)).map(|_| dice.below(256) as u8).collect();
        let input = targets::join(&target, &source, &choices);
        match catch_unwind(AssertUnwindSafe(|| law(format, &input))) {
            Ok(yes) => count += usize::from(yes),
            Err(_) => panic!("round {round} of {}, the input is {:?}", format.name(), String::from_utf8_lossy(&input)),
        }
    }
    count
}

fn by_key() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| *format != Format::Text)
}

#[test]
fn readers_hold_on_mutations_of_the_golden_cases() {
    by_key().for_each(|format| {
        let both =
            |format, input: &[u8]| input.split(|b| *b == 0xff).filter(|part| targets::read(format, part)).count() > 1;
        assert!(for_each_input(format, both) > ROUNDS / 5, "{} is hardly ever read", format.name());
    });
}

#[test]
fn editors_hold_on_mutations_of_the_golden_cases() {
    by_key().for_each(|format| {
        let edited = for_each_input(format, targets::edit);
        assert!(edited > ROUNDS / 5, "{} is hardly ever edited", format.name());
    });
}

#[test]
fn keys_patterns_and_trailers_hold_on_any_text() {
    let texts =
        ["spec.containers[name=web].image\na.*", "*.yaml#Kind/*:a[0].\"b.c\"", "Subject\n\nPromotion-Id: 1\n\0x\ny: z"];
    let mut dice = Dice(7);
    for _ in 0..ROUNDS {
        let (text, other) = (texts[dice.below(texts.len())], texts[dice.below(texts.len())]);
        let input = mutated(text.as_bytes(), other.as_bytes(), &mut dice);
        targets::names(&input);
        targets::trailers(&input);
    }
}

#[test]
fn policies_are_read_or_refused_with_places() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/policy");
    let all = ["valid", "invalid"].iter().flat_map(|kind| fs::read_dir(folder.join(kind)).unwrap().flatten());
    let mut paths: Vec<PathBuf> =
        all.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "yaml")).collect();
    paths.sort();
    let texts: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    let mut dice = Dice(11);
    for _ in 0..ROUNDS {
        let (text, other) = (&texts[dice.below(texts.len())], &texts[dice.below(texts.len())]);
        targets::policy(&mutated(text, other, &mut dice));
    }
}
