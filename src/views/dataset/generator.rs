//! The parameters of a generated table.

use egui::Slider;
use egui::SliderClamping;
use egui::Ui;
use egui::vec2;

use crate::data::Generator;
use crate::data::Parameter;
use crate::widgets::field::field_ui;

/// Sliders of whole numbers with more values than this are logarithmic.
const SLIDER_VALUES: f64 = 300.0;
/// Larger than any size; only seeds reach so far.
const MOST_SEEDS: f64 = 1e9;
/// The seeds that a slider goes through.
const SLIDER_SEEDS: f64 = 99.0;

/// Shows the parameters of a generator; returns it with the change that was just made.
pub fn generator_ui(ui: &mut Ui, generator: &Generator) -> Option<Generator> {
    let mut changed = None;
    for (index, parameter) in generator.parameters().into_iter().enumerate() {
        if let Some(value) = parameter_ui(ui, &parameter) {
            changed = Some(generator.with_parameter(index, value));
        }
    }
    changed
}

/// One row; returns the new value.
fn parameter_ui(ui: &mut Ui, parameter: &Parameter) -> Option<f64> {
    let Parameter {
        name,
        value,
        low,
        high,
        whole,
    } = *parameter;
    // Beside the seeds of the split and of the weights this one needs its full name.
    let label = if name == "Seed" { "Data seed" } else { name };
    let mut moved = value;
    field_ui(ui, label, "", |ui, id| {
        slider_width(ui);
        let slider = if whole && high > MOST_SEEDS {
            // Any number may be typed; the slider goes through the first ones.
            Slider::new(&mut moved, low..=SLIDER_SEEDS)
                .integer()
                .clamping(SliderClamping::Never)
        } else if whole {
            let wide = high - low > SLIDER_VALUES;
            Slider::new(&mut moved, low..=high)
                .integer()
                .logarithmic(wide && low > 0.0)
        } else {
            Slider::new(&mut moved, low..=high)
                .step_by(0.01)
                .fixed_decimals(2)
        };
        ui.add(slider).labelled_by(id);
    });
    (moved != value).then_some(moved)
}

/// Lets a slider take the width that its number leaves.
fn slider_width(ui: &mut Ui) {
    let number = 60.0;
    let width = ui.available_width() - number - ui.spacing().item_spacing.x;
    ui.spacing_mut().slider_width = width.max(48.0);
    ui.spacing_mut().interact_size = vec2(number, 20.0);
}
