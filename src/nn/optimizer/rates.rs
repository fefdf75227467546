//! The learning rate and the momentum of an optimiser in a document, and which schedules it can follow.

use super::OptimizerSpec;
use crate::nn::hyperparameter::HyperparameterKind;
use crate::nn::schedule::Schedule;

impl OptimizerSpec {
    /// The learning rate `η`, if it has one.
    pub fn learning_rate(self) -> Option<f64> {
        self.valued("η")
    }

    /// The momentum `α`, if it has one (0 counts as one).
    pub fn momentum(self) -> Option<f64> {
        self.valued("α")
    }

    /// The same optimiser with other rates; one that it does not have is passed over.
    pub fn with_rates(self, learning_rate: f64, momentum: Option<f64>) -> Self {
        let mut changed = self;
        for (index, parameter) in self.parameters().iter().enumerate() {
            let value = match parameter.symbol {
                "η" => Some(learning_rate),
                "α" => momentum,
                _ => None,
            };
            if let Some(value) = value {
                changed = changed.with_parameter(index, value);
            }
        }
        changed
    }

    /// Whether a run can go from one to the other with its state: the same optimiser with the same switches.
    pub fn shares_state_with(self, other: Self) -> bool {
        let switches = |spec: Self| -> Vec<f64> {
            let parameters = spec.parameters().into_iter();
            let switches =
                parameters.filter(|parameter| parameter.kind == HyperparameterKind::Switch);
            switches.map(|parameter| parameter.value).collect()
        };
        self.name() == other.name() && switches(self) == switches(other)
    }

    /// Whether it can follow this schedule.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn check_schedule(self, schedule: Schedule) -> Result<(), String> {
        let name = self.name();
        if schedule == Schedule::Constant {
            Ok(())
        } else if self.learning_rate().is_none() {
            Err(format!(
                "{name} has no learning rate that a schedule could change; choose the constant schedule or another optimiser"
            ))
        } else if self.adapts_rate() {
            Err(format!(
                "{name} changes its learning rate by itself; choose the constant schedule or another optimiser"
            ))
        } else {
            Ok(())
        }
    }

    /// Whether it changes its learning rate by itself.
    pub fn adapts_rate(self) -> bool {
        matches!(self, Self::BoldDriver { .. } | Self::DeltaBarDelta { .. })
    }

    fn valued(self, symbol: &str) -> Option<f64> {
        let mut parameters = self.parameters().into_iter();
        Some(
            parameters
                .find(|parameter| parameter.symbol == symbol)?
                .value,
        )
    }
}
