//! Short texts: numbers for small places, and names that are cut where room ends.

use std::sync::Arc;

use egui::Color32;
use egui::FontId;
use egui::Galley;
use egui::Painter;
use egui::text::LayoutJob;
use egui::text::TextWrapping;

use crate::widgets::scale::whole_number;

/// A line of text, cut with an ellipsis at `width`.
pub fn elided(painter: &Painter, text: &str, size: f32, color: Color32, width: f32) -> Arc<Galley> {
    let font = FontId::proportional(size);
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(width.max(1.0));
    painter.layout_job(job)
}

/// A number in at most five characters or so.
pub fn short(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude >= 1e4 {
        format!("{value:.0e}")
    } else if magnitude >= 99.5 {
        format!("{value:.0}")
    } else if magnitude >= 9.95 {
        format!("{value:.1}")
    } else {
        let text = format!("{value:.2}");
        if text == "-0.00" {
            "0.00".to_owned()
        } else {
            text
        }
    }
}

/// "1 unit", "4 units".
pub fn count_of(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {one}{plural}", whole_number(count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_stay_short() {
        for (value, text) in [
            (0.0, "0.00"),
            (-0.001, "0.00"),
            (0.734, "0.73"),
            (-9.999, "-10.0"),
            (123.4, "123"),
            (-25_000.0, "-2e4"),
        ] {
            assert_eq!(short(value), text);
        }
    }

    #[test]
    fn counts_have_their_noun() {
        assert_eq!(count_of(1, "unit"), "1 unit");
        assert_eq!(count_of(12_345, "unit"), "12,345 units");
    }
}
