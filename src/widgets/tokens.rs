//! All colours, light and dark.

#![expect(
    clippy::disallowed_methods,
    reason = "this is the one place where colours are made"
)]

use egui::Color32;

/// The colours of one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Positive weights and values (blue: told from orange by colour-blind readers too).
    pub positive: Color32,
    /// Negative weights and values (orange).
    pub negative: Color32,
    /// Weights and values near 0.
    pub neutral: Color32,
    /// The training curve.
    pub train: Color32,
    /// The validation curve.
    pub validation: Color32,
    /// The test part.
    pub test: Color32,
    /// The mark of the best epoch, and success.
    pub good: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Errors.
    pub error: Color32,
    /// The selected layer or unit.
    pub selection: Color32,
    /// The face of a unit.
    pub unit_fill: Color32,
    /// The rim of a unit.
    pub unit_stroke: Color32,
    /// Series colours for traced weights, used in turn (Okabe & Ito's palette, adapted to the theme).
    pub series: [Color32; 8],
}

impl Tokens {
    /// The colours that fit the present theme of `ui`.
    pub fn of(ui: &egui::Ui) -> Self {
        Self::for_dark(ui.visuals().dark_mode)
    }

    /// The colours of the dark or the light theme.
    pub fn for_dark(dark: bool) -> Self {
        if dark {
            Self {
                positive: Color32::from_rgb(86, 156, 255),
                negative: Color32::from_rgb(255, 152, 56),
                neutral: Color32::from_rgb(96, 100, 110),
                train: Color32::from_rgb(86, 180, 233),
                validation: Color32::from_rgb(240, 170, 60),
                test: Color32::from_rgb(190, 140, 220),
                good: Color32::from_rgb(70, 190, 130),
                warning: Color32::from_rgb(240, 190, 70),
                error: Color32::from_rgb(245, 105, 95),
                selection: Color32::from_rgb(120, 200, 255),
                unit_fill: Color32::from_rgb(44, 48, 56),
                unit_stroke: Color32::from_rgb(150, 156, 168),
                series: [
                    Color32::from_rgb(86, 180, 233),
                    Color32::from_rgb(240, 170, 60),
                    Color32::from_rgb(40, 190, 140),
                    Color32::from_rgb(230, 130, 180),
                    Color32::from_rgb(240, 228, 66),
                    Color32::from_rgb(120, 140, 255),
                    Color32::from_rgb(245, 110, 60),
                    Color32::from_rgb(200, 200, 205),
                ],
            }
        } else {
            Self {
                positive: Color32::from_rgb(0, 98, 190),
                negative: Color32::from_rgb(214, 94, 0),
                neutral: Color32::from_rgb(170, 174, 182),
                train: Color32::from_rgb(0, 114, 178),
                validation: Color32::from_rgb(200, 110, 0),
                test: Color32::from_rgb(140, 80, 170),
                good: Color32::from_rgb(0, 128, 90),
                warning: Color32::from_rgb(170, 110, 0),
                error: Color32::from_rgb(190, 40, 40),
                selection: Color32::from_rgb(0, 120, 215),
                unit_fill: Color32::from_rgb(250, 250, 252),
                unit_stroke: Color32::from_rgb(90, 96, 108),
                series: [
                    Color32::from_rgb(0, 114, 178),
                    Color32::from_rgb(200, 110, 0),
                    Color32::from_rgb(0, 140, 100),
                    Color32::from_rgb(190, 80, 140),
                    Color32::from_rgb(150, 130, 0),
                    Color32::from_rgb(70, 80, 200),
                    Color32::from_rgb(190, 60, 20),
                    Color32::from_rgb(90, 90, 95),
                ],
            }
        }
    }
}
