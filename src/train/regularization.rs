//! What a document says about regularisation: penalties, decay, limits, noise.

use serde::Deserialize;
use serde::Serialize;

use crate::nn::Hyperparameter;

/// Everything beside the loss of the data that shapes the weights; 0 = none, as is the default of all. None of it touches a
/// bias: biases are few, and a network that may not shift its units fits worse for no gain (Goodfellow et al., 2016, §7.1).
///
/// ```
/// use deltascope::train::RegularizationSpec;
///
/// let spec = RegularizationSpec { l2: 0.01, ..Default::default() };
/// assert!(spec.has_penalty() && !RegularizationSpec::default().is_any());
/// assert_eq!(spec.parameters()[1].name, "L2 penalty");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegularizationSpec {
    /// The factor of the penalty `λ₁ Σ |w|`, whose slope at 0 is 0 (Tibshirani, 1996).
    pub l1: f64,
    /// The factor of the penalty `½ λ₂ Σ w²` (Krogh & Hertz, 1992).
    pub l2: f64,
    /// The share `η λ` that each weight loses in a step, beside what the optimiser does (Loshchilov & Hutter, 2019).
    pub weight_decay: f64,
    /// The greatest length of the weights that enter a unit; longer ones are shortened after each step (Srebro & Shraibman,
    /// 2005; Srivastava et al., 2014).
    pub max_norm: f64,
    /// The greatest size of an entry of the gradient; larger ones are cut, before the norm is looked at.
    pub clip_value: f64,
    /// The greatest length of the gradient; a longer one is shortened (Pascanu et al., 2013).
    pub clip_norm: f64,
    /// The share `s` of a target that goes to all classes alike: `(1 − s) t + s/k` with `k` classes (Szegedy et al., 2016).
    pub label_smoothing: f64,
    /// The standard deviation of the noise on the inputs of training samples, in scaled units (Bishop, 1995).
    pub input_noise: f64,
    /// The standard deviation of the noise on the weights while a gradient is computed (Murray & Edwards, 1994).
    pub weight_noise: f64,
}

/// The settings, in the order of the spec's fields.
const PARAMETERS: [Hyperparameter; 9] = [
    Hyperparameter::at_least_zero(
        "λ₁",
        "L1 penalty",
        0.0,
        "E + λ₁ Σ |w|: pulls every weight towards 0 by the same force, and many to 0. Biases are left alone. \
         Use it to see which inputs matter (Tibshirani, 1996).",
    ),
    Hyperparameter::at_least_zero(
        "λ₂",
        "L2 penalty",
        0.0,
        "E + λ₂/2 Σ w²: pulls every weight towards 0 by its size, so that the function gets smoother. Biases are left alone. \
         The first choice against overfitting (Krogh & Hertz, 1992).",
    ),
    Hyperparameter::at_least_zero(
        "λ",
        "Weight decay",
        0.0,
        "Each weight loses the share η·λ in a step, beside what the optimiser does (decoupled, as in AdamW). \
         Use it with adaptive rates, which would divide an L2 penalty unevenly (Loshchilov & Hutter, 2019).",
    ),
    Hyperparameter::at_least_zero(
        "c",
        "Max. norm",
        0.0,
        "The weights that enter a unit are shortened to the length c after each step, if they are longer. \
         Use it with large rates and with noise (Srebro & Shraibman, 2005; Srivastava et al., 2014).",
    ),
    Hyperparameter::at_least_zero(
        "v",
        "Clip values",
        0.0,
        "Each entry of the gradient is cut to −v…v, before the norm is looked at. \
         Use it where single weights get wild gradients; the direction changes (Mikolov, 2012).",
    ),
    Hyperparameter::at_least_zero(
        "g",
        "Clip norm",
        0.0,
        "A gradient longer than g is shortened to the length g. \
         Use it where the loss has cliffs (Pascanu et al., 2013).",
    ),
    Hyperparameter::below_one(
        "s",
        "Label smoothing",
        0.0,
        "Targets become (1 − s)·t + s/k with k classes, so that no output need be exactly 0 or 1. \
         Use it where labels may be wrong or a classifier is too sure (Szegedy et al., 2016).",
    ),
    Hyperparameter::at_least_zero(
        "σ",
        "Input noise",
        0.0,
        "Noise with this standard deviation on the scaled inputs, new in each update; on training samples only. \
         Use it with few samples: it smooths the function (Bishop, 1995).",
    ),
    Hyperparameter::at_least_zero(
        "σ",
        "Weight noise",
        0.0,
        "Noise with this standard deviation on the weights while the gradient is computed, new in each update. \
         Use it to find weights that need not be exact (Murray & Edwards, 1994).",
    ),
];

impl RegularizationSpec {
    /// The settings with their present values, in the order of the fields.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        let values = self.fields().map(|value| *value);
        let table = PARAMETERS.into_iter().zip(values);
        table.map(|(row, value)| row.with_value(value)).collect()
    }

    /// The same with another value of one of its [`parameters`](Self::parameters).
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        if let Some(field) = self.fields().into_iter().nth(index) {
            *field = value;
        }
        self
    }

    /// Whether there is any.
    pub fn is_any(self) -> bool {
        self != Self::default()
    }

    /// Whether something is added to the loss.
    pub fn has_penalty(self) -> bool {
        self.l1 != 0.0 || self.l2 != 0.0
    }

    fn fields(&mut self) -> [&mut f64; 9] {
        let Self {
            l1,
            l2,
            weight_decay,
            max_norm,
            clip_value,
            clip_norm,
            label_smoothing,
            input_noise,
            weight_noise,
        } = self;
        [
            l1,
            l2,
            weight_decay,
            max_norm,
            clip_value,
            clip_norm,
            label_smoothing,
            input_noise,
            weight_noise,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_written_by_number() {
        let none = RegularizationSpec::default();
        for (index, parameter) in none.parameters().iter().enumerate() {
            assert_eq!((parameter.value, parameter.problem()), (0.0, None));
            let some = none.with_parameter(index, 0.25);
            assert!(some.is_any());
            assert_eq!(some.parameters()[index].value, 0.25);
            let bad = none.with_parameter(index, -1.0);
            assert!(bad.parameters()[index].problem().is_some());
        }
        assert_eq!(none.with_parameter(9, 1.0), none);
    }

    #[test]
    fn what_is_not_written_is_none() {
        let spec: RegularizationSpec = ron::from_str("(l2: 0.5)").unwrap();
        assert_eq!(spec.l2, 0.5);
        assert_eq!(spec.with_parameter(1, 0.0), RegularizationSpec::default());
        assert!(ron::from_str::<RegularizationSpec>("(l3: 0.5)").is_err());
    }
}
