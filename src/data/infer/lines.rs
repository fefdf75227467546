//! Lines above the table.

use super::super::options::Evidence;
use super::Line;
use super::delimiter::is_number;
use super::is_blank;

/// At most this many lines above the table are passed over.
const MAX_SKIPPED: usize = 20;

/// How many records above the table (titles, counts) are passed over: those with another number of cells than all
/// below them, of which there must be three. A line of several words is not one: it is rather a header with a mistake.
pub(super) fn above(records: &[Line], usual: usize, evidence: &mut Evidence) -> usize {
    let regular = records
        .iter()
        .rev()
        .take_while(|line| line.cells.len() == usual)
        .count();
    let above = records.len() - regular;
    let is_title = |line: &Line| {
        let cells = &line.cells;
        let filled = cells.iter().filter(|cell| !is_blank(Some(cell))).count();
        filled <= 1
            || cells
                .iter()
                .any(|cell| is_number(&String::from_utf8_lossy(cell)))
    };
    if above > 0 && regular >= 3 && above <= MAX_SKIPPED && records[..above].iter().all(is_title) {
        evidence.skip = format!("Only the lines below have {usual} cells each");
        above
    } else {
        "The table begins at the top".clone_into(&mut evidence.skip);
        0
    }
}
