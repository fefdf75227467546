//! Where a chart looks: it follows the data until the user zooms or moves it.
//!
//! Wheel = zoom the epochs, Ctrl + wheel = zoom both axes, right drag = zoom to a box, drag = move, drag on an axis = zoom
//! that axis, double-click = follow again.

use egui::Id;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Stroke;
use egui::StrokeKind;
use egui::Ui;
use egui_plot::PlotBounds;
use egui_plot::PlotTransform;

use super::scale::Scale;

/// Where a chart looks; it follows the data where nothing is set.
#[derive(Clone, Debug, Default)]
pub struct ChartState {
    run: u64,
    scale: Scale,
    /// The range of y in plot coordinates, where the user has set it.
    pub(super) y: Option<(f64, f64)>,
    /// The curve nearest to the pointer in the last frame.
    pub(super) nearest: Option<usize>,
    /// Whether the view is one that the user has set.
    zoomed: bool,
    /// Where the box to zoom to was begun, while it is drawn.
    corner: Option<Pos2>,
}

/// What all charts of a window share.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shared {
    run: u64,
    /// The range of epochs, where the user has set it.
    pub(super) epochs: Option<(f64, f64)>,
    /// The hovered epoch, the chart that it is hovered in, and the frame in which it was.
    pub(super) cursor: Option<(f64, Id, u64)>,
}

impl ChartState {
    /// Whether the view is one that the user has set.
    pub fn is_zoomed(&self) -> bool {
        self.zoomed
    }

    /// Follows the data again, in this chart and in all epochs.
    pub fn follow(&mut self, ui: &Ui) {
        self.y = None;
        self.zoomed = false;
        update_shared(ui, |shared| shared.epochs = None);
    }

    /// Starts a frame: a new run or axis is followed from its start.
    pub(super) fn begin(&mut self, ui: &Ui, run: u64, scale: Scale) -> Shared {
        if self.run != run || self.scale != scale {
            *self = Self {
                run,
                scale,
                ..Self::default()
            };
        }
        update_shared(ui, |shared| {
            if shared.run != run {
                *shared = Shared {
                    run,
                    ..Shared::default()
                };
            }
            *shared
        })
    }

    /// Notes what the user did to the view in this frame.
    pub(super) fn take_view(
        &mut self,
        ui: &Ui,
        response: &Response,
        transform: &PlotTransform,
        wanted: PlotBounds,
    ) {
        if response.double_clicked() {
            self.follow(ui);
            return;
        }
        let moved = |now: (f64, f64), before: (f64, f64)| {
            let tolerance = 1e-9 * (before.1 - before.0);
            (now.0 - before.0).abs() > tolerance || (now.1 - before.1).abs() > tolerance
        };
        let range = |bounds: &PlotBounds, axis: usize| (bounds.min()[axis], bounds.max()[axis]);
        let bounds = transform.bounds();
        if moved(range(bounds, 1), range(&wanted, 1)) {
            self.y = Some(range(bounds, 1));
        }
        let epochs = range(bounds, 0);
        if moved(epochs, range(&wanted, 0)) && epochs.1 - epochs.0 > 1e-3 {
            update_shared(ui, |shared| shared.epochs = Some(epochs));
        }
        self.zoomed = self.y.is_some() || update_shared(ui, |shared| shared.epochs).is_some();
    }

    /// Draws the box that is drawn with the right button, and zooms to it when the button is let go.
    pub(super) fn box_zoom_ui(&mut self, ui: &Ui, response: &Response, transform: &PlotTransform) {
        let drawing = response.dragged_by(PointerButton::Secondary);
        let (origin, pointer) =
            ui.input(|input| (input.pointer.press_origin(), input.pointer.latest_pos()));
        if drawing {
            self.corner = self.corner.or(origin);
        }
        let (Some(corner), Some(pointer)) = (self.corner, pointer) else {
            return;
        };
        let frame = *transform.frame();
        let area = Rect::from_two_pos(frame.clamp(corner), frame.clamp(pointer));
        if drawing {
            let Stroke { color, .. } = ui.visuals().selection.stroke;
            let painter = ui.painter().with_clip_rect(frame);
            painter.rect_filled(area, 0.0, color.gamma_multiply(0.15));
            painter.rect_stroke(area, 0.0, Stroke::new(1.0, color), StrokeKind::Inside);
            return;
        }
        self.corner = None;
        // A box of a few points is a slip of the hand.
        if area.width() > 4.0 && area.height() > 4.0 {
            let low = transform.value_from_position(area.left_bottom());
            let high = transform.value_from_position(area.right_top());
            self.y = Some((low.y, high.y));
            update_shared(ui, |shared| shared.epochs = Some((low.x, high.x)));
        }
    }
}

/// Reads and changes what the charts share.
pub(super) fn update_shared<R>(ui: &Ui, change: impl FnOnce(&mut Shared) -> R) -> R {
    let id = Id::unique("charts");
    ui.data_mut(|data| change(data.get_temp_mut_or_default::<Shared>(id)))
}

/// Zooms the epochs around the pointer.
pub(super) fn zoom_by_wheel(plot: &egui_plot::PlotUi<'_>, bounds: &mut PlotBounds) {
    let Some(pointer) = plot.response().hover_pos() else {
        return;
    };
    let turned = plot.ctx().input(|input| input.smooth_scroll_delta().y);
    if turned != 0.0 {
        let center = plot.transform().value_from_position(pointer);
        bounds.zoom(egui::vec2((turned / 200.0).exp(), 1.0), center);
    }
}
