//! Labelled text fields for numbers. Any text may be typed; what is not a number within the range is marked, kept for
//! correction, and changes nothing.

use std::ops::Bound;
use std::ops::RangeBounds;

use egui::Id;
use egui::Key;
use egui::TextEdit;
use egui::TextStyle;
use egui::Ui;

use super::field::field_ui;
use super::hint::hint_beside_ui;
use super::tokens::Tokens;

/// What is being typed, and the shown value it started from.
#[derive(Clone, Debug, Default)]
struct Draft {
    text: String,
    source: String,
}

/// A field for a real number: decimal point or comma, scientific notation. Returns the new value when it is entered
/// (Enter or leaving the field) and lies in `range`; Escape takes the old one back.
pub fn real_input_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    value: f64,
    range: impl RangeBounds<f64>,
) -> Option<f64> {
    noted_real_input_ui(ui, label, hint, "", value, range)
}

/// As [`real_input_ui`], with a short note at the right end of the field where there is room.
pub fn noted_real_input_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    note: &str,
    value: f64,
    range: impl RangeBounds<f64>,
) -> Option<f64> {
    noted_input_ui(ui, (label, hint, note), &real_text(value), |text| {
        let number = parse_real(text)?;
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(range_message(&range, real_text))
        }
    })
    .filter(|&entered| entered != value)
}

/// A field for a whole number; otherwise like [`real_input_ui`].
pub fn integer_input_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    value: u64,
    range: impl RangeBounds<u64>,
) -> Option<u64> {
    noted_integer_input_ui(ui, label, hint, "", value, range)
}

/// As [`integer_input_ui`], with a short note at the right end of the field where there is room.
pub fn noted_integer_input_ui(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    note: &str,
    value: u64,
    range: impl RangeBounds<u64>,
) -> Option<u64> {
    noted_input_ui(ui, (label, hint, note), &value.to_string(), |text| {
        let number = parse_integer(text)?;
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(range_message(&range, |bound| bound.to_string()))
        }
    })
    .filter(|&entered| entered != value)
}

/// A field whose text `parse` turns into a value or a message. `shown` is the present value as text. Returns what was
/// entered (Enter or leaving the field after a change).
pub fn text_input_ui<T>(
    ui: &mut Ui,
    label: &str,
    hint: &str,
    shown: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    noted_input_ui(ui, (label, hint, ""), shown, parse)
}

fn noted_input_ui<T>(
    ui: &mut Ui,
    (label, hint, note): (&str, &str, &str),
    shown: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    field_ui(ui, label, hint, |ui, label_id| {
        let id = ui.make_persistent_id((label, "draft"));
        let mut draft = ui
            .data(|data| data.get_temp::<Draft>(id))
            .filter(|draft| draft.source == shown)
            .unwrap_or_else(|| Draft {
                text: shown.to_owned(),
                source: shown.to_owned(),
            });
        let parsed = parse(&draft.text);
        let error = Tokens::of(ui).error;
        let mut edit = TextEdit::singleline(&mut draft.text)
            .id(id)
            .desired_width(f32::INFINITY);
        if parsed.is_err() {
            edit = edit.text_color(error);
        }
        let response = ui.add(edit).labelled_by(label_id);
        if parsed.is_err() {
            let stroke = egui::Stroke::new(1.5, error);
            let inside = egui::StrokeKind::Inside;
            ui.painter().rect_stroke(response.rect, 2.0, stroke, inside);
        }
        if !response.has_focus() {
            note_ui(ui, response.rect, &draft.text, note);
        }
        let left = response.lost_focus();
        if let Err(message) = &parsed {
            let message = format!("{message}\nUntil then the value stays {shown}.");
            hint_beside_ui(&response, &message);
        } else {
            hint_beside_ui(&response, hint);
        }
        finish(ui, id, draft, left, parse)
    })
}

/// Writes a note at the right end of a field that holds `text`, if both have room.
fn note_ui(ui: &Ui, field: egui::Rect, text: &str, note: &str) {
    let style = ui.style();
    let color = ui.visuals().weak_text_color();
    let layout = |text: &str, style: &TextStyle| {
        let font = style.resolve(ui.style());
        ui.painter().layout_no_wrap(text.to_owned(), font, color)
    };
    let margin = style.spacing.button_padding.x;
    let note = layout(note, &TextStyle::Small);
    let taken = layout(text, &TextStyle::Body).size().x + note.size().x + 4.0 * margin;
    if taken <= field.width() {
        let corner = field.right_center() - egui::vec2(margin + note.size().x, note.size().y / 2.0);
        ui.painter().galley(corner, note, color);
    }
}

/// Keeps the draft, or ends it where the field was left.
fn finish<T>(
    ui: &Ui,
    id: Id,
    draft: Draft,
    left: bool,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Option<T> {
    let untouched = draft.text == draft.source;
    if left && (untouched || ui.input(|input| input.key_pressed(Key::Escape))) {
        ui.data_mut(|data| data.remove::<Draft>(id));
        return None;
    }
    let entered = if left { parse(&draft.text).ok() } else { None };
    ui.data_mut(|data| {
        if entered.is_some() || untouched {
            data.remove::<Draft>(id);
        } else {
            data.insert_temp(id, draft);
        }
    });
    entered
}

/// A number as it is shown in a field: exact, and short.
pub fn real_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e9).contains(&magnitude) && value.is_finite() {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}

/// Reads a real number as people type it: spaces around it, decimal point or comma, `1e-3`, a true minus sign.
///
/// # Errors
/// A sentence for the user where the text is not a finite number.
pub fn parse_real(text: &str) -> Result<f64, String> {
    let trimmed = text.trim().replace('\u{2212}', "-");
    let plain = if trimmed.contains('.') {
        trimmed
    } else {
        trimmed.replacen(',', ".", 1)
    };
    match plain.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        Ok(_) | Err(_) => Err(not_a_number(text, "0.05 or 5e-2")),
    }
}

fn parse_integer(text: &str) -> Result<u64, String> {
    let digits: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '\u{202f}'))
        .collect();
    digits.parse().or_else(|_| {
        // 1e6 is how large counts are typed.
        match parse_real(&digits) {
            Ok(number) if number.fract() == 0.0 && (0.0..9e15).contains(&number) => {
                Ok(number as u64)
            }
            Ok(_) => Err(format!(
                "`{}` is not a whole number; write one such as 100 or 1e6.",
                text.trim()
            )),
            Err(_) => Err(not_a_number(text, "100 or 1e6")),
        }
    })
}

fn not_a_number(text: &str, example: &str) -> String {
    if text.trim().is_empty() {
        format!("A number is needed, such as {example}.")
    } else {
        format!("`{}` is not a number here; write {example}.", text.trim())
    }
}

/// Says what is allowed.
fn range_message<T: Copy>(range: &impl RangeBounds<T>, show: impl Fn(T) -> String) -> String {
    let low = match range.start_bound() {
        Bound::Included(low) => Some(format!("at least {}", show(*low))),
        Bound::Excluded(low) => Some(format!("more than {}", show(*low))),
        Bound::Unbounded => None,
    };
    let high = match range.end_bound() {
        Bound::Included(high) => Some(format!("at most {}", show(*high))),
        Bound::Excluded(high) => Some(format!("less than {}", show(*high))),
        Bound::Unbounded => None,
    };
    let parts: Vec<String> = [low, high].into_iter().flatten().collect();
    format!("Must be {}.", parts.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reals_are_read_as_people_type_them() {
        for (text, value) in [
            ("0.05", 0.05),
            (" 0,05 ", 0.05),
            ("5e-2", 0.05),
            ("5E-2", 0.05),
            ("1,5e3", 1500.0),
            ("\u{2212}2", -2.0),
            ("+.5", 0.5),
        ] {
            assert_eq!(parse_real(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn texts_that_are_no_finite_number_are_refused() {
        for text in [
            "", "  ", "abc", "1.2.3", "1,2,3", "inf", "NaN", "1e999", "0x10",
        ] {
            assert!(parse_real(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_numbers_may_be_grouped_or_scientific() {
        for (text, value) in [("80000", 80_000), ("80 000", 80_000), ("8e4", 80_000)] {
            assert_eq!(parse_integer(text), Ok(value), "{text}");
        }
        for text in ["1.5", "-1", "1e-1", ""] {
            assert!(parse_integer(text).is_err(), "{text}");
        }
    }

    #[test]
    fn shown_reals_read_back_to_the_same_bits() {
        for value in [0.1, -0.0, 1e-12, 123_456_789.5, 5e-324, f64::MAX, 1.0 / 3.0] {
            let text = real_text(value);
            let back = parse_real(&text).expect("shown text is a number");
            assert_eq!(back.to_bits(), value.to_bits(), "{text}");
        }
    }

    #[test]
    fn messages_name_only_the_ends_that_bind() {
        assert_eq!(range_message(&(0.0..), real_text), "Must be at least 0.");
        assert_eq!(range_message(&(..=1.0), real_text), "Must be at most 1.");
        let open = (Bound::Excluded(0.0), Bound::Excluded(1.0));
        let message = range_message(&open, real_text);
        assert_eq!(message, "Must be more than 0 and less than 1.");
    }
}
