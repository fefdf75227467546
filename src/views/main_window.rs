//! The window as a whole: bars at the edges, tabs at the left, the network above the plots.

use egui::Button;
use egui::CentralPanel;
use egui::Frame;
use egui::Label;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;
use egui::UiBuilder;
use egui::Vec2;

use super::ViewCtx;
use super::dataset::DatasetLocal;
use super::dataset::dataset_panel_ui;
use super::dataset::paint_window_ui;
use super::dataset::table_window_ui;
use super::dialogs::dialogs_ui;
use super::error_plot::ErrorPlotLocal;
use super::error_plot::error_plot_ui;
use super::menu_bar::menu_bar_ui;
use super::metric_plot::MetricPlotLocal;
use super::metric_plot::metric_plot_ui;
use super::network_editor::NetworkEditorLocal;
use super::network_editor::network_editor_ui;
use super::notices::notices_ui;
use super::optimizer_plot::OptimizerPlotLocal;
use super::optimizer_plot::optimizer_plot_ui;
use super::prediction_plot::PredictionPlotLocal;
use super::prediction_plot::prediction_plot_ui;
use super::preset_browser::PresetLocal;
use super::preset_browser::preset_browser_ui;
use super::status_bar::status_bar_ui;
use super::theme;
use super::toolbar::toolbar_ui;
use super::training_panel::TrainingPanelLocal;
use super::training_panel::training_panel_ui;
use super::weight_plot::WeightPlotLocal;
use super::weight_plot::weight_plot_ui;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;
use crate::workbench::state::LeftTab;
use crate::workbench::state::LowerPlot;

/// The width of the left panel when the window is first opened.
const LEFT_WIDTH: f32 = 330.0;

/// The share of the height that the plots have when the window is first opened.
const PLOTS_SHARE: f32 = 0.42;

/// What the views keep between frames. Nothing of it belongs to the document.
#[derive(Debug)]
pub struct Locals {
    /// Whether the left panel is shown.
    pub left_open: bool,
    /// The data panel.
    pub dataset: DatasetLocal,
    /// The presets of the program.
    pub presets: PresetLocal,
    /// The network editor.
    pub network_editor: NetworkEditorLocal,
    /// The training panel.
    pub training: TrainingPanelLocal,
    /// The error plot.
    pub error_plot: ErrorPlotLocal,
    /// The plot of traced weights.
    pub weight_plot: WeightPlotLocal,
    /// The plot of predictions.
    pub prediction_plot: PredictionPlotLocal,
    /// The plot of metrics.
    pub metric_plot: MetricPlotLocal,
    /// The plot of what the optimiser does.
    pub optimizer_plot: OptimizerPlotLocal,
}

impl Default for Locals {
    fn default() -> Self {
        Self {
            left_open: true,
            dataset: DatasetLocal::default(),
            presets: PresetLocal::default(),
            network_editor: NetworkEditorLocal::default(),
            training: TrainingPanelLocal::default(),
            error_plot: ErrorPlotLocal::default(),
            weight_plot: WeightPlotLocal::default(),
            prediction_plot: PredictionPlotLocal::default(),
            metric_plot: MetricPlotLocal::default(),
            optimizer_plot: OptimizerPlotLocal::default(),
        }
    }
}

/// Shows the window's contents.
pub fn main_window_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    locals: &mut Locals,
    out: &mut Vec<AppCommand>,
) {
    theme::follow(ui.ctx(), ctx.state.settings.theme);
    Panel::top("menu bar")
        .frame(theme::bar_frame(ui))
        .show_separator_line(false)
        .show(ui, |ui| {
            let Locals {
                left_open, presets, ..
            } = locals;
            menu_bar_ui(ui, ctx, presets, left_open, out);
        });
    Panel::top("toolbar")
        .frame(theme::bar_frame(ui))
        .show(ui, |ui| toolbar_ui(ui, ctx, out));
    let status = Panel::bottom("status bar")
        .frame(theme::bar_frame(ui))
        .show(ui, |ui| status_bar_ui(ui, ctx, out));
    let mut open = locals.left_open;
    Panel::left("left panel")
        .frame(theme::side_frame(ui))
        .default_size(LEFT_WIDTH)
        .size_range(270.0..=620.0)
        .show_collapsible(ui, &mut open, |ui| {
            within(ui, |ui| left_panel_ui(ui, ctx, locals, out));
        });
    // Its edge opens it but does not close it: a drag that goes far leaves the least width.
    locals.left_open |= open;
    CentralPanel::no_frame().show(ui, |ui| centre_ui(ui, ctx, locals, out));
    let DatasetLocal {
        roles,
        table_window,
        paint,
        ..
    } = &mut locals.dataset;
    paint_window_ui(ui, ctx, paint, out);
    table_window_ui(ui, ctx, roles, table_window, out);
    dialogs_ui(ui, ctx, out);
    let bottom = status.response.rect.height();
    notices_ui(ui, ctx, bottom, out);
}

/// Draws in all the space there is, so that a panel keeps the size that the user gave it whatever it has to show.
fn within(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let rect = ui.available_rect_before_wrap();
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect));
    contents(&mut child);
    ui.advance_cursor_after_rect(rect);
}

/// Says that the run is of an older state of the experiment, and offers a new one: below the plots, which alone make room for it,
/// so that no control slips away from below the pointer.
fn pending_bar_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    if !ctx.state.document.edits_await_new_run() {
        return;
    }
    let color = Tokens::of(ui).selection;
    let frame = Frame::new()
        .fill(color.gamma_multiply(0.14))
        .inner_margin(Margin::symmetric(10, 5));
    Panel::bottom("pending changes")
        .frame(frame)
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new("✏").color(color));
                let button = "Start new run";
                let text =
                    "The experiment has changed since this run began. Changes apply to a new run.";
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let reset = MenuCommand::Reset;
                    if ui
                        .add_enabled(reset.enabled(ctx.state), Button::new(button))
                        .on_hover_text(reset.row().tooltip)
                        .on_disabled_hover_text("Mend the problems that are marked first")
                        .clicked()
                    {
                        out.push(AppCommand::Menu(reset));
                    }
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.add(Label::new(text).truncate());
                    });
                });
            });
        });
}

/// The tabs at the left.
fn left_panel_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, locals: &mut Locals, out: &mut Vec<AppCommand>) {
    let tab = ctx.state.view.left_tab;
    let tabs = [
        (LeftTab::Data, "Data"),
        (LeftTab::Training, "Training"),
        (LeftTab::Presets, "Presets"),
    ];
    // As wide as what scrolls below, whose bar stands at the right.
    let bar = ui.spacing().scroll.allocated_width();
    let tabs_size = Vec2::new(ui.available_width() - bar, 26.0);
    let chosen = ui.allocate_ui(tabs_size, |ui| segments_ui(ui, tab, &tabs, true));
    if let Some(tab) = chosen.inner {
        out.push(AppCommand::SetLeftTab(tab));
    }
    ui.add_space(4.0);
    match tab {
        LeftTab::Data => dataset_panel_ui(ui, ctx, &mut locals.dataset, out),
        LeftTab::Training => {
            ScrollArea::vertical()
                .id_salt("training panel")
                .auto_shrink(false)
                .show(ui, |ui| {
                    training_panel_ui(ui, ctx, &mut locals.training, out);
                    follow_focus(ui);
                });
        }
        LeftTab::Presets => preset_browser_ui(ui, ctx, &mut locals.presets, out),
    }
}

/// Scrolls to the control that the keyboard has just come to.
fn follow_focus(ui: &Ui) {
    let id = ui.scope_id().with("focus");
    let focused = ui.memory(egui::Memory::focused);
    let before = ui.data(|data| data.get_temp::<Option<egui::Id>>(id));
    if before == Some(focused) {
        return;
    }
    ui.data_mut(|data| data.insert_temp(id, focused));
    let pointed = ui.input(|input| input.pointer.any_down() || input.pointer.any_released());
    let response = focused.and_then(|focused| ui.ctx().read_response(focused));
    if let Some(response) =
        response.filter(|response| !pointed && response.layer_id == ui.layer_id())
        && ui.min_rect().contains(response.rect.center())
    {
        ui.scroll_to_rect(response.rect.expand(8.0), None);
    }
}

/// The network above, the plots below.
fn centre_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, locals: &mut Locals, out: &mut Vec<AppCommand>) {
    let height = ui.available_height();
    let most = (height - 160.0).max(120.0);
    Panel::bottom("plots")
        .frame(theme::panel_frame(ui))
        .resizable(true)
        .default_size((height * PLOTS_SHARE).min(most))
        .size_range(120.0..=most)
        .show(ui, |ui| {
            within(ui, |ui| {
                pending_bar_ui(ui, ctx, out);
                CentralPanel::no_frame().show(ui, |ui| plots_ui(ui, ctx, locals, out));
            });
        });
    CentralPanel::no_frame()
        .frame(theme::panel_frame(ui))
        .show(ui, |ui| {
            network_editor_ui(ui, ctx, &mut locals.network_editor, out);
        });
}

/// The error at the left, the chosen lower plot at the right.
fn plots_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, locals: &mut Locals, out: &mut Vec<AppCommand>) {
    let plot = ctx.state.view.lower_plot;
    ui.spacing_mut().item_spacing.x = 16.0;
    ui.columns(2, |columns| {
        for column in &mut *columns {
            column.spacing_mut().item_spacing.x = 8.0;
        }
        let [left, right] = columns else {
            return;
        };
        error_plot_ui(left, ctx, &mut locals.error_plot, out);
        let tabs = [
            (LowerPlot::Weights, "Weights"),
            (LowerPlot::Prediction, "Prediction"),
            (LowerPlot::Metrics, "Metrics"),
            (LowerPlot::Optimizer, "Optimiser"),
        ];
        if let Some(plot) = segments_ui(right, plot, &tabs, false) {
            out.push(AppCommand::SetLowerPlot(plot));
        }
        match plot {
            LowerPlot::Weights => weight_plot_ui(right, ctx, &mut locals.weight_plot, out),
            LowerPlot::Prediction => {
                prediction_plot_ui(right, ctx, &mut locals.prediction_plot, out);
            }
            LowerPlot::Metrics => metric_plot_ui(right, ctx, &mut locals.metric_plot, out),
            LowerPlot::Optimizer => {
                optimizer_plot_ui(right, ctx, &mut locals.optimizer_plot, out);
            }
        }
    });
}
