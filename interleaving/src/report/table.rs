//! The table of a counterexample: a row per step, a column per thread.

use super::names::Names;
use super::{Failure, Row};

/// The width that the whole table keeps to, in characters.
const WIDTH: usize = 100;

/// The table's lines.
pub(super) fn table(failure: &Failure, names: &Names<'_>) -> Vec<String> {
    let columns: Vec<usize> = (0..failure.threads.len())
        .filter(|thread| failure.rows.iter().any(|row| row.thread == *thread))
        .collect();
    if columns.is_empty() {
        return Vec::new();
    }
    let digits = failure.rows.len().to_string().len().max(2);
    let cells: Vec<String> = failure.rows.iter().map(|row| cell(row, names)).collect();
    let widths = widths(failure, &columns, &cells, digits);
    let mut lines = vec![heading(failure, &columns, &widths, digits)];
    for (number, (row, cell)) in failure.rows.iter().zip(&cells).enumerate() {
        let column = columns.iter().position(|&thread| thread == row.thread).unwrap_or(0);
        let indent: usize = widths[..column].iter().map(|width| width + GAP).sum();
        let mut line = format!("{:>digits$}   {}{cell}", number + 1, " ".repeat(indent));
        if let Some(note) = &row.note {
            line += &format!("  ◀ {}", names.fill(note));
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The spaces between columns.
const GAP: usize = 3;

/// What a thread did, and where.
fn cell(row: &Row, names: &Names<'_>) -> String {
    let text = names.fill(&row.text);
    match row.place.as_ref().and_then(|place| names.place(place)) {
        Some(place) => format!("{text}  {place}"),
        None => text,
    }
}

/// Each column as wide as its cells, but no wider than its share where they do not all fit.
fn widths(failure: &Failure, columns: &[usize], cells: &[String], digits: usize) -> Vec<usize> {
    let wanted = |column: usize| {
        let own = failure.rows.iter().zip(cells).filter(|(row, _)| row.thread == column);
        let widest = own.map(|(_, cell)| cell.chars().count()).max().unwrap_or(0);
        widest.max(title(failure, column).chars().count())
    };
    let share = (WIDTH - digits - 3) / columns.len() - GAP;
    let wanted: Vec<usize> = columns.iter().map(|&column| wanted(column)).collect();
    let fits = wanted.iter().map(|width| width + GAP).sum::<usize>() + digits + 3 <= WIDTH + GAP;
    wanted.into_iter().map(|width| if fits { width } else { width.min(share) }).collect()
}

fn title(failure: &Failure, thread: usize) -> String {
    let thread = &failure.threads[thread];
    match &thread.label {
        Some(label) => format!("{} {label}", thread.id),
        None => thread.id.clone(),
    }
}

fn heading(failure: &Failure, columns: &[usize], widths: &[usize], digits: usize) -> String {
    let mut line = " ".repeat(digits + 3);
    for (&column, &width) in columns.iter().zip(widths) {
        let title: String = title(failure, column).chars().take(width).collect();
        line += &format!("{title:<width$}{}", " ".repeat(GAP));
    }
    line.trim_end().to_owned()
}
