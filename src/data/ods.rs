//! Reading a sheet of an ODS workbook.

use std::io::Cursor;
use std::io::Read as _;

use calamine::Ods;
use calamine::Reader as _;

use super::ods_look;
use super::read::Preview;
use super::read::ReadError;
use super::sheet_text::SheetText;
use super::workbook;
use super::workbook::CELLS_AT_ONCE;
use super::workbook::Task;
use super::workbook::Tried;
use super::zipped;
use super::zipped::Archive;

/// How an ODS workbook names its kind.
const KIND: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Reads a sheet.
pub(super) fn rows(mut archive: Archive, mut task: Task<'_>) -> Result<Preview, ReadError> {
    check_kind(&mut archive)?;
    let looks = ods_look::look_over(&mut archive, &mut task)?;
    let bytes = archive.into_inner().into_inner();
    let book = Ods::new(Cursor::new(bytes));
    let mut book: Ods<Cursor<Vec<u8>>> = book.map_err(|error| workbook::damaged(&error))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut tried = Tried::default();
    for index in task.sheets_to_try(&sheets)? {
        let look = looks.get(index).cloned().unwrap_or_default();
        let range = book
            .worksheet_range(&sheets[index].name)
            .map_err(|error| workbook::damaged(&error))?;
        let Some((top, left)) = range.start() else {
            continue;
        };
        let mut text = SheetText::default();
        let mut row = Vec::new();
        let mut count = 0;
        for (line, cells) in range.rows().enumerate() {
            row.clear();
            row.resize(left as usize, String::new());
            let texts = cells.iter().map(workbook::borrowed);
            row.extend(texts.map(|cell| workbook::text_of(&cell)));
            text.push(top as usize + line, &row);
            if text.rows() > task.rows_needed() {
                break;
            }
            count += row.len();
            if count > CELLS_AT_ONCE {
                task.report(line, range.height())?;
                count = 0;
            }
        }
        if text.filled() > 0 {
            let sheet = task.read_text("ODS", (&sheets, index), &look, text);
            if let Some(done) = tried.take(sheet) {
                return done;
            }
        }
    }
    tried.best()
}

/// Sees to it that it is a workbook and not a text or a drawing.
fn check_kind(archive: &mut Archive) -> Result<(), ReadError> {
    let mut kind = Vec::new();
    let entry = archive.by_name("mimetype");
    let entry = entry.map_err(|_error| zipped::damaged())?;
    let read = entry.take(KIND.len() as u64).read_to_end(&mut kind);
    read.map_err(|error| ReadError::of_io(&error))?;
    if kind != KIND {
        let message = "the document is not a spreadsheet; save its table as ODS or CSV";
        return Err(ReadError::new(None, message));
    }
    Ok(())
}
