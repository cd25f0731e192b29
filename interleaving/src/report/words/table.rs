//! The table of a counterexample: a row per step, a column per thread.

use super::names::Names;
use super::steps;
use super::wrap::{width, wrap};
use crate::report::{Row, Thread};

/// The width of all output, in characters.
pub(super) const WIDTH: usize = 100;

/// The spaces between columns, and between the numbers and the first.
const GAP: usize = 3;

/// The spaces that keep words and places apart.
const APART: usize = 2;

/// The room that a note needs beside its row; with less, it goes below the row.
const NOTE: usize = 30;

/// The border between two networks of which the second goes on with the processes of the first.
const SETTLED: &str = "── all has arrived; now the test goes on ──";

struct Layout {
    /// The threads that have rows.
    columns: Vec<usize>,
    widths: Vec<usize>,
    /// The width of the step numbers.
    digits: usize,
    /// The spaces between columns; fewer if room is short.
    gap: usize,
    apart: usize,
}

/// A row's words and its place.
struct Cell {
    text: String,
    place: Option<String>,
}

/// The table's lines, and the file of all its places if they leave it out to save room.
pub(super) fn table(threads: &[Thread], rows: &[Row], names: &Names<'_>) -> (Vec<String>, Option<String>) {
    let columns: Vec<usize> =
        (0..threads.len()).filter(|thread| rows.iter().any(|row| row.thread == *thread)).collect();
    if columns.is_empty() {
        return (Vec::new(), None);
    }
    let numbers = numbers(rows);
    let mut cells: Vec<Cell> = rows.iter().map(|row| cell(row, names)).collect();
    let digits = numbers.iter().map(|number| width(number)).max().unwrap_or(0).max(2);
    let room = |gap: usize| WIDTH.saturating_sub(digits + GAP + (columns.len() - 1) * gap);
    let (mut gap, mut apart, mut file) = (GAP, APART, None);
    let mut widths = wanted(threads, rows, &columns, &cells, apart);
    if widths.iter().sum::<usize>() > room(gap) {
        file = only_file(&cells);
        if file.is_some() {
            cells.iter_mut().for_each(Cell::leave_out_file);
        }
        (gap, apart) = (GAP - 1, APART - 1);
        widths = wanted(threads, rows, &columns, &cells, apart);
        narrow(&mut widths, room(gap));
    }
    let layout = Layout { columns, widths, digits, gap, apart };
    let mut lines = heading(threads, &layout);
    for (at, (row, cell)) in rows.iter().zip(&cells).enumerate() {
        if row.settled {
            lines.push(format!("{:>digits$}{}{SETTLED}", "", " ".repeat(GAP)));
        }
        if is_gap(rows, at) {
            lines.push(format!("{:>digits$}", "…"));
        }
        lines.extend(layout.row(&numbers[at], row, cell, row.note.as_ref().map(|note| names.text(note))));
    }
    (lines, file)
}

/// The file that all places are in.
fn only_file(cells: &[Cell]) -> Option<String> {
    let mut files =
        cells.iter().filter_map(|cell| cell.place.as_ref()?.split_once(':')).map(|(file, _)| file);
    let first = files.next()?;
    files.all(|file| file == first).then(|| first.to_owned())
}

impl Cell {
    fn leave_out_file(&mut self) {
        if let Some(place) = &mut self.place {
            place.drain(..place.find(':').unwrap_or(0));
        }
    }
}

/// The number of each row: its step's number, or its position if no row has one.
fn numbers(rows: &[Row]) -> Vec<String> {
    let counted = rows.iter().all(|row| row.step.is_none());
    let number = |(at, row): (usize, &Row)| match (row.step, row.until) {
        (Some(step), Some(until)) => format!("{step}–{until}"),
        (Some(step), None) => step.to_string(),
        (None, _) if counted => (at + 1).to_string(),
        (None, _) => String::new(),
    };
    rows.iter().enumerate().map(number).collect()
}

/// Returns whether steps are left out before this row.
fn is_gap(rows: &[Row], at: usize) -> bool {
    let Some(step) = rows[at].step else {
        return false;
    };
    let former = rows[..at].iter().rev().find_map(|row| row.until.or(row.step)).unwrap_or(0);
    step > former.saturating_add(1)
}

fn cell(row: &Row, names: &Names<'_>) -> Cell {
    let dropped = row.did.taken.as_ref().and_then(|place| names.dropped_at_once(place)).unwrap_or_default();
    let text = names.text(&steps::words(row)) + &dropped;
    Cell { text, place: row.place.as_ref().and_then(|place| names.place(place)) }
}

/// The width of each column at which all its cells fit on one line.
fn wanted(threads: &[Thread], rows: &[Row], columns: &[usize], cells: &[Cell], apart: usize) -> Vec<usize> {
    let wanted = |&column: &usize| {
        let own = rows.iter().zip(cells).filter(|(row, _)| row.thread == column).map(|(_, cell)| cell);
        let both =
            |cell: &Cell| width(&cell.text) + cell.place.as_ref().map_or(0, |place| width(place) + apart);
        own.map(both).max().unwrap_or(0).max(width(&title(&threads[column])))
    };
    columns.iter().map(wanted).collect()
}

/// Takes from the widest columns until all fit.
fn narrow(widths: &mut [usize], room: usize) {
    while widths.iter().sum::<usize>() > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > 8 => *widest -= 1,
            _ => return,
        }
    }
}

fn title(thread: &Thread) -> String {
    match &thread.label {
        Some(label) => format!("{} {label}", thread.id),
        None => thread.id.clone(),
    }
}

fn heading(threads: &[Thread], layout: &Layout) -> Vec<String> {
    let titles: Vec<Vec<String>> = layout
        .columns
        .iter()
        .zip(&layout.widths)
        .map(|(&column, &width)| wrap(&title(&threads[column]), width, 3))
        .collect();
    let height = titles.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| {
        let mut line = " ".repeat(layout.digits + GAP);
        for (title, &width) in titles.iter().zip(&layout.widths) {
            line +=
                &format!("{:<width$}{}", title.get(at).map_or("", String::as_str), " ".repeat(layout.gap));
        }
        line.trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

impl Layout {
    /// The row's lines: its words to the left of its column, its place to the right, its note beside it.
    fn row(&self, number: &str, row: &Row, cell: &Cell, note: Option<String>) -> Vec<String> {
        let column = self.columns.iter().position(|&thread| thread == row.thread).unwrap_or(0);
        let own = self.widths[column];
        let indent =
            self.digits + GAP + self.widths[..column].iter().map(|width| width + self.gap).sum::<usize>();
        let mut lines: Vec<String> = placed(cell, own, self.apart)
            .into_iter()
            .enumerate()
            .map(|(at, text)| {
                let number = if at == 0 { number } else { "" };
                let digits = self.digits;
                format!("{:<indent$}{text:<own$}", format!("{number:>digits$}"))
            })
            .collect();
        if let Some(note) = note {
            self.noted(&mut lines, &note, indent + own + GAP);
        }
        lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Adds a note from column `start` on, or below the row if there is no room.
    fn noted(&self, lines: &mut Vec<String>, note: &str, start: usize) {
        let room = WIDTH.saturating_sub(start);
        let beside = room >= NOTE || width(note) + 2 <= room;
        let start = if beside {
            start
        } else {
            WIDTH.saturating_sub((width(note) + 2).min(60)).max(self.digits + GAP)
        };
        let first = if beside { 0 } else { lines.len() };
        for (at, text) in wrap(note, WIDTH - start - 2, 0).into_iter().enumerate() {
            if lines.len() <= first + at {
                lines.push(String::new());
            }
            let line = &mut lines[first + at];
            let sign = if at == 0 { '◀' } else { ' ' };
            *line = format!("{:<start$}{sign} {text}", line.trim_end());
        }
    }
}

/// The words, wrapped, with the place at the right of the last line that has room for it.
fn placed(cell: &Cell, own: usize, apart: usize) -> Vec<String> {
    let mut lines = wrap(&cell.text, own, 2);
    if let Some(place) = &cell.place {
        let room = |line: &String| width(line) + apart + width(place) <= own;
        if !lines.last().is_some_and(room) {
            lines.push(String::new());
        }
        if let Some(last) = lines.last_mut() {
            let left = own.saturating_sub(width(place));
            *last = format!("{last:<left$}{place}");
        }
    }
    lines
}
