//! Reading a sheet of an XLSX workbook.
//!
//! The parser takes what the workbook claims on trust and some parts whole into memory, so every part that it will touch
//! is looked over first.

use std::io::Cursor;

use calamine::Reader as _;
use calamine::Xlsx;

use super::read::Preview;
use super::read::ReadError;
use super::sheet_text::SheetText;
use super::workbook;
use super::workbook::CELLS_AT_ONCE;
use super::workbook::Look;
use super::workbook::Task;
use super::workbook::Tried;
use super::xml;
use super::xml::Tag;
use super::xml::Tags;
use super::zipped;
use super::zipped::Archive;

/// An entry of the table of shared texts takes at least so many bytes, `<si/>`.
const BYTES_OF_TEXT: u64 = 5;
/// The longest name of a cell, `XFD1048576`.
const CELL_NAME: usize = 10;
/// A sheet's cells may become this much text …
const FREE_BYTES: usize = 64 << 20;
/// … or this many times the bytes of the workbook's unpacked parts.
const MAX_RATIO: usize = 8;

/// What was seen of a workbook.
#[derive(Default)]
struct Seen {
    /// Name of a part and what is in it, if it is a sheet.
    parts: Vec<(String, Look)>,
    /// The relation of each sheet, in order.
    sheets: Vec<String>,
    /// Relations and the parts they lead to.
    targets: Vec<(String, String)>,
    /// The bytes of all parts.
    bytes: u64,
}

/// Reads a sheet.
pub(super) fn rows(mut archive: Archive, mut task: Task<'_>) -> Result<Preview, ReadError> {
    let seen = look_over(&mut archive, &mut task)?;
    let bytes = archive.into_inner().into_inner();
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| workbook::damaged(&error))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut tried = Tried::default();
    for index in task.sheets_to_try(&sheets)? {
        let look = seen.look(index);
        let text = sheet_text(&mut book, &sheets[index].name, &look, seen.bytes, &mut task)?;
        if text.filled() > 0 {
            let sheet = task.read_text("XLSX", (&sheets, index), &look, text);
            if let Some(done) = tried.take(sheet) {
                return done;
            }
        }
    }
    tried.best()
}

fn sheet_text(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    sheet: &str,
    look: &Look,
    bytes: u64,
    task: &mut Task<'_>,
) -> Result<SheetText, ReadError> {
    let most = FREE_BYTES.max((bytes as usize).saturating_mul(MAX_RATIO));
    let mut cells = book
        .worksheet_cells_reader(sheet)
        .map_err(|error| workbook::damaged(&error))?;
    let mut text = SheetText::default();
    let mut row: Vec<String> = Vec::new();
    let mut at = 0;
    let mut count = 0;
    while let Some(cell) = cells
        .next_cell()
        .map_err(|error| workbook::damaged(&error))?
    {
        let (line, column) = cell.get_position();
        let (line, column) = (line as usize, column as usize);
        if line >= zipped::MAX_ROWS || column >= zipped::MAX_COLUMNS {
            let message = format!(
                "a cell lies in row {} and column {}, beyond what a sheet can have",
                line + 1,
                column + 1
            );
            return Err(workbook::damaged(&message));
        }
        if line < at {
            let message = format!("row {} stands below row {}", line + 1, at + 1);
            return Err(workbook::damaged(&message));
        }
        if line > at {
            text.push(at, &row);
            row.clear();
            at = line;
        }
        if text.rows() > task.rows_needed() {
            return Ok(text);
        }
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = workbook::text_of(cell.get_value());
        count += 1;
        if text.bytes() + row[column].len() > most {
            let message = format!("its texts repeat to more than {} MiB", most >> 20);
            return Err(workbook::damaged(&message));
        }
        if count % CELLS_AT_ONCE == 0 {
            task.report(at, look.rows)?;
        }
    }
    text.push(at, &row);
    Ok(text)
}

/// Looks over every part, up to the rows that are needed.
fn look_over(archive: &mut Archive, task: &mut Task<'_>) -> Result<Seen, ReadError> {
    let mut seen = Seen::default();
    let (rows, entries) = (task.rows_needed(), archive.len());
    for index in 0..archive.len() {
        let mut look = Look::default();
        let Some((name, part)) = zipped::part(archive, index, (task.size, seen.bytes))? else {
            continue;
        };
        let mut part = part;
        let wrong =
            |reason: &dyn std::fmt::Display| workbook::damaged(&format!("{name}: {reason}"));
        let mut tags = Tags::new(&mut part);
        let mut claimed = 0;
        let mut count = 0;
        let mut formula = false;
        while let Some(tag) = tags.next().map_err(|error| wrong(&error))? {
            count += 1;
            if count % CELLS_AT_ONCE == 0 {
                task.report(index, entries)?;
            }
            if !tag.is_end() {
                check_names(&tag).map_err(|reason| wrong(&reason))?;
            }
            match (tag.local_name(), tag.is_end()) {
                (b"sst", false) => claimed = number(tag.attribute(b"uniqueCount")),
                (b"row", false) => {
                    look.rows += 1;
                    look.hidden += usize::from(is_true(tag.attribute(b"hidden")));
                }
                (b"f", false) => formula = true,
                (b"v", true) if tag.text > 0 => formula = false,
                (b"c", true) => {
                    look.unvalued += usize::from(formula);
                    formula = false;
                }
                (b"sheet", false) => {
                    let relation = tag.local_attribute(b"id").unwrap_or_default();
                    seen.sheets.push(xml::unescaped(relation));
                }
                (b"Relationship", false) if name.ends_with("workbook.xml.rels") => {
                    let text = |key| xml::unescaped(tag.attribute(key).unwrap_or_default());
                    seen.targets.push((text(b"Id"), text(b"Target")));
                }
                _ => {}
            }
            if look.rows > rows.saturating_add(1) {
                break;
            }
        }
        drop(tags);
        let read = part.bytes() - seen.bytes;
        if claimed > read / BYTES_OF_TEXT {
            return Err(wrong(&format!(
                "it claims {claimed} texts and has room for fewer"
            )));
        }
        seen.bytes += read;
        seen.parts.push((name, look));
    }
    Ok(seen)
}

/// Names of cells are short; the parser does not expect others.
fn check_names(tag: &Tag<'_>) -> Result<(), String> {
    let is_long = |name: &[u8]| name.len() > CELL_NAME;
    let name = match tag.local_name() {
        b"c" | b"row" => tag.attribute(b"r").filter(|name| is_long(name)),
        b"dimension" => tag.attribute(b"ref").filter(|area| {
            let mut corners = area.split(|byte| *byte == b':').map(place);
            let (first, last) = (corners.next().flatten(), corners.next());
            let ordered = match (first, last) {
                (Some(_), None) => true,
                (Some((column, row)), Some(Some((last_column, last_row)))) => {
                    column <= last_column && row <= last_row
                }
                (Some(_), Some(None)) | (None, _) => false,
            };
            !ordered
        }),
        _ => None,
    };
    name.map_or(Ok(()), |name| {
        let name = String::from_utf8_lossy(&name[..name.len().min(40)]).into_owned();
        Err(format!("`{name}` names no cell"))
    })
}

/// Column and row of a cell by its name, such as `B12`.
fn place(name: &[u8]) -> Option<(u32, u32)> {
    let letters = name
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (column, row) = name.split_at(letters);
    if name.len() > CELL_NAME {
        return None;
    }
    let row = std::str::from_utf8(row).ok()?.parse().ok()?;
    let column = column.iter().fold(0, |column: u32, letter| {
        column.saturating_mul(26) + u32::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    Some((column, row))
}

fn number(value: Option<&[u8]>) -> u64 {
    value.map_or(0, |value| {
        let text = std::str::from_utf8(value).unwrap_or_default();
        text.parse().unwrap_or(u64::MAX)
    })
}

fn is_true(value: Option<&[u8]>) -> bool {
    matches!(value, Some(b"1" | b"true"))
}

impl Seen {
    /// What was seen of a sheet.
    fn look(&self, index: usize) -> Look {
        let find = || {
            let relation = self.sheets.get(index)?;
            let (_, target) = self.targets.iter().find(|(id, _)| id == relation)?;
            let target = target.trim_start_matches(['.', '/']);
            let (_, look) = self.parts.iter().find(|(part, _)| part.ends_with(target))?;
            Some(look.clone())
        };
        find().unwrap_or_default()
    }
}
