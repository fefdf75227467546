//! The parameters of a generated table.

use std::ops::RangeInclusive;

use egui::Slider;
use egui::Ui;

use crate::data::Generator;
use crate::widgets::field::field_ui;
use crate::widgets::real_input::integer_input_ui;

/// The numbers of points that a generator may make in the window.
const POINTS: RangeInclusive<u64> = 2..=1_000_000;

/// Every kind of generator with parameters to start from, and its name.
pub fn kinds() -> [(Generator, &'static str); 9] {
    let (points, seed) = (400, 1);
    [
        (Generator::Xor, "Exclusive or"),
        (Generator::Parity { bits: 4 }, "Parity"),
        (Generator::Encoder { units: 8 }, "Encoder"),
        (
            Generator::TwoSpirals {
                points: 97,
                noise: 0.0,
                seed,
            },
            "Two spirals",
        ),
        (
            Generator::Circle {
                points,
                noise: 0.05,
                seed,
            },
            "Circle",
        ),
        (
            Generator::Gaussians {
                points,
                noise: 0.5,
                seed,
            },
            "Gaussians",
        ),
        (
            Generator::Moons {
                points,
                noise: 0.1,
                seed,
            },
            "Moons",
        ),
        (
            Generator::Sine {
                points: 200,
                noise: 0.05,
                seed,
            },
            "Sine",
        ),
        (
            Generator::Plane {
                points: 200,
                noise: 0.05,
                seed,
            },
            "Plane",
        ),
    ]
}

/// Shows the fields of a generator; returns it with the change that was just made.
pub fn generator_ui(ui: &mut Ui, generator: &Generator) -> Option<Generator> {
    let mut changed = *generator;
    ui.add_space(2.0);
    match &mut changed {
        Generator::Xor => return None,
        Generator::Parity { bits } => size_ui(ui, "Bits", "The number of inputs", bits, 2..=12),
        Generator::Encoder { units } => size_ui(
            ui,
            "Units",
            "The number of inputs and of targets",
            units,
            2..=64,
        ),
        Generator::TwoSpirals {
            points,
            noise,
            seed,
        } => cloud_ui(ui, "Points of each", points, (noise, 1.0), seed),
        Generator::Gaussians {
            points,
            noise,
            seed,
        } => cloud_ui(ui, "Points", points, (noise, 2.0), seed),
        Generator::Circle {
            points,
            noise,
            seed,
        }
        | Generator::Moons {
            points,
            noise,
            seed,
        }
        | Generator::Sine {
            points,
            noise,
            seed,
        }
        | Generator::Plane {
            points,
            noise,
            seed,
        } => cloud_ui(ui, "Points", points, (noise, 0.5), seed),
    }
    (changed != *generator).then_some(changed)
}

/// A slider for a small whole number.
fn size_ui(ui: &mut Ui, label: &str, hint: &str, value: &mut usize, range: RangeInclusive<usize>) {
    field_ui(ui, label, hint, |ui, id| {
        slider_width(ui);
        ui.add(Slider::new(value, range)).labelled_by(id);
    });
}

/// Number of points, noise and seed.
fn cloud_ui(
    ui: &mut Ui,
    points_label: &str,
    points: &mut usize,
    (noise, most): (&mut f64, f64),
    seed: &mut u64,
) {
    let hint = "How many rows are made";
    if let Some(new) = integer_input_ui(ui, points_label, hint, *points as u64, POINTS) {
        *points = new as usize;
    }
    field_ui(ui, "Noise", "Its standard deviation", |ui, id| {
        slider_width(ui);
        ui.add(Slider::new(noise, 0.0..=most).step_by(0.01))
            .labelled_by(id);
    });
    let hint = "Another number draws other points";
    if let Some(new) = integer_input_ui(ui, "Data seed", hint, *seed, 0..=u64::MAX) {
        *seed = new;
    }
}

/// Lets a slider take the width that its number leaves.
fn slider_width(ui: &mut Ui) {
    let number = 48.0;
    let width = ui.available_width() - number - ui.spacing().item_spacing.x;
    ui.spacing_mut().slider_width = width.max(48.0);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_menu_lists_every_generator_once() {
        let indices: HashSet<usize> = kinds()
            .iter()
            .map(|(generator, _)| match generator {
                Generator::Xor => 0,
                Generator::Parity { .. } => 1,
                Generator::Encoder { .. } => 2,
                Generator::TwoSpirals { .. } => 3,
                Generator::Circle { .. } => 4,
                Generator::Gaussians { .. } => 5,
                Generator::Moons { .. } => 6,
                Generator::Sine { .. } => 7,
                Generator::Plane { .. } => 8,
            })
            .collect();
        assert_eq!(indices, (0..9).collect());
    }
}
