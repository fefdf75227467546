//! Notices at the lower right: good news fades by itself, warnings and errors stay until they are dismissed.

use std::time::Duration;

use egui::Align;
use egui::Align2;
use egui::Area;
use egui::Button;
use egui::Color32;
use egui::CornerRadius;
use egui::Frame;
use egui::Id;
use egui::Layout;
use egui::Margin;
use egui::Order;
use egui::Rect;
use egui::RichText;
use egui::Ui;
use egui::vec2;

use super::ViewCtx;
use crate::widgets::problem_mark::message_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::Notice;
use crate::workbench::Severity;

/// The most notices shown at a time; the newest win.
const SHOWN: usize = 5;

/// How long a notice takes to fade, in seconds.
const FADE_SECS: f64 = 0.4;

const WIDTH: f32 = 360.0;

/// Shows the notices, `bottom` points above the window's lower edge.
pub fn notices_ui(ui: &Ui, ctx: &ViewCtx<'_>, bottom: f32, out: &mut Vec<AppCommand>) {
    let notices = &ctx.state.notices;
    if notices.is_empty() {
        return;
    }
    let now = ui.input(|input| input.time);
    let area = Area::new(Id::unique("notices"))
        .order(Order::Foreground)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -bottom - 12.0))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 8.0;
            let first = notices.len().saturating_sub(SHOWN);
            for (index, notice) in notices.iter().enumerate().skip(first) {
                let opacity = time_left(notice, now).map_or(1.0, |left| {
                    // While it fades every frame counts, before that only the moment when fading begins.
                    let wait = Duration::from_secs_f64((left - FADE_SECS).max(0.0));
                    ui.ctx().request_repaint_after(wait);
                    (left / FADE_SECS).clamp(0.0, 1.0) as f32
                });
                if notice_ui(ui, index, notice, opacity) {
                    out.push(AppCommand::DismissNotice(index));
                }
            }
        });
    // An area stands by the size it had before; where a notice has come or gone it is placed anew before it is seen.
    let height = area.response.rect.height();
    let known = ui.data_mut(|data| {
        let known: Option<f32> = data.get_temp(area.response.id);
        data.insert_temp(area.response.id, height);
        known
    });
    if known != Some(height) {
        ui.ctx().request_discard("the notices have another height");
    }
}

/// The seconds that a notice has left; `None` = it stays.
fn time_left(notice: &Notice, now: f64) -> Option<f64> {
    match notice.severity {
        Severity::Info => notice
            .since_secs
            .map(|since| since + Notice::INFO_SECS - now),
        Severity::Warning | Severity::Error => None,
    }
}

/// One notice; returns whether it was dismissed.
fn notice_ui(ui: &mut Ui, index: usize, notice: &Notice, opacity: f32) -> bool {
    let (color, icon, word) = look(ui, notice.severity);
    let mut dismissed = false;
    let frame = Frame::popup(ui.style())
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin {
            left: 16,
            right: 8,
            top: 8,
            bottom: 8,
        });
    let response = ui
        .push_id(("notice", index), |ui| {
            ui.set_opacity(opacity);
            frame.show(ui, |ui| {
                ui.set_width(WIDTH - 26.0);
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    ui.spacing_mut().item_spacing.x = 2.0;
                    dismissed =
                        small_button_ui(ui, "✖", &format!("Dismiss: {}", notice.text), "Dismiss");
                    if small_button_ui(ui, "📋", &format!("Copy: {}", notice.text), "Copy text") {
                        ui.ctx().copy_text(notice.text.clone());
                    }
                    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                        ui.spacing_mut().item_spacing.x = 8.0;
                        ui.label(RichText::new(icon).color(color))
                            .on_hover_text(word);
                        message_ui(ui, &notice.text);
                    });
                });
            })
        })
        .inner
        .response;
    let bar = Rect::from_min_size(
        response.rect.min + vec2(5.0, 8.0),
        vec2(3.0, response.rect.height() - 16.0),
    );
    ui.painter()
        .rect_filled(bar, 1.5, color.gamma_multiply(opacity));
    dismissed
}

fn small_button_ui(ui: &mut Ui, icon: &str, name: &str, hint: &str) -> bool {
    let button = Button::new(RichText::new(icon).small()).frame_when_inactive(false);
    ui.add(button)
        .on_hover_text(hint)
        .accessible_name(name)
        .clicked()
}

/// Colour, icon and word of a severity.
fn look(ui: &Ui, severity: Severity) -> (Color32, &'static str, &'static str) {
    let tokens = Tokens::of(ui);
    match severity {
        Severity::Info => (tokens.good, "ℹ", "Note"),
        Severity::Warning => (tokens.warning, "⚠", "Warning"),
        Severity::Error => (tokens.error, "⚠", "Error"),
    }
}
