//! Names that are cut in their middle where room ends.

use std::sync::Arc;

use egui::Color32;
use egui::FontId;
use egui::Galley;
use egui::Painter;
use egui::text::LayoutJob;
use egui::text::TextWrapping;

/// A line of text, cut in its middle at `width`: names of layers and units often differ in their ends alone.
pub fn elided(
    painter: &Painter,
    text: &str,
    font: &FontId,
    color: Color32,
    width: f32,
) -> Arc<Galley> {
    let layout = |text: String| {
        let mut job = LayoutJob::simple_singleline(text, font.clone(), color);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_name_keeps_its_beginning_and_its_end() {
        assert_eq!(cut_in_the_middle("a_rather_long_layer_12", 7), "a_ra…_12");
        assert_eq!(cut_in_the_middle("ärgerlich", 4), "är…ch");
        assert_eq!(cut_in_the_middle("name", 0), "…");
    }
}
