//! Laws that hold for any input: one function for each fuzz target. Each returns quietly or panics.
//!
//! The fuzz targets are two lines each. `tests/it/fuzzed.rs` includes these files and calls the same functions with the
//! seeds and mutations of them, so that the laws are tested without cargo-fuzz, too. Nothing here uses the checks of
//! `promote` itself: the model of an edit (`model`) is a second one, written from the documentation of
//! [`promote_format::Edit`].

mod choose;
mod input;
mod lines;
pub mod model;
mod names;
mod reader;

pub use input::join;
pub use names::{names, policy, trailers};
pub use reader::read;

use promote_format::{Edit, Format, Parsed};

/// Applies some edits from one file of a format to another: the result is exactly what was asked for, or a refusal.
/// Returns whether anything was edited.
pub fn edit(format: Format, data: &[u8]) -> bool {
    let (target, source, choices) = input::split(data);
    let Ok(target) = promote_format::read(format, target.to_vec()) else { return false };
    let Ok(source) = promote_format::read(format, source.to_vec()) else { return false };
    let edits = choose::edits(&target, &source, choices);
    !edits.is_empty() && apply_and_check(&target, &source, &edits)
}

/// Applies the edits and checks the result. Returns false if they were refused.
pub fn apply_and_check(target: &Parsed, source: &Parsed, edits: &[Edit]) -> bool {
    let Ok(bytes) = promote_format::edit(target, source, edits) else { return false };
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let told = |what: &str| {
        let (before, from, after) = (shown(&target.bytes), shown(&source.bytes), shown(&bytes));
        format!("{what}\n{edits:?}\n=== source\n{from}\n=== before\n{before}\n=== after\n{after}\n===")
    };
    let after = match promote_format::read(target.format, bytes.clone()) {
        Ok(after) => after,
        Err(error) => panic!("{}", told(&format!("the result cannot be read: {error}"))),
    };
    match model::expected(target, source, edits) {
        Err(reason) => panic!("{}", told(&format!("nothing could be right here: {reason}"))),
        Ok(expected) => {
            let found = model::documents(&after);
            assert!(model::same(&expected, &found), "{}", told(&format!("wanted {expected:?}\nfound  {found:?}")));
        }
    }
    if let [one] = edits
        && let Err(line) = lines::untouched(target, &after, one)
    {
        panic!("{}", told(&format!("touched a line of others: {line:?}")));
    }
    true
}
