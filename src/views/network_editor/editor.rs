//! The whole view: bar, drawing, and the settings of the selected layer.

use egui::Align2;
use egui::Frame;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;
use egui::Vec2;

use super::bar::bar_ui;
use super::canvas::Scratch;
use super::canvas::canvas_ui;
use super::diagram::Diagram;
use super::geometry::View;
use super::inspector::inspector_ui;
use super::names::NamesCache;
use crate::views::ViewCtx;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;
use crate::workbench::state::LeftTab;
use crate::workbench::state::TableSlot;

/// The width of the settings.
const INSPECTOR_WIDTH: f32 = 260.0;

/// What the editor remembers between frames; nothing of it belongs to the document.
#[derive(Debug)]
pub struct NetworkEditorLocal {
    view: View,
    inspector_open: bool,
    names: NamesCache,
    scratch: Scratch,
}

impl Default for NetworkEditorLocal {
    fn default() -> Self {
        Self {
            view: View::default(),
            inspector_open: true,
            names: NamesCache::default(),
            scratch: Scratch::default(),
        }
    }
}

/// Draws the network of the document and lets the user change it.
pub fn network_editor_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut NetworkEditorLocal,
    out: &mut Vec<AppCommand>,
) {
    let state = ctx.state;
    let Some(names) = local.names.names(state) else {
        no_table_ui(ui, &state.table, out);
        return;
    };
    let diagram = Diagram::new(state, names);
    let selected = state
        .view
        .selected_layer
        .filter(|&layer| layer < diagram.layers.len());
    let NetworkEditorLocal {
        view,
        inspector_open,
        scratch,
        ..
    } = local;
    bar_ui(ui, state, &diagram, view, inspector_open);
    if let Some(layer) = selected.filter(|_| *inspector_open) {
        Panel::right("layer settings")
            .resizable(false)
            .exact_size(INSPECTOR_WIDTH)
            .frame(Frame::new().inner_margin(Margin::symmetric(10, 4)))
            .show(ui, |ui| {
                ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                    // Drafts in text fields belong to one layer.
                    ui.push_id(("layer", layer), |ui| {
                        inspector_ui(ui, ctx, &diagram, layer, out);
                    });
                });
            });
    }
    canvas_ui(ui, &diagram, selected, view, scratch, out);
}

/// Says what to do where there are no data to build a network for.
fn no_table_ui(ui: &mut Ui, table: &TableSlot, out: &mut Vec<AppCommand>) {
    let (title, text) = match table {
        TableSlot::Loading { name, .. } => ("Reading the table…", name.as_str()),
        TableSlot::Failed { message } => ("The table could not be read", message.as_str()),
        TableSlot::Empty | TableSlot::Ready(_) => (
            "No table yet",
            "The network's input and output follow the data: open a table or a preset first.",
        ),
    };
    let loading = matches!(table, TableSlot::Loading { .. });
    let failed = matches!(table, TableSlot::Failed { .. });
    let size = Vec2::new(ui.available_width().min(420.0), 130.0);
    let area = Align2::CENTER_CENTER.align_size_within_rect(size, ui.available_rect_before_wrap());
    ui.scope_builder(egui::UiBuilder::new().max_rect(area), |ui| {
        ui.vertical_centered(|ui| {
            let mut title = RichText::new(title).heading();
            if failed {
                title = title.color(Tokens::of(ui).error);
            }
            ui.label(title);
            ui.weak(text);
            if loading {
                return;
            }
            ui.add_space(8.0);
            if ui.button("Open table…").clicked() {
                out.push(AppCommand::Menu(MenuCommand::OpenTable));
            }
            if ui.button("Look at the presets").clicked() {
                out.push(AppCommand::SetLeftTab(LeftTab::Presets));
            }
        });
    });
    ui.take_available_space();
}
