//! The style of the window, light and dark: spacing, rounding, font sizes, and colours from the tokens.

use std::collections::BTreeMap;

use egui::Context;
use egui::CornerRadius;
use egui::FontDefinitions;
use egui::FontFamily;
use egui::FontId;
use egui::Frame;
use egui::Margin;
use egui::Stroke;
use egui::Style;
use egui::TextStyle;
use egui::ThemePreference;
use egui::Visuals;
use egui::epaint::Shadow;
use egui::style::WidgetVisuals;
use egui::vec2;

use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::settings::Theme;

/// Installs fonts and both styles; called once when the window opens.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    // Ubuntu-Light lacks arrows; Hack has them.
    if let Some(family) = fonts.families.get_mut(&FontFamily::Proportional) {
        family.push("Hack".into());
    }
    ctx.set_fonts(fonts);
    for (theme, dark) in [(egui::Theme::Light, false), (egui::Theme::Dark, true)] {
        ctx.style_mut_of(theme, |style| apply(style, dark));
    }
}

/// Follows the user's choice of theme.
pub fn follow(ctx: &Context, theme: Theme) {
    let wanted = match theme {
        Theme::System => ThemePreference::System,
        Theme::Light => ThemePreference::Light,
        Theme::Dark => ThemePreference::Dark,
    };
    if ctx.options(|options| options.theme_preference) != wanted {
        ctx.set_theme(wanted);
    }
}

/// Sets one style.
fn apply(style: &mut Style, dark: bool) {
    style.text_styles = text_styles();
    style.visuals = visuals(dark);
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size = vec2(40.0, 24.0);
    spacing.window_margin = Margin::same(12);
    spacing.menu_margin = Margin::same(6);
    spacing.menu_width = 260.0;
    spacing.slider_width = 120.0;
    spacing.slider_rail_height = 5.0;
    spacing.icon_width = 16.0;
    spacing.icon_width_inner = 9.0;
    spacing.icon_spacing = 6.0;
    spacing.tooltip_width = 360.0;
    // Scroll bars stand beside what they scroll, not on it.
    spacing.scroll.floating_allocated_width = 8.0;
    spacing.combo_height = 320.0;
    // Popups may become as high as the longest list.
    spacing.default_area_size.y = 660.0;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = true;
    style.animation_time = 0.12;
}

/// The sizes of text.
fn text_styles() -> BTreeMap<TextStyle, FontId> {
    use FontFamily::Monospace;
    use FontFamily::Proportional;
    [
        (TextStyle::Small, FontId::new(12.0, Proportional)),
        (TextStyle::Body, FontId::new(14.0, Proportional)),
        (TextStyle::Button, FontId::new(14.0, Proportional)),
        (TextStyle::Heading, FontId::new(18.0, Proportional)),
        (TextStyle::Monospace, FontId::new(13.0, Monospace)),
    ]
    .into()
}

/// The colours and shapes.
fn visuals(dark: bool) -> Visuals {
    let surfaces = Surfaces::for_dark(dark);
    let tokens = Tokens::for_dark(dark);
    let mut visuals = if dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    visuals.panel_fill = surfaces.panel;
    visuals.window_fill = surfaces.raised;
    visuals.window_stroke = Stroke::new(1.0, surfaces.mark);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.window_shadow = shadow(surfaces, 24, 8);
    visuals.popup_shadow = shadow(surfaces, 14, 4);
    visuals.extreme_bg_color = surfaces.sunken;
    visuals.faint_bg_color = surfaces.control.gamma_multiply(0.35);
    visuals.code_bg_color = surfaces.control;
    visuals.weak_text_color = Some(surfaces.weak);
    visuals.warn_fg_color = tokens.warning;
    visuals.error_fg_color = tokens.error;
    visuals.hyperlink_color = tokens.positive;
    visuals.selection.bg_fill = surfaces.accent_fill;
    visuals.selection.stroke = Stroke::new(1.0, surfaces.accent);
    visuals.text_cursor.stroke = Stroke::new(2.0, tokens.selection);
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = egui::style::HandleShape::Circle;
    visuals.striped = false;
    visuals.window_highlight_topmost = false;
    visuals.indent_has_left_vline = false;
    let control = |fill, edge, text| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(6),
        fg_stroke: Stroke::new(1.0, text),
        expansion: 0.0,
    };
    let widgets = &mut visuals.widgets;
    widgets.noninteractive = control(surfaces.panel, surfaces.line, surfaces.text);
    widgets.inactive = WidgetVisuals {
        bg_fill: surfaces.mark,
        ..control(surfaces.control, surfaces.line, surfaces.text)
    };
    widgets.hovered = control(surfaces.control_hovered, surfaces.weak, surfaces.strong);
    widgets.active = control(surfaces.control_active, tokens.selection, surfaces.strong);
    widgets.open = control(surfaces.control_hovered, surfaces.line, surfaces.strong);
    visuals
}

fn shadow(surfaces: Surfaces, blur: u8, down: i8) -> Shadow {
    Shadow {
        offset: [0, down],
        blur,
        spread: 0,
        color: surfaces.shadow,
    }
}

/// The frame of the bars along the window's edge.
pub fn bar_frame(ui: &egui::Ui) -> Frame {
    Frame::new()
        .fill(Surfaces::of(ui).bar)
        .inner_margin(Margin::symmetric(10, 4))
}

/// The frame of the panels.
pub fn panel_frame(ui: &egui::Ui) -> Frame {
    Frame::new()
        .fill(Surfaces::of(ui).panel)
        .inner_margin(Margin::symmetric(10, 8))
}

/// The frame of the panel at the left; its scroll bars stand in the margin.
pub fn side_frame(ui: &egui::Ui) -> Frame {
    let margin = Margin {
        right: 4,
        ..panel_frame(ui).inner_margin
    };
    panel_frame(ui).inner_margin(margin)
}

/// The frame of dialogs.
pub fn dialog_frame(ui: &egui::Ui) -> Frame {
    Frame::popup(ui.style())
        .corner_radius(CornerRadius::same(12))
        .inner_margin(Margin::symmetric(20, 18))
}
