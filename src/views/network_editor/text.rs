//! Short texts: numbers for small places, and names that are cut where room ends.

use std::sync::Arc;

use egui::Color32;
use egui::FontId;
use egui::Galley;
use egui::Painter;
use egui::text::LayoutJob;
use egui::text::TextWrapping;

use crate::widgets::scale::whole_number;

/// A line of text, cut in its middle at `width`: names of layers and units often differ in their ends alone.
pub fn elided(painter: &Painter, text: &str, size: f32, color: Color32, width: f32) -> Arc<Galley> {
    let layout = |text: String| {
        let font = FontId::proportional(size);
        let mut job = LayoutJob::simple_singleline(text, font, color);
        job.wrap = TextWrapping::no_max_width();
        painter.layout_job(job)
    };
    let whole = layout(text.to_owned());
    if whole.size().x <= width {
        return whole;
    }
    // The most characters that fit lie from `low` to below `high`.
    let (mut low, mut high) = (0, text.chars().count());
    let mut cut = layout(cut_in_the_middle(text, low));
    while high - low > 1 {
        let middle = low.midpoint(high);
        let longer = layout(cut_in_the_middle(text, middle));
        if longer.size().x <= width {
            (low, cut) = (middle, longer);
        } else {
            high = middle;
        }
    }
    cut
}

/// The text with an ellipsis in place of all but `kept` characters, of which the beginning has the odd one.
fn cut_in_the_middle(text: &str, kept: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let kept = kept.min(chars.len());
    let head = chars.iter().take(kept.div_ceil(2));
    let tail = chars.iter().skip(chars.len() - kept / 2);
    head.chain(['…'].iter()).chain(tail).collect()
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
    fn a_cut_name_keeps_its_beginning_and_its_end() {
        assert_eq!(cut_in_the_middle("a_rather_long_layer_12", 7), "a_ra…_12");
        assert_eq!(cut_in_the_middle("ärgerlich", 4), "är…ch");
        assert_eq!(cut_in_the_middle("name", 0), "…");
    }

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
