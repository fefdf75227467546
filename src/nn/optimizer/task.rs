//! Which tasks an optimiser is fit for: what it asks of the batch, the loss and the size of the network.

use super::OptimizerSpec;
use crate::nn::loss::Loss;
use crate::nn::network::Network;

/// Rows of a square matrix that takes 400 MB in `f64`; the methods that hold one hold a second for its factor.
const MOST_ROWS: usize = 7000;

impl OptimizerSpec {
    /// Whether a step needs the gradient over all samples, so that online and mini-batch updates are refused.
    pub const fn needs_full_batch(self) -> bool {
        match self {
            Self::Sgd { .. }
            | Self::Inertia { .. }
            | Self::AdaGrad { .. }
            | Self::RmsProp { .. }
            | Self::Adam { .. }
            | Self::AdamW { .. }
            | Self::NAdam { .. }
            | Self::NaturalGradient { .. }
            | Self::Kfac { .. } => false,
            Self::BoldDriver { .. }
            | Self::DeltaBarDelta { .. }
            | Self::RpropMinus { .. }
            | Self::RpropPlus { .. }
            | Self::Quickprop { .. }
            | Self::PolakRibiere { .. }
            | Self::FletcherReeves { .. }
            | Self::ScaledConjugateGradient { .. }
            | Self::Lbfgs { .. }
            | Self::LevenbergMarquardt { .. } => true,
        }
    }

    /// Whether it compares the losses of different points or builds on a gradient that is exactly that of the loss, so that
    /// nothing else may move the weights, cut the gradient or change the loss from step to step.
    pub const fn compares_losses(self) -> bool {
        match self {
            Self::BoldDriver { .. }
            | Self::RpropPlus { .. }
            | Self::PolakRibiere { .. }
            | Self::FletcherReeves { .. }
            | Self::ScaledConjugateGradient { .. }
            | Self::Lbfgs { .. }
            | Self::LevenbergMarquardt { .. }
            | Self::NaturalGradient { .. }
            | Self::Kfac { .. } => true,
            Self::Sgd { .. }
            | Self::Inertia { .. }
            | Self::AdaGrad { .. }
            | Self::RmsProp { .. }
            | Self::Adam { .. }
            | Self::AdamW { .. }
            | Self::NAdam { .. }
            | Self::DeltaBarDelta { .. }
            | Self::RpropMinus { .. }
            | Self::Quickprop { .. } => false,
        }
    }

    /// Whether the loss must be a squared error.
    pub const fn needs_squared_error(self) -> bool {
        matches!(self, Self::LevenbergMarquardt { .. })
    }

    /// Whether the loss must stand for a distribution of the targets, so that there is a Fisher matrix.
    pub const fn needs_distribution(self) -> bool {
        matches!(self, Self::NaturalGradient { .. } | Self::Kfac { .. })
    }

    /// Whether it finds a weight for the squared parameters itself, so that no other penalty may be set.
    pub const fn finds_penalty(self) -> bool {
        matches!(self, Self::LevenbergMarquardt { bayesian: true, .. })
    }

    /// Whether it can make this loss small in this network.
    ///
    /// # Errors
    /// A sentence that says what it needs.
    pub fn check_task(self, loss: Loss, network: Option<&Network>) -> Result<(), String> {
        let name = self.name();
        let named = loss.name();
        if self.needs_squared_error() && !loss.is_squared_error() {
            return Err(format!(
                "{name} needs a squared error, but the loss is {named}; change the loss or the optimiser"
            ));
        }
        if self.needs_distribution() && loss.distribution(1).is_none() {
            return Err(format!(
                "{name} needs a squared error or a cross-entropy, but the loss is {named}; change the loss or the optimiser"
            ));
        }
        match network.map(|network| self.rows(network)) {
            Some(Some((rows, what))) if rows > MOST_ROWS => {
                let megabytes = rows * rows * 8 / 1_000_000;
                Err(format!(
                    "{name} holds square matrices with a row for each {what}; {rows} rows make {megabytes} MB a matrix. \
                     Use at most {MOST_ROWS}, or another optimiser"
                ))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// A loss that it can make small, as near to this one as there is.
    pub const fn fitting_loss(self, loss: Loss) -> Loss {
        match loss {
            Loss::SoftmaxFocal { .. } if self.needs_distribution() => Loss::SoftmaxCrossEntropy,
            Loss::BinaryFocal { .. } if self.needs_distribution() => Loss::BinaryCrossEntropy,
            Loss::SoftmaxFocal { .. }
            | Loss::BinaryFocal { .. }
            | Loss::HalfSquaredError
            | Loss::MeanSquaredError
            | Loss::BinaryCrossEntropy
            | Loss::SoftmaxCrossEntropy
            | Loss::MeanAbsoluteError
            | Loss::Huber { .. } => Loss::MeanSquaredError,
        }
    }

    /// The rows of the largest square matrix that it holds, and what there is one for.
    fn rows(self, network: &Network) -> Option<(usize, &'static str)> {
        if let Self::Kfac { .. } = self {
            let layers = 1..network.layers().len();
            let sides =
                layers.map(|layer| network.layers()[layer].units.max(network.fan_in(layer) + 1));
            return Some((sides.max()?, "unit that enters or leaves a layer"));
        }
        let whole = matches!(
            self,
            Self::LevenbergMarquardt { .. } | Self::NaturalGradient { .. }
        );
        whole.then(|| (network.layout().len(), "weight and bias"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;
    use crate::nn::Initialiser;
    use crate::nn::NetworkSpec;
    use crate::nn::OutputSpec;

    fn network(inputs: usize, outputs: usize) -> Network {
        let output = OutputSpec {
            activation: Activation::Logistic,
            bias: false,
            initialiser: Initialiser::XavierUniform,
        };
        Network::build(&NetworkSpec::chain(Vec::new(), output), inputs, outputs).unwrap()
    }

    #[test]
    fn matrices_of_all_parameters_want_few_of_them() {
        let (fits, large) = (network(100, 70), network(100, 71));
        for spec in OptimizerSpec::ALL {
            let whole = ["Levenberg–Marquardt", "Natural gradient"].contains(&spec.name());
            let squared = Loss::MeanSquaredError;
            assert_eq!(
                spec.check_task(squared, Some(&fits)),
                Ok(()),
                "{}",
                spec.name()
            );
            assert_eq!(spec.check_task(squared, Some(&large)).is_err(), whole);
            let other = spec.check_task(Loss::BinaryCrossEntropy, Some(&fits));
            assert_eq!(other.is_err(), spec.needs_squared_error());
        }
    }

    #[test]
    fn a_loss_without_a_distribution_is_refused_where_there_must_be_one() {
        for spec in OptimizerSpec::ALL {
            let result = spec.check_task(Loss::Huber { delta: 1.0 }, None);
            let fussy = spec.needs_squared_error() || spec.needs_distribution();
            assert_eq!(result.is_err(), fussy, "{}", spec.name());
        }
    }

    // 7100² · 8 bytes = 403 MB.
    #[test]
    fn the_refusal_names_the_size_and_the_limit() {
        let spec = OptimizerSpec::ALL[16];
        assert_eq!(
            spec.check_task(Loss::MeanSquaredError, Some(&network(100, 71))),
            Err("Levenberg–Marquardt holds square matrices with a row for each weight and bias; 7100 rows make 403 MB a \
                 matrix. Use at most 7000, or another optimiser"
                .to_owned())
        );
        let kfac = OptimizerSpec::ALL[18];
        assert!(
            kfac.check_task(Loss::MeanSquaredError, Some(&network(7001, 1)))
                .is_err()
        );
        assert!(
            kfac.check_task(Loss::MeanSquaredError, Some(&network(3000, 3000)))
                .is_ok()
        );
    }
}
