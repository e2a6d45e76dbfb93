//! The picker as lines of text. Only the rows that fit are formatted.

use super::state::{Line, Mode, State};
use crate::ops::pick::{PickFile, PickList};
use crate::render::Look;
use crate::render::pick::{Mark, key, value, whole};
use promote_core::env::change::{Change, Op};
use promote_model::text::{count, visible};

/// Keys are aligned up to this width.
const WIDEST_KEY: usize = 44;

/// A picker together with what it picks from.
pub(super) struct Picker<'a> {
    /// The state.
    pub(super) state: State,
    /// The keys.
    pub(super) list: &'a PickList,
    /// The width of the longest key, and of the longest mark.
    widest: (usize, usize),
}

impl<'a> Picker<'a> {
    pub(super) fn new(state: State, list: &'a PickList) -> Self {
        let label = state.rows.iter().map(|row| console::measure_text_width(&row.label)).max().unwrap_or_default();
        let mark = state.rows.iter().filter_map(|row| row.mark).map(|mark| mark.word().len()).max().unwrap_or_default();
        Self { state, list, widest: (label.min(WIDEST_KEY), mark) }
    }

    /// What the row at the cursor changes, and its file.
    fn change(&self) -> Option<(&Change, &PickFile)> {
        let row = self.state.at_cursor()?;
        let file = self.list.files.get(row.file)?;
        Some((&file.choices.get(row.place)?.change, file))
    }

    /// The lines of the value at the cursor.
    pub(super) fn value_lines(&self, look: Look) -> Vec<String> {
        let whole = |(change, file)| whole(look, change, file, self.state.width);
        self.change().map(whole).unwrap_or_default()
    }

    /// The whole screen, at most as many lines as it has.
    pub(super) fn frame(&self, look: Look) -> Vec<String> {
        let state = &self.state;
        let (above, below) = state.frame_lines();
        let mut lines = Vec::with_capacity(state.height);
        lines.extend([self.title(look)].into_iter().take(above));
        let body: Vec<String> = match state.mode {
            Mode::Value => self.value_lines(look).into_iter().skip(state.value_top).take(state.page()).collect(),
            _ if state.shown.is_empty() => vec![look.dim("no key matches the filter")],
            _ => state.visible().into_iter().map(|line| self.line(look, line)).collect(),
        };
        lines.extend(body);
        // The keys stay at the bottom.
        lines.resize(above + state.page(), String::new());
        let bottom = [self.note(look), look.dim(&help(&self.keys(), state.width))];
        // Where there is room for one line only, what is typed is more important than the keys.
        let skipped = if below == 1 && state.mode != Mode::Filter && state.message.is_none() { 1 } else { 0 };
        lines.extend(bottom.into_iter().skip(skipped).take(below));
        lines.into_iter().map(|line| console::truncate_str(&line, state.width, "…").into_owned()).collect()
    }

    /// `staging -> production: 3 of 12 keys, 1 undoes a newer value`; above a value the key.
    fn title(&self, look: Look) -> String {
        let state = &self.state;
        if let (Mode::Value, Some((change, _))) = (state.mode, self.change()) {
            return look.bold(&visible(&change.address()));
        }
        let picked = || state.rows.iter().filter(|row| row.on);
        let mut parts = vec![format!("{} of {}", picked().count(), count(state.rows.len(), "key"))];
        for (mark, one, many) in [
            (None, "undoes a newer value", "undo newer values"),
            (Some(Mark::ChangedSince), "changed since", "changed since"),
        ] {
            let is =
                |of: Option<Mark>| of.is_some_and(|of| of.is_warning() && (of == Mark::ChangedSince) == mark.is_some());
            match picked().filter(|row| is(row.mark)).count() {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                number => parts.push(format!("{number} {many}")),
            }
        }
        match picked().filter(|row| row.mark == Some(Mark::Removes)).count() {
            0 => {}
            1 => parts.push("1 is removed".to_owned()),
            number => parts.push(format!("{number} are removed")),
        }
        let title = format!("{}: {}", look.bold(&state.title), parts.join(", "));
        match state.filter.is_empty() || state.mode == Mode::Filter {
            true => title,
            false => format!("{title}  {}", look.cyan(&format!("/{}", visible(&state.filter)))),
        }
    }

    fn line(&self, look: Look, line: Line) -> String {
        let state = &self.state;
        let at = match line {
            Line::File(file) => return look.bold(&state.files[file]),
            Line::Row(at) => at,
        };
        let row = &state.rows[state.shown[at]];
        let cursor = if at == state.cursor { look.bold(">") } else { " ".to_owned() };
        let on = if row.on { look.bold("[x]") } else { "[ ]".to_owned() };
        let (widest, marks) = self.widest;
        let wide = widest.min(state.width / 2);
        let mark = row.mark.map_or(String::new(), |mark| match mark.is_warning() {
            true => look.yellow(&format!("{:marks$}", mark.word())),
            false => look.dim(&format!("{:marks$}", mark.word())),
        });
        let mark = if marks > 0 && mark.is_empty() { " ".repeat(marks) } else { mark };
        let gap = if marks > 0 { "  " } else { "" };
        let used = 8 + wide + 2 + marks + gap.len();
        let change = self.list.files.get(row.file).and_then(|file| file.choices.get(row.place));
        let value =
            change.map(|choice| value(look, &choice.change, state.width.saturating_sub(used))).unwrap_or_default();
        let line = format!("{cursor} {on} {}  {mark}{gap}{value}", key(look, row.op, &row.label, wide));
        line.trim_end().to_owned()
    }

    /// What is to be known about the row at the cursor; the filter while it is typed.
    fn note(&self, look: Look) -> String {
        let state = &self.state;
        if state.mode == Mode::Filter {
            return format!("/{}_", visible(&state.filter));
        }
        if let Some(message) = state.message {
            return look.yellow(message);
        }
        let Some(row) = state.at_cursor() else { return String::new() };
        let note = row.note.as_deref().unwrap_or_default();
        if row.mark.is_some_and(Mark::is_warning) { look.yellow(note) } else { look.dim(note) }
    }

    /// The keys of the mode, the most important ones first.
    fn keys(&self) -> Vec<(usize, String)> {
        let hint = |at: usize, text: &str| (at, text.to_owned());
        match self.state.mode {
            Mode::Filter => vec![hint(0, "type to filter"), hint(1, "enter keeps it"), hint(2, "Esc drops it")],
            Mode::Value => vec![hint(1, "d back"), hint(0, "up down scroll")],
            Mode::List => {
                let one_line = self.change().is_some_and(|(change, _)| change.op != Op::Modified);
                let value = if one_line { "d whole value" } else { "d difference" };
                vec![
                    (5, format!("enter {}", self.state.verb)),
                    hint(6, "q quit"),
                    hint(0, "space pick"),
                    hint(1, "a all/none"),
                    hint(2, "/ filter"),
                    hint(3, value),
                    hint(4, "up down move"),
                ]
            }
        }
    }
}

/// As many of the hints as fit, in their order on the screen; the first ones are the most important.
fn help(keys: &[(usize, String)], width: usize) -> String {
    let line = |keys: &[(usize, String)]| {
        let mut keys: Vec<&(usize, String)> = keys.iter().collect();
        keys.sort_by_key(|(at, _)| *at);
        keys.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("   ")
    };
    let fits = (1..=keys.len()).rev().map(|number| line(&keys[..number])).find(|line| line.len() <= width);
    fits.unwrap_or_default()
}
