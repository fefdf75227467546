//! The description of a setting with a number in it: symbol, name, range, default, effect and present value. Choosers,
//! checks and the command line iterate these, so that none of them knows the optimisers or activations one by one.

use std::ops::Bound;

/// What kind of number a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HyperparameterKind {
    /// Any real number within the range.
    Real,
    /// A whole number within the range.
    Count,
    /// 0 = off, 1 = on.
    Switch,
}

/// One setting of an optimiser, an activation or an initialiser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hyperparameter {
    /// The field's usual symbol, such as `η`.
    pub symbol: &'static str,
    /// Its name on screen, such as `Learning rate`.
    pub name: &'static str,
    /// What kind of number it is.
    pub kind: HyperparameterKind,
    /// Its lower and upper bound.
    pub range: (Bound<f64>, Bound<f64>),
    /// Its usual value.
    pub default: f64,
    /// What it does, in a sentence.
    pub effect: &'static str,
    /// Its present value.
    pub value: f64,
}

impl Hyperparameter {
    /// A real number more than 0.
    pub(crate) const fn positive(
        symbol: &'static str,
        name: &'static str,
        default: f64,
        effect: &'static str,
    ) -> Self {
        Self::within(
            symbol,
            name,
            (Bound::Excluded(0.0), Bound::Unbounded),
            default,
            effect,
        )
    }

    /// A real number, 0 or more.
    pub(crate) const fn at_least_zero(
        symbol: &'static str,
        name: &'static str,
        default: f64,
        effect: &'static str,
    ) -> Self {
        Self::within(
            symbol,
            name,
            (Bound::Included(0.0), Bound::Unbounded),
            default,
            effect,
        )
    }

    /// A real number from 0 up to, but not including, 1.
    pub(crate) const fn below_one(
        symbol: &'static str,
        name: &'static str,
        default: f64,
        effect: &'static str,
    ) -> Self {
        Self::within(
            symbol,
            name,
            (Bound::Included(0.0), Bound::Excluded(1.0)),
            default,
            effect,
        )
    }

    /// A real number within bounds.
    pub(crate) const fn within(
        symbol: &'static str,
        name: &'static str,
        range: (Bound<f64>, Bound<f64>),
        default: f64,
        effect: &'static str,
    ) -> Self {
        Self {
            symbol,
            name,
            kind: HyperparameterKind::Real,
            range,
            default,
            effect,
            value: default,
        }
    }

    /// Something that is on or off.
    pub(crate) const fn switch(
        symbol: &'static str,
        name: &'static str,
        default: bool,
        effect: &'static str,
    ) -> Self {
        let default = if default { 1.0 } else { 0.0 };
        Self {
            symbol,
            name,
            kind: HyperparameterKind::Switch,
            range: (Bound::Included(0.0), Bound::Included(1.0)),
            default,
            effect,
            value: default,
        }
    }

    /// The same setting with another value.
    pub(crate) const fn with_value(mut self, value: f64) -> Self {
        self.value = value;
        self
    }

    /// The name within a sentence: `learning rate`, but `L1 penalty`.
    pub fn name_within(&self) -> String {
        let is_word = self.name.chars().nth(1).is_some_and(char::is_lowercase);
        if is_word {
            self.name.to_lowercase()
        } else {
            self.name.to_owned()
        }
    }

    /// The range in words, such as `more than 0`, `1 to 1000` or `0 or more and less than 1`.
    pub fn range_text(&self) -> String {
        if let (Bound::Included(low), Bound::Included(high)) = self.range {
            return format!("{low} to {high}");
        }
        let low = match self.range.0 {
            Bound::Included(low) => Some(format!("{low} or more")),
            Bound::Excluded(low) => Some(format!("more than {low}")),
            Bound::Unbounded => None,
        };
        let high = match self.range.1 {
            Bound::Included(high) => Some(format!("{high} or less")),
            Bound::Excluded(high) => Some(format!("less than {high}")),
            Bound::Unbounded => None,
        };
        match (low, high) {
            (Some(low), Some(high)) => format!("{low} and {high}"),
            (Some(bound), None) | (None, Some(bound)) => bound,
            (None, None) => "any number".to_owned(),
        }
    }

    /// What is wrong with the value and what to do; `None` if nothing is.
    ///
    /// ```
    /// use deltascope::nn::Activation;
    ///
    /// let slope = Activation::LeakyRelu { slope: -1.0 }.parameters()[0];
    /// assert_eq!(
    ///     slope.problem().as_deref(),
    ///     Some("slope a is -1; it must be from 0 to 1")
    /// );
    /// ```
    pub fn problem(&self) -> Option<String> {
        use std::ops::RangeBounds as _;

        let whole = match self.kind {
            HyperparameterKind::Real => true,
            HyperparameterKind::Count | HyperparameterKind::Switch => self.value.fract() == 0.0,
        };
        if self.value.is_finite() && whole && self.range.contains(&self.value) {
            return None;
        }
        let (name, symbol, value) = (self.name_within(), self.symbol, self.value);
        let is_whole = self.kind != HyperparameterKind::Real;
        let range = match (self.range, is_whole) {
            ((Bound::Included(_), Bound::Included(_)), true) => {
                format!("a whole number from {}", self.range_text())
            }
            ((Bound::Included(_), Bound::Included(_)), false) => {
                format!("from {}", self.range_text())
            }
            (_, true) => format!("a whole number, {}", self.range_text()),
            (_, false) => self.range_text(),
        };
        Some(if symbol.is_empty() {
            format!("{name} is {value}; it must be {range}")
        } else {
            format!("{name} {symbol} is {value}; it must be {range}")
        })
    }
}

/// A place in a document that a setting is read from and written to.
pub(crate) enum Slot<'a> {
    /// A real number.
    Real(&'a mut f64),
    /// A whole number.
    Count(&'a mut usize),
    /// Something that is on or off.
    Switch(&'a mut bool),
}

impl Slot<'_> {
    /// The value as a number.
    pub(crate) fn get(&self) -> f64 {
        match self {
            Self::Real(value) => **value,
            Self::Count(value) => **value as f64,
            Self::Switch(value) => f64::from(u8::from(**value)),
        }
    }

    /// Writes a number.
    pub(crate) fn set(self, value: f64) {
        match self {
            Self::Real(slot) => *slot = value,
            Self::Count(slot) => *slot = value as usize,
            Self::Switch(slot) => *slot = value != 0.0,
        }
    }
}

/// The settings of something: their descriptions, and their places in the same order.
pub(crate) type Settings<'a> = (&'static [Hyperparameter], Vec<Slot<'a>>);

/// The settings of something with their present values.
pub(crate) fn described((table, slots): Settings<'_>) -> Vec<Hyperparameter> {
    table
        .iter()
        .zip(slots)
        .map(|(parameter, slot)| parameter.with_value(slot.get()))
        .collect()
}

/// Writes one of the settings; a number beyond the last changes nothing.
pub(crate) fn set((_, slots): Settings<'_>, index: usize, value: f64) {
    if let Some(slot) = slots.into_iter().nth(index) {
        slot.set(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_said_in_words() {
        let rate = Hyperparameter::positive("η", "Learning rate", 0.01, "");
        assert_eq!(rate.range_text(), "more than 0");
        assert_eq!(rate.problem(), None);
        assert_eq!(
            rate.with_value(0.0).problem().as_deref(),
            Some("learning rate η is 0; it must be more than 0")
        );
        assert!(rate.with_value(f64::NAN).problem().is_some());
        assert!(rate.with_value(f64::INFINITY).problem().is_some());
        let momentum = Hyperparameter::below_one("α", "Momentum", 0.9, "");
        assert_eq!(momentum.range_text(), "0 or more and less than 1");
        assert!(momentum.with_value(1.0).problem().is_some());
        assert!(momentum.with_value(0.0).problem().is_none());
        let bounds = (Bound::Included(1.0), Bound::Included(1000.0));
        let steps = Hyperparameter {
            kind: HyperparameterKind::Count,
            ..Hyperparameter::within("m", "Remembered steps", bounds, 10.0, "")
        };
        assert_eq!(steps.range_text(), "1 to 1000");
        assert_eq!(
            steps.with_value(1.5).problem().as_deref(),
            Some("remembered steps m is 1.5; it must be a whole number from 1 to 1000")
        );
    }

    #[test]
    fn a_switch_is_nothing_but_0_or_1() {
        let switch = Hyperparameter::switch("", "Nesterov", true, "");
        assert_eq!(switch.default, 1.0);
        assert!(switch.with_value(0.5).problem().is_some());
        assert!(switch.with_value(0.0).problem().is_none());
    }
}
