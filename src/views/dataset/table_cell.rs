//! The text of a cell.

use egui::Align;
use egui::Label;
use egui::Layout;
use egui::RichText;
use egui::Ui;

use crate::data::ColumnKind;
use crate::data::Table;
use crate::data::Values;
use crate::widgets::tokens::Tokens;

/// What is shown of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellText {
    /// The text in the cell.
    pub text: String,
    /// The text under the pointer, where the cell does not show all.
    pub hint: Option<String>,
    /// Whether there is no value to use.
    pub missing: bool,
    /// Whether it is a number.
    pub number: bool,
}

/// Texts longer than this may not fit into a cell.
const LONG: usize = 14;

/// The space between a number and the next column, in points.
const NUMBER_MARGIN: f32 = 8.0;

/// The text of a cell whose column is taken as `kind`: numbers cut to six digits after the point, what a date counts,
/// and what stands there where no number or date does.
pub fn cell_text(table: &Table, row: usize, column: usize, kind: &ColumnKind) -> CellText {
    let values = &table.columns[column].values;
    let number = matches!(values, Values::Numeric(_));
    if values.is_missing(row) {
        let problems = &table.problems;
        let known = problems.binary_search_by_key(&(row, column), |p| (p.row, p.column));
        let written = known.ok().map(|index| &*problems[index].text);
        return match written.filter(|text| !text.is_empty()) {
            Some(text) => not_read(text.to_owned(), "a number"),
            None => CellText {
                text: "missing".to_owned(),
                hint: None,
                missing: true,
                number,
            },
        };
    }
    let exact = values.text(row);
    match (values, kind) {
        (_, ColumnKind::DateTime(date)) => match date.number(&exact) {
            Some(number) => CellText {
                text: exact,
                hint: Some(format!("{number} {}", date.meaning())),
                missing: false,
                number: false,
            },
            None => not_read(exact, "a date in this order"),
        },
        (Values::Category { .. }, ColumnKind::Number(notation)) => match notation.number(&exact) {
            Some(value) => CellText {
                hint: Some(value.to_string()).filter(|hint| *hint != exact),
                text: exact,
                missing: false,
                number: true,
            },
            None => not_read(exact, "a number"),
        },
        (Values::Numeric(values), _) => {
            let value = values[row];
            if has_many_zeros(value) {
                return shown(format!("{value:e}"), None, true);
            }
            match cut_number(value, &exact) {
                Some(cut) => shown(cut, Some(exact), true),
                None => long_or_short(exact, true),
            }
        }
        (Values::Category { .. }, _) => long_or_short(exact, false),
    }
}

fn shown(text: String, hint: Option<String>, number: bool) -> CellText {
    CellText {
        text,
        hint,
        missing: false,
        number,
    }
}

fn long_or_short(exact: String, number: bool) -> CellText {
    let long = exact.chars().count() > LONG;
    let hint = long.then(|| exact.clone());
    shown(exact, hint, number)
}

/// A text that is not what its column holds.
fn not_read(text: String, what: &str) -> CellText {
    CellText {
        hint: Some(format!(
            "`{text}` is not {what}, so the cell counts as missing"
        )),
        text,
        missing: true,
        number: false,
    }
}

/// One cell as a label; what does not fit, or is not what its column holds, is told under the pointer.
pub fn cell_ui(ui: &mut Ui, table: &Table, row: usize, column: usize, kind: &ColumnKind) {
    let cell = cell_text(table, row, column, kind);
    let text = if cell.missing {
        let color = Tokens::of(ui).warning;
        RichText::new(cell.text).italics().color(color)
    } else {
        RichText::new(cell.text)
    };
    let label_ui = |ui: &mut Ui| {
        // One hint, not that of the label as well.
        let label = Label::new(text).selectable(false).truncate();
        let response = ui.add(label.show_tooltip_when_elided(cell.hint.is_none()));
        if let Some(hint) = cell.hint {
            response.on_hover_text(hint);
        }
    };
    if cell.number {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(NUMBER_MARGIN);
            label_ui(ui);
        });
    } else {
        label_ui(ui);
    }
}

/// Whether a number is so large or so small that it is written with a power of ten.
fn has_many_zeros(value: f64) -> bool {
    value != 0.0 && !(1e-5..1e16).contains(&value.abs())
}

/// The number with at most six digits after the point; `None` where that is all there is.
fn cut_number(value: f64, exact: &str) -> Option<String> {
    let digits = exact.split_once('.').map_or(0, |(_, digits)| digits.len());
    (digits > 6 && value.abs() >= 1e-3).then(|| format!("{value:.6}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::data::DateOrder;
    use crate::data::DateTime;
    use crate::data::Notation;
    use crate::data::Origin;
    use crate::data::TimeUnit;

    fn texts(texts: &[&str]) -> Table {
        let values = Values::Category {
            codes: (0..texts.len() as u32).collect(),
            classes: texts.iter().map(|&text| text.to_owned()).collect(),
        };
        Table::new("t", vec![Column::new("x", values)])
    }

    #[test]
    fn texts_that_are_taken_as_numbers_say_which_ones_are_none() {
        let table = texts(&["1.234,5", "low", "7"]);
        let kind = ColumnKind::Number(Notation {
            decimal_comma: true,
            ..Notation::guess(&table.columns[0])
        });
        let cell = |row| cell_text(&table, row, 0, &kind);
        assert_eq!(cell(2).hint, None);
        assert!(cell(2).number && !cell(2).missing);
        assert!(cell(1).missing && !cell(1).number);
        assert_eq!(
            cell(1).hint.as_deref(),
            Some("`low` is not a number, so the cell counts as missing")
        );
        // As a category it is a text like the others.
        assert!(!cell_text(&table, 1, 0, &ColumnKind::AsRead).missing);
    }

    #[test]
    fn numbers_with_many_zeros_are_written_with_a_power_of_ten() {
        let values = Values::Numeric(vec![1e300, -2.5e-9, 1e15, 0.0]);
        let table = Table::new("t", vec![Column::new("x", values)]);
        let text = |row| cell_text(&table, row, 0, &ColumnKind::AsRead).text;
        assert_eq!([text(0), text(1)], ["1e300", "-2.5e-9"]);
        assert_eq!([text(2), text(3)], ["1000000000000000", "0"]);
    }

    #[test]
    fn dates_say_what_they_count() {
        let table = texts(&["31.01.2000", "31.02.2000"]);
        let kind = ColumnKind::DateTime(DateTime {
            order: DateOrder::DayFirst,
            origin: Origin::try_from("2000-01-01".to_owned()).unwrap(),
            unit: TimeUnit::Days,
        });
        let cell = |row| cell_text(&table, row, 0, &kind);
        assert_eq!(cell(0).hint.as_deref(), Some("30 days since 2000-01-01"));
        assert!(cell(1).missing);
    }
}
