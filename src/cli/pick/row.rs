//! The rows of the picker.

use crate::ops::pick::PickList;
use crate::render::pick::{Mark, label, note};
use promote_core::env::change::Op;
use promote_model::text::visible;

/// A key to pick.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Its file, by position.
    pub(super) file: usize,
    /// Its place within the file.
    pub(super) place: usize,
    /// What is done to the target.
    pub(super) op: Op,
    /// What it is called below its file, safe to show.
    pub(super) label: String,
    /// What is to be known about it.
    pub(super) mark: Option<Mark>,
    /// The same as a sentence.
    pub(super) note: Option<String>,
    /// Whether it is picked.
    pub(super) on: bool,
    /// What a filter is compared with: file and key in lower case.
    search: String,
}

impl Row {
    /// Whether the row passes a filter in lower case.
    pub(super) fn matches(&self, filter: &str) -> bool {
        self.search.contains(filter)
    }
}

/// The names of the files, and the rows.
pub(super) fn rows(list: &PickList) -> (Vec<String>, Vec<Row>) {
    let files: Vec<String> = list.files.iter().map(|file| visible(&file.name).into_owned()).collect();
    let mut rows = Vec::new();
    for (at, file) in list.files.iter().enumerate() {
        for (place, choice) in file.choices.iter().enumerate() {
            let label = label(&choice.change);
            rows.push(Row {
                file: at,
                place,
                op: choice.change.op,
                search: format!("{}:{label}", files[at]).to_lowercase(),
                label,
                mark: Mark::of(choice),
                note: note(choice, file, list),
                on: choice.on,
            });
        }
    }
    (files, rows)
}
