//! Reading `NumPy` archives: the arrays with the same number of rows stand side by side.

use std::cell::Cell;
use std::io::Read;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::gzip::Bounded;
use super::lines::Lines;
use super::names;
use super::npy;
use super::npy::Header;
use super::problems::Problems;
use super::read::ReadError;
use super::table::Column;
use super::table::Table;
use super::zipped::Archive;

/// How `NumPy` ends the name of an array in an archive.
const ARRAY: &str = ".npy";

/// Whether a file of an archive is an array by its name.
pub(super) fn is_array(entry: &str) -> bool {
    entry.ends_with(ARRAY)
}

/// Reads a table from the bytes of an archive.
pub(super) fn table(
    name: &str,
    mut archive: Archive,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, ReadError> {
    let keys: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .filter_map(|entry| entry.strip_suffix(ARRAY).map(str::to_owned))
        .collect();
    let mut headers = Vec::new();
    for key in keys {
        let header = with_entry(&mut archive, &key, |entry| Header::read(entry))?;
        headers.push((key, header));
    }
    let Some(rows) = usual_rows(headers.iter().map(|(_, header)| &*header.shape)) else {
        let message = "the archive holds no array with rows; choose another file";
        return Err(ReadError::new(None, message));
    };
    let mut problems = Problems::default();
    let mut column_names = Vec::new();
    let mut values = Vec::new();
    let mut passed_over = Vec::new();
    for (key, header) in headers {
        if header.shape.first() != Some(&rows) {
            passed_over.push(key);
            continue;
        }
        let first = values.len();
        let columns = with_entry(&mut archive, &key, |entry| {
            Header::read(entry)?.columns(entry, limit, (first, &mut problems), progress)
        })?;
        values.extend(columns);
        column_names.extend(npy::column_names(&key, &header.shape));
    }
    let columns = names::unique_names(column_names)
        .into_iter()
        .zip(values)
        .map(|(name, values)| Column::new(name, values));
    let mut format = "NPZ".to_owned();
    if !passed_over.is_empty() {
        format.push_str(", arrays of other lengths passed over: ");
        format.push_str(&passed_over.join(", "));
    }
    let mut table = Table {
        format,
        ..Table::new(name, columns.collect())
    };
    problems.put_into(&mut table, Lines::default());
    Ok(table)
}

/// The length that most arrays have; of equals the largest.
fn usual_rows<'a>(shapes: impl Iterator<Item = &'a [usize]>) -> Option<usize> {
    let mut lengths: Vec<usize> = shapes.filter_map(|shape| shape.first().copied()).collect();
    lengths.sort_unstable();
    lengths
        .chunk_by(|a, b| a == b)
        .max_by_key(|chunk| chunk.len())
        .map(|chunk| chunk[0])
}

fn with_entry<T>(
    archive: &mut Archive,
    key: &str,
    read: impl FnOnce(&mut dyn Read) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let in_array = |error: ReadError| ReadError {
        message: format!("array `{key}`: {}", error.message),
        ..error
    };
    let entry = archive.by_name(&format!("{key}.npy")).map_err(|error| {
        in_array(ReadError::new(
            None,
            format!("it cannot be unpacked ({error}); get the file anew"),
        ))
    })?;
    let packed = Rc::new(Cell::new(entry.compressed_size()));
    read(&mut Bounded::new(entry, packed)).map_err(in_array)
}
