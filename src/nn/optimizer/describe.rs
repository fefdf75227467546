//! What an optimiser is called, how its step reads, where it comes from, and which settings it has.

use super::OptimizerSpec;
use super::adagrad;
use super::adam;
use super::bold_driver;
use super::conjugate_gradient;
use super::delta_bar_delta;
use super::inertia;
use super::kfac;
use super::lbfgs;
use super::levenberg_marquardt;
use super::nadam;
use super::natural_gradient;
use super::quickprop;
use super::rmsprop;
use super::rprop;
use super::scaled_conjugate_gradient;
use super::sgd;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::Settings;
use crate::nn::hyperparameter::Slot::Count;
use crate::nn::hyperparameter::Slot::Real;
use crate::nn::hyperparameter::Slot::Switch;
use crate::nn::hyperparameter::described;
use crate::nn::hyperparameter::set;

impl OptimizerSpec {
    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sgd { .. } => "Gradient descent",
            Self::Inertia { .. } => "Inertia",
            Self::AdaGrad { .. } => "AdaGrad",
            Self::RmsProp { .. } => "RMSProp",
            Self::Adam { .. } => "Adam",
            Self::AdamW { .. } => "AdamW",
            Self::NAdam { .. } => "NAdam",
            Self::BoldDriver { .. } => "Bold driver",
            Self::DeltaBarDelta { .. } => "Delta-bar-delta",
            Self::RpropMinus { .. } => "iRprop−",
            Self::RpropPlus { .. } => "iRprop+",
            Self::Quickprop { .. } => "Quickprop",
            Self::PolakRibiere { .. } => "Conjugate gradient (Polak–Ribière+)",
            Self::FletcherReeves { .. } => "Conjugate gradient (Fletcher–Reeves)",
            Self::ScaledConjugateGradient { .. } => "Scaled conjugate gradient",
            Self::Lbfgs { .. } => "L-BFGS",
            Self::LevenbergMarquardt { .. } => "Levenberg–Marquardt",
            Self::NaturalGradient { .. } => "Natural gradient",
            Self::Kfac { .. } => "K-FAC",
        }
    }

    /// The step in symbols, `g` being the gradient.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Sgd { nesterov: true, .. } => "v ← αv + g, θ ← θ − η(g + αv)",
            Self::Sgd { .. } => "v ← αv − ηg, θ ← θ + v",
            Self::Inertia { .. } => "Δ ← αΔ − (1−α)ηg, θ ← θ + Δ",
            Self::AdaGrad { .. } => "s ← s + g², θ ← θ − ηg / (√s + ε)",
            Self::RmsProp { .. } => "v ← ρv + (1−ρ)g², θ ← θ − ηg / (√v + ε)",
            Self::Adam { .. } => {
                "m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − η m / (√v + ε), both unbiased"
            }
            Self::AdamW { .. } => "θ ← (1 − ηλ)θ, then as Adam",
            Self::NAdam { .. } => {
                "m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², d = (1−μ)g/(1−M) + μ₁m/(1−Mμ₁), θ ← θ − ηd / (√v + ε)"
            }
            Self::BoldDriver { .. } => {
                "v ← αv − ηg, θ ← θ + v; E fell: η ← η⁺η; E rose above τE: back, v ← 0, η ← η⁻η"
            }
            Self::DeltaBarDelta { .. } => {
                "η ← η + κ if mg > 0, (1−φ)η if mg < 0, m the mean of past g"
            }
            Self::RpropMinus { .. } => "Δ ← η⁺Δ if the sign of g stays, else η⁻Δ, θ ← θ − sign(g)Δ",
            Self::RpropPlus { .. } => {
                "gg₀ > 0: Δ ← η⁺Δ; gg₀ < 0: Δ ← η⁻Δ, θ ← θ − d if E rose, g ← 0; then θ ← θ − sign(g)Δ"
            }
            Self::Quickprop { .. } => "d ← d g / (g₀ − g), at most μd; θ ← θ + d",
            Self::PolakRibiere { .. } => {
                "p ← −g + max(0, g·(g − g₀) / g₀·g₀) p, θ ← θ + a p, a by line search"
            }
            Self::FletcherReeves { .. } => {
                "p ← −g + (g·g / g₀·g₀) p, θ ← θ + a p, a by line search"
            }
            Self::ScaledConjugateGradient { .. } => "θ ← θ − (g·p / p·(H + λI)p) p, p conjugate",
            Self::Lbfgs { .. } => "p ← −H⁻¹g from the last m steps, θ ← θ + a p, a by line search",
            Self::LevenbergMarquardt { bayesian: true, .. } => {
                "θ ← θ − (βJ^T J + (μ + α)I)⁻¹ (βJ^T e + αθ), α = γ / 2Σθ², β = (n − γ) / 2Σe²"
            }
            Self::LevenbergMarquardt { .. } => "θ ← θ − (J^T J + μI)⁻¹ J^T e",
            Self::NaturalGradient { .. } => {
                "θ ← θ − η(F + λI)⁻¹g, F the Fisher matrix of the outputs"
            }
            Self::Kfac { .. } => {
                "θ ← θ + αΔ + μδ, Δ = −(G + γ/π I)⁻¹ g (A + πγ I)⁻¹ in each layer, γ² = λ"
            }
        }
    }

    /// When to use it, in a sentence.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Sgd { .. } => {
                "To learn from and to compare with: one rate for all weights; momentum carries it through flat valleys."
            }
            Self::Inertia { .. } => {
                "As gradient descent with momentum, but other inertia does not change how far it goes."
            }
            Self::AdaGrad { .. } => {
                "For sparse inputs: rates fall most where gradients are large, and never rise again."
            }
            Self::RmsProp { .. } => {
                "For mini-batches, where gradients differ in size from layer to layer."
            }
            Self::Adam { .. } => {
                "A good first choice for mini-batches: its rate needs little tuning."
            }
            Self::AdamW { .. } => "As Adam, where weights shall decay, all by the same share.",
            Self::NAdam { .. } => "As Adam, and looks one step of momentum ahead.",
            Self::BoldDriver { .. } => {
                "For full batches without tuning a rate: it grows while the loss falls."
            }
            Self::DeltaBarDelta { .. } => {
                "For full batches where weights need rates of their own, found from the signs of the gradient."
            }
            Self::RpropMinus { .. } => {
                "For full batches, robust and nearly without tuning: only the signs of the gradient count."
            }
            Self::RpropPlus { .. } => "As iRprop−, and takes back steps that raised the loss.",
            Self::Quickprop { .. } => {
                "For small networks in full batches: quick where the loss is much like a parabola, else unsteady."
            }
            Self::PolakRibiere { .. } => {
                "For full batches and smooth losses: no rate to tune, little memory, fewer steps than descent."
            }
            Self::FletcherReeves { .. } => {
                "To compare with Polak–Ribière+, which recovers better from a bad direction."
            }
            Self::ScaledConjugateGradient { .. } => {
                "For full batches up to large networks: conjugate gradients that search no line."
            }
            Self::Lbfgs { .. } => {
                "For full batches up to large networks: nearly Newton's steps, from a few remembered gradients."
            }
            Self::LevenbergMarquardt { bayesian: true, .. } => {
                "For least squares with up to some hundred weights and noisy targets: the penalty follows from the data."
            }
            Self::LevenbergMarquardt { .. } => {
                "For least squares with up to some hundred weights: by far the fewest steps."
            }
            Self::NaturalGradient { .. } => {
                "For classes and least squares with up to some hundred weights: few and costly steps."
            }
            Self::Kfac { .. } => {
                "The natural gradient for larger networks and mini-batches: small matrices for each layer."
            }
        }
    }

    /// Where it comes from.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Sgd { .. } => "Rumelhart, Hinton & Williams, 1986; Nesterov, 1983",
            Self::Inertia { .. } => "Rumelhart & McClelland, 1986",
            Self::AdaGrad { .. } => "Duchi, Hazan & Singer, 2011",
            Self::RmsProp { .. } => "Tieleman & Hinton, 2012",
            Self::Adam { .. } => "Kingma & Ba, 2015",
            Self::AdamW { .. } => "Loshchilov & Hutter, 2019",
            Self::NAdam { .. } => "Dozat, 2016",
            Self::BoldDriver { .. } => "Vogl et al., 1988; Battiti, 1989",
            Self::DeltaBarDelta { .. } => "Jacobs, 1988",
            Self::RpropMinus { .. } | Self::RpropPlus { .. } => {
                "Riedmiller & Braun, 1993; Igel & Hüsken, 2003"
            }
            Self::Quickprop { .. } => "Fahlman, 1988",
            Self::PolakRibiere { .. } => "Polak & Ribière, 1969",
            Self::FletcherReeves { .. } => "Fletcher & Reeves, 1964",
            Self::ScaledConjugateGradient { .. } => "Møller, 1993",
            Self::Lbfgs { .. } => "Nocedal, 1980; Liu & Nocedal, 1989",
            Self::LevenbergMarquardt { bayesian: true, .. } => {
                "Hagan & Menhaj, 1994; MacKay, 1992; Foresee & Hagan, 1997"
            }
            Self::LevenbergMarquardt { .. } => {
                "Levenberg, 1944; Marquardt, 1963; Hagan & Menhaj, 1994"
            }
            Self::NaturalGradient { .. } => "Amari, 1998; Martens, 2020",
            Self::Kfac { .. } => "Martens & Grosse, 2015",
        }
    }

    /// Its settings with their present values, the learning rate first where there is one.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        described(self.settings())
    }

    /// The same optimiser with another value of one of its [`OptimizerSpec::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set(self.settings(), index, value);
        self
    }

    /// What describes the settings, and the fields in the same order. One row an optimiser, so that the two can be compared.
    #[rustfmt::skip]
    fn settings(&mut self) -> Settings<'_> {
        match self {
            Self::Sgd { learning_rate, momentum, nesterov } =>
                (&sgd::PARAMETERS, vec![Real(learning_rate), Real(momentum), Switch(nesterov)]),
            Self::Inertia { learning_rate, inertia } =>
                (&inertia::PARAMETERS, vec![Real(learning_rate), Real(inertia)]),
            Self::AdaGrad { learning_rate, epsilon } =>
                (&adagrad::PARAMETERS, vec![Real(learning_rate), Real(epsilon)]),
            Self::RmsProp { learning_rate, decay, epsilon } =>
                (&rmsprop::PARAMETERS, vec![Real(learning_rate), Real(decay), Real(epsilon)]),
            Self::Adam { learning_rate, beta1, beta2, epsilon } =>
                (&adam::PARAMETERS, vec![Real(learning_rate), Real(beta1), Real(beta2), Real(epsilon)]),
            Self::AdamW { learning_rate, beta1, beta2, epsilon, weight_decay } =>
                (&adam::DECAYED_PARAMETERS,
                vec![Real(learning_rate), Real(beta1), Real(beta2), Real(epsilon), Real(weight_decay)]),
            Self::NAdam { learning_rate, beta1, beta2, epsilon, momentum_decay } =>
                (&nadam::PARAMETERS,
                vec![Real(learning_rate), Real(beta1), Real(beta2), Real(epsilon), Real(momentum_decay)]),
            Self::BoldDriver { learning_rate, momentum, growth, shrinkage, tolerance } =>
                (&bold_driver::PARAMETERS,
                vec![Real(learning_rate), Real(momentum), Real(growth), Real(shrinkage), Real(tolerance)]),
            Self::DeltaBarDelta { learning_rate, growth, shrinkage, averaging } =>
                (&delta_bar_delta::PARAMETERS,
                vec![Real(learning_rate), Real(growth), Real(shrinkage), Real(averaging)]),
            Self::RpropMinus { first_step, growth, shrinkage, smallest, largest }
            | Self::RpropPlus { first_step, growth, shrinkage, smallest, largest } =>
                (&rprop::PARAMETERS,
                vec![Real(first_step), Real(growth), Real(shrinkage), Real(smallest), Real(largest)]),
            Self::Quickprop { learning_rate, growth, weight_decay } =>
                (&quickprop::PARAMETERS, vec![Real(learning_rate), Real(growth), Real(weight_decay)]),
            Self::PolakRibiere { curvature } | Self::FletcherReeves { curvature } =>
                (&conjugate_gradient::PARAMETERS, vec![Real(curvature)]),
            Self::ScaledConjugateGradient { probe, damping } =>
                (&scaled_conjugate_gradient::PARAMETERS, vec![Real(probe), Real(damping)]),
            Self::Lbfgs { memory, curvature } =>
                (&lbfgs::PARAMETERS, vec![Count(memory), Real(curvature)]),
            Self::LevenbergMarquardt { damping, shrinkage, growth, largest, bayesian } =>
                (&levenberg_marquardt::PARAMETERS,
                vec![Real(damping), Real(shrinkage), Real(growth), Real(largest), Switch(bayesian)]),
            Self::NaturalGradient { learning_rate, damping, factor } =>
                (&natural_gradient::PARAMETERS, vec![Real(learning_rate), Real(damping), Real(factor)]),
            Self::Kfac { damping, averaging, refresh, sampled } =>
                (&kfac::PARAMETERS, vec![Real(damping), Real(averaging), Count(refresh), Switch(sampled)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::optimizer::OptimizerProblem;

    #[test]
    fn the_list_is_complete_and_ron_names_are_pinned() {
        let place = |spec| match spec {
            OptimizerSpec::Sgd { .. } => 0,
            OptimizerSpec::Inertia { .. } => 1,
            OptimizerSpec::AdaGrad { .. } => 2,
            OptimizerSpec::RmsProp { .. } => 3,
            OptimizerSpec::Adam { .. } => 4,
            OptimizerSpec::AdamW { .. } => 5,
            OptimizerSpec::NAdam { .. } => 6,
            OptimizerSpec::BoldDriver { .. } => 7,
            OptimizerSpec::DeltaBarDelta { .. } => 8,
            OptimizerSpec::RpropMinus { .. } => 9,
            OptimizerSpec::RpropPlus { .. } => 10,
            OptimizerSpec::Quickprop { .. } => 11,
            OptimizerSpec::PolakRibiere { .. } => 12,
            OptimizerSpec::FletcherReeves { .. } => 13,
            OptimizerSpec::ScaledConjugateGradient { .. } => 14,
            OptimizerSpec::Lbfgs { .. } => 15,
            OptimizerSpec::LevenbergMarquardt { .. } => 16,
            OptimizerSpec::NaturalGradient { .. } => 17,
            OptimizerSpec::Kfac { .. } => 18,
        };
        let places: Vec<usize> = OptimizerSpec::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..OptimizerSpec::ALL.len()).collect::<Vec<_>>());
        let names = OptimizerSpec::ALL.map(|spec| ron::to_string(&spec).unwrap());
        assert_eq!(
            names,
            [
                "Sgd(learning_rate:0.01,momentum:0.0,nesterov:false)",
                "Inertia(learning_rate:0.1,inertia:0.9)",
                "AdaGrad(learning_rate:0.01,epsilon:1e-10)",
                "RmsProp(learning_rate:0.01,decay:0.99,epsilon:1e-8)",
                "Adam(learning_rate:0.001,beta1:0.9,beta2:0.999,epsilon:1e-8)",
                "AdamW(learning_rate:0.001,beta1:0.9,beta2:0.999,epsilon:1e-8,weight_decay:0.01)",
                "NAdam(learning_rate:0.002,beta1:0.9,beta2:0.999,epsilon:1e-8,momentum_decay:0.004)",
                "BoldDriver(learning_rate:0.1,momentum:0.9,growth:1.05,shrinkage:0.7,tolerance:1.04)",
                "DeltaBarDelta(learning_rate:0.1,growth:0.01,shrinkage:0.1,averaging:0.7)",
                "RpropMinus(first_step:0.1,growth:1.2,shrinkage:0.5,smallest:1e-6,largest:50.0)",
                "RpropPlus(first_step:0.1,growth:1.2,shrinkage:0.5,smallest:1e-6,largest:50.0)",
                "Quickprop(learning_rate:0.55,growth:1.75,weight_decay:0.0001)",
                "PolakRibiere(curvature:0.1)",
                "FletcherReeves(curvature:0.1)",
                "ScaledConjugateGradient(probe:5e-5,damping:5e-7)",
                "Lbfgs(memory:10,curvature:0.9)",
                "LevenbergMarquardt(damping:0.001,shrinkage:0.1,growth:10.0,largest:10000000000.0,bayesian:false)",
                "NaturalGradient(learning_rate:1.0,damping:1.0,factor:4.0)",
                "Kfac(damping:1.0,averaging:0.95,refresh:5,sampled:false)",
            ]
        );
    }

    #[test]
    fn the_list_holds_the_defaults_and_they_are_legal() {
        for spec in OptimizerSpec::ALL {
            assert_eq!(spec.check(), Ok(()), "{}", spec.name());
            for (index, parameter) in spec.parameters().into_iter().enumerate() {
                let name = parameter.name;
                assert_eq!(parameter.value, parameter.default, "{} {name}", spec.name());
                let other = if parameter.default == 0.0 { 1.0 } else { 0.0 };
                let changed = spec.with_parameter(index, other).parameters();
                assert_eq!(changed[index].value, other, "{} {name}", spec.name());
            }
        }
    }

    #[test]
    fn each_says_in_its_own_short_sentence_when_to_use_it() {
        let bayesian = OptimizerSpec::ALL[16].with_parameter(4, 1.0);
        let all = OptimizerSpec::ALL.into_iter().chain([bayesian]);
        let said: Vec<&str> = all.map(OptimizerSpec::purpose).collect();
        for (index, text) in said.iter().enumerate() {
            assert!(text.ends_with('.') && text.len() < 120, "{text}");
            assert!(!said[..index].contains(text), "{text}");
        }
    }

    #[test]
    fn each_has_a_formula_of_its_own() {
        let all = OptimizerSpec::ALL.map(OptimizerSpec::formula);
        for (index, formula) in all.iter().enumerate() {
            assert!(
                formula.contains('←') && !formula.starts_with("as "),
                "{formula}"
            );
            assert!(!all[..index].contains(formula), "{formula}");
        }
    }

    #[test]
    fn a_value_out_of_range_is_named() {
        let spec = OptimizerSpec::ALL[0].with_parameter(1, 1.0);
        assert_eq!(
            spec.check(),
            Err(vec![OptimizerProblem {
                parameter: Some(1),
                message: "momentum α is 1; it must be 0 or more and less than 1".to_owned(),
            }])
        );
        assert_eq!(OptimizerSpec::ALL[0].momentum(), Some(0.0));
        assert_eq!(OptimizerSpec::ALL[2].momentum(), None);
    }

    #[test]
    fn a_preset_from_before_the_bayesian_option_loads() {
        let text =
            "LevenbergMarquardt(damping: 0.001, shrinkage: 0.1, growth: 10.0, largest: 1e10)";
        assert_eq!(ron::from_str(text), Ok(OptimizerSpec::ALL[16]));
    }

    #[test]
    fn an_unknown_field_is_refused() {
        let text = "Sgd(learning_rate: 0.1, momentum: 0.0, nesterov: false, decay: 0.1)";
        assert!(ron::from_str::<OptimizerSpec>(text).is_err());
    }
}
