//! Reading IDX files, the format of MNIST. Source: LeCun, Cortes & Burges, *The MNIST database of handwritten digits*.

use std::io::Read;
use std::ops::ControlFlow;

use super::npy::Header;
use super::npy_element::Element;
use super::read::ReadError;
use super::table::Table;

/// Whether bytes begin an IDX file: two zeros, a type, a number of axes.
pub(super) fn is_idx(head: &[u8]) -> bool {
    matches!(head, [0, 0, kind, 1..=8, ..] if element(*kind).is_some())
}

fn element(kind: u8) -> Option<Element> {
    Element::parse(match kind {
        0x08 => "|u1",
        0x09 => "|i1",
        0x0B => ">i2",
        0x0C => ">i4",
        0x0D => ">f4",
        0x0E => ">f8",
        _ => return None,
    })
}

/// Reads a table: the first axis has the rows. A file with one axis has the column `label`.
pub(super) fn table(
    name: &str,
    input: &mut dyn Read,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Table, ReadError> {
    let damaged = || {
        ReadError::new(
            None,
            "the header of the IDX file is damaged; get the file anew",
        )
    };
    let mut start = [0; 4];
    input.read_exact(&mut start).map_err(|_error| damaged())?;
    let element = element(start[2]).ok_or_else(damaged)?;
    let mut shape = Vec::new();
    for _ in 0..start[3] {
        let mut size = [0; 4];
        input.read_exact(&mut size).map_err(|_error| damaged())?;
        shape.push(u32::from_be_bytes(size) as usize);
    }
    let header = Header::new(shape, element);
    let mut table = header.table(name, "IDX", input, limit, progress)?;
    if let ([_], [label]) = (&*header.shape, &mut *table.columns) {
        "label".clone_into(&mut label.name);
        for problem in &mut table.problems {
            "label".clone_into(&mut problem.column_name);
        }
    }
    Ok(table)
}

/// The name of the file that has the labels of images, such as `train-labels-idx1-ubyte` for
/// `train-images-idx3-ubyte`.
///
/// ```
/// use deltascope::data::labels_name;
///
/// assert_eq!(labels_name("t10k-images-idx3-ubyte.gz").as_deref(), Some("t10k-labels-idx1-ubyte.gz"));
/// assert_eq!(labels_name("iris.csv"), None);
/// ```
pub fn labels_name(images: &str) -> Option<String> {
    ["idx3", "idx4"].iter().find_map(|axes| {
        let (before, after) = images.split_once(axes)?;
        let before = before
            .strip_suffix("images-")
            .or_else(|| before.strip_suffix("images."))?;
        let mark = &images[before.len() + "images".len()..=before.len() + "images".len()];
        Some(format!("{before}labels{mark}idx1{after}"))
    })
}
