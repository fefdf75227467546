//! What the symbols in the optimisers' formulas mean.

use super::OptimizerSpec;

impl OptimizerSpec {
    /// What the symbols of its [`formula`](Self::formula) mean that its settings do not tell.
    pub const fn symbols(self) -> &'static str {
        match self {
            Self::Sgd { .. } => "v = the last change, with momentum",
            Self::Inertia { .. } => "Δ = the last change",
            Self::AdaGrad { .. } => "s = sum of all squared gradients, for each parameter",
            Self::RmsProp { .. } => "v = running mean of squared gradients, for each parameter",
            Self::Adam { .. } | Self::AdamW { .. } => {
                "m, v = running means of g and g², unbiased by 1 − β₁^t and 1 − β₂^t in step t"
            }
            Self::NAdam { .. } => {
                "m, v = running means of g and g², v unbiased by 1 − β₂^t in step t; μ = momentum of this step, β₁(1 − ½·0.96^(tψ)); μ₁ = that of the next, M = product of all so far"
            }
            Self::BoldDriver { .. } => "v = the last change",
            Self::DeltaBarDelta { .. } => "η = each parameter's own rate, θ ← θ − ηg",
            Self::RpropMinus { .. } => "Δ = each parameter's own step",
            Self::RpropPlus { .. } => {
                "Δ = each parameter's own step, g₀ = g of the step before, d = the last change"
            }
            Self::Quickprop { .. } => {
                "d = the last step, g₀ = g before it; the step by η is for d = 0 and where g kept its sign"
            }
            Self::PolakRibiere { .. } | Self::FletcherReeves { .. } => {
                "p = direction, g₀ = g of the step before, a = length of the step"
            }
            Self::ScaledConjugateGradient { .. } => {
                "p = direction, H = Hessian of the loss (H p from a second gradient), I = identity matrix"
            }
            Self::Lbfgs { .. } => {
                "p = direction, H = Hessian of the loss as the last steps show it, a = length of the step"
            }
            Self::LevenbergMarquardt { bayesian: true, .. } => {
                "e = y − t, J = its derivatives, I = identity matrix, n = number of errors, γ = effective number of parameters"
            }
            Self::LevenbergMarquardt { .. } => {
                "e = y − t, J = its derivatives, I = identity matrix"
            }
            Self::NaturalGradient { .. } => "I = identity matrix",
            Self::Kfac { .. } => {
                "A, G = mean squares of what enters a layer and of its derivatives, π = their ratio of size, δ = the last change, α and μ = lengths from the Fisher matrix"
            }
        }
    }
}
