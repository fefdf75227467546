//! The mark of a problem at the field it belongs to.

use egui::CornerRadius;
use egui::Frame;
use egui::Label;
use egui::Margin;
use egui::Response;
use egui::RichText;
use egui::Ui;
use egui::WidgetInfo;

use super::formula::typeset_name;
use super::tokens::Tokens;

/// Shows what is wrong and what to do, below the field to blame.
pub fn problem_mark_ui(ui: &mut Ui, message: &str) -> Response {
    let color = Tokens::of(ui).error;
    Frame::new()
        .fill(color.gamma_multiply(0.12))
        .corner_radius(CornerRadius::same(4))
        .inner_margin(Margin::symmetric(8, 5))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(RichText::new("⚠").color(color));
                message_ui(ui, message);
            });
        })
        .response
}

/// Shows a message as a sentence; it is found by its own words.
pub fn message_ui(ui: &mut Ui, message: &str) {
    let response = ui.add(Label::new(typeset_name(ui, &sentence(message))).wrap());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, enabled, message));
}

/// A message as a sentence on screen: messages begin small, as they may follow a place. A name such as iRprop keeps its own letters.
pub fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    if chars.clone().nth(1).is_some_and(char::is_uppercase) {
        return message.to_owned();
    }
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_ascii_uppercase(), chars.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(sentence("the file is empty"), "The file is empty");
        assert_eq!(sentence("`a` is empty"), "`a` is empty");
        assert_eq!(sentence("η is too large"), "η is too large");
        assert_eq!(sentence("iRprop− has none"), "iRprop− has none");
        assert_eq!(sentence(""), "");
    }
}
