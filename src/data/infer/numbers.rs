//! How numbers are written: decimal mark and marks between thousands.

use super::super::cell::Marks;
use super::super::cell::NumberFormat;
use super::super::options::CsvOptions;
use super::super::options::Evidence;
use super::super::options::Thousands;
use super::Line;
use super::text;

/// The forms that are tried, in order of preference.
const FORMATS: [(bool, Thousands); 8] = [
    (false, Thousands::Unused),
    (true, Thousands::Unused),
    (false, Thousands::Comma),
    (true, Thousands::Point),
    (false, Thousands::Space),
    (true, Thousands::Space),
    (false, Thousands::Apostrophe),
    (true, Thousands::Apostrophe),
];
/// The places of two of them.
const DECIMAL_COMMA: usize = 1;
const COMMA_THOUSANDS: usize = 2;
const POINT_THOUSANDS: usize = 3;

/// The form in which most cells are numbers; of equals the first of the list.
///
/// `1,234` alone is 1234 with a mark between thousands or 1.234 with a decimal comma. Where no cell decides, semicolons
/// between the cells speak for the decimal comma, for it is why they stand there, and any other delimiter for the
/// thousands. `1.234` alone has a decimal point. Either is told as ambiguous, the second where semicolons speak against it.
pub(super) fn guess(
    records: &[Line],
    delimiter: u8,
    options: &CsvOptions,
    marks: &Marks,
    evidence: &mut Evidence,
) -> NumberFormat {
    let allowed = |index: usize| {
        let (comma, thousands) = FORMATS[index];
        options.decimal_comma.is_none_or(|set| set == comma)
            && options.thousands.is_none_or(|set| set == thousands)
            && !(thousands == Thousands::Space && delimiter == b' ')
    };
    let look = Look::at(records, marks);
    let mut best = (0..FORMATS.len()).find(|index| allowed(*index));
    for index in (0..FORMATS.len()).filter(|index| allowed(*index)) {
        if best.is_none_or(|best| look.counts[index] > look.counts[best]) {
            best = Some(index);
        }
    }
    let Some(mut best) = best else {
        // A mark cannot be both; the decimal mark that was set stays.
        return NumberFormat {
            decimal_comma: options.decimal_comma.unwrap_or(false),
            thousands: options.thousands.unwrap_or_default(),
        };
    };
    let undecided = |other: usize| allowed(other) && look.counts[other] == look.counts[best];
    if best == DECIMAL_COMMA && undecided(COMMA_THOUSANDS) && look.commas > 0 {
        let (taken, other) = if delimiter == b';' {
            (
                "a decimal comma, as semicolons stand between the cells",
                "between thousands",
            )
        } else {
            ("a mark between thousands", "a decimal comma")
        };
        evidence.ambiguous = Some(format!(
            "The comma in `{}` is taken for {taken}; it could be {other}",
            look.comma
        ));
        if delimiter != b';' {
            best = COMMA_THOUSANDS;
        }
    } else if best == 0 && delimiter == b';' && undecided(POINT_THOUSANDS) && look.points > 0 {
        evidence.ambiguous = Some(format!(
            "The point in `{}` is taken for a decimal point; it could stand between thousands",
            look.point
        ));
    }
    let (decimal_comma, thousands) = FORMATS[best];
    evidence.decimal = look.decimal_evidence(decimal_comma);
    evidence.thousands = match thousands {
        Thousands::Unused => "No number needs it".to_owned(),
        Thousands::Comma | Thousands::Point | Thousands::Space | Thousands::Apostrophe => {
            let count = look.grouped[best].0;
            let example = &look.grouped[best].1;
            match count {
                1 => format!("1 number has it: `{example}`"),
                _ => format!("{count} numbers have it, such as `{example}`"),
            }
        }
    };
    NumberFormat {
        decimal_comma,
        thousands,
    }
}

/// What the cells say.
#[derive(Default)]
struct Look {
    /// For each form how many of the cells with a mark are numbers.
    counts: [usize; FORMATS.len()],
    /// For each form how many of those cells are numbers only with its marks between thousands, and the first of them.
    grouped: [(usize, String); FORMATS.len()],
    /// How many numbers have a comma, and the first of them.
    commas: usize,
    comma: String,
    /// How many numbers have a point, and the first of them.
    points: usize,
    point: String,
}

impl Look {
    fn at(records: &[Line], marks: &Marks) -> Self {
        let mut look = Self::default();
        for cell in records.iter().flat_map(|line| line.cells.iter()) {
            if !cell.iter().any(u8::is_ascii_digit) || cell.iter().all(u8::is_ascii_digit) {
                continue;
            }
            let cell = text(cell);
            if !marks.is_missing(&cell) {
                look.count(&cell);
            }
        }
        look
    }

    fn count(&mut self, cell: &str) {
        let mut any = false;
        for (index, (decimal_comma, thousands)) in FORMATS.into_iter().enumerate() {
            let format = |thousands| NumberFormat {
                decimal_comma,
                thousands,
            };
            if format(thousands).parse(cell).is_none() {
                continue;
            }
            any = true;
            self.counts[index] += 1;
            if thousands != Thousands::Unused && format(Thousands::Unused).parse(cell).is_none() {
                let (count, example) = &mut self.grouped[index];
                *count += 1;
                if example.is_empty() {
                    cell.clone_into(example);
                }
            }
        }
        if any && cell.contains(',') {
            self.commas += 1;
            if self.comma.is_empty() {
                cell.clone_into(&mut self.comma);
            }
        }
        if any && cell.contains('.') {
            self.points += 1;
            if self.point.is_empty() {
                cell.clone_into(&mut self.point);
            }
        }
    }

    fn decimal_evidence(&self, decimal_comma: bool) -> String {
        let (count, example, word) = if decimal_comma {
            (self.commas, &self.comma, "comma")
        } else {
            (self.points, &self.point, "point")
        };
        match count {
            0 => "No number has a fraction".to_owned(),
            1 => format!("1 number has a {word}: `{example}`"),
            _ => format!("{count} numbers have a {word}, such as `{example}`"),
        }
    }
}
