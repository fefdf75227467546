//! The list of columns with type, short statistics and role.

use egui::Align;
use egui::Button;
use egui::Label;
use egui::Layout;
use egui::Popup;
use egui::RichText;
use egui::ScrollArea;
use egui::TextEdit;
use egui::Ui;
use egui::WidgetInfo;
use egui::containers::menu::MenuButton;
use egui::vec2;

use super::column_figures::bar_counts;
use super::column_figures::brief_figures;
use super::column_figures::figures_sentence;
use super::column_figures::short_figures;
use super::panel::DatasetLocal;
use super::panel::field_problems_ui;
use super::panel::problems;
use super::role_menu::roles_menu_ui;
use super::role_menu::sequence_word;
use super::role_menu::use_menu_ui;
use super::roles::role_look;
use super::summary::counted;
use crate::data::Column;
use crate::data::ColumnKind;
use crate::data::ColumnProfile;
use crate::data::Role;
use crate::data::StatsKind;
use crate::data::Table;
use crate::data::Values;
use crate::experiment::Field;
use crate::views::ViewCtx;
use crate::views::column_kind::kind_mark;
use crate::views::column_kind::kind_menu_ui;
use crate::views::column_kind::kind_word;
use crate::views::column_kind::unreadable;
use crate::widgets::chip::chip_ui;
use crate::widgets::histogram::mini_histogram_ui;
use crate::widgets::problem_mark::problem_mark_ui;
use crate::widgets::scale::whole_number;
use crate::widgets::section::section_ui;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::state::Check;

/// Tables with more columns than this get a filter, and the list its own scroll bar.
const MANY: usize = 14;

/// The height of one column's entry.
const ROW_HEIGHT: f32 = 40.0;

/// Shows the section.
pub fn columns_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    local: &mut DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    let summary = summary(ctx, local);
    section_ui(ui, "Columns", &summary, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        if table.columns.len() <= MANY {
            for (index, column) in table.columns.iter().enumerate() {
                column_ui(ui, ctx, (table, index), local, out);
                field_problems_ui(ui, ctx, &Field::Column(column.name.clone()));
            }
            missing_columns_ui(ui, ctx, table);
            return;
        }
        let shown = filter_ui(ui, table, &mut local.filter, out);
        column_problems_ui(ui, ctx);
        ScrollArea::vertical()
            .id_salt("columns")
            .max_height(ROW_HEIGHT * 9.0)
            .auto_shrink([false, true])
            .show_rows(ui, ROW_HEIGHT, shown.len(), |ui, range| {
                for &index in &shown[range] {
                    column_ui(ui, ctx, (table, index), local, out);
                }
            });
        if shown.is_empty() {
            ui.weak("No column has this in its name.");
        }
    });
}

/// What names must contain, and a role for all columns that have it; returns these.
fn filter_ui(
    ui: &mut Ui,
    table: &Table,
    filter: &mut String,
    out: &mut Vec<AppCommand>,
) -> Vec<usize> {
    ui.horizontal(|ui| {
        let button = 92.0;
        let width = ui.available_width() - button - ui.spacing().item_spacing.x;
        let edit = TextEdit::singleline(filter).hint_text("Filter columns");
        ui.add(edit.desired_width(width - 8.0));
        let needle = filter.to_lowercase();
        let shown: Vec<usize> = (0..table.columns.len())
            .filter(|&index| table.columns[index].name.to_lowercase().contains(&needle))
            .collect();
        let names = || {
            let columns = shown.iter().map(|&index| &table.columns[index]);
            columns.map(|column| column.name.clone()).collect()
        };
        let button = Button::new("Set all ⏷").min_size(vec2(ui.available_width(), 0.0));
        MenuButton::from_button(button)
            .ui(ui, |ui| roles_menu_ui(ui, names, out))
            .0
            .on_hover_text("The role of all listed columns");
        shown
    })
    .inner
}

/// How many inputs and targets there are. Windows over the past make several inputs of a column.
fn summary(ctx: &ViewCtx<'_>, local: &DatasetLocal) -> String {
    let mut targets = counted(local.roles.count(Role::Target), "target", "targets");
    if local.roles.count(Role::Weight) > 0 {
        targets += ", weight";
    }
    let windows = ctx.state.document.experiment.data.windows();
    let inputs = match (windows, &ctx.state.check) {
        (None, _) => local.roles.count(Role::Input),
        (Some(_), Check::Ready(plan)) => plan.dataset().preparation.features(),
        (Some(_), Check::NoTable | Check::Working | Check::Problems(_)) => {
            return format!("windows, {targets}");
        }
    };
    format!("{}, {targets}", counted(inputs, "input", "inputs"))
}

/// Problems of columns that the experiment names but the table does not have.
fn missing_columns_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, table: &Table) {
    for problem in problems(ctx) {
        if let Field::Column(name) = &problem.field
            && table.column(name).is_none()
        {
            problem_mark_ui(ui, &problem.message);
        }
    }
}

/// The problems of all columns together, where the list is too long to show each at its column.
fn column_problems_ui(ui: &mut Ui, ctx: &ViewCtx<'_>) {
    const SHOWN: usize = 8;
    let of_columns = || problems(ctx).filter(|problem| matches!(problem.field, Field::Column(_)));
    for problem in of_columns().take(SHOWN) {
        problem_mark_ui(ui, &problem.message);
    }
    let more = of_columns().count().saturating_sub(SHOWN);
    if more > 0 {
        ui.weak(format!(
            "and {} more columns with problems",
            whole_number(more as u64)
        ));
    }
}

/// One column: name and type on the first line, statistics on the second, the role at the right.
fn column_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (table, index): (&Table, usize),
    local: &DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    let column = &table.columns[index];
    let role = local.roles.role(index);
    let surfaces = Surfaces::of(ui);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), ROW_HEIGHT),
        Layout::right_to_left(Align::Center),
        |ui| {
            ui.set_min_height(ROW_HEIGHT);
            ui.spacing_mut().interact_size.y = 18.0;
            let (word, color) = role_look(ui, role);
            let name = format!("Role of {}", column.name);
            let chip = chip_ui(ui, &name, word, color, 66.0)
                .on_hover_text("Click to change its role, or whether it orders the rows");
            Popup::menu(&chip).show(|ui| use_menu_ui(ui, ctx, (&column.name, role), out));
            ui.with_layout(Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 1.0);
                ui.add_space(1.0);
                let name_color = if role == Role::Ignored {
                    surfaces.weak
                } else {
                    surfaces.strong
                };
                ui.horizontal(|ui| {
                    kind_ui(ui, ctx, (table, index), local, out);
                    if let Some(word) = sequence_word(ctx, &column.name) {
                        let word = RichText::new(word).small().color(surfaces.accent);
                        ui.add(Label::new(word).selectable(false));
                    }
                    let name = RichText::new(&column.name).color(name_color);
                    ui.add(Label::new(name).truncate());
                });
                let kind = local.roles.kind(index);
                let profile = ctx.state.insight.profile_as(index, kind);
                statistics_ui(ui, column, kind, profile);
            });
        },
    );
}

/// The type of a column, as a small button that opens the menu of types.
fn kind_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (table, index): (&Table, usize),
    local: &DatasetLocal,
    out: &mut Vec<AppCommand>,
) {
    let column = &table.columns[index];
    let kind = local.roles.kind(index);
    let word = kind_word(column, kind);
    let text = RichText::new(kind_mark(column, kind))
        .monospace()
        .size(10.0);
    let name = format!("Type of {}", column.name);
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().button_padding = vec2(2.0, 0.0);
            ui.spacing_mut().interact_size.y = 16.0;
            ui.add(Button::new(text).frame_when_inactive(false))
        })
        .inner;
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::Button, enabled, &name);
        info.current_text_value = Some(word.to_owned());
        info
    });
    let response = response.on_hover_ui(|ui| {
        let (_, name) = word.split_once(' ').unwrap_or(("", word));
        ui.label(format!("{name}; click to change"));
        if let ColumnKind::DateTime(date) = kind {
            ui.label(RichText::new(format!("Becomes {}", date.meaning())).small());
        }
    });
    let guess = ctx
        .state
        .insight
        .profile(index)
        .map(|profile| &profile.guess);
    let looks = ctx.state.insight.looks();
    let kinds = (kind, guess.unwrap_or(kind));
    if let Some(kind) = kind_menu_ui(&response, column, kinds, |kind| {
        unreadable(looks, (table, index), kind)
    }) {
        out.push(AppCommand::Edit(DocumentEdit::ColumnKind {
            column: column.name.clone(),
            kind,
        }));
    }
}

/// The second line of a column.
fn statistics_ui(ui: &mut Ui, column: &Column, kind: &ColumnKind, profile: Option<&ColumnProfile>) {
    let tokens = Tokens::of(ui);
    let Some(profile) = profile else {
        ui.weak("…");
        return;
    };
    ui.horizontal(|ui| {
        let counts = bar_counts(profile);
        if !counts.is_empty() {
            let bars = tokens.train.gamma_multiply(0.75);
            mini_histogram_ui(ui, &counts, bars, vec2(48.0, 12.0));
        }
        let missing = profile.stats.missing;
        if missing > 0 {
            let text = format!("{} missing", whole_number(missing as u64));
            ui.add(Label::new(
                RichText::new(text).small().color(tokens.warning),
            ));
        }
        // Beside the missing cells there is less room.
        let text = if missing > 0 {
            brief_figures(profile, kind)
        } else {
            short_figures(profile, kind)
        };
        let text = RichText::new(text).small().weak();
        let elided = profile.stats.kind.is_none();
        let label = ui.add(Label::new(text).truncate().show_tooltip_when_elided(elided));
        match &profile.stats.kind {
            Some(stats @ StatsKind::Number { .. }) => {
                if let Some(sentence) = figures_sentence(stats, kind) {
                    label.on_hover_text(sentence);
                }
            }
            Some(StatsKind::Classes { counts }) => {
                label.on_hover_text(class_hint(column, counts));
            }
            None => {}
        }
    });
}

/// The first classes with their counts.
pub fn class_hint(column: &Column, counts: &[usize]) -> String {
    const SHOWN: usize = 12;
    let Values::Category { classes, .. } = &column.values else {
        return String::new();
    };
    let mut lines: Vec<String> = classes
        .iter()
        .zip(counts)
        .take(SHOWN)
        .map(|(class, count)| format!("{class}: {count}"))
        .collect();
    if classes.len() > SHOWN {
        lines.push(format!("and {} more", classes.len() - SHOWN));
    }
    lines.join("\n")
}
