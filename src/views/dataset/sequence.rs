//! Rows that follow one another: order, groups, windows over the past.

use egui::Checkbox;
use egui::Label;
use egui::RichText;
use egui::Ui;

use super::panel::DatasetLocal;
use super::split_method::COLUMNS;
use crate::data::Role;
use crate::data::SequenceSpec;
use crate::data::Table;
use crate::data::WindowSpec;
use crate::views::ViewCtx;
use crate::widgets::choice::choice_ui;
use crate::widgets::real_input::integer_input_ui;
use crate::widgets::real_input::real_input_ui;
use crate::widgets::section::folded_section_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// What orders the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Off,
    Table,
    Column(Option<usize>),
}

/// Shows the section.
pub fn sequence_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    local: &DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    let current = &ctx.state.document.experiment.data.sequence;
    let summary = match current {
        None => "off".to_owned(),
        Some(SequenceSpec { windows: None, .. }) => "ordered".to_owned(),
        Some(SequenceSpec {
            windows: Some(windows),
            ..
        }) => format!("{} back, {} ahead", windows.lags, windows.horizon),
    };
    folded_section_ui(ui, "Sequences", &summary, |ui| {
        let mut changed = current.clone();
        order_ui(ui, table, &mut changed);
        if let Some(sequence) = &mut changed {
            group_ui(ui, table, sequence);
            gaps_ui(ui, sequence);
            windows_ui(ui, table, local, sequence);
        }
        if changed != *current {
            out.push(AppCommand::Edit(DocumentEdit::Sequence(changed)));
        }
    });
}

fn place(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name == name)
}

fn order_ui(ui: &mut Ui, table: &Table, sequence: &mut Option<SequenceSpec>) {
    let current = match sequence {
        None => Order::Off,
        Some(SequenceSpec { order: None, .. }) => Order::Table,
        Some(SequenceSpec {
            order: Some(name), ..
        }) => Order::Column(place(table, name)),
    };
    let mut options = vec![
        (Order::Off, "Off", "Rows do not follow one another"),
        (
            Order::Table,
            "Order of the table",
            "Each row follows the one above it in its file",
        ),
    ];
    let columns = table.columns.iter().take(COLUMNS).enumerate();
    options.extend(columns.map(|(index, column)| {
        (
            Order::Column(Some(index)),
            &*column.name,
            "By the numbers or dates of this column",
        )
    }));
    match choice_ui(ui, "Order", current, options) {
        None | Some(Order::Column(None)) => {}
        Some(Order::Off) => *sequence = None,
        Some(Order::Table) => sequence.get_or_insert_default().order = None,
        Some(Order::Column(Some(index))) => {
            sequence.get_or_insert_default().order = Some(table.columns[index].name.clone());
        }
    }
}

fn group_ui(ui: &mut Ui, table: &Table, sequence: &mut SequenceSpec) {
    let current = sequence.group.as_ref().map(|name| place(table, name));
    let mut options = vec![(None, "One sequence", "All rows are one sequence")];
    let columns = table.columns.iter().take(COLUMNS).enumerate();
    options.extend(columns.map(|(index, column)| {
        (
            Some(Some(index)),
            &*column.name,
            "Rows with the same value are one sequence",
        )
    }));
    match choice_ui(ui, "Sequence of", current, options) {
        None | Some(Some(None)) => {}
        Some(None) => sequence.group = None,
        Some(Some(Some(index))) => sequence.group = Some(table.columns[index].name.clone()),
    }
}

/// Where a sequence ends for a gap.
fn gaps_ui(ui: &mut Ui, sequence: &mut SequenceSpec) {
    if sequence.order.is_none() {
        sequence.longest_step = None;
        return;
    }
    let mut on = sequence.longest_step.is_some();
    let hint = "A longer step of the order column begins a new sequence, so that no window reaches over a gap";
    if ui
        .add(Checkbox::new(&mut on, "Break at gaps"))
        .on_hover_text(hint)
        .changed()
    {
        sequence.longest_step = on.then_some(1.0);
    }
    if let Some(longest) = &mut sequence.longest_step
        && let Some(new) = real_input_ui(ui, "Longest step", hint, *longest, f64::MIN_POSITIVE..)
    {
        *longest = new;
    }
}

fn windows_ui(ui: &mut Ui, table: &Table, local: &DatasetLocal, sequence: &mut SequenceSpec) {
    let mut on = sequence.windows.is_some();
    let hint = "The inputs are values of earlier rows; for networks without a memory";
    if ui
        .add(Checkbox::new(&mut on, "Windows over the past"))
        .on_hover_text(hint)
        .changed()
    {
        sequence.windows = on.then(|| WindowSpec {
            lags: 4,
            horizon: 1,
            past_targets: true,
            known: Vec::new(),
        });
    }
    let Some(windows) = &mut sequence.windows else {
        return;
    };
    let most = WindowSpec::MAX_LAGS as u64;
    let hint = "How many steps back the inputs reach: t−1 to t−L";
    if let Some(lags) = integer_input_ui(ui, "Steps back", hint, windows.lags as u64, 1..=most) {
        windows.lags = lags as usize;
    }
    let hint = "How many steps after the last input the target lies";
    let horizon = windows.horizon as u64;
    if let Some(horizon) = integer_input_ui(ui, "Steps ahead", hint, horizon, 1..=most) {
        windows.horizon = horizon as usize;
    }
    ui.add(Checkbox::new(
        &mut windows.past_targets,
        "Past of the targets",
    ))
    .on_hover_text("The earlier values of the targets are inputs too");
    let inputs = (0..table.columns.len()).filter(|&index| local.roles.role(index) == Role::Input);
    for index in inputs.take(24) {
        let name = &*table.columns[index].name;
        let mut known = windows.known.iter().any(|other| other == name);
        if ui
            .add(Checkbox::new(&mut known, format!("{name} is known ahead")))
            .on_hover_text("Its value at t is the input, not its past; such as the day of the week")
            .changed()
        {
            windows.known.retain(|other| other != name);
            if known {
                windows.known.push(name.to_owned());
            }
        }
    }
    let note = "Windows never reach from one sequence into another. A prediction stands in the row of its target.";
    ui.add(Label::new(RichText::new(note).weak().small()).wrap());
}
