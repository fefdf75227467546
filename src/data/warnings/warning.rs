//! One warning.

use crate::data::grouped::grouped;

/// What a warning is about, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// One input nearly gives the target away.
    Leakage,
    /// A used column has one value in every row, or none.
    Constant,
    /// Two inputs hold the same.
    Duplicate,
    /// An input of classes has nearly as many classes as rows.
    NearlyUnique,
    /// A used column lacks values.
    Missing,
    /// Texts of a column are not what it is taken as.
    Unreadable,
    /// Rows are left out for missing or malformed cells.
    RowsLeftOut,
    /// The column that orders the rows has gaps.
    Gaps,
    /// A target has a class with very few rows.
    Imbalance,
    /// Inputs reach far from 0 and are not scaled.
    InputRange,
    /// A target reaches far from 0 and is not scaled.
    TargetRange,
}

/// What helps.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// Do not use this column.
    Ignore(String),
    /// Fill missing cells in.
    Impute,
    /// Scale the inputs to mean 0 and standard deviation 1.
    StandardiseInputs,
    /// Scale the targets to mean 0 and standard deviation 1.
    StandardiseTargets,
    /// Let each class keep its share in every part.
    Stratify,
    /// Let rare classes weigh as much as frequent ones.
    BalanceClasses,
    /// Show the rows that are left out.
    ShowLeftOut,
    /// Let a step of the order column longer than this begin a new sequence.
    BreakAtGaps(f64),
}

impl Remedy {
    /// Its name on a button.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Ignore(_) => "Ignore column",
            Self::Impute => "Fill in",
            Self::StandardiseInputs => "Standardise inputs",
            Self::StandardiseTargets => "Standardise targets",
            Self::Stratify => "Keep class shares",
            Self::BalanceClasses => "Balance classes",
            Self::ShowLeftOut => "Show rows",
            Self::BreakAtGaps(_) => "Break at gaps",
        }
    }
}

/// A warning about the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// What it is about.
    pub kind: WarningKind,
    /// The column to blame, if one is.
    pub column: Option<String>,
    /// What is wrong, with the numbers that show it.
    pub text: String,
    /// What helps, the best first.
    pub remedies: Vec<Remedy>,
}

impl Warning {
    pub(super) fn of_column(kind: WarningKind, column: &str, text: String) -> Self {
        Self {
            kind,
            column: Some(column.to_owned()),
            text,
            remedies: Vec::new(),
        }
    }

    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedies.push(remedy);
        self
    }
}

/// A share as a percentage: `7 %`, `0.4 %`, `99.96 %`.
pub(super) fn percent(count: usize, all: usize) -> String {
    let share = 100.0 * count as f64 / all.max(1) as f64;
    let near_end = share.min(100.0 - share);
    if near_end >= 1.0 || near_end == 0.0 {
        format!("{share:.0} %")
    } else if near_end >= 0.1 {
        format!("{share:.1} %")
    } else {
        format!("{share:.2} %")
    }
}

/// A number for a sentence: at most five digits.
pub(super) fn short(value: f64) -> String {
    if value == 0.0 || (1e-3..1e6).contains(&value.abs()) {
        let digits = (4 - value.abs().max(1.0).log10().floor() as i32).clamp(0, 4) as usize;
        let text = format!("{value:.digits$}");
        if text.contains('.') {
            let text = text.trim_end_matches('0').trim_end_matches('.');
            return text.to_owned();
        }
        let sign = if text.starts_with('-') { "-" } else { "" };
        format!("{sign}{}", grouped(value.abs().round_ties_even() as u64))
    } else {
        format!("{value:.3e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_as_little_as_they_need() {
        assert_eq!(percent(1, 3), "33 %");
        assert_eq!(percent(4, 1000), "0.4 %");
        assert_eq!(percent(9996, 10_000), "99.96 %");
        assert_eq!(percent(2, 2), "100 %");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(short(0.0), "0");
        assert_eq!(short(5.843_33), "5.8433");
        assert_eq!(short(-94_000.0), "-94,000");
        assert_eq!(short(108_955.2), "108,955");
        assert_eq!(short(-4_321.9), "-4321.9");
        assert_eq!(short(12.5), "12.5");
        assert_eq!(short(1.25e9), "1.250e9");
    }
}
