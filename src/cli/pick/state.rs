//! The state of the picker: rows, cursor, filter, selection; and how a key changes it. It knows no terminal.
//!
//! ```text
//! list    a key moves, picks or ends; `/` goes to filter, `d` to value
//! filter  typed characters narrow what is shown; enter keeps the filter, Esc drops it
//! value   the whole value of the row at the cursor
//! ```
//!
//! A filter never changes what is picked; `a` picks or drops what is shown, and leaves hidden rows alone.

use super::keys::Key;
use super::row::Row;

/// From this height on, files have headings.
const HEADINGS: usize = 3;

/// The picker.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// What the keys are for: `staging -> production`.
    pub(super) title: String,
    /// What `enter` does: `plan`.
    pub(super) verb: &'static str,
    /// The names of the files, safe to show.
    pub(super) files: Vec<String>,
    /// All rows, by file.
    pub(super) rows: Vec<Row>,
    /// The rows that the filter lets through.
    pub(super) shown: Vec<usize>,
    /// The cursor, among the shown rows.
    pub(super) cursor: usize,
    /// The first line of the list that is drawn.
    pub(super) top: usize,
    /// The first line of the value that is drawn.
    pub(super) value_top: usize,
    /// The filter, as typed.
    pub(super) filter: String,
    /// What keys mean.
    pub(super) mode: Mode,
    /// An answer to the last key.
    pub(super) message: Option<&'static str>,
    /// The width of the terminal, in columns.
    pub(super) width: usize,
    /// Its height, in lines.
    pub(super) height: usize,
}

/// What keys mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// They move and pick.
    List,
    /// They are typed into the filter.
    Filter,
    /// They scroll the value.
    Value,
}

/// What is next after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Another key.
    Key,
    /// What is picked is taken.
    Take,
    /// Nothing is done.
    Leave,
    /// Nothing is done, because the person interrupted the program.
    Interrupt,
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The heading of a file.
    File(usize),
    /// A row, by its place among the shown ones.
    Row(usize),
}

impl State {
    /// The picker before the first key.
    pub(super) fn new(title: String, verb: &'static str, files: Vec<String>, rows: Vec<Row>) -> Self {
        let shown = (0..rows.len()).collect();
        let (width, height) = (80, 24);
        Self {
            title,
            verb,
            files,
            rows,
            shown,
            cursor: 0,
            top: 0,
            value_top: 0,
            filter: String::new(),
            mode: Mode::List,
            message: None,
            width,
            height,
        }
    }

    /// The terminal has another size.
    pub(super) fn resize(&mut self, width: usize, height: usize) {
        (self.width, self.height) = (width.max(1), height.max(1));
        self.follow();
    }

    /// Answers a key. `value_lines` is the length of the value at the cursor, where that is shown.
    pub(super) fn update(&mut self, key: Key, value_lines: usize) -> Next {
        self.message = None;
        if key == Key::Interrupt {
            return Next::Interrupt;
        }
        let next = match self.mode {
            Mode::List => self.in_list(key),
            Mode::Filter => self.in_filter(key),
            Mode::Value => self.in_value(key, value_lines),
        };
        self.follow();
        next
    }

    fn in_list(&mut self, key: Key) -> Next {
        match key {
            Key::Char(' ') => {
                if let Some(row) = self.at_cursor_mut() {
                    row.on = !row.on;
                }
            }
            Key::Char('a') => self.toggle_all(),
            Key::Char('/') => self.mode = Mode::Filter,
            Key::Char('d') if !self.shown.is_empty() => (self.mode, self.value_top) = (Mode::Value, 0),
            Key::Char('q') => return Next::Leave,
            Key::Esc if self.filter.is_empty() => return Next::Leave,
            Key::Esc => self.filter_by(String::new()),
            Key::Enter if self.rows.iter().any(|row| row.on) => return Next::Take,
            Key::Enter => self.message = Some("nothing is picked; space picks the key at the cursor"),
            other => self.cursor = moved(other, self.cursor, self.shown.len(), self.page()),
        }
        Next::Key
    }

    fn in_filter(&mut self, key: Key) -> Next {
        match key {
            Key::Enter => self.mode = Mode::List,
            Key::Esc => {
                self.mode = Mode::List;
                self.filter_by(String::new());
            }
            Key::Backspace if self.filter.is_empty() => self.mode = Mode::List,
            Key::Backspace => {
                let mut filter = self.filter.clone();
                filter.pop();
                self.filter_by(filter);
            }
            Key::Char(c) => self.filter_by(format!("{}{c}", self.filter)),
            other => self.cursor = moved(other, self.cursor, self.shown.len(), self.page()),
        }
        Next::Key
    }

    fn in_value(&mut self, key: Key, lines: usize) -> Next {
        match key {
            Key::Char('d' | 'q') | Key::Esc | Key::Enter => self.mode = Mode::List,
            Key::Char(' ') => self.value_top = moved(Key::PageDown, self.value_top, lines, self.page()),
            other => self.value_top = moved(other, self.value_top, lines, self.page()),
        }
        self.value_top = self.value_top.min(lines.saturating_sub(self.page()));
        Next::Key
    }

    /// Picks what is shown; if all of it is picked, drops it.
    fn toggle_all(&mut self) {
        let on = !self.shown.iter().all(|at| self.rows[*at].on);
        for at in &self.shown {
            self.rows[*at].on = on;
        }
    }

    /// Shows the rows that match a filter. The cursor stays at its row, or goes to the next one that is shown.
    fn filter_by(&mut self, filter: String) {
        let at = self.shown.get(self.cursor).copied().unwrap_or_default();
        self.filter = filter;
        let wanted = self.filter.to_lowercase();
        self.shown = (0..self.rows.len()).filter(|at| self.rows[*at].matches(&wanted)).collect();
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.shown.iter().position(|shown| *shown >= at).unwrap_or(last);
    }

    /// The row at the cursor.
    pub(super) fn at_cursor(&self) -> Option<&Row> {
        self.rows.get(*self.shown.get(self.cursor)?)
    }

    fn at_cursor_mut(&mut self) -> Option<&mut Row> {
        self.rows.get_mut(*self.shown.get(self.cursor)?)
    }

    /// The lines above and below the list. What matters least goes first where the terminal is low.
    pub(super) fn frame_lines(&self) -> (usize, usize) {
        match self.height {
            0..=2 => (0, 0),
            3..=5 => (0, 1),
            6..=8 => (1, 1),
            _ => (1, 2),
        }
    }

    /// The lines of the list that are drawn, which is also how far a page goes.
    pub(super) fn page(&self) -> usize {
        let (above, below) = self.frame_lines();
        self.height.saturating_sub(above + below).max(1)
    }

    /// All lines of the list.
    fn lines(&self) -> Vec<Line> {
        let (mut lines, mut file) = (Vec::with_capacity(self.shown.len()), None);
        for (at, row) in self.shown.iter().enumerate() {
            let of = self.rows[*row].file;
            if self.page() >= HEADINGS && file.replace(of) != Some(of) {
                lines.push(Line::File(of));
            }
            lines.push(Line::Row(at));
        }
        lines
    }

    /// The lines to draw. The first one always says which file it is about.
    pub(super) fn visible(&self) -> Vec<Line> {
        let (lines, page) = (self.lines(), self.page());
        let mut visible = Vec::with_capacity(page);
        if let Some(Line::Row(at)) = lines.get(self.top).filter(|_| page >= HEADINGS) {
            visible.push(Line::File(self.rows[self.shown[*at]].file));
        }
        let room = page - visible.len();
        visible.extend(lines.iter().skip(self.top).take(room));
        visible
    }

    /// Scrolls so that the row at the cursor is drawn.
    fn follow(&mut self) {
        let (lines, page) = (self.lines(), self.page());
        let Some(at) = lines.iter().position(|line| *line == Line::Row(self.cursor)) else {
            self.top = 0;
            return;
        };
        // The heading of a file is drawn with its first row.
        let first = if at > 0 && matches!(lines[at - 1], Line::File(_)) { at - 1 } else { at };
        let repeats = |top: usize| page >= HEADINGS && matches!(lines.get(top), Some(Line::Row(_)));
        let room = |top: usize| page - usize::from(repeats(top));
        // Nothing is left empty below the last line.
        let most = (0..lines.len()).find(|top| top + room(*top) >= lines.len()).unwrap_or_default();
        self.top = self.top.min(first).min(most);
        while at >= self.top + room(self.top) {
            self.top += 1;
        }
    }
}

/// Where a key that moves leads, of `length` places.
fn moved(key: Key, at: usize, length: usize, page: usize) -> usize {
    let last = length.saturating_sub(1);
    let step = page.saturating_sub(2).max(1);
    match key {
        Key::Up | Key::Char('k') => at.saturating_sub(1),
        Key::Down | Key::Char('j') => (at + 1).min(last),
        Key::PageUp => at.saturating_sub(step),
        Key::PageDown => (at + step).min(last),
        Key::Home | Key::Char('g') => 0,
        Key::End | Key::Char('G') => last,
        _ => at,
    }
}
