//! Lists of promotions as Markdown: `list` and `log`.

use super::escape::{cell, plain};
use super::page::{Page, Table};
use crate::engine::view::PromotionView;
use crate::ops::log::Logged;
use crate::render::text::time::time;
use crate::render::text::waits::waits;
use promote_core::promotion::key_names;

/// The longest list of keys in a cell, in characters.
const KEYS: usize = 120;

/// Promotions, one a row.
pub(crate) fn list(views: &[PromotionView], none: &str) -> String {
    let mut page = Page::default();
    if views.is_empty() {
        page.text(none);
    }
    page.table(promotions(views)).finish()
}

/// A table of promotions.
pub(super) fn promotions(views: &[PromotionView]) -> Table {
    let row = |view: &PromotionView| {
        let promotion = &view.promotion;
        vec![
            cell(&promotion.name()),
            plain(&view.status.to_string()),
            edge(view),
            plain(&key_names(&promotion.plan.changes, KEYS)),
            format!("{}, {}", plain(&promotion.created_by.name), time(promotion.created_at)),
            plain(&waits(view)),
        ]
    };
    let columns = ["Promotion", "Status", "Promotes", "Keys", "Created", "Waits for"];
    table(&columns, views.iter().map(row).collect())
}

/// The promotions that were executed in an environment, one a row.
pub(crate) fn log(logged: &[Logged], environment: &str, none: &str) -> String {
    let mut page = Page::default();
    page.text(format!("### Promotions into {}", plain(environment)));
    if logged.is_empty() {
        page.text(plain(none));
    }
    let row = |logged: &Logged| {
        let view = &logged.view;
        let done = view.state.executed.as_ref();
        vec![
            done.map(|done| time(done.at)).unwrap_or_default(),
            cell(&view.promotion.name()),
            done.map(|done| cell(&done.commit.short())).unwrap_or_default(),
            edge(view),
            plain(&key_names(&logged.changes, KEYS)),
            done.map(|done| plain(&done.by.name)).unwrap_or_default(),
            plain(&view.status.to_string()),
        ]
    };
    let columns = ["Executed", "Promotion", "Commit", "Promotes", "Keys", "By", "Status"];
    page.table(table(&columns, logged.iter().map(row).collect())).finish()
}

/// `staging → production`
pub(super) fn edge(view: &PromotionView) -> String {
    format!("{} → {}", plain(&view.promotion.source), plain(&view.promotion.target))
}

fn table(columns: &[&str], rows: Vec<Vec<String>>) -> Table {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Table { noun: "promotion", name: "promotions".to_owned(), columns, rows, ..Table::default() }
}
