//! Which marks of missing values occur.

use super::super::cell::Marks;
use super::super::cell::is_mark;
use super::super::options::Evidence;
use super::Line;
use super::text;

/// Counts the marks.
pub(super) fn look(records: &[Line], marks: &Marks, evidence: &mut Evidence) {
    let list = marks.list();
    let mut empty = 0_usize;
    let mut counts = vec![0_usize; list.len()];
    for cell in records.iter().flat_map(|line| line.cells.iter()) {
        let cell = text(cell);
        if cell.is_empty() {
            empty += 1;
        } else if let Some(mark) = list.iter().position(|mark| is_mark(mark, &cell)) {
            counts[mark] += 1;
        }
    }
    let mut found: Vec<String> = Vec::new();
    if empty > 0 {
        found.push(format!("{empty} empty"));
    }
    let marked = list.iter().zip(counts).filter(|(_, count)| *count > 0);
    found.extend(marked.map(|(mark, count)| format!("{count} × `{mark}`")));
    evidence.missing = if found.is_empty() {
        "No missing value in the first lines".to_owned()
    } else {
        format!("In the first lines: {}", found.join(", "))
    };
}
