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
                train: Color32::from_rgb(0, 96, 152),
                validation: Color32::from_rgb(168, 84, 0),
                test: Color32::from_rgb(140, 80, 170),
                good: Color32::from_rgb(0, 104, 72),
                warning: Color32::from_rgb(142, 84, 0),
                error: Color32::from_rgb(182, 32, 32),
                selection: Color32::from_rgb(0, 92, 175),
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

/// The colours of surfaces, text and controls of one theme; the style of the whole window is made from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surfaces {
    /// The panels.
    pub panel: Color32,
    /// Bars along the window's edge: menu, toolbar, status.
    pub bar: Color32,
    /// Cards, menus and dialogs that lie on a panel.
    pub raised: Color32,
    /// The ground of plots and text fields.
    pub sunken: Color32,
    /// Lines between parts.
    pub line: Color32,
    /// Ordinary text.
    pub text: Color32,
    /// Titles and chosen values.
    pub strong: Color32,
    /// Secondary text.
    pub weak: Color32,
    /// Buttons at rest.
    pub control: Color32,
    /// Check boxes, radio buttons and the rails of sliders at rest: small, so they stand out more than buttons.
    pub mark: Color32,
    /// Buttons under the pointer.
    pub control_hovered: Color32,
    /// Buttons held down.
    pub control_active: Color32,
    /// The fill of what is chosen, and of the main button of a dialog.
    pub accent_fill: Color32,
    /// Text on `accent_fill`, and lines of what is chosen.
    pub accent: Color32,
    /// The shadow below menus and dialogs.
    pub shadow: Color32,
}

impl Surfaces {
    /// The colours that fit the present theme of `ui`.
    pub fn of(ui: &egui::Ui) -> Self {
        Self::for_dark(ui.visuals().dark_mode)
    }

    /// The colours of the dark or the light theme.
    pub fn for_dark(dark: bool) -> Self {
        if dark {
            Self {
                panel: Color32::from_rgb(28, 30, 36),
                bar: Color32::from_rgb(22, 24, 29),
                raised: Color32::from_rgb(36, 39, 47),
                sunken: Color32::from_rgb(18, 19, 23),
                line: Color32::from_rgb(52, 56, 66),
                text: Color32::from_rgb(206, 210, 218),
                strong: Color32::from_rgb(240, 242, 246),
                weak: Color32::from_rgb(146, 152, 164),
                control: Color32::from_rgb(48, 52, 61),
                mark: Color32::from_rgb(78, 84, 98),
                control_hovered: Color32::from_rgb(60, 65, 76),
                control_active: Color32::from_rgb(40, 43, 51),
                accent_fill: Color32::from_rgb(31, 78, 134),
                accent: Color32::from_rgb(196, 222, 255),
                shadow: Color32::from_black_alpha(110),
            }
        } else {
            Self {
                panel: Color32::from_rgb(250, 250, 252),
                bar: Color32::from_rgb(241, 242, 246),
                raised: Color32::from_rgb(255, 255, 255),
                sunken: Color32::from_rgb(255, 255, 255),
                line: Color32::from_rgb(214, 217, 225),
                text: Color32::from_rgb(46, 50, 60),
                strong: Color32::from_rgb(14, 17, 24),
                weak: Color32::from_rgb(102, 108, 121),
                control: Color32::from_rgb(230, 232, 238),
                mark: Color32::from_rgb(206, 210, 221),
                control_hovered: Color32::from_rgb(219, 222, 231),
                control_active: Color32::from_rgb(203, 208, 220),
                accent_fill: Color32::from_rgb(203, 225, 252),
                accent: Color32::from_rgb(0, 76, 152),
                shadow: Color32::from_black_alpha(36),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast of two opaque colours, from 1 to 21 (WCAG 2.2, relative luminance).
    fn contrast(one: Color32, other: Color32) -> f32 {
        let luminance = |color: Color32| {
            let [red, green, blue, _] = egui::Rgba::from(color).to_array();
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    // 4.5 is what WCAG 2.2 (success criterion 1.4.3) asks of small text.
    #[test]
    fn coloured_words_can_be_read_on_every_surface_and_on_their_own_chips() {
        for dark in [false, true] {
            let (tokens, surfaces) = (Tokens::for_dark(dark), Surfaces::for_dark(dark));
            let Tokens {
                train,
                validation,
                test,
                good,
                warning,
                error,
                selection,
                ..
            } = tokens;
            let grounds = [
                surfaces.panel,
                surfaces.bar,
                surfaces.raised,
                surfaces.sunken,
            ];
            for color in [train, validation, test, good, warning, error, selection] {
                for ground in grounds {
                    let found = contrast(color, ground);
                    assert!(found >= 4.5, "{color:?} on {ground:?}: {found}");
                }
            }
            for color in [train, good, warning, error, selection] {
                let ground = surfaces.bar.blend(color.gamma_multiply(0.14));
                let found = contrast(color, ground);
                assert!(found >= 4.5, "{color:?} on its chip {ground:?}: {found}");
            }
        }
    }
}
