//! Reading a sheet of a workbook: what XLSX and ODS have in common.

use std::fmt::Display;
use std::fmt::Write as _;
use std::ops::ControlFlow;

use calamine::Data;
use calamine::DataRef;
use calamine::ExcelDateTime;
use calamine::Sheet;
use calamine::SheetType;
use calamine::SheetVisible;

use super::csv;
use super::options::CsvOptions;
use super::options::Encoding;
use super::options::Quote;
use super::read::Preview;
use super::read::ReadError;
use super::sheet_text::SheetText;

/// How many cells or tags are looked at between two reports.
pub(super) const CELLS_AT_ONCE: usize = 4096;
/// More rows than a preview shows, for titles and blank rows above the table.
const PREVIEW_MARGIN: usize = 200;

/// What a reading needs besides the workbook.
pub(super) struct Task<'a> {
    pub(super) name: &'a str,
    pub(super) options: CsvOptions,
    pub(super) limit: usize,
    /// The bytes of the file.
    pub(super) size: u64,
    pub(super) progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
}

/// What was seen of a sheet before it is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Look {
    /// Its rows.
    pub(super) rows: usize,
    /// Those that a spreadsheet program does not show.
    pub(super) hidden: usize,
    /// Formulas whose values are not stored.
    pub(super) unvalued: usize,
}

/// What the sheets gave that were tried so far, none of them a table with several columns.
#[derive(Default)]
pub(super) struct Tried {
    /// A sheet of one column: notes more often than data.
    narrow: Option<Preview>,
    refused: Option<ReadError>,
}

impl Tried {
    /// Takes what a sheet gave, and gives it back if no other sheet is to be tried.
    pub(super) fn take(
        &mut self,
        sheet: Result<Preview, ReadError>,
    ) -> Option<Result<Preview, ReadError>> {
        match sheet {
            Ok(preview) if preview.table.columns.len() == 1 => {
                self.narrow.get_or_insert(preview);
                None
            }
            Err(error) if !error.cancelled => {
                self.refused.get_or_insert(error);
                None
            }
            done => Some(done),
        }
    }

    /// The best there is when all sheets were tried.
    ///
    /// # Errors
    /// When none holds a table.
    pub(super) fn best(self) -> Result<Preview, ReadError> {
        let refused = self.refused.unwrap_or_else(no_cells);
        self.narrow.ok_or(refused)
    }
}

impl Task<'_> {
    /// How many rows of a sheet are needed.
    pub(super) fn rows_needed(&self) -> usize {
        self.limit.saturating_add(PREVIEW_MARGIN)
    }

    /// Reports that `part` of `whole` is done, in bytes of the file.
    ///
    /// # Errors
    /// When told to stop.
    pub(super) fn report(&mut self, part: usize, whole: usize) -> Result<(), ReadError> {
        let share = part.min(whole) as u128 * u128::from(self.size) / whole.max(1) as u128;
        if (self.progress)(share as u64).is_break() {
            return Err(ReadError::cancelled());
        }
        Ok(())
    }

    /// The sheets to try by index: the chosen one, or all in turn, those in sight first.
    pub(super) fn sheets_to_try(&self, sheets: &[Sheet]) -> Result<Vec<usize>, ReadError> {
        let cells = |index: &usize| sheets[*index].typ == SheetType::WorkSheet;
        if let Some(choice) = self.options.sheet {
            let index = (choice as usize).checked_sub(1);
            return match index.filter(|index| *index < sheets.len()) {
                Some(index) if cells(&index) => Ok(vec![index]),
                Some(index) => {
                    let name = &sheets[index].name;
                    let message = format!("sheet `{name}` holds no cells; choose another");
                    Err(ReadError::new(None, message))
                }
                None => {
                    let message = format!(
                        "there is no sheet {choice}, the workbook has {}; choose another",
                        sheets.len()
                    );
                    Err(ReadError::new(None, message))
                }
            };
        }
        let all = || (0..sheets.len()).filter(cells);
        let in_sight = |index: &usize| sheets[*index].visible == SheetVisible::Visible;
        let (seen, hidden): (Vec<_>, Vec<_>) = all().partition(in_sight);
        Ok([seen, hidden].concat())
    }

    /// Reads the text that was made of a sheet.
    pub(super) fn read_text(
        &mut self,
        format: &str,
        (sheets, index): (&[Sheet], usize),
        look: &Look,
        text: SheetText,
    ) -> Result<Preview, ReadError> {
        let sheet = &*sheets[index].name;
        let options = CsvOptions {
            delimiter: Some(','),
            encoding: Some(Encoding::Utf8),
            quote: Some(Quote::Double),
            // Numbers are written here, so nothing is to be guessed about them.
            decimal_comma: Some(self.options.decimal_comma.unwrap_or(false)),
            thousands: Some(self.options.thousands.unwrap_or_default()),
            // A cell that begins with `#` is a cell.
            comment: Some(self.options.comment.clone().unwrap_or_default()),
            ..self.options.clone()
        };
        let text = text.into_text().map_err(|error| in_sheet(error, sheet))?;
        let (progress, size) = (&mut *self.progress, self.size);
        // What is left takes little time, and its bytes are not those of the file.
        let mut last = |_| progress(size);
        let mut preview = csv::rows(self.name, &*text, options, self.limit, &mut last)
            .map_err(|error| in_sheet(error, sheet))?;
        preview.options = CsvOptions {
            delimiter: None,
            encoding: None,
            quote: None,
            sheet: Some(index as u32 + 1),
            ..preview.options
        };
        preview.sheets = sheets.iter().map(|sheet| sheet.name.clone()).collect();
        let layout = preview.table.format.replacen("comma-separated, ", "", 1);
        let mut format = format!("{format}, sheet `{sheet}`, {layout}");
        let mut note = |count: usize, one: &str, more: &str| match count {
            0 => {}
            1 => format.extend([", 1 ", one]),
            count => format.extend([", ", &count.to_string(), " ", more]),
        };
        note(
            look.hidden,
            "hidden row is read, too",
            "hidden rows are read, too",
        );
        note(
            look.unvalued,
            "formula has no stored value",
            "formulas have no stored values",
        );
        preview.table.format = format;
        Ok(preview)
    }
}

/// Lines of the text are rows of the sheet.
fn in_sheet(error: ReadError, sheet: &str) -> ReadError {
    if error.cancelled {
        return error;
    }
    ReadError {
        message: format!("sheet `{sheet}`: {}", error.message),
        ..error
    }
}

/// A cell as text that reads back to the same value.
pub(super) fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::DateTimeIso(text) => iso_text(text),
        DataRef::DurationIso(text) => duration_text(text),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(date) => date_text(date),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The same cell, borrowed.
pub(super) fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A date of the standard's form, without a time of day at midnight, and with a blank before any other.
fn iso_text(text: &str) -> String {
    match text.split_once('T') {
        Some((date, "00:00:00")) => date.to_owned(),
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}

/// `2024-01-31`, with the time of day if it is not midnight; `08:30:00` for a time of day; a duration as days.
fn date_text(date: &ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let mut text = String::new();
    let mut time = format!("{hour:02}:{minute:02}:{second:02}");
    if milli > 0 {
        // Writing to a string cannot fail.
        write!(time, ".{milli:03}").ok();
    }
    if date.as_f64() < 1.0 {
        return time;
    }
    write!(text, "{year:04}-{month:02}-{day:02}").ok();
    if time != "00:00:00" {
        text.extend([" ", &time]);
    }
    text
}

/// `08:30:00` for `PT08H30M00S`; what is of another form stays as it is.
fn duration_text(text: &str) -> String {
    let time = || {
        let rest = text.strip_prefix("PT")?.strip_suffix('S')?;
        let (hours, rest) = rest.split_once('H')?;
        let (minutes, seconds) = rest.split_once('M')?;
        Some(format!("{hours:0>2}:{minutes:0>2}:{seconds:0>2}"))
    };
    time().unwrap_or_else(|| text.to_owned())
}

fn no_cells() -> ReadError {
    let message = "the workbook has no filled cell; choose a file with a table";
    ReadError::new(None, message)
}

pub(super) fn damaged(error: &impl Display) -> ReadError {
    let message = format!(
        "the workbook cannot be read ({error}); open it in a spreadsheet program and save it anew"
    );
    ReadError::new(None, message)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn dates_are_written_in_the_standard_form() {
        // Serial dates of a spreadsheet program: 45322 is 2024-01-31.
        let date = |value| {
            let date = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
            text_of(&DataRef::DateTime(date))
        };
        assert_eq!(date(45_322.0), "2024-01-31");
        assert_eq!(date(45_322.75), "2024-01-31 18:00:00");
        assert_eq!(date(0.5), "12:00:00");
        let span = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(text_of(&DataRef::DateTime(span)), "1.5");
        let iso = |text: &str| text_of(&DataRef::DateTimeIso(text.to_owned()));
        assert_eq!(iso("2024-01-31T00:00:00"), "2024-01-31");
        assert_eq!(iso("2024-01-31T18:00:00"), "2024-01-31 18:00:00");
        let span = |text: &str| text_of(&DataRef::DurationIso(text.to_owned()));
        assert_eq!(span("PT8H05M00S"), "08:05:00");
        assert_eq!(span("P1D"), "P1D");
    }
}
