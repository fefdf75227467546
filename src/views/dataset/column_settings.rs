//! The settings of one column: its own scaling, the code of its classes, what fills its missing cells.

use egui::Checkbox;
use egui::ComboBox;
use egui::Ui;

use super::panel::DatasetLocal;
use super::scaling::scaling_options;
use super::scaling::scaling_word;
use crate::data::ClassCode;
use crate::data::ColumnSpec;
use crate::data::Fill;
use crate::data::Role;
use crate::data::Scaling;
use crate::data::Table;
use crate::views::ViewCtx;
use crate::widgets::choice::choice_ui;
use crate::widgets::field::field_ui;
use crate::widgets::real_input::real_input_ui;
use crate::widgets::section::folded_section_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// What fills missing cells, without its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filling {
    ByRule,
    Mean,
    Median,
    Mode,
    Number,
    Class(usize),
}

/// Shows the section: a chooser of the column and what holds for it.
pub fn column_settings_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    local: &mut DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    let used: Vec<usize> = (0..table.columns.len())
        .filter(|&index| matches!(local.roles.role(index), Role::Input | Role::Target))
        .collect();
    let columns = &ctx.state.document.experiment.data.columns;
    let own = columns.iter().filter(|column| has_own(column)).count();
    let summary = match own {
        0 => "as all".to_owned(),
        1 => "1 of its own".to_owned(),
        own => format!("{own} of their own"),
    };
    folded_section_ui(ui, "Single columns", &summary, |ui| {
        let Some(&first) = used.first() else {
            ui.weak("No column is used yet.");
            return;
        };
        let shown = local.shown_column.filter(|index| used.contains(index));
        let shown = shown.unwrap_or(first);
        field_ui(ui, "Column", "", |ui, label| {
            let name = &*table.columns[shown].name;
            let combo = ComboBox::from_id_salt("settings of column")
                .selected_text(name)
                .width(ui.available_width())
                .truncate()
                .show_ui(ui, |ui| {
                    for &index in used.iter().take(super::split_method::COLUMNS) {
                        let name = &*table.columns[index].name;
                        let own = columns
                            .iter()
                            .any(|spec| spec.name == name && has_own(spec));
                        let text = if own {
                            format!("{name} *")
                        } else {
                            name.to_owned()
                        };
                        if ui.selectable_label(index == shown, text).clicked() {
                            local.shown_column = Some(index);
                        }
                    }
                });
            combo.response.labelled_by(label);
        });
        let classes = local.roles.is_classes(table, shown);
        one_column_ui(
            ui,
            ctx,
            table,
            shown,
            (local.roles.role(shown), classes),
            out,
        );
    });
}

fn has_own(column: &ColumnSpec) -> bool {
    let plain = ColumnSpec {
        kind: column.kind.clone(),
        ..ColumnSpec::new(column.name.clone(), column.role)
    };
    *column != plain
}

fn one_column_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    index: usize,
    (role, classes): (Role, bool),
    out: &mut Vec<AppCommand>,
) {
    let data = &ctx.state.document.experiment.data;
    let column = table.columns[index].name.clone();
    let known = data.columns.iter().find(|spec| spec.name == column);
    let plain = ColumnSpec::new(column.clone(), role);
    let spec = known.unwrap_or(&plain);
    let input = role == Role::Input;
    let ordinal = classes && input && spec.code == ClassCode::Ordinal;
    if classes && input {
        let options = [
            (
                ClassCode::OneHot,
                "One unit each",
                "One-hot: 1 for the row's own class, 0 for the others",
            ),
            (
                ClassCode::Ordinal,
                "One number",
                "Ordinal: 0, 1, 2, … in the order of the classes, scaled as numbers are",
            ),
        ];
        if let Some(code) = choice_ui(ui, "Classes", spec.code, options) {
            out.push(AppCommand::Edit(DocumentEdit::ClassCode {
                column: column.clone(),
                code,
            }));
        }
    }
    if !classes || ordinal {
        let of_all = if input {
            data.input_scaling
        } else {
            data.target_scaling
        };
        let hint = format!("The scaling chosen above: {}", scaling_word(of_all));
        let mut options = vec![(None, "As all", hint.as_str())];
        let plain = spec.scaling.unwrap_or(Scaling::None);
        options.extend(
            scaling_options(plain).map(|(scaling, name, hint)| (Some(scaling), name, hint)),
        );
        if let Some(scaling) = choice_ui(ui, "Own scaling", spec.scaling, options) {
            out.push(AppCommand::Edit(DocumentEdit::ColumnScaling {
                column: column.clone(),
                scaling,
            }));
        }
    }
    if input {
        fill_ui(ui, table, index, spec, classes, out);
        let mut mark = spec.mark_missing;
        let hint = "A second input that is 1 where the cell was missing, else 0";
        if ui
            .add(Checkbox::new(&mut mark, "Input for “was missing”"))
            .on_hover_text(hint)
            .changed()
        {
            out.push(AppCommand::Edit(DocumentEdit::MarkMissing { column, mark }));
        }
    }
}

/// What fills the missing cells of an input.
fn fill_ui(
    ui: &mut Ui,
    table: &Table,
    index: usize,
    spec: &ColumnSpec,
    classes: bool,
    out: &mut Vec<AppCommand>,
) {
    let names = if classes {
        table.columns[index]
            .classes_as(&spec.kind)
            .unwrap_or_default()
    } else {
        Vec::new()
    };
    let current = match &spec.fill {
        None => Filling::ByRule,
        Some(Fill::Mean) => Filling::Mean,
        Some(Fill::Median) => Filling::Median,
        Some(Fill::Mode) => Filling::Mode,
        Some(Fill::Number(_)) => Filling::Number,
        Some(Fill::Class(class)) => {
            let place = names.iter().position(|name| name == class);
            Filling::Class(place.unwrap_or(usize::MAX))
        }
    };
    let mut options = vec![(
        Filling::ByRule,
        "By the rule for all".to_owned(),
        "Drop the row or fill in, as for all columns",
    )];
    if classes {
        options.push((
            Filling::Mode,
            "Most frequent class".to_owned(),
            "Of the training part",
        ));
        let classes = names.iter().take(40).enumerate();
        options.extend(
            classes.map(|(place, name)| {
                (Filling::Class(place), format!("Class {name}"), "This class")
            }),
        );
    } else {
        for (filling, name, hint) in [
            (Filling::Mean, "Mean", "Of the training part"),
            (Filling::Median, "Median", "Of the training part"),
            (
                Filling::Mode,
                "Most frequent number",
                "Of the training part; of equals the smallest",
            ),
            (Filling::Number, "A number", "The number below"),
        ] {
            options.push((filling, name.to_owned(), hint));
        }
    }
    let mut changed =
        choice_ui(ui, "Missing cells", current, options).map(|filling| match filling {
            Filling::ByRule => None,
            Filling::Mean => Some(Fill::Mean),
            Filling::Median => Some(Fill::Median),
            Filling::Mode => Some(Fill::Mode),
            Filling::Number => Some(Fill::Number(0.0)),
            Filling::Class(place) => names.get(place).cloned().map(Fill::Class),
        });
    if let Some(Fill::Number(value)) = &spec.fill {
        let hint = "What stands in for a missing cell, in the column's own units";
        let entered = real_input_ui(ui, "Fill with", hint, *value, ..);
        changed = changed.or(entered.map(|value| Some(Fill::Number(value))));
    }
    if let Some(fill) = changed {
        out.push(AppCommand::Edit(DocumentEdit::Fill {
            column: spec.name.clone(),
            fill,
        }));
    }
}
