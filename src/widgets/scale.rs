//! Linear and logarithmic axes: where values lie, where ticks stand, and how numbers are written beside them.

use egui_plot::GridInput;
use egui_plot::GridMark;

/// How values are placed on an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scale {
    /// As they are.
    #[default]
    Linear,
    /// By their logarithm to base 10; values ≤ 0 have no place.
    Log,
}

impl Scale {
    /// Whether a value has a place on the axis.
    pub fn shows(self, value: f64) -> bool {
        value.is_finite() && (self == Self::Linear || value > 0.0)
    }

    /// The place of a value, in plot coordinates.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log => value.log10(),
        }
    }

    /// The value at a place.
    pub fn value(self, place: f64) -> f64 {
        match self {
            Self::Linear => place,
            Self::Log => 10_f64.powf(place),
        }
    }

    /// The ticks of an axis, at least `input.base_step_size` apart.
    pub fn ticks(self, input: &GridInput) -> Vec<GridMark> {
        let (from, to) = input.bounds;
        if !(from.is_finite() && to.is_finite() && from < to && input.base_step_size > 0.0) {
            return Vec::new();
        }
        match self {
            Self::Linear => linear_ticks(from, to, nice_step(input.base_step_size)),
            Self::Log => log_ticks(from, to, input.base_step_size),
        }
    }

    /// The text beside a tick.
    pub fn tick_label(self, mark: GridMark) -> String {
        match self {
            Self::Linear => number_with_step(mark.value, mark.step_size),
            Self::Log if is_near(mark.value, mark.value.round()) => {
                power_of_ten(mark.value.round() as i32)
            }
            Self::Log => short_number(self.value(mark.value)),
        }
    }
}

/// The smallest step of the form 1, 2, 5 · 10ᵏ that is at least `least`.
fn nice_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let ratio = least / power;
    let factor = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|&factor| ratio <= factor * (1.0 + 1e-9))
        .unwrap_or(10.0);
    factor * power
}

fn linear_ticks(from: f64, to: f64, step: f64) -> Vec<GridMark> {
    let (first, last) = ((from / step).ceil(), (to / step).floor());
    // Beyond 2⁵³ steps from 0 neighbouring ticks are not distinct numbers.
    if !(last - first).is_finite() || last - first > 1e4 || first.abs().max(last.abs()) > 9e15 {
        return Vec::new();
    }
    (0..=(last - first).max(-1.0) as i64)
        .map(|index| GridMark {
            value: (first + index as f64) * step,
            step_size: step,
        })
        .filter(|mark| mark.value <= to)
        .collect()
}

/// Decades; where they lie far apart also 2 and 5 times a decade; within less than a decade the ticks of a linear axis.
fn log_ticks(from: f64, to: f64, base_step: f64) -> Vec<GridMark> {
    let decades = decades_apart(base_step);
    if to - from < 0.8 {
        let (low, high) = (10_f64.powf(from), 10_f64.powf(to));
        // The lowest part is the most stretched: as many ticks as the axis has room for on average.
        let step = nice_step((high - low) * base_step / (to - from));
        return linear_ticks(low, high, step)
            .into_iter()
            .filter(|mark| mark.value > 0.0)
            .map(|mark| GridMark {
                value: mark.value.log10(),
                step_size: base_step,
            })
            .collect();
    }
    let factors: &[f64] = if decades > 1.0 || base_step > 0.3 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    let mut marks = Vec::new();
    let mut decade = (from / decades).floor() * decades;
    while decade <= to && marks.len() < 1000 {
        for factor in factors {
            let value = decade + factor.log10();
            if (from..=to).contains(&value) {
                marks.push(GridMark {
                    value,
                    step_size: if *factor == 1.0 { decades } else { 0.3 },
                });
            }
        }
        decade += decades;
    }
    marks
}

/// A round number of decades, `least` or more.
fn decades_apart(least: f64) -> f64 {
    let near = [1.0, 2.0, 3.0, 5.0].into_iter();
    near.chain([10.0, 20.0, 50.0])
        .find(|&decades| least <= decades)
        .unwrap_or(100.0)
}

fn is_near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn power_of_ten(exponent: i32) -> String {
    if (-2..=4).contains(&exponent) {
        short_number(10_f64.powi(exponent))
    } else {
        format!("1e{exponent}")
    }
}

/// A number with as many decimals as its distance to the next tick asks for.
fn number_with_step(value: f64, step: f64) -> String {
    let value = if value.abs() < step * 1e-6 {
        0.0
    } else {
        value
    };
    let magnitude = value.abs().max(step);
    if magnitude >= 1e7 || (magnitude < 1e-3 && value != 0.0) {
        return short_number(value);
    }
    let decimals = (-step.log10().floor()).max(0.0) as usize;
    group_thousands(&format!("{value:.decimals$}"))
}

/// A number with few digits, for ticks and settings: `0.05`, `12,000`, `2.5e-7`.
pub fn short_number(value: f64) -> String {
    number(value, 4, true)
}

/// A number with three digits, for narrow places: `0.0209`, `497k`, `1.25M`.
pub fn brief_number(value: f64) -> String {
    let size = value.abs();
    if (1e6..1e9).contains(&size) {
        format!("{}M", number(value / 1e6, 3, true))
    } else if (1e4..1e6).contains(&size) {
        format!("{}k", number(value / 1e3, 3, true))
    } else {
        number(value, 3, true)
    }
}

/// A number with seven significant digits, for read-outs: `0.04321000`, `1.234568e-7`.
pub fn exact_number(value: f64) -> String {
    number(value, 7, false)
}

/// A whole number in groups of three digits: `80,000`.
pub fn whole_number(value: u64) -> String {
    group_thousands(&value.to_string())
}

/// An epoch; whole where it is one.
pub fn epoch_number(epoch: f64) -> String {
    if epoch >= 0.0 && epoch.fract() == 0.0 && epoch < 1e15 {
        whole_number(epoch as u64)
    } else {
        short_number(epoch)
    }
}

fn number(value: f64, digits: u8, trim: bool) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "-∞" }.to_owned();
    }
    let exponent = value.abs().log10().floor() as i32;
    if (-4..7).contains(&exponent) {
        let decimals = (i32::from(digits) - 1 - exponent).max(0) as usize;
        let text = format!("{value:.decimals$}");
        group_thousands(if trim { trim_zeros(&text) } else { &text })
    } else {
        let text = format!("{value:.*e}", usize::from(digits) - 1);
        match text.split_once('e') {
            Some((mantissa, exponent)) if trim => format!("{}e{exponent}", trim_zeros(mantissa)),
            Some(_) | None => text,
        }
    }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

fn group_thousands(text: &str) -> String {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (whole, fraction) = unsigned.split_at(unsigned.find('.').unwrap_or(unsigned.len()));
    if whole.len() < 5 {
        return text.to_owned();
    }
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3);
    grouped.push_str(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, bounds: (f64, f64), base_step_size: f64) -> Vec<String> {
        let input = GridInput {
            bounds,
            base_step_size,
        };
        let ticks = scale.ticks(&input);
        ticks
            .into_iter()
            .map(|mark| scale.tick_label(mark))
            .collect()
    }

    #[test]
    fn linear_ticks_stand_at_round_numbers() {
        assert_eq!(
            labels(Scale::Linear, (-0.05, 1.03), 0.13),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            labels(Scale::Linear, (0.0, 80_000.0), 11_000.0),
            ["0", "20,000", "40,000", "60,000", "80,000"]
        );
        assert_eq!(labels(Scale::Linear, (0.0, 3e-7), 1e-7).len(), 4);
    }

    #[test]
    fn log_ticks_stand_at_decades() {
        assert_eq!(
            labels(Scale::Log, (-5.2, 1.1), 0.5),
            ["1e-5", "1e-4", "1e-3", "0.01", "0.1", "1", "10"]
        );
        // Too many decades for the room: every fifth.
        assert_eq!(
            labels(Scale::Log, (-12.0, 1.0), 4.4),
            ["1e-10", "1e-5", "1"]
        );
        // A step of 4 is no round number: from there on fives, tens and twenties.
        assert_eq!(
            labels(Scale::Log, (-45.0, 1.0), 11.2),
            ["1e-40", "1e-20", "1"]
        );
        // Room between the decades: 2 and 5 as well.
        assert_eq!(
            labels(Scale::Log, (-2.1, -0.9), 0.15),
            ["0.01", "0.02", "0.05", "0.1"]
        );
        // Less than a decade: round numbers.
        let within = labels(Scale::Log, (0.26_f64.log10(), 0.41_f64.log10()), 0.05);
        assert_eq!(within, ["0.3", "0.35", "0.4"].map(str::to_owned));
    }

    #[test]
    fn degenerate_axes_have_no_ticks() {
        for bounds in [(1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
            assert!(labels(Scale::Linear, bounds, 0.1).is_empty());
            assert!(labels(Scale::Log, bounds, 0.1).is_empty());
        }
        assert!(labels(Scale::Linear, (1e17, 1e17 + 64.0), 1.0).is_empty());
    }

    #[test]
    fn numbers_are_written_shortly_or_exactly() {
        assert_eq!(short_number(0.1), "0.1");
        assert_eq!(short_number(12_000.0), "12,000");
        assert_eq!(short_number(2.5e-7), "2.5e-7");
        assert_eq!(short_number(-0.25), "-0.25");
        assert_eq!(brief_number(-0.020_85), "-0.0209");
        assert_eq!(brief_number(2035.4), "2035");
        assert_eq!(brief_number(-496_908.0), "-497k");
        assert_eq!(brief_number(1_250_000.0), "1.25M");
        assert_eq!(brief_number(2.5e12), "2.5e12");
        assert_eq!(exact_number(1.0 / 3.0), "0.3333333");
        assert_eq!(exact_number(1.234_567_8e-9), "1.234568e-9");
        assert_eq!(exact_number(f64::NAN), "NaN");
        assert_eq!(whole_number(1_234_567), "1,234,567");
        assert_eq!(whole_number(9_999), "9999");
        assert_eq!(epoch_number(80_000.0), "80,000");
        assert_eq!(epoch_number(2.5), "2.5");
    }
}
