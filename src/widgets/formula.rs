//! Formulas as text, with exponents raised and indices lowered, broken into lines where they may be.

use egui::Align;
use egui::Color32;
use egui::FontId;
use egui::Label;
use egui::Response;
use egui::TextFormat;
use egui::TextStyle;
use egui::Ui;
use egui::WidgetInfo;
use egui::text::LayoutJob;

/// A clause longer than this may be broken anywhere between words.
const LONGEST: usize = 44;

/// A space at which no line ends.
const FIRM_SPACE: &str = "\u{a0}";

/// The prime `′`, which the font of texts lacks, as it is written: another font's would stand apart.
const PRIME: &str = "'";

/// A text with its primes as they are written.
pub fn with_primes(text: &str) -> String {
    text.replace('′', PRIME)
}

/// Shows a formula in as many lines as it needs.
pub fn formula_ui(ui: &mut Ui, formula: &str) -> Response {
    let color = ui.visuals().weak_text_color();
    let written = typeset(ui, pieces(&kept_together(formula)), color);
    let response = ui.add(Label::new(written).wrap());
    let enabled = ui.is_enabled();
    // It is read and found with ordinary spaces.
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, enabled, formula));
    response
}

/// Shows a text in which formulas may stand in lines of their own or in sentences.
pub fn text_with_formulas_ui(ui: &mut Ui, text: &str) -> Response {
    let written = typeset(ui, pieces_of_text(text), ui.visuals().text_color());
    let response = ui.add(Label::new(written).wrap());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, enabled, text));
    response
}

/// A name that may end in a symbol, such as `Largest step Δmax`, as it is written.
pub fn typeset_name(ui: &Ui, name: &str) -> LayoutJob {
    typeset(ui, named_pieces(name), ui.visuals().text_color())
}

/// Where a piece of a formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Line,
    Exponent,
    Index,
    /// The index of something that is an exponent.
    IndexOfExponent,
}

/// The pieces as they are written: `x^2` and `x^(y + z)` raised, `x_i` lowered.
fn typeset(ui: &Ui, pieces: Vec<(Place, String)>, color: Color32) -> LayoutJob {
    let FontId { size, family } = TextStyle::Body.resolve(ui.style());
    let mut job = LayoutJob::default();
    for (place, text) in pieces {
        let (share, valign) = match place {
            Place::Line => (1.0, Align::BOTTOM),
            Place::Exponent => (0.74, Align::TOP),
            Place::Index => (0.74, Align::BOTTOM),
            Place::IndexOfExponent => (0.6, Align::Center),
        };
        let format = TextFormat {
            font_id: FontId::new(size * share, family.clone()),
            color,
            valign,
            ..TextFormat::default()
        };
        job.append(&with_primes(&text), 0.0, format);
    }
    job
}

/// The parts of a formula, without the signs that say where they stand.
fn pieces(formula: &str) -> Vec<(Place, String)> {
    let mut pieces = Vec::new();
    let mut rest = formula;
    while let Some(at) = rest.find(['^', '_']) {
        let (before, marked) = rest.split_at(at);
        let (mark, marked) = marked.split_at(1);
        let (operand, after) = operand(marked);
        pieces.push((Place::Line, before.to_owned()));
        if mark == "^" {
            pieces.extend(self::pieces(operand).into_iter().map(|(place, text)| {
                let place = if place == Place::Line {
                    Place::Exponent
                } else {
                    Place::IndexOfExponent
                };
                (place, text)
            }));
        } else {
            pieces.push((Place::Index, operand.to_owned()));
        }
        rest = after;
    }
    pieces.push((Place::Line, rest.to_owned()));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// The parts of a text. Only lines with an exponent hold a formula; elsewhere a `_` may belong to the name of a layer.
fn pieces_of_text(text: &str) -> Vec<(Place, String)> {
    let lines = text.split_inclusive('\n');
    let parts = lines.flat_map(|line| {
        if line.contains('^') {
            pieces(line)
        } else {
            named_pieces(line)
        }
    });
    parts.collect()
}

/// The parts of a text with names of settings: `min` and `max` behind a Greek letter, as in `Δmax`, are its index.
fn named_pieces(text: &str) -> Vec<(Place, String)> {
    let is_greek = |letter: char| ('Α'..='ω').contains(&letter);
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices().filter(|(_, letter)| is_greek(*letter)) {
        let (before, rest) = text.split_at(at + letter.len_utf8());
        let mut indices = ["min", "max"].into_iter();
        let Some(index) = indices.find(|index| rest.starts_with(index)) else {
            continue;
        };
        let after = &rest[index.len()..];
        if !after.starts_with(|letter: char| letter.is_alphanumeric() || letter == '(') {
            pieces.push((Place::Line, before[start..].to_owned()));
            pieces.push((Place::Index, index.to_owned()));
            start = before.len() + index.len();
        }
    }
    pieces.push((Place::Line, text[start..].to_owned()));
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// What a sign holds for, without the brackets around it: all within them, or one letter; and what comes after it.
fn operand(text: &str) -> (&str, &str) {
    if let Some(within) = text.strip_prefix('(') {
        let mut depth = 1_usize;
        for (at, letter) in within.char_indices() {
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return (&within[..at], &within[at + 1..]);
            }
        }
    }
    let end = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(end)
}

/// The formula with lines that end behind commas and semicolons only; a long clause may end anywhere but within brackets.
pub fn kept_together(formula: &str) -> String {
    let kept = |clause: &str| {
        if clause.chars().count() <= LONGEST {
            clause.replace(' ', FIRM_SPACE)
        } else {
            firm_within_brackets(clause)
        }
    };
    let parts = formula.split("; ").map(|part| {
        let clauses: Vec<String> = part.split(", ").map(kept).collect();
        clauses.join(", ")
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// A clause with firm spaces within its brackets.
fn firm_within_brackets(clause: &str) -> String {
    let mut depth = 0_usize;
    let mut firm = String::with_capacity(clause.len());
    for letter in clause.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter == ' ' && depth > 0 {
            firm.push_str(FIRM_SPACE);
        } else {
            firm.push(letter);
        }
    }
    firm
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_raised_and_indices_lowered() {
        let found = pieces("φ(z)_i = e^(z_i) / (J^T J)⁻¹");
        let expected = [
            (Place::Line, "φ(z)"),
            (Place::Index, "i"),
            (Place::Line, " = e"),
            (Place::Exponent, "z"),
            (Place::IndexOfExponent, "i"),
            (Place::Line, " / (J"),
            (Place::Exponent, "T"),
            (Place::Line, " J)⁻¹"),
        ];
        assert_eq!(
            found,
            expected.map(|(place, text)| (place, text.to_owned()))
        );
        let nested = pieces("e^((a − b)/2)x");
        assert_eq!(nested[1], (Place::Exponent, "(a − b)/2".to_owned()));
        assert_eq!(pieces("x^"), [(Place::Line, "x".to_owned())]);
    }

    #[test]
    fn a_hint_has_exponents_in_its_formulas_and_leaves_names_alone() {
        let found = pieces_of_text("layer_1: 2 units\nφ(z) = e^(−z²)\nGauss");
        let expected = [
            (Place::Line, "layer_1: 2 units\n"),
            (Place::Line, "φ(z) = e"),
            (Place::Exponent, "−z²"),
            (Place::Line, "\n"),
            (Place::Line, "Gauss"),
        ];
        assert_eq!(
            found,
            expected.map(|(place, text)| (place, text.to_owned()))
        );
    }

    #[test]
    fn a_symbol_has_its_index_lowered_and_words_stay() {
        let expected = [
            (Place::Line, "Largest step Δ"),
            (Place::Index, "max"),
            (Place::Line, "\n"),
        ];
        assert_eq!(
            pieces_of_text("Largest step Δmax\n"),
            expected.map(|(place, text)| (place, text.to_owned()))
        );
        for text in ["max-norm", "Δ ← max(a, b)", "Δmaxima", "μ is minimal"] {
            assert_eq!(named_pieces(text), [(Place::Line, text.to_owned())]);
        }
    }

    #[test]
    fn a_prime_is_written_in_the_font_of_its_letter() {
        egui::__run_test_ui(|ui| {
            let written = typeset(ui, pieces("φ′(z)^2"), Color32::WHITE);
            assert_eq!(written.text, "φ'(z)2");
        });
    }

    #[test]
    fn lines_end_behind_commas_and_semicolons() {
        assert_eq!(
            kept_together("v ← μv − ηg, θ ← θ + v"),
            "v\u{a0}←\u{a0}μv\u{a0}−\u{a0}ηg, θ\u{a0}←\u{a0}θ\u{a0}+\u{a0}v"
        );
        assert_eq!(kept_together("a b; c d"), "a\u{a0}b; c\u{a0}d");
        let long = "a ".repeat(30);
        assert_eq!(kept_together(&long), long);
        let brackets = format!("{long}(b c)");
        assert_eq!(kept_together(&brackets), format!("{long}(b\u{a0}c)"));
    }
}
