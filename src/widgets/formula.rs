//! Formulas as text, broken into lines where they may be.

use egui::Label;
use egui::Response;
use egui::RichText;
use egui::Ui;
use egui::WidgetInfo;

/// A clause longer than this may be broken anywhere between words.
const LONGEST: usize = 44;

/// A space at which no line ends.
const FIRM_SPACE: &str = "\u{a0}";

/// Shows a formula in as many lines as it needs.
pub fn formula_ui(ui: &mut Ui, formula: &str) -> Response {
    let response = ui.add(Label::new(RichText::new(kept_together(formula)).weak()).wrap());
    let enabled = ui.is_enabled();
    // It is read and found with ordinary spaces.
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, enabled, formula));
    response
}

/// The formula with lines that end behind commas only.
fn kept_together(formula: &str) -> String {
    let clauses = formula.split(", ").map(|clause| {
        if clause.chars().count() <= LONGEST {
            clause.replace(' ', FIRM_SPACE)
        } else {
            clause.to_owned()
        }
    });
    clauses.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_behind_commas() {
        assert_eq!(
            kept_together("v ← μv − ηg, θ ← θ + v"),
            "v\u{a0}←\u{a0}μv\u{a0}−\u{a0}ηg, θ\u{a0}←\u{a0}θ\u{a0}+\u{a0}v"
        );
        let long = "a ".repeat(30);
        assert_eq!(kept_together(&long), long);
    }
}
