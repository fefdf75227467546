//! A setting as a field: its name and symbol, its value, and what is said about it.

use std::ops::Bound;

use egui::Ui;

use crate::nn::Hyperparameter;
use crate::nn::HyperparameterKind;
use crate::widgets::problem_mark::sentence;
use crate::widgets::real_input::noted_integer_input_ui;
use crate::widgets::real_input::noted_real_input_ui;
use crate::widgets::real_input::real_text;

/// One setting of something that comes from `source`; returns its new value.
pub(super) fn setting_ui(ui: &mut Ui, parameter: &Hyperparameter, source: &str) -> Option<f64> {
    let label = label(parameter);
    let mut hint = hint(parameter, source);
    if let Some(problem) = parameter.problem() {
        // It stands below the field, where this covers it.
        hint = format!("{}\n{hint}", sentence(&problem));
    }
    let (value, note) = (parameter.value, note(parameter));
    match parameter.kind {
        HyperparameterKind::Real => {
            let range = f64::NEG_INFINITY..=f64::INFINITY;
            noted_real_input_ui(ui, &label, &hint, &note, value, range)
        }
        HyperparameterKind::Count => {
            noted_integer_input_ui(ui, &label, &hint, &note, value as u64, 0..=u64::MAX)
                .map(|count| count as f64)
        }
        HyperparameterKind::Switch => {
            let mut on = value != 0.0;
            let response = ui.checkbox(&mut on, label).on_hover_text(hint);
            response.changed().then(|| f64::from(u8::from(on)))
        }
    }
}

/// The name with the symbol, where there is one.
pub(super) fn label(parameter: &Hyperparameter) -> String {
    let Hyperparameter { symbol, name, .. } = *parameter;
    if symbol.is_empty() {
        name.to_owned()
    } else {
        format!("{name} {symbol}")
    }
}

/// What is said about a setting: what it does, where that comes from (a source, or the formula it stands in), its range and
/// its default.
pub(super) fn hint(parameter: &Hyperparameter, source: &str) -> String {
    let Hyperparameter {
        kind,
        default,
        effect,
        ..
    } = *parameter;
    let label = label(parameter);
    let numbers = match kind {
        HyperparameterKind::Switch => {
            let default = if default == 0.0 { "off" } else { "on" };
            format!("Default: {default}")
        }
        HyperparameterKind::Real | HyperparameterKind::Count => format!(
            "Range: {}\nDefault: {}",
            parameter.range_text(),
            real_text(default)
        ),
    };
    format!("{label}\n{effect}\n{numbers}\n{source}")
}

/// What stands small within a field: the legal range, or the default where the value is another one.
pub(super) fn note(parameter: &Hyperparameter) -> String {
    let Hyperparameter {
        range,
        value,
        default,
        ..
    } = *parameter;
    if value != default {
        return format!("default {}", real_text(default));
    }
    match range {
        (Bound::Included(low), Bound::Unbounded) => format!("≥ {}", real_text(low)),
        (Bound::Excluded(low), Bound::Unbounded) => format!("> {}", real_text(low)),
        (Bound::Unbounded, Bound::Included(high)) => format!("≤ {}", real_text(high)),
        (Bound::Unbounded, Bound::Excluded(high)) => format!("< {}", real_text(high)),
        (Bound::Unbounded, Bound::Unbounded) => String::new(),
        (low, high) => format!("{}, {}", low_end(low), high_end(high)),
    }
}

fn low_end(bound: Bound<f64>) -> String {
    match bound {
        Bound::Included(low) => format!("[{}", real_text(low)),
        Bound::Excluded(low) => format!("({}", real_text(low)),
        Bound::Unbounded => "(−∞".to_owned(),
    }
}

fn high_end(bound: Bound<f64>) -> String {
    match bound {
        Bound::Included(high) => format!("{}]", real_text(high)),
        Bound::Excluded(high) => format!("{})", real_text(high)),
        Bound::Unbounded => "∞)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::OptimizerSpec;

    #[test]
    fn a_field_shows_its_range_or_what_the_default_was() {
        // RMSProp: η > 0, ρ in [0, 1), ε > 0.
        let spec = OptimizerSpec::ALL[3];
        let notes: Vec<String> = spec.parameters().iter().map(note).collect();
        assert_eq!(notes, ["> 0", "[0, 1)", "> 0"]);
        let changed = spec.with_parameter(1, 0.5).parameters();
        assert_eq!(note(&changed[1]), "default 0.99");
        // L-BFGS: 1 ≤ m ≤ 1000.
        let spec = OptimizerSpec::ALL[15];
        assert_eq!(note(&spec.parameters()[0]), "[1, 1000]");
        let changed = spec.with_parameter(0, 3.0).parameters();
        assert_eq!(note(&changed[0]), "default 10");
    }
}
