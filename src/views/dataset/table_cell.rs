//! The text of a cell.

use egui::Label;
use egui::RichText;
use egui::Ui;

use crate::data::Column;
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

/// The text of a cell: numbers cut to six digits after the point, and what stands there where no number does.
pub fn cell_text(table: &Table, row: usize, column: usize) -> CellText {
    let values = &table.columns[column].values;
    let number = matches!(values, Values::Numeric(_));
    if values.is_missing(row) {
        let problems = &table.problems;
        let known = problems.binary_search_by_key(&(row, column), |p| (p.row, p.column));
        let written = known.ok().map(|index| &*problems[index].text);
        return match written.filter(|text| !text.is_empty()) {
            Some(text) => CellText {
                text: text.to_owned(),
                hint: Some(format!(
                    "`{text}` is not a number, so the cell counts as missing"
                )),
                missing: true,
                number,
            },
            None => CellText {
                text: "missing".to_owned(),
                hint: None,
                missing: true,
                number,
            },
        };
    }
    let exact = values.text(row);
    let cut = match values {
        Values::Numeric(values) => cut_number(values[row], &exact),
        Values::Category { .. } => None,
    };
    let (text, hint) = match cut {
        Some(cut) => (cut, Some(exact)),
        None if exact.chars().count() > LONG => (exact.clone(), Some(exact)),
        None => (exact, None),
    };
    CellText {
        text,
        hint,
        missing: false,
        number,
    }
}

/// One cell as a label; numbers are cut to six digits after the point and shown whole under the pointer.
pub fn cell_ui(ui: &mut Ui, column: &Column, row: usize) {
    if column.values.is_missing(row) {
        let color = Tokens::of(ui).warning;
        let text = RichText::new("missing").italics().color(color);
        ui.add(Label::new(text).selectable(false));
        return;
    }
    let exact = column.values.text(row);
    let cut = match &column.values {
        Values::Numeric(values) => cut_number(values[row], &exact),
        Values::Category { .. } => None,
    };
    let response = ui.add(
        Label::new(cut.as_ref().unwrap_or(&exact))
            .selectable(false)
            .truncate(),
    );
    if cut.is_some() {
        response.on_hover_text(exact);
    }
}

/// The number with at most six digits after the point; `None` where that is all there is.
fn cut_number(value: f64, exact: &str) -> Option<String> {
    let digits = exact.split_once('.').map_or(0, |(_, digits)| digits.len());
    (digits > 6 && value.abs() >= 1e-3).then(|| format!("{value:.6}"))
}
