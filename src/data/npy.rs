//! Reading `NumPy` arrays. Source: *NEP 1 — A simple file format for `NumPy` arrays*, versions 1 to 3.

use std::io::Read;
use std::ops::ControlFlow;

use super::lines::Lines;
use super::npy_element::Builder;
use super::npy_element::Element;
use super::problems::Problems;
use super::read::ReadError;
use super::table::Column;
use super::table::Table;
use super::table::Values;

/// The first bytes of an array file.
pub(super) const MAGIC: &[u8] = b"\x93NUMPY";
/// More columns are rather a mistake than a table.
const MAX_COLUMNS: usize = 1 << 20;
/// A longer header is rather a damaged file.
const MAX_HEADER: usize = 1 << 20;
/// How much is read at once.
const CHUNK: usize = 128 * 1024;

/// What a header tells.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) shape: Vec<usize>,
    element: Element,
    fortran: bool,
}

/// Reads a table from an array file: the first axis has the rows, all others together the columns.
pub(super) fn table(
    name: &str,
    input: &mut dyn Read,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, ReadError> {
    Header::read(input)?.table(name, "NPY", input, limit, progress)
}

/// Names for the columns of an array: `column 3` or, with a key, `key[2]`; `key[4, 5]` for more than two axes.
pub(super) fn column_names(key: &str, shape: &[usize]) -> Box<dyn Iterator<Item = String>> {
    let key = key.to_owned();
    let inner = shape.get(1..).unwrap_or_default().to_vec();
    let count: usize = inner.iter().product();
    match (inner.len(), key.is_empty()) {
        (0 | 1, true) => Box::new((1..=count).map(|column| format!("column {column}"))),
        (0, false) => Box::new(std::iter::once(key)),
        _ => Box::new((0..count).map(move |column| {
            let mut rest = column;
            let mut places: Vec<String> = inner
                .iter()
                .rev()
                .map(|size| {
                    let place = rest % size;
                    rest /= size;
                    place.to_string()
                })
                .collect();
            places.reverse();
            format!("{key}[{}]", places.join(", "))
        })),
    }
}

impl Header {
    /// The header of an array whose last axis changes fastest.
    pub(super) fn new(shape: Vec<usize>, element: Element) -> Self {
        Self {
            shape,
            element,
            fortran: false,
        }
    }

    /// Reads a table from the values that follow the header.
    pub(super) fn table(
        &self,
        name: &str,
        format: &str,
        input: &mut dyn Read,
        limit: usize,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Table, ReadError> {
        let mut problems = Problems::default();
        let values = self.columns(input, limit, (0, &mut problems), progress)?;
        let columns = column_names("", &self.shape)
            .zip(values)
            .map(|(name, values)| Column::new(name, values));
        let mut table = Table {
            format: format.to_owned(),
            ..Table::new(name, columns.collect())
        };
        problems.put_into(&mut table, Lines::default());
        Ok(table)
    }

    pub(super) fn read(input: &mut dyn Read) -> Result<Self, ReadError> {
        let mut start = [0; 8];
        exact(input, &mut start)?;
        if !start.starts_with(MAGIC) {
            return Err(error("this is not a NumPy array; save it with numpy.save"));
        }
        let length = if start[6] == 1 {
            let mut length = [0; 2];
            exact(input, &mut length)?;
            usize::from(u16::from_le_bytes(length))
        } else {
            let mut length = [0; 4];
            exact(input, &mut length)?;
            u32::from_le_bytes(length) as usize
        };
        if length > MAX_HEADER {
            return Err(error(
                "the header of the array is damaged; get the file anew",
            ));
        }
        let mut text = vec![0; length];
        exact(input, &mut text)?;
        Self::parse(&String::from_utf8_lossy(&text))
    }

    fn parse(text: &str) -> Result<Self, ReadError> {
        let damaged = || error("the header of the array is damaged; get the file anew");
        let value = |key: &str| {
            let (_, rest) = text.split_once(&format!("'{key}'"))?;
            rest.trim_start().strip_prefix(':').map(str::trim_start)
        };
        let kind = value("descr").ok_or_else(damaged)?;
        let Some((kind, _)) = kind
            .strip_prefix('\'')
            .and_then(|kind| kind.split_once('\''))
        else {
            return Err(error(
                "the array has fields of several types; save one plain array for each",
            ));
        };
        let element = Element::parse(kind).ok_or_else(|| {
            error(format!(
                "the array holds values of type `{kind}`, which cannot be read; save it as float64"
            ))
        })?;
        let shape = value("shape")
            .and_then(|shape| shape.strip_prefix('('))
            .and_then(|shape| shape.split_once(')'))
            .and_then(|(shape, _)| {
                shape
                    .split(',')
                    .map(str::trim)
                    .filter(|size| !size.is_empty())
                    .map(|size| size.parse().ok())
                    .collect::<Option<Vec<usize>>>()
            })
            .ok_or_else(damaged)?;
        let fortran = value("fortran_order")
            .ok_or_else(damaged)?
            .starts_with("True");
        Ok(Self {
            shape,
            element,
            fortran,
        })
    }

    /// The number of columns.
    fn width(&self) -> Result<usize, ReadError> {
        let (rows, inner) = self
            .shape
            .split_first()
            .ok_or_else(|| error("the array is a single number; a table needs rows"))?;
        let width = inner
            .iter()
            .try_fold(1_usize, |width, size| width.checked_mul(*size))
            .filter(|width| *width <= MAX_COLUMNS)
            .ok_or_else(|| {
                error(format!(
                    "the array has more than {MAX_COLUMNS} columns; reshape it"
                ))
            })?;
        if *rows == 0 || width == 0 {
            return Err(error("the array is empty; choose a file with data"));
        }
        Ok(width)
    }

    /// Reads up to `limit` rows; problems are noted with columns counted from the number given.
    pub(super) fn columns(
        &self,
        input: &mut dyn Read,
        limit: usize,
        (first, problems): (usize, &mut Problems),
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Vec<Values>, ReadError> {
        let width = self.width()?;
        let rows = self.shape[0];
        let wanted = rows.min(limit);
        let mut builders: Vec<_> = (0..width).map(|_| self.element.builder()).collect();
        let mut source = Source {
            input,
            size: self.element.size(),
            bytes: 0,
            progress,
        };
        let mut push = |row: usize, column: usize, bytes: &[u8]| {
            if let Some(text) = builders[column].push(&self.element, bytes) {
                problems.push(row, first + column, &text);
            }
        };
        if self.fortran {
            for column in 0..width {
                source.each(wanted, |row, bytes| push(row, column, bytes))?;
                if column + 1 < width {
                    source.each(rows - wanted, |_, _| {})?;
                }
            }
        } else {
            // A claim of too many values fails where the data end.
            source.each(wanted.saturating_mul(width), |place, bytes| {
                push(place / width, place % width, bytes);
            })?;
        }
        Ok(builders.into_iter().map(Builder::finish).collect())
    }
}

/// The values of an array in their order.
struct Source<'a> {
    input: &'a mut dyn Read,
    size: usize,
    bytes: u64,
    progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
}

impl Source<'_> {
    /// Hands the next `count` values over.
    fn each(&mut self, count: usize, mut take: impl FnMut(usize, &[u8])) -> Result<(), ReadError> {
        if self.size == 0 {
            return Err(error("the array holds empty texts only; choose another"));
        }
        let at_once = (CHUNK / self.size).max(1);
        let mut buffer = Vec::new();
        let mut place = 0;
        while place < count {
            let values = at_once.min(count - place);
            buffer.resize(values * self.size, 0);
            exact(self.input, &mut buffer)?;
            self.bytes += buffer.len() as u64;
            if (self.progress)(self.bytes).is_break() {
                return Err(ReadError::cancelled());
            }
            for bytes in buffer.chunks_exact(self.size) {
                take(place, bytes);
                place += 1;
            }
        }
        Ok(())
    }
}

fn exact(input: &mut dyn Read, into: &mut [u8]) -> Result<(), ReadError> {
    input.read_exact(into).map_err(|cause| {
        if cause.kind() == std::io::ErrorKind::UnexpectedEof {
            error("the array ends before its last value; get the whole file")
        } else {
            ReadError::of_io(&cause)
        }
    })
}

fn error(message: impl Into<String>) -> ReadError {
    ReadError::new(None, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_by_their_place() {
        let names = |key: &str, shape: &[usize]| column_names(key, shape).collect::<Vec<_>>();
        assert_eq!(names("", &[9]), ["column 1"]);
        assert_eq!(names("", &[9, 2]), ["column 1", "column 2"]);
        assert_eq!(names("y", &[9]), ["y"]);
        assert_eq!(names("X", &[9, 2]), ["X[0]", "X[1]"]);
        assert_eq!(
            names("X", &[9, 2, 2]),
            ["X[0, 0]", "X[0, 1]", "X[1, 0]", "X[1, 1]"]
        );
    }

    #[test]
    fn headers_are_parsed() {
        let header =
            Header::parse("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }   \n")
                .unwrap();
        assert_eq!((header.shape, header.fortran), (vec![3, 4], false));
        for text in [
            "",
            "{'descr': '<f8'}",
            "{'descr': '|O', 'fortran_order': False, 'shape': (3,), }",
            "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }",
        ] {
            assert!(Header::parse(text).is_err(), "{text}");
        }
    }
}
