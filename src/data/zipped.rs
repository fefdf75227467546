//! Reading what is in a ZIP archive: `NumPy` arrays, a workbook, or a single file.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Cursor;
use std::io::Read;
use std::ops::ControlFlow;
use std::rc::Rc;

use zip::ZipArchive;
use zip::read::ZipFile;

use super::gzip::Bounded;
use super::npz;
use super::ods;
use super::options::CsvOptions;
use super::options::Evidence;
use super::read;
use super::read::Preview;
use super::read::ReadError;
use super::workbook::Task;
use super::xlsx;

/// How much of an archive is read at once.
const CHUNK: u64 = 256 * 1024;
/// The largest archive that is taken into memory.
const MAX_ARCHIVE: usize = 1 << 30;

/// The most rows of a sheet.
pub(super) const MAX_ROWS: usize = 1 << 20;
/// The most columns of a sheet.
pub(super) const MAX_COLUMNS: usize = 1 << 14;

/// An archive in memory.
pub(super) type Archive = ZipArchive<Cursor<Vec<u8>>>;
/// A file of an archive, unpacked within bounds.
pub(super) type Part<'a> = Bounded<ZipFile<'a, Cursor<Vec<u8>>>>;

/// Reads up to `limit` rows.
pub(super) fn rows(
    name: &str,
    input: &mut dyn Read,
    options: CsvOptions,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Preview, ReadError> {
    let (mut archive, size) = archive(input, progress)?;
    let entries: Vec<String> = archive
        .file_names()
        .filter_map(Result::ok)
        .map(Cow::into_owned)
        .collect();
    let has = |name: &str| entries.iter().any(|entry| entry == name);
    let task = Task {
        name,
        options: options.clone(),
        limit,
        size,
        progress: &mut *progress,
    };
    if has("xl/workbook.bin") {
        let message = "the workbook is binary (XLSB); save it as XLSX";
        return Err(ReadError::new(None, message));
    }
    if has("[Content_Types].xml") {
        if !entries.iter().any(|entry| entry.ends_with("workbook.xml")) {
            let message = "the document is not a workbook; save its table as XLSX or CSV";
            return Err(ReadError::new(None, message));
        }
        return xlsx::rows(archive, task);
    }
    if has("content.xml") && has("mimetype") {
        return ods::rows(archive, task);
    }
    if entries.iter().any(|entry| npz::is_array(entry)) {
        let table = npz::table(name, archive, limit, progress)?;
        return Ok(Preview {
            evidence: Evidence::default(),
            options,
            table,
            sheets: Vec::new(),
        });
    }
    let files = || {
        let other = |entry: &&String| entry.ends_with('/') || entry.starts_with("__MACOSX/");
        entries.iter().filter(move |entry| !other(entry))
    };
    match (files().next(), files().count()) {
        (Some(file), 1) => single(&mut archive, file, options, limit, progress),
        (Some(_), count) => {
            let message =
                format!("the archive holds {count} files; unpack it and open one of them");
            Err(ReadError::new(None, message))
        }
        (None, _) => {
            let message = "the archive is empty; choose a file with a table";
            Err(ReadError::new(None, message))
        }
    }
}

/// Takes a whole archive into memory, because its table of contents stands at the end.
fn archive(
    input: &mut dyn Read,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(Archive, u64), ReadError> {
    let mut bytes = Vec::new();
    loop {
        let count = input
            .take(CHUNK)
            .read_to_end(&mut bytes)
            .map_err(|error| ReadError::of_io(&error))?;
        if progress(bytes.len() as u64).is_break() {
            return Err(ReadError::cancelled());
        }
        if count == 0 {
            break;
        }
        if bytes.len() > MAX_ARCHIVE {
            let message = format!(
                "the archive is larger than {} MiB; unpack it and open a file in it",
                MAX_ARCHIVE >> 20
            );
            return Err(ReadError::new(None, message));
        }
    }
    let size = bytes.len() as u64;
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_error| damaged())?;
    Ok((archive, size))
}

/// A part of a workbook by its index, with its name; `None` for parts that are not XML. Of a file
/// of `size` bytes `bytes` were unpacked before, and the bound holds for the sum.
pub(super) fn part(
    archive: &mut Archive,
    index: usize,
    (size, bytes): (u64, u64),
) -> Result<Option<(String, Part<'_>)>, ReadError> {
    let packed = Rc::new(Cell::new(size));
    let entry = archive.by_index(index).map_err(|_error| damaged())?;
    let name = entry.name().map_err(|_error| damaged())?.into_owned();
    let lower = name.to_ascii_lowercase();
    if [".xml", ".rels"].iter().any(|end| lower.ends_with(end)) {
        Ok(Some((name, Bounded::new(entry, packed).after(bytes))))
    } else {
        Ok(None)
    }
}

fn single(
    archive: &mut Archive,
    file: &str,
    options: CsvOptions,
    limit: usize,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Preview, ReadError> {
    let entry = archive.by_name(file).map_err(|_error| damaged())?;
    let packed = Rc::new(Cell::new(entry.compressed_size()));
    let mut entry = Bounded::new(entry, packed);
    let mut preview = read::plain_rows(file, &mut entry, options, limit, progress)?;
    preview.table.format.push_str(", ZIP");
    Ok(preview)
}

pub(super) fn damaged() -> ReadError {
    ReadError::new(None, "the archive is damaged; get the file anew")
}
