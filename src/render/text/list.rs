//! Lists of promotions for people: `list` and `log`.

use std::io::{self, Write};

use super::style::{Look, table};
use super::time::time;
use super::waits::waits;
use super::words::units;
use crate::engine::view::PromotionView;
use promote_model::text::{count, visible};

/// Promotions, one a row.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn list(out: &mut dyn Write, look: Look, views: &[PromotionView]) -> io::Result<()> {
    let rows: Vec<Vec<String>> = views.iter().map(|view| row(look, view)).collect();
    table(out, "", &rows)
}

fn row(look: Look, view: &PromotionView) -> Vec<String> {
    let promotion = &view.promotion;
    vec![
        look.promotion(promotion),
        look.status(view.status),
        format!("{} -> {}", promotion.source, promotion.target),
        units(&promotion.plan.changes),
        format!("{}, {}", visible(&promotion.created_by.name), time(promotion.created_at)),
        waits(view),
    ]
}

/// The promotions that were executed in an environment, one a row.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn log(out: &mut dyn Write, look: Look, views: &[PromotionView]) -> io::Result<()> {
    let rows = views.iter().map(|view| {
        let done = view.state.executed.as_ref();
        vec![
            done.map(|d| time(d.at)).unwrap_or_default(),
            look.promotion(&view.promotion),
            done.map(|d| d.commit.short()).unwrap_or_default(),
            format!("from {}", view.promotion.source),
            units(&view.promotion.plan.changes),
            done.map(|d| visible(&d.by.name).into_owned()).unwrap_or_default(),
            undone(look, view),
        ]
    });
    table(out, "", &rows.collect::<Vec<_>>())
}

fn undone(look: Look, view: &PromotionView) -> String {
    let keys: usize = view.state.rollbacks.iter().map(|r| r.keys.len()).sum();
    match (view.state.rolled_back, keys) {
        (true, _) => look.status(view.status),
        (false, 0) => String::new(),
        (false, keys) => look.dim(&format!("{} rolled back", count(keys, "key"))),
    }
}

/// The ids, one a line.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn ids(out: &mut dyn Write, views: &[PromotionView]) -> io::Result<()> {
    views.iter().try_for_each(|view| writeln!(out, "{}", view.promotion.id))
}
