//! The window in which points are painted: a square to paint on, a brush for each class or value, an eraser.

use egui::Button;
use egui::Color32;
use egui::DragValue;
use egui::Label;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::RichText;
use egui::Sense;
use egui::Slider;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui::WidgetInfo;
use egui::Window;
use egui::lerp;
use egui::pos2;
use egui::remap;
use egui::vec2;

use super::summary::counted;
use crate::data::Brush;
use crate::data::DataSource;
use crate::data::PaintedTarget;
use crate::data::Painting;
use crate::views::ViewCtx;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::MenuCommand;

/// The side of the square that is painted on.
const SIDE: f32 = 380.0;

/// A stroke leaves a dab whenever it has gone so many radii.
const DAB_EVERY: f64 = 0.4;

/// What the window keeps between frames.
#[derive(Clone, Debug)]
pub struct PaintWindow {
    class: usize,
    value: f64,
    radius: f64,
    count: usize,
    erase: bool,
    /// The points with those of the stroke under way, and where it left its last dab.
    stroke: Option<(Painting, (f64, f64))>,
}

impl Default for PaintWindow {
    fn default() -> Self {
        Self {
            class: 0,
            value: 1.0,
            radius: 0.12,
            count: 4,
            erase: false,
            stroke: None,
        }
    }
}

/// Shows the window while it is open.
pub fn paint_window_ui(
    ui: &Ui,
    ctx: &ViewCtx<'_>,
    local: &mut PaintWindow,
    out: &mut Vec<AppCommand>,
) {
    if !ctx.state.view.painting {
        local.stroke = None;
        return;
    }
    let present = match &ctx.state.document.experiment.data.source {
        DataSource::Painted(painting) => painting.clone(),
        DataSource::File { .. }
        | DataSource::Text { .. }
        | DataSource::Builtin(_)
        | DataSource::Generated(_)
        | DataSource::Inline { .. } => Painting::default(),
    };
    let mut open = true;
    let screen = ui.ctx().content_rect();
    Window::new("Paint points")
        .id(egui::Id::unique("paint window"))
        .open(&mut open)
        .default_pos(screen.center() - vec2(310.0, 220.0))
        .resizable(false)
        .collapsible(false)
        .show(ui.ctx(), |ui| {
            ui.horizontal_top(|ui| {
                canvas_ui(ui, &present, local, out);
                ui.add_space(8.0);
                ui.vertical(|ui| {
                    ui.set_width(210.0);
                    controls_ui(ui, ctx, &present, local, out);
                });
            });
        });
    if !open {
        out.push(AppCommand::ShowPainting(false));
    }
}

fn paint(painting: Painting) -> AppCommand {
    AppCommand::Edit(DocumentEdit::Source(DataSource::Painted(painting)))
}

fn canvas_ui(ui: &mut Ui, present: &Painting, local: &mut PaintWindow, out: &mut Vec<AppCommand>) {
    let (id, rect) = ui.allocate_space(vec2(SIDE, SIDE));
    let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
    let (enabled, count) = (ui.is_enabled(), present.points.len());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(egui::Role::Canvas, enabled, "Painting area");
        info.current_text_value = Some(counted(count, "point", "points"));
        info
    });
    let down = response.is_pointer_button_down_on();
    if let Some(pointer) = response.interact_pointer_pos()
        && (down || response.clicked())
    {
        let at = (
            f64::from(remap(pointer.x, rect.x_range(), -1.0..=1.0)),
            f64::from(remap(pointer.y, rect.y_range(), 1.0..=-1.0)),
        );
        let erase =
            local.erase || ui.input(|input| input.pointer.button_down(PointerButton::Secondary));
        stroke_to(present, local, at, erase);
    }
    paint_canvas(ui, rect, present, local, response.hover_pos());
    if !down
        && let Some((painting, _)) = local.stroke.take()
        && painting != *present
    {
        out.push(paint(painting));
    }
}

/// Leads the stroke on to a place.
fn stroke_to(present: &Painting, local: &mut PaintWindow, to: (f64, f64), erase: bool) {
    let brush = Brush {
        radius: local.radius,
        count: local.count,
        value: match present.target {
            PaintedTarget::Classes => local.class as f64,
            PaintedTarget::Values => local.value,
        },
    };
    let dab = |painting: &mut Painting, at| {
        if erase {
            painting.erase(at, brush.radius);
        } else {
            // The points before it make the seed: the same strokes on the same points give the same.
            let seed = painting.points.len() as u64;
            painting.dab(&brush, at, seed);
        }
    };
    let Some((painting, last)) = &mut local.stroke else {
        let mut painting = present.clone();
        dab(&mut painting, to);
        local.stroke = Some((painting, to));
        return;
    };
    let step = brush.radius * DAB_EVERY;
    let way = (to.0 - last.0).hypot(to.1 - last.1);
    let (from, dabs) = (*last, (way / step) as usize);
    for index in 1..=dabs {
        let share = index as f64 * step / way;
        *last = (lerp(from.0..=to.0, share), lerp(from.1..=to.1, share));
        dab(painting, *last);
    }
}

fn paint_canvas(ui: &Ui, rect: Rect, present: &Painting, local: &PaintWindow, hover: Option<Pos2>) {
    let (surfaces, tokens) = (Surfaces::of(ui), Tokens::of(ui));
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, surfaces.sunken);
    for share in [0.25, 0.5, 0.75] {
        let strong = if share == 0.5 { 1.0 } else { 0.5 };
        let line = Stroke::new(1.0, surfaces.line.gamma_multiply(strong));
        painter.hline(
            rect.x_range(),
            lerp(rect.top()..=rect.bottom(), share),
            line,
        );
        painter.vline(
            lerp(rect.left()..=rect.right(), share),
            rect.y_range(),
            line,
        );
    }
    let painting = local
        .stroke
        .as_ref()
        .map_or(present, |(painting, _)| painting);
    for &(x, y, value) in &painting.points {
        let at = pos2(
            remap(x as f32, -1.0..=1.0, rect.x_range()),
            remap(y as f32, 1.0..=-1.0, rect.y_range()),
        );
        painter.circle_filled(at, 2.6, point_color(&tokens, painting.target, value));
    }
    if let Some(pointer) = hover {
        let radius = local.radius as f32 * rect.width() / 2.0;
        let color = if local.erase {
            surfaces.weak
        } else {
            let value = match present.target {
                PaintedTarget::Classes => local.class as f64,
                PaintedTarget::Values => local.value,
            };
            point_color(&tokens, present.target, value)
        };
        painter.circle_stroke(pointer, radius, Stroke::new(1.5, color));
    }
    painter.rect_stroke(
        rect,
        4.0,
        Stroke::new(1.0, surfaces.line),
        StrokeKind::Inside,
    );
    let font = egui::TextStyle::Small.resolve(ui.style());
    let corner = rect.left_bottom() + vec2(5.0, -3.0);
    let text = "x and y from −1 to 1";
    painter.text(corner, egui::Align2::LEFT_BOTTOM, text, font, surfaces.weak);
}

/// The colour of a class as in the plots, or of a value from orange over grey to blue.
fn point_color(tokens: &Tokens, target: PaintedTarget, value: f64) -> Color32 {
    match target {
        PaintedTarget::Classes => tokens.series[(value as usize).min(tokens.series.len() - 1)],
        PaintedTarget::Values => {
            let end = if value < 0.0 {
                tokens.negative
            } else {
                tokens.positive
            };
            tokens
                .neutral
                .lerp_to_gamma(end, value.abs().min(1.0) as f32)
        }
    }
}

fn controls_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    present: &Painting,
    local: &mut PaintWindow,
    out: &mut Vec<AppCommand>,
) {
    let targets = [
        (PaintedTarget::Classes, "Classes"),
        (PaintedTarget::Values, "Values"),
    ];
    if let Some(target) = segments_ui(ui, present.target, &targets, true) {
        out.push(paint(present.with_target(target)));
    }
    ui.add_space(6.0);
    match present.target {
        PaintedTarget::Classes => classes_ui(ui, present, local),
        PaintedTarget::Values => {
            let label = ui.label("Value");
            ui.add(Slider::new(&mut local.value, -1.0..=1.0).fixed_decimals(2))
                .labelled_by(label.id);
        }
    }
    ui.checkbox(&mut local.erase, "Eraser")
        .on_hover_text("Or paint with the right button");
    ui.add_space(6.0);
    let label = ui.label("Brush size");
    ui.add(Slider::new(&mut local.radius, 0.02..=0.5).fixed_decimals(2))
        .labelled_by(label.id);
    ui.horizontal(|ui| {
        let label = ui.label("Points in a dab");
        ui.add(DragValue::new(&mut local.count).range(1..=50))
            .labelled_by(label.id);
    });
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let undo = MenuCommand::Undo;
        // Before the first stroke something else would be taken back.
        let painted = matches!(
            ctx.state.document.experiment.data.source,
            DataSource::Painted(_)
        );
        let enabled = painted && undo.enabled(ctx.state);
        if ui
            .add_enabled(enabled, Button::new("Undo stroke"))
            .clicked()
        {
            out.push(AppCommand::Menu(undo));
        }
        if ui
            .add_enabled(!present.points.is_empty(), Button::new("Clear"))
            .on_hover_text("Take all points away; Undo brings them back")
            .clicked()
        {
            out.push(paint(Painting {
                points: Vec::new(),
                ..present.clone()
            }));
        }
    });
    ui.add_space(6.0);
    let count = present.points.len();
    let text = if count >= Painting::MAX_POINTS {
        format!(
            "{}, no more are possible",
            counted(count, "point", "points")
        )
    } else {
        counted(count, "point", "points")
    };
    ui.add(Label::new(RichText::new(text).weak()).wrap());
    let hint = "Every stroke makes a new data set; train at any time.";
    ui.add(Label::new(RichText::new(hint).weak().small()).wrap());
}

/// The classes as swatches with the number of their points.
fn classes_ui(ui: &mut Ui, present: &Painting, local: &mut PaintWindow) {
    let tokens = Tokens::of(ui);
    egui::Grid::new("painted classes")
        .num_columns(3)
        .spacing([6.0, 6.0])
        .show(ui, |ui| {
            for (class, name) in Painting::CLASSES.into_iter().enumerate() {
                let points = present.points.iter();
                let count = points.filter(|point| point.2 as usize == class).count();
                let color = tokens.series[class];
                let chosen = local.class == class && !local.erase;
                let text = RichText::new(format!("⏺ {name}  {count}")).color(color);
                let button = Button::selectable(chosen, text).min_size(vec2(62.0, 24.0));
                let response = ui.add(button).accessible_name(format!("Class {name}"));
                if response.clicked() {
                    local.class = class;
                    local.erase = false;
                }
                if class % 3 == 2 {
                    ui.end_row();
                }
            }
        });
}
