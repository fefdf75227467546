//! What separates cells.

use ::csv::ByteRecord;

use super::super::cell;
use super::super::cell::NumberFormat;
use super::super::options::Evidence;
use super::super::options::Quote;
use super::super::options::Thousands;
use super::records;
use super::share;
use super::usual_width;

/// The delimiters that are tried, in order of preference.
const DELIMITERS: [u8; 5] = [b'\t', b',', b';', b'|', b' '];

/// The delimiter under which the lines have the same number of cells and the cells look whole.
pub(super) fn guess(beginning: &[u8], complete: bool, quote: Quote, evidence: &mut Evidence) -> u8 {
    let mut best = (0.0, b',');
    "The lines have one cell each".clone_into(&mut evidence.delimiter);
    // A reader is costly to make; one of a character that is not there finds one cell in each line.
    let there = |delimiter: &u8| beginning.contains(delimiter);
    for delimiter in DELIMITERS.into_iter().filter(there) {
        let records = records(beginning, complete, delimiter, quote);
        let Some(usual) = usual_width(&records).filter(|usual| *usual > 1) else {
            continue;
        };
        let regular = records.iter().filter(|line| line.cells.len() == usual);
        let count = regular.clone().count();
        let consistency = count as f64 / records.len() as f64;
        let mut cells = 0_usize;
        let mut whole = 0_usize;
        let mut numbers = 0_usize;
        for cell in regular.flat_map(|line| ByteRecord::iter(&line.cells)) {
            let cell = String::from_utf8_lossy(cell);
            let cell = cell::trim(&cell);
            let number = is_number(cell) || cell::is_missing(cell);
            cells += 1;
            numbers += usize::from(number);
            whole += usize::from(number || !cell.contains(['\t', ',', ';', '|', '"']));
        }
        let part = |count: usize| count as f64 / cells.max(1) as f64;
        // Words are separated by spaces, too, so only numbers in equal lines speak for this delimiter.
        if delimiter == b' ' && (consistency < 1.0 || part(numbers) < 0.5) {
            continue;
        }
        let score = consistency * part(whole);
        if score > best.0 {
            best = (score, delimiter);
            evidence.delimiter = format!("{usual} cells in {} lines", share(count, records.len()));
        }
    }
    best.1
}

/// Whether a cell is a number with a point or a comma, with or without marks between thousands.
pub(super) fn is_number(cell: &str) -> bool {
    let grouped = |decimal_comma, thousands| {
        let format = NumberFormat {
            decimal_comma,
            thousands,
        };
        format.parse(cell).is_some()
    };
    cell::parse_number(cell, false).is_some()
        || cell::parse_number(cell, true).is_some()
        || grouped(false, Thousands::Comma)
        || grouped(true, Thousands::Point)
}
