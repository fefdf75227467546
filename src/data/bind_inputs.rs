//! The inputs of a preparation together with a table: columns are looked up once, then row after row is encoded.

use super::bind::Cells;
use super::bind::cells;
use super::bind::column_index;
use super::bind::one_hot;
use super::encode::ColumnCode;
use super::encode::DerivedCode;
use super::encode::Preparation;
use super::kind::ColumnKind;
use super::sequence_spec::WindowSpec;
use super::sequences::Sequences;
use super::table::Table;
use super::table::Values;

/// The inputs of a preparation, bound to a table.
pub struct BoundInputs<'a> {
    columns: Vec<(&'a ColumnCode, Cells<'a>)>,
    /// Where the inputs are windows over the past.
    windows: Option<Windows<'a>>,
    /// Each derived input with the places in `columns` of what it reads.
    derived: Vec<(&'a DerivedCode, [usize; 2])>,
}

/// The windows of a table.
struct Windows<'a> {
    spec: &'a WindowSpec,
    sequences: Sequences,
    /// For each input how many values of its past are seen, and whether all must be there.
    inputs: Vec<(Option<usize>, bool)>,
    /// For each derived input how many values of its past are seen.
    derived: Vec<Option<usize>>,
}

impl Preparation {
    /// Binds the inputs to a table, to encode many rows.
    ///
    /// # Errors
    /// When a column is not in the table or is of the other kind; the message names it.
    pub fn bind<'a>(&'a self, table: &'a Table) -> Result<BoundInputs<'a>, String> {
        self.bind_without(table, &[])
    }

    /// Binds the inputs to a table of which `excluded` rows need no place in a sequence.
    pub(super) fn bind_without<'a>(
        &'a self,
        table: &'a Table,
        excluded: &[usize],
    ) -> Result<BoundInputs<'a>, String> {
        let index = column_index(table);
        let columns = self
            .inputs
            .iter()
            .map(|code| {
                let kind = self.number_kind(code.name());
                Ok((code, cells(&index, code.name(), code.classes(), &kind)?))
            })
            .collect::<Result<_, String>>()?;
        let place = |name: &str| {
            let mut inputs = self.inputs.iter();
            inputs
                .position(|code| code.name() == name)
                .ok_or_else(|| format!("the input `{name}` is missing; train the model anew"))
        };
        let derived = self
            .derived
            .iter()
            .map(|code| {
                let [x, y] = code.formula.columns();
                Ok((code, [place(x)?, place(y)?]))
            })
            .collect::<Result<_, String>>()?;
        let windows = match (&self.sequence, self.windows()) {
            (Some(sequence), Some(spec)) => {
                let order = sequence.order.as_ref();
                let kind = order.map_or(ColumnKind::AsRead, |name| self.number_kind(name));
                let whole = |code: &ColumnCode| self.whole.iter().any(|name| name == code.name());
                Some(Windows {
                    spec,
                    sequences: Sequences::new(table, sequence, &kind, excluded)?,
                    inputs: (self.inputs.iter())
                        .map(|code| (self.lags_of(&[code.name()]), whole(code)))
                        .collect(),
                    derived: (self.derived.iter())
                        .map(|code| self.lags_of(&code.formula.columns()))
                        .collect(),
                })
            }
            (Some(_) | None, _) => None,
        };
        Ok(BoundInputs {
            columns,
            windows,
            derived,
        })
    }
}

impl BoundInputs<'_> {
    /// Encodes a row of the table to `features`; missing cells take their fill value. A class that was not known in
    /// training is 0 in every one-hot feature, and as an ordinal takes the fill value.
    ///
    /// Where the inputs are windows over the past, the row is that of the target. `false` if its window is not whole;
    /// the features are then not a number.
    pub fn encode(&self, row: usize, features: &mut [f64]) -> bool {
        if let Some(windows) = &self.windows {
            let whole = self.encode_window(windows, row, features);
            if !whole {
                features.fill(f64::NAN);
            }
            return whole;
        }
        let mut rest = features;
        for (code, cells) in &self.columns {
            let (own, others) = rest.split_at_mut(code.width());
            rest = others;
            encode_cell(code, cells, row, own);
        }
        for ((code, columns), feature) in self.derived.iter().zip(rest) {
            *feature = self.derived_value(code, *columns, row);
        }
        true
    }

    /// A derived input in a row, scaled.
    fn derived_value(&self, code: &DerivedCode, [x, y]: [usize; 2], row: usize) -> f64 {
        let value = code.formula.value(self.number(x, row), self.number(y, row));
        code.scaler.apply(value)
    }

    /// Encodes the window whose target lies in a row, the nearest past first.
    fn encode_window(&self, windows: &Windows<'_>, row: usize, features: &mut [f64]) -> bool {
        let Some(window) = windows.sequences.window(windows.spec, row) else {
            return false;
        };
        let mut rest = features;
        let rows = |lags: &Option<usize>| match lags {
            Some(_) => window.past,
            None => std::slice::from_ref(&window.now),
        };
        for ((code, cells), (lags, whole)) in self.columns.iter().zip(&windows.inputs) {
            for row in rows(lags).iter().rev() {
                if *whole && is_missing(cells, *row) {
                    return false;
                }
                let (own, others) = rest.split_at_mut(code.width());
                rest = others;
                encode_cell(code, cells, *row, own);
            }
        }
        let lacks = |column: usize, row: usize| {
            windows.inputs[column].1 && is_missing(&self.columns[column].1, row)
        };
        let mut rest = rest.iter_mut();
        for ((code, columns), lags) in self.derived.iter().zip(&windows.derived) {
            for row in rows(lags).iter().rev() {
                if columns.iter().any(|column| lacks(*column, *row)) {
                    return false;
                }
                if let Some(feature) = rest.next() {
                    *feature = self.derived_value(code, *columns, *row);
                }
            }
        }
        true
    }

    /// The number of a column in a row, in original units, filled where it is missing.
    fn number(&self, column: usize, row: usize) -> f64 {
        match &self.columns[column] {
            (ColumnCode::Number { fill, .. }, Cells::Numbers(values)) => filled(values[row], *fill),
            // Only numbers are derived from.
            (
                ColumnCode::Number { .. } | ColumnCode::OneHot { .. } | ColumnCode::Ordinal { .. },
                Cells::Numbers(_) | Cells::Classes { .. },
            ) => f64::NAN,
        }
    }

    /// The columns and classes of a row that were not known in training, such as `colour=violet`.
    pub fn unknown_classes(&self, table: &Table, row: usize) -> Vec<String> {
        let mut unknown = Vec::new();
        for (code, cells) in &self.columns {
            if let Cells::Classes { codes, places } = cells
                && codes[row] != Values::MISSING
                && places[codes[row] as usize].is_none()
            {
                let name = code.name();
                let text = table.column(name).map(|column| column.values.text(row));
                unknown.push(format!("{name}={}", text.unwrap_or_default()));
            }
        }
        unknown
    }
}

/// The features of one cell.
fn encode_cell(code: &ColumnCode, cells: &Cells<'_>, row: usize, features: &mut [f64]) {
    let marks = usize::from(code.marks_missing());
    let (own, mark) = features.split_at_mut(features.len() - marks);
    mark.fill(f64::from(u8::from(is_missing(cells, row))));
    match (code, cells) {
        (ColumnCode::Number { scaler, fill, .. }, Cells::Numbers(values)) => {
            own[0] = scaler.apply(filled(values[row], *fill));
        }
        (ColumnCode::OneHot { fill, .. }, Cells::Classes { codes, places }) => {
            let place = match codes[row] {
                Values::MISSING => Some(*fill as usize),
                code => places[code as usize],
            };
            one_hot(own, place);
        }
        (ColumnCode::Ordinal { scaler, fill, .. }, Cells::Classes { codes, places }) => {
            let place = places.get(codes[row] as usize).copied().flatten();
            own[0] = scaler.apply(place.unwrap_or(*fill as usize) as f64);
        }
        // `cells` pairs kinds, so there is nothing to do here.
        (ColumnCode::Number { .. }, Cells::Classes { .. })
        | (ColumnCode::OneHot { .. } | ColumnCode::Ordinal { .. }, Cells::Numbers(_)) => {}
    }
}

fn filled(value: f64, fill: f64) -> f64 {
    if value.is_nan() { fill } else { value }
}

fn is_missing(cells: &Cells<'_>, row: usize) -> bool {
    match cells {
        Cells::Numbers(values) => values[row].is_nan(),
        Cells::Classes { codes, .. } => codes[row] == Values::MISSING,
    }
}
