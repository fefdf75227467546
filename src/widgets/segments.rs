//! A row of choices of which exactly one holds: tabs and two- or three-way switches.

use egui::Button;
use egui::CornerRadius;
use egui::Frame;
use egui::Margin;
use egui::RichText;
use egui::Ui;
use egui::Vec2;

use super::tokens::Surfaces;

/// Shows the choices side by side; returns the one that was clicked, if it is another one than `current`.
pub fn segments_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    current: T,
    choices: &[(T, &str)],
    fill_width: bool,
) -> Option<T> {
    let surfaces = Surfaces::of(ui);
    let mut chosen = None;
    Frame::new()
        .fill(surfaces.control.gamma_multiply(0.6))
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin::same(2))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let width = if fill_width {
                    let gaps = ui.spacing().item_spacing.x * (choices.len().max(1) - 1) as f32;
                    ((ui.available_width() - gaps) / choices.len().max(1) as f32).floor()
                } else {
                    0.0
                };
                for &(value, text) in choices {
                    let selected = value == current;
                    let text = if selected {
                        RichText::new(text).color(surfaces.accent)
                    } else {
                        RichText::new(text).color(surfaces.text)
                    };
                    let button = Button::selectable(selected, text)
                        .corner_radius(CornerRadius::same(5))
                        .min_size(Vec2::new(width, 22.0));
                    if ui.add(button).clicked() && !selected {
                        chosen = Some(value);
                    }
                }
            });
        });
    chosen
}
