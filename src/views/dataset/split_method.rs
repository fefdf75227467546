//! What decides about a row's part: chance, order, groups, a column, folds.

use std::collections::HashSet;

use egui::Label;
use egui::RichText;
use egui::Ui;

use super::split::part_look;
use crate::data::Column;
use crate::data::HeldOut;
use crate::data::Part;
use crate::data::SplitBy;
use crate::data::SplitSpec;
use crate::data::Table;
use crate::data::Values;
use crate::widgets::choice::choice_ui;
use crate::widgets::real_input::integer_input_ui;

/// So many values of a column that names parts are listed.
const VALUES: usize = 12;
/// So many columns are offered.
pub const COLUMNS: usize = 300;

/// The kinds of split without their settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Random,
    InOrder,
    Groups,
    Column,
    Folds,
}

/// Shows the chooser and its settings; returns the split that was just chosen.
///
/// `sequences` = the rows are sequences.
pub fn split_method_ui(
    ui: &mut Ui,
    table: &Table,
    split: &SplitSpec,
    sequences: bool,
) -> Option<SplitSpec> {
    let current = method(&split.by);
    let options = [
        (Method::Random, "By chance", "Another seed, other rows"),
        (
            Method::InOrder,
            "In order",
            "First part, middle part, last part: for rows in the order of time",
        ),
        (
            Method::Groups,
            "Whole groups",
            "Rows with the same value of a column stay together",
        ),
        (
            Method::Column,
            "By a column",
            "A column of the table names the part of each row",
        ),
        (Method::Folds, "Fold", "One of k equal parts is held out"),
    ];
    let changed = match choice_ui(ui, "Split by", current, options) {
        Some(chosen) => Some(start(chosen, table)),
        None => settings_ui(ui, table, &split.by),
    };
    ui.add(Label::new(RichText::new(note(&split.by, sequences)).weak().small()).wrap());
    changed.map(|by| SplitSpec {
        by,
        ..split.clone()
    })
}

fn method(by: &SplitBy) -> Method {
    match by {
        SplitBy::Random => Method::Random,
        SplitBy::InOrder => Method::InOrder,
        SplitBy::Groups { .. } => Method::Groups,
        SplitBy::Column { .. } => Method::Column,
        SplitBy::Folds { .. } => Method::Folds,
    }
}

/// What a kind of split begins with: where a column is needed, the likeliest.
fn start(method: Method, table: &Table) -> SplitBy {
    let column = |words: &[&str]| {
        likeliest(table, words).map_or_else(String::new, |column| column.name.clone())
    };
    match method {
        Method::Random => SplitBy::Random,
        Method::InOrder => SplitBy::InOrder,
        Method::Groups => SplitBy::Groups {
            column: column(&["group", "subject", "patient", "sequence", "id"]),
        },
        Method::Column => SplitBy::Column {
            column: column(&["split", "part", "fold", "set"]),
            parts: Default::default(),
        },
        Method::Folds => SplitBy::Folds {
            folds: 5,
            fold: 1,
            held_out: HeldOut::Test,
        },
    }
}

/// The first column whose name says one of the words and that has a value twice, else that with the fewest classes, else
/// the first.
fn likeliest<'a>(table: &'a Table, words: &[&str]) -> Option<&'a Column> {
    let says = |column: &&Column| {
        let name = column.name.to_lowercase();
        let mut parts = name.split(|c: char| !c.is_alphanumeric());
        // Two letters may begin or end any word.
        parts.any(|part| {
            words.iter().any(|word| match word.len() {
                ..3 => part == *word,
                3.. => part.starts_with(word) || part.ends_with(word),
            })
        })
    };
    let classes = |column: &&Column| match &column.values {
        Values::Category { classes, .. } => classes.len(),
        Values::Numeric(_) => usize::MAX,
    };
    let columns = || table.columns.iter();
    let fewest = || {
        columns()
            .filter(|column| classes(column) > 1)
            .min_by_key(classes)
    };
    let first = || table.columns.first();
    let named = || columns().filter(says).find(|column| repeats(column));
    named().or_else(fewest).or_else(first)
}

/// Whether a value of the column stands in two rows, as far as a look at its beginning tells.
fn repeats(column: &Column) -> bool {
    const LOOKED_AT: usize = 1000;
    let mut seen = HashSet::new();
    let rows = 0..column.values.len().min(LOOKED_AT);
    rows.filter(|row| !column.values.is_missing(*row))
        .any(|row| !seen.insert(column.values.text(row)))
}

fn note(by: &SplitBy, sequences: bool) -> &'static str {
    match by {
        SplitBy::Random if sequences => "Whole sequences are shared out by the split seed.",
        SplitBy::Random => "Rows are shared out by the split seed.",
        SplitBy::InOrder if sequences => {
            "Of each sequence the first rows train, the next validate, the last test."
        }
        SplitBy::InOrder => "The first rows train, the next validate, the last test.",
        SplitBy::Groups { .. } => {
            "No group is in two parts; the seed chooses, and the shares are met as nearly as whole groups allow."
        }
        SplitBy::Column { .. } => "The column decides; the shares play no role.",
        SplitBy::Folds { .. } if sequences => {
            "The seed cuts the sequences into folds. Run each fold in turn; of the rest, validation takes its share."
        }
        SplitBy::Folds { .. } => {
            "The seed cuts the rows into folds. Run each fold in turn; of the rest, validation takes its share."
        }
    }
}

fn settings_ui(ui: &mut Ui, table: &Table, by: &SplitBy) -> Option<SplitBy> {
    match by {
        SplitBy::Random | SplitBy::InOrder => None,
        SplitBy::Groups { column } => {
            column_ui(ui, table, "Group column", column).map(|column| SplitBy::Groups { column })
        }
        SplitBy::Column { column, parts } => {
            let chosen =
                column_ui(ui, table, "Part column", column).map(|column| SplitBy::Column {
                    column,
                    parts: Default::default(),
                });
            let mut parts = parts.clone();
            let mut moved = false;
            for value in values(table, column) {
                let known = parts.get(&value).copied().or_else(|| Part::of_word(&value));
                let mut options: Vec<(Option<Part>, &str, &str)> =
                    [Part::Train, Part::Validation, Part::Test]
                        .map(|part| (Some(part), part_look(ui, part).0, ""))
                        .into();
                if known.is_none() {
                    options.insert(0, (None, "Choose…", "This value names no part"));
                }
                if let Some(Some(part)) = choice_ui(ui, &format!("“{value}” is"), known, options)
                {
                    parts.insert(value, part);
                    moved = true;
                }
            }
            chosen.or_else(|| {
                moved.then(|| SplitBy::Column {
                    column: column.clone(),
                    parts,
                })
            })
        }
        SplitBy::Folds {
            folds,
            fold,
            held_out,
        } => {
            let (count, held) = (*folds as u64, *fold as u64);
            let hint = "Into how many parts the rows are cut";
            let new_count = integer_input_ui(ui, "Folds", hint, count, 2..=1000);
            let hint = "The one that is held out, from 1";
            let new_fold = integer_input_ui(ui, "Held-out fold", hint, held, 1..=count);
            let options = [
                (
                    HeldOut::Test,
                    "The test part",
                    "All other rows train, but for a validation part",
                ),
                (
                    HeldOut::Validation,
                    "The validation part",
                    "All other rows train",
                ),
            ];
            let new_use = choice_ui(ui, "The fold is", *held_out, options);
            let folds = new_count.unwrap_or(count) as usize;
            let changed = SplitBy::Folds {
                folds,
                fold: (new_fold.unwrap_or(held) as usize).min(folds),
                held_out: new_use.unwrap_or(*held_out),
            };
            (changed != *by).then_some(changed)
        }
    }
}

/// A chooser over the columns of the table; returns the name of the one that was just chosen.
pub fn column_ui(ui: &mut Ui, table: &Table, label: &str, current: &str) -> Option<String> {
    let place = (table.columns.iter()).position(|column| column.name == current);
    let columns = table.columns.iter().take(COLUMNS).enumerate();
    let options = columns.map(|(index, column)| (Some(index), column.name.as_str(), ""));
    let chosen = choice_ui(ui, label, place, options)??;
    Some(table.columns[chosen].name.clone())
}

/// The first different values of a column, as texts. A long column is looked at in part only.
fn values(table: &Table, column: &str) -> Vec<String> {
    const LOOKED_AT: usize = 10_000;
    let mut values: Vec<String> = Vec::new();
    let Some(column) = table.column(column) else {
        return values;
    };
    for row in 0..table.rows().min(LOOKED_AT) {
        let text = column.values.text(row);
        if !text.is_empty() && !values.contains(&text) {
            values.push(text);
            if values.len() == VALUES {
                break;
            }
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_column_is_named_so_or_has_few_classes() {
        let column = |name: &str, classes: usize| {
            let codes = (0..12).map(|row| row % classes as u32).collect();
            let classes = (0..classes).map(|class| class.to_string()).collect();
            Column::new(name, Values::Category { codes, classes })
        };
        let number = Column::new("width", Values::Numeric(vec![1.0; 12]));
        let name = |columns: Vec<Column>| {
            let table = Table::new("t", columns);
            likeliest(&table, &["group", "id"]).map(|column| column.name.clone())
        };
        let all = vec![number.clone(), column("day", 4), column("shop", 3)];
        assert_eq!(name(all.clone()).as_deref(), Some("shop"));
        let with_id = [all, vec![column("patient_id", 4)]].concat();
        assert_eq!(name(with_id).as_deref(), Some("patient_id"));
        let counted = vec![column("id", 12), column("shop", 3)];
        assert_eq!(
            name(counted).as_deref(),
            Some("shop"),
            "no group of one row"
        );
        assert_eq!(name(vec![number]).as_deref(), Some("width"));
    }
}
