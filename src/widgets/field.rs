//! One row of a form: a label on the left, a control that takes the rest of the width.

use egui::Align;
use egui::Id;
use egui::Label;
use egui::Layout;
use egui::Ui;
use egui::Vec2;

use super::formula::text_with_formulas_ui;
use super::formula::typeset_name;

/// The width of a label where there is room, in points; one that needs more takes it from its own control.
const LABEL_WIDTH: f32 = 146.0;

/// The width that is left to the control before the label gets more than its least share, in points.
const CONTROL_WIDTH: f32 = 158.0;

/// The width that a long label leaves to the control, in points.
const LEAST_CONTROL_WIDTH: f32 = 96.0;

/// The least share of a label in the width of a form.
const LABEL_SHARE: f32 = 0.38;

/// A label that needs up to this much more than the usual width gets it in all rows of its form, so that the controls stay
/// in line; one that needs even more gets it in its own row alone.
const SHARED_EXCESS: f32 = 56.0;

/// How wide the labels of a form are, in this frame and in the last.
#[derive(Clone, Copy, Debug, Default)]
struct FormLabels {
    frame: u64,
    widest: f32,
    widest_before: f32,
}

/// Draws a row. `control` gets the label's id for [`egui::Response::labelled_by`], so that screen readers and tests
/// find the control by its label. An empty `hint` shows no tooltip.
pub fn field_ui<R>(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    control: impl FnOnce(&mut Ui, Id) -> R,
) -> R {
    let row = Vec2::new(ui.available_width(), ui.spacing().interact_size.y);
    let least = row.x * LABEL_SHARE;
    let usual = (row.x - CONTROL_WIDTH).max(least).min(LABEL_WIDTH);
    let gap = ui.spacing().item_spacing.x;
    let most = (row.x - LEAST_CONTROL_WIDTH - gap).max(usual);
    let needed = text_width(ui, label);
    let shared = if needed.min(most) <= usual + SHARED_EXCESS {
        needed
    } else {
        usual
    };
    let label_width = needed.max(widest_in_form(ui, shared)).clamp(usual, most);
    ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
        let response = ui
            .allocate_ui_with_layout(
                Vec2::new(label_width, row.y),
                Layout::left_to_right(Align::Center),
                |ui| {
                    ui.set_min_width(label_width);
                    ui.add(Label::new(typeset_name(ui, label)).truncate())
                },
            )
            .inner;
        let id = response.id;
        if !hint.is_empty() {
            response.on_hover_ui(|ui| {
                text_with_formulas_ui(ui, hint);
            });
        }
        control(ui, id)
    })
    .inner
}

/// The width of the widest label of the form, of which one with this width is shown now.
fn widest_in_form(ui: &Ui, width: f32) -> f32 {
    let id = ui.scope_id().with("form labels");
    let frame = ui.cumulative_frame_nr();
    let labels = ui.data_mut(|data| {
        let labels = data.get_temp_mut_or_default::<FormLabels>(id);
        if labels.frame != frame {
            *labels = FormLabels {
                frame,
                widest: 0.0,
                widest_before: labels.widest,
            };
        }
        labels.widest = labels.widest.max(width);
        *labels
    });
    if labels.widest > labels.widest_before {
        // The rows above did not know of it.
        ui.request_repaint();
    }
    labels.widest.max(labels.widest_before)
}

/// The width that a label needs.
fn text_width(ui: &Ui, text: &str) -> f32 {
    let galley = ui.painter().layout_job(typeset_name(ui, text));
    galley.size().x.ceil()
}
