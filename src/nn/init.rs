//! Initialisers: how the weights of a layer are drawn before training.

use rand::Rng;
use serde::Deserialize;
use serde::Serialize;

use super::hyperparameter::Hyperparameter;
use super::hyperparameter::Settings;
use super::hyperparameter::Slot;
use super::hyperparameter::described;
use super::hyperparameter::set;
use super::network::Network;
use super::parameters::ParameterId;
use super::real::Real;
use super::spec::LayerStart;
use super::spec::Start;

/// How the weights that enter a layer start. Biases start at 0 unless the rule says otherwise.
/// `in` counts the units of all layers that feed the layer, `out` its own units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Initialiser {
    /// Weights and biases uniform in `[−range, range]`.
    Uniform {
        /// The largest magnitude.
        range: f64,
    },
    /// Uniform in `±√(6 / (in + out))` (Glorot & Bengio, 2010).
    #[default]
    XavierUniform,
    /// Normal with variance `2 / (in + out)` (Glorot & Bengio, 2010).
    XavierNormal,
    /// Normal with variance `2 / in` (He et al., 2015).
    He,
    /// Normal with variance `1 / in` (LeCun et al., 1998).
    LeCun,
    /// Each unit's weights uniform in `±1`, then scaled to the length `0.7 · out^(1/in)`; biases uniform in ± that length
    /// (Nguyen & Widrow, 1990).
    NguyenWidrow,
    /// Every weight and bias has this value.
    Constant {
        /// The value.
        value: f64,
    },
}

const UNIFORM: [Hyperparameter; 1] = [Hyperparameter::at_least_zero(
    "r",
    "Range",
    0.5,
    "Weights and biases lie between −r and r.",
)];
const CONSTANT: [Hyperparameter; 1] = [Hyperparameter::within(
    "c",
    "Value",
    (std::ops::Bound::Unbounded, std::ops::Bound::Unbounded),
    0.0,
    "What every weight and bias is at first.",
)];

impl Initialiser {
    /// Every initialiser, those with settings at their defaults.
    pub const ALL: [Self; 7] = [
        Self::Uniform { range: 0.5 },
        Self::XavierUniform,
        Self::XavierNormal,
        Self::He,
        Self::LeCun,
        Self::NguyenWidrow,
        Self::Constant { value: 0.0 },
    ];

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Uniform { .. } => "Uniform",
            Self::XavierUniform => "Xavier uniform",
            Self::XavierNormal => "Xavier normal",
            Self::He => "He",
            Self::LeCun => "LeCun",
            Self::NguyenWidrow => "Nguyen–Widrow",
            Self::Constant { .. } => "Constant",
        }
    }

    /// The distribution of a weight `w` and, where it is not 0 from the start, a bias `b`.
    pub const fn formula(self) -> &'static str {
        match self {
            Self::Uniform { .. } => "w, b ~ U(−r, r)",
            Self::XavierUniform => "w ~ U(±√(6 / (in + out)))",
            Self::XavierNormal => "w ~ N(0, 2 / (in + out))",
            Self::He => "w ~ N(0, 2 / in)",
            Self::LeCun => "w ~ N(0, 1 / in)",
            Self::NguyenWidrow => "‖w‖ = 0.7 · out^(1/in), b ~ U(±‖w‖)",
            Self::Constant { .. } => "w = b = c",
        }
    }

    /// Its settings with their present values; none for most.
    pub fn parameters(mut self) -> Vec<Hyperparameter> {
        described(self.settings())
    }

    /// The same initialiser with another value of one of its [`Initialiser::parameters`].
    pub fn with_parameter(mut self, index: usize, value: f64) -> Self {
        set(self.settings(), index, value);
        self
    }

    /// What describes the settings, and the fields in the same order.
    fn settings(&mut self) -> Settings<'_> {
        match self {
            Self::Uniform { range } => (&UNIFORM, vec![Slot::Real(range)]),
            Self::Constant { value } => (&CONSTANT, vec![Slot::Real(value)]),
            Self::XavierUniform
            | Self::XavierNormal
            | Self::He
            | Self::LeCun
            | Self::NguyenWidrow => (&[], Vec::new()),
        }
    }
}

/// The parameters `θ` at the start of a run. Drawn in the order of `θ`, so the draw depends on nothing but the
/// generator and the network. `Start::Exact` values overwrite what they name.
///
/// ```
/// use deltascope::nn::init::initial_parameters;
/// use deltascope::nn::{Activation, Initialiser, Network, NetworkSpec, OutputSpec, Start};
/// use rand_chacha::ChaCha8Rng;
/// use rand_chacha::rand_core::SeedableRng as _;
///
/// let output = OutputSpec {
///     activation: Activation::Logistic,
///     bias: true,
///     initialiser: Initialiser::Constant { value: 0.25 },
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 2, 1).unwrap();
/// let mut rng = ChaCha8Rng::seed_from_u64(1);
/// let theta: Vec<f64> = initial_parameters(&network, &Start::Drawn, &mut rng);
/// assert_eq!(theta, [0.25; 3]);
/// ```
pub fn initial_parameters<R: Real>(network: &Network, start: &Start, rng: &mut impl Rng) -> Vec<R> {
    let layout = network.layout();
    let mut theta = vec![0.0; layout.len()];
    for (index, layer) in network.layers().iter().enumerate() {
        let (fan_in, fan_out) = (network.fan_in(index) as f64, layer.units as f64);
        let biases = layout.biases(index);
        for connection in network.incoming(index) {
            let weights = &mut theta[layout.weights(connection)];
            match layer.initialiser {
                Initialiser::Uniform { range } => uniform(weights, range, rng),
                Initialiser::XavierUniform => {
                    uniform(weights, (6.0 / (fan_in + fan_out)).sqrt(), rng);
                }
                Initialiser::XavierNormal => {
                    normal(weights, (2.0 / (fan_in + fan_out)).sqrt(), rng);
                }
                Initialiser::He => normal(weights, (2.0 / fan_in).sqrt(), rng),
                Initialiser::LeCun => normal(weights, (1.0 / fan_in).sqrt(), rng),
                Initialiser::NguyenWidrow => uniform(weights, 1.0, rng),
                Initialiser::Constant { value } => weights.fill(value),
            }
        }
        match layer.initialiser {
            Initialiser::Uniform { range } => uniform(&mut theta[biases], range, rng),
            Initialiser::NguyenWidrow if index > 0 => {
                let length = 0.7 * fan_out.powf(1.0 / fan_in);
                scale_rows(network, index, length, &mut theta);
                uniform(&mut theta[biases], length, rng);
            }
            Initialiser::Constant { value } => theta[biases].fill(value),
            Initialiser::NguyenWidrow
            | Initialiser::XavierUniform
            | Initialiser::XavierNormal
            | Initialiser::He
            | Initialiser::LeCun => {}
        }
    }
    if let Start::Exact(starts) = start {
        for start in starts {
            overwrite(network, start, &mut theta);
        }
    }
    theta.into_iter().map(R::of).collect()
}

/// A number in `[0, 1)` with 53 random bits.
pub(super) fn unit(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// A standard normal number (Box & Muller, 1958).
pub(super) fn standard_normal(rng: &mut impl Rng) -> f64 {
    let mut value = [0.0];
    normal(&mut value, 1.0, rng);
    value[0]
}

fn uniform(values: &mut [f64], range: f64, rng: &mut impl Rng) {
    for value in values {
        *value = range * (2.0 * unit(rng) - 1.0);
    }
}

/// Normal numbers by pairs (Box & Muller, 1958); an odd last one uses up a pair too.
fn normal(values: &mut [f64], deviation: f64, rng: &mut impl Rng) {
    for pair in values.chunks_mut(2) {
        let radius = deviation * (-2.0 * (1.0 - unit(rng)).ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * unit(rng)).sin_cos();
        for (value, direction) in pair.iter_mut().zip([cos, sin]) {
            *value = radius * direction;
        }
    }
}

/// Gives each unit's incoming weights, over all connections, the same length.
fn scale_rows(network: &Network, layer: usize, length: f64, theta: &mut [f64]) {
    let units = network.layers()[layer].units;
    let ranges = network.incoming(layer).map(|c| network.layout().weights(c));
    for unit in 0..units {
        let row = ranges
            .clone()
            .flat_map(|range| range.skip(unit).step_by(units));
        let norm = row.clone().map(|i| theta[i] * theta[i]).sum::<f64>().sqrt();
        if norm > 0.0 {
            for index in row {
                theta[index] *= length / norm;
            }
        }
    }
}

/// Writes the starting values of one layer; what does not fit the network is left out.
fn overwrite(network: &Network, start: &LayerStart, theta: &mut [f64]) {
    let layers = network.layers();
    let find = |name: &str| layers.iter().position(|layer| layer.name == name);
    let Some(layer) = find(&start.layer) else {
        return;
    };
    let entering = |from| {
        network
            .incoming(layer)
            .find(|c| network.connections()[*c].from == from)
    };
    for (from, rows) in &start.weights {
        let Some(connection) = find(from).and_then(entering) else {
            continue;
        };
        for (to, row) in rows.iter().enumerate() {
            for (from, value) in row.iter().enumerate() {
                let id = ParameterId::Weight {
                    connection,
                    to,
                    from,
                };
                theta[network.layout().index(id)] = *value;
            }
        }
    }
    for (bias, value) in theta[network.layout().biases(layer)]
        .iter_mut()
        .zip(&start.bias)
    {
        *bias = *value;
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng as _;

    use super::*;
    use crate::nn::Activation;
    use crate::nn::LayerSpec;
    use crate::nn::NetworkSpec;
    use crate::nn::OutputSpec;

    fn network(units: usize, initialiser: Initialiser) -> Network {
        let hidden = LayerSpec {
            name: "h".to_owned(),
            units,
            activation: Activation::Tanh,
            bias: true,
            initialiser,
        };
        let output = OutputSpec {
            activation: Activation::Identity,
            bias: true,
            initialiser: Initialiser::Constant { value: 0.5 },
        };
        Network::build(&NetworkSpec::chain(vec![hidden], output), 50, 1).unwrap()
    }

    fn draw(initialiser: Initialiser) -> (Vec<f64>, Vec<f64>) {
        let network = network(80, initialiser);
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let theta: Vec<f64> = initial_parameters(&network, &Start::Drawn, &mut rng);
        assert!(theta[80 * 51..].iter().all(|value| *value == 0.5));
        (theta[..4000].to_vec(), theta[4000..4080].to_vec())
    }

    #[test]
    fn the_list_is_complete_and_ron_names_are_pinned() {
        let place = |initialiser| match initialiser {
            Initialiser::Uniform { .. } => 0,
            Initialiser::XavierUniform => 1,
            Initialiser::XavierNormal => 2,
            Initialiser::He => 3,
            Initialiser::LeCun => 4,
            Initialiser::NguyenWidrow => 5,
            Initialiser::Constant { .. } => 6,
        };
        let places: Vec<usize> = Initialiser::ALL.into_iter().map(place).collect();
        assert_eq!(places, (0..Initialiser::ALL.len()).collect::<Vec<_>>());
        let names = Initialiser::ALL.map(|initialiser| ron::to_string(&initialiser).unwrap());
        assert_eq!(
            names.join(" "),
            "Uniform(range:0.5) XavierUniform XavierNormal He LeCun NguyenWidrow Constant(value:0.0)"
        );
        for initialiser in Initialiser::ALL {
            for (index, parameter) in initialiser.parameters().into_iter().enumerate() {
                assert_eq!(parameter.value, parameter.default);
                let changed = initialiser.with_parameter(index, 0.25);
                assert_eq!(changed.parameters()[index].value, 0.25);
            }
        }
    }

    // With 4000 weights the sample variance has a relative standard error of √(2/4000) = 2.2 % for a normal and
    // √(0.8/4000) = 1.4 % for a uniform distribution (variance r²/3); 8 % is more than 3.5 of either.
    #[test]
    fn the_variance_is_the_one_the_formula_names() {
        let cases = [
            (Initialiser::Uniform { range: 0.6 }, 0.12),
            (Initialiser::XavierUniform, 2.0 / 130.0),
            (Initialiser::XavierNormal, 2.0 / 130.0),
            (Initialiser::He, 2.0 / 50.0),
            (Initialiser::LeCun, 1.0 / 50.0),
        ];
        for (initialiser, expected) in cases {
            let (weights, biases) = draw(initialiser);
            let variance = weights.iter().map(|w| w * w).sum::<f64>() / 4000.0;
            assert!(
                (variance / expected - 1.0).abs() < 0.08,
                "{}: {variance} instead of {expected}",
                initialiser.name()
            );
            let uniform = matches!(initialiser, Initialiser::Uniform { .. });
            assert_eq!(biases.iter().any(|b| *b != 0.0), uniform);
        }
    }

    #[test]
    fn nguyen_widrow_gives_every_unit_the_same_length() {
        let (weights, biases) = draw(Initialiser::NguyenWidrow);
        let length = 0.7 * 80.0_f64.powf(1.0 / 50.0);
        for unit in 0..80 {
            let row = weights.iter().skip(unit).step_by(80);
            let norm = row.map(|w| w * w).sum::<f64>().sqrt();
            assert!((norm / length - 1.0).abs() < 1e-14);
        }
        assert!(biases.iter().all(|b| b.abs() <= length));
        assert!(biases.iter().any(|b| b.abs() > 0.8 * length));
    }

    #[test]
    fn exact_values_overwrite_what_they_name_and_nothing_else() {
        let network = network(2, Initialiser::LeCun);
        let starts = vec![LayerStart {
            layer: "output".to_owned(),
            weights: vec![("h".to_owned(), vec![vec![3.0, 4.0]])],
            bias: vec![],
        }];
        let drawn: Vec<f64> =
            initial_parameters(&network, &Start::Drawn, &mut ChaCha8Rng::seed_from_u64(1));
        let start = Start::Exact(starts);
        let theta: Vec<f64> =
            initial_parameters(&network, &start, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(theta[..102], drawn[..102]);
        assert_eq!(theta[102..], [3.0, 4.0, 0.5]);
    }
}
