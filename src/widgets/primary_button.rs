//! The main button of a dialog: the one that does what the dialog is for.

use egui::Button;
use egui::Response;
use egui::RichText;
use egui::Ui;
use egui::Vec2;

use super::tokens::Surfaces;

/// The least size of a dialog's buttons.
pub const DIALOG_BUTTON: Vec2 = Vec2::new(84.0, 28.0);

/// Shows the main button; greyed out when not `enabled`.
pub fn primary_button_ui(ui: &mut Ui, text: &str, enabled: bool) -> Response {
    let Surfaces {
        accent,
        accent_fill,
        ..
    } = Surfaces::of(ui);
    ui.add_enabled(
        enabled,
        Button::new(RichText::new(text).color(accent).strong())
            .fill(accent_fill)
            .min_size(DIALOG_BUTTON),
    )
}

/// Shows another button of a dialog.
pub fn dialog_button_ui(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text).min_size(DIALOG_BUTTON))
}
