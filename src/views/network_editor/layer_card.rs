//! The card of a layer in the strip above the units: name, activation, number of units, and their buttons.

use egui::Align2;
use egui::Color32;
use egui::CornerRadius;
use egui::FontId;
use egui::Id;
use egui::Pos2;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::Vec2;
use egui::WidgetInfo;
use egui::epaint::TextShape;
use egui::pos2;

use super::diagram::Diagram;
use super::headers::BUTTON;
use super::text::count_of;
use crate::nn::Activation;
use crate::widgets::elided::elided;
use crate::widgets::formula::text_with_formulas_ui;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::acts;
use crate::widgets::icon_button::icon_button;
use crate::widgets::scale::whole_number;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::network_edit::UNITS;

/// Cards narrower than this show the name only, from bottom to top.
const FULL_CARD: f32 = 62.0;
/// Cards narrower than this have no button for tracing, and a number of units without the word.
const WIDE_CARD: f32 = 100.0;

/// One layer's header.
pub struct LayerCard<'a> {
    /// Where it is drawn.
    pub ui: &'a mut Ui,
    /// Its id.
    pub id: Id,
    /// The diagram.
    pub diagram: &'a Diagram<'a>,
    /// The layer.
    pub layer: usize,
    /// Its place.
    pub rect: Rect,
    /// How many of its units are drawn.
    pub drawn: usize,
    /// Whether the layer is selected.
    pub selected: bool,
}

impl LayerCard<'_> {
    /// Draws the card.
    pub fn ui(&mut self, out: &mut Vec<AppCommand>) {
        let Self { ui, diagram, .. } = self;
        let layer = &diagram.layers[self.layer];
        let response = ui.interact(self.rect, self.id, Sense::click());
        let label = format!("Layer {}", layer.name);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, self.selected, &label));
        if response.clicked() {
            let select = (!self.selected).then_some(self.layer);
            out.push(AppCommand::SelectLayer(select));
        }
        self.paint_ground(response.hovered() || response.has_focus());
        response
            .on_hover_cursor(egui::CursorIcon::PointingHand)
            .on_hover_ui(|ui| {
                text_with_formulas_ui(ui, &self.summary());
            });
        let width = self.rect.width();
        if width < FULL_CARD {
            self.write_upwards(layer.name);
            return;
        }
        let line = |y: f32| pos2(self.rect.center().x, self.rect.top() + y);
        let traceable = layer.activation.is_some() && width >= WIDE_CARD;
        let margin = if traceable { 48.0 } else { 8.0 };
        self.write(line(14.0), layer.name, 13.5, true, margin);
        let function = layer.activation.map_or("Features", Activation::name);
        self.write(line(29.5), function, 11.5, false, 8.0);
        let margin = if layer.hidden { 52.0 } else { 8.0 };
        let units = self.units_text(width - margin);
        self.write(line(44.5), &units, 12.0, false, margin);
        self.buttons(out);
    }

    /// The number of units, and how many of them are drawn where not all are; as much of it as there is room for.
    fn units_text(&self, width: f32) -> String {
        let units = self.diagram.layers[self.layer].units;
        let count = count_of(units, "unit");
        let fits = |text: &str| {
            let font = FontId::proportional(12.0);
            let galley = (self.ui.painter()).layout_no_wrap(text.to_owned(), font, Color32::WHITE);
            galley.size().x <= width
        };
        let drawn = format!("{count} ({} drawn)", self.drawn);
        if self.drawn < units && fits(&drawn) {
            drawn
        } else if fits(&count) {
            count
        } else {
            whole_number(units as u64)
        }
    }

    fn summary(&self) -> String {
        let layer = &self.diagram.layers[self.layer];
        let function = layer
            .activation
            .map_or("The inputs; they follow the data", |function| {
                function.formula()
            });
        let bias = if layer.activation.is_none() {
            ""
        } else if layer.bias {
            "\nwith bias"
        } else {
            "\nwithout bias"
        };
        let count = count_of(layer.units, "unit");
        let drawn = if self.drawn < layer.units {
            format!(", {} of them drawn", self.drawn)
        } else {
            String::new()
        };
        format!("{}: {count}{drawn}\n{function}{bias}", layer.name)
    }

    fn paint_ground(&self, hovered: bool) {
        let visuals = self.ui.visuals();
        let tokens = Tokens::of(self.ui);
        let fill = if self.selected {
            visuals.panel_fill.lerp_to_gamma(tokens.selection, 0.16)
        } else if hovered {
            visuals.widgets.hovered.weak_bg_fill
        } else {
            visuals.window_fill
        };
        let stroke = if self.diagram.layers[self.layer].problem {
            Stroke::new(1.5, tokens.error)
        } else if self.selected {
            Stroke::new(1.5, tokens.selection)
        } else {
            visuals.widgets.noninteractive.bg_stroke
        };
        let radius = CornerRadius::same(7);
        let painter = self.ui.painter();
        painter.rect(self.rect, radius, fill, stroke, StrokeKind::Inside);
    }

    fn write(&self, center: Pos2, text: &str, size: f32, strong: bool, margin: f32) {
        let visuals = self.ui.visuals();
        let color = if strong {
            visuals.strong_text_color()
        } else {
            visuals.weak_text_color()
        };
        let painter = self.ui.painter();
        let (font, room) = (FontId::proportional(size), self.rect.width() - margin);
        let galley = elided(painter, text, &font, color, room);
        let rect = Align2::CENTER_CENTER.anchor_size(center, galley.size());
        painter.galley(rect.min, galley, color);
    }

    /// Writes the name of a narrow card from bottom to top.
    fn write_upwards(&self, text: &str) {
        let color = self.ui.visuals().strong_text_color();
        let painter = self.ui.painter();
        let (font, room) = (FontId::proportional(12.0), self.rect.height() - 6.0);
        let galley = elided(painter, text, &font, color, room);
        let half = galley.size() / 2.0;
        let corner = self.rect.center() + Vec2::new(-half.y, half.x);
        let shape = TextShape::new(corner, galley, color).with_angle(-std::f32::consts::FRAC_PI_2);
        painter.add(shape);
    }

    /// Fewer and more units, and tracing of the whole layer.
    fn buttons(&mut self, out: &mut Vec<AppCommand>) {
        let Self { ui, diagram, .. } = self;
        let layer = &diagram.layers[self.layer];
        let size = Vec2::splat(BUTTON);
        if layer.hidden {
            let y = self.rect.top() + 44.5;
            let inset = BUTTON / 2.0 + 4.0;
            let places = [
                (
                    Icon::Minus,
                    "Remove unit from",
                    self.rect.left() + inset,
                    layer.units - 1,
                ),
                (
                    Icon::Plus,
                    "Add unit to",
                    self.rect.right() - inset,
                    layer.units + 1,
                ),
            ];
            for (icon, act, x, units) in places {
                let rect = Rect::from_center_size(pos2(x, y), size);
                let name = format!("{act} {}", layer.name);
                let enabled = UNITS.contains(&units);
                let response = icon_button(ui, rect, self.id.with(act), icon, &name, enabled);
                if acts(ui, &response) {
                    let edit = DocumentEdit::Units {
                        layer: self.layer,
                        units,
                    };
                    out.push(AppCommand::Edit(edit));
                }
            }
        }
        let wide = self.rect.width() >= WIDE_CARD;
        if layer.activation.is_some() && diagram.run.is_some() && wide {
            let center = pos2(
                self.rect.right() - BUTTON / 2.0 - 4.0,
                self.rect.top() + 14.0,
            );
            trace_button(
                ui,
                self.id,
                diagram,
                self.layer,
                Rect::from_center_size(center, size),
                out,
            );
        }
    }
}

/// The button that traces all weights of a layer, or forgets them where they are traced.
fn trace_button(
    ui: &mut Ui,
    id: Id,
    diagram: &Diagram<'_>,
    layer: usize,
    rect: Rect,
    out: &mut Vec<AppCommand>,
) {
    let name = diagram.layers[layer].name;
    let name = format!("Trace layer {name}");
    let response = icon_button(ui, rect, id.with("trace"), Icon::Curve, &name, true);
    if response.clicked() {
        out.push(AppCommand::SetTraces(toggled_traces(diagram, layer)));
    }
}

/// The traces after a click on a layer's button: its parameters, or none where exactly these are traced.
pub fn toggled_traces(diagram: &Diagram<'_>, layer: usize) -> Vec<usize> {
    let own = diagram.parameters_of(layer);
    if diagram.traced == own {
        Vec::new()
    } else {
        own
    }
}
