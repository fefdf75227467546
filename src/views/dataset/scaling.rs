//! Scaling of numeric inputs and targets.

use std::ops::RangeInclusive;

use egui::Label;
use egui::RichText;
use egui::Ui;

use crate::data::Scaling;
use crate::views::ViewCtx;
use crate::widgets::choice::choice_ui;
use crate::widgets::real_input::real_input_ui;
use crate::widgets::section::section_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// The range that a bound of min–max scaling may take.
const BOUNDS: RangeInclusive<f64> = -1e6..=1e6;

/// Shows the section.
pub fn scaling_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let data = &ctx.state.document.experiment.data;
    let (inputs, targets) = (data.input_scaling, data.target_scaling);
    let summary = format!("{}, {}", scaling_word(inputs), scaling_word(targets));
    section_ui(ui, "Scaling", &summary, |ui| {
        if let Some(scaling) = one_scaling_ui(ui, "Inputs", inputs) {
            out.push(AppCommand::Edit(DocumentEdit::InputScaling(scaling)));
        }
        if let Some(scaling) = one_scaling_ui(ui, "Targets", targets) {
            out.push(AppCommand::Edit(DocumentEdit::TargetScaling(scaling)));
        }
        let note = "Of numbers only. Fitted on the training part; predictions are shown in original units.";
        ui.add(Label::new(RichText::new(note).weak().small()).wrap());
    });
}

/// The word for a scaling in a summary.
pub fn scaling_word(scaling: Scaling) -> &'static str {
    match scaling {
        Scaling::None => "none",
        Scaling::MinMax { .. } => "min–max",
        Scaling::Standardise => "standardised",
        Scaling::Robust => "robust",
        Scaling::Log => "logarithm",
        Scaling::SignedLog => "signed logarithm",
    }
}

/// The scalings with name and tooltip; min–max with the bounds of the present one.
pub fn scaling_options(current: Scaling) -> [(Scaling, &'static str, &'static str); 6] {
    let min_max = match current {
        Scaling::MinMax { .. } => current,
        Scaling::None
        | Scaling::Standardise
        | Scaling::Robust
        | Scaling::Log
        | Scaling::SignedLog => Scaling::MinMax {
            low: 0.0,
            high: 1.0,
        },
    };
    [
        (Scaling::None, "None", "Values as they are"),
        (min_max, "Min–max", "Linearly to the range below"),
        (
            Scaling::Standardise,
            "Standardise",
            "To mean 0 and standard deviation 1",
        ),
        (
            Scaling::Robust,
            "Robust",
            "To median 0 and interquartile range 1; a few extreme values change nothing",
        ),
        (
            Scaling::Log,
            "Logarithm",
            "ln x, then standardised; every value must be positive",
        ),
        (
            Scaling::SignedLog,
            "Signed logarithm",
            "sign(x) · ln(1 + |x|), then standardised; log1p for positive values",
        ),
    ]
}

/// The chooser and, for min–max, the two bounds; returns the change.
fn one_scaling_ui(ui: &mut Ui, label: &str, current: Scaling) -> Option<Scaling> {
    let options = scaling_options(current);
    let chosen = choice_ui(ui, label, current, options);
    let Scaling::MinMax { low, high } = current else {
        return chosen;
    };
    let hint = "What the smallest value becomes";
    let low_label = format!("{label} low");
    let new_low = real_input_ui(ui, &low_label, hint, low, BOUNDS);
    let hint = "What the largest value becomes";
    let high_label = format!("{label} high");
    let new_high = real_input_ui(ui, &high_label, hint, high, BOUNDS);
    let bounds = (new_low.unwrap_or(low), new_high.unwrap_or(high));
    if bounds == (low, high) {
        chosen
    } else {
        Some(Scaling::MinMax {
            low: bounds.0,
            high: bounds.1,
        })
    }
}
