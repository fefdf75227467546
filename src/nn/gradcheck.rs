//! The gradient check: backpropagation against finite differences of the loss.
//!
//! Differences are taken sample by sample with the five-point central formula
//! `f′ ≈ [8(f(h) − f(−h)) − (f(2h) − f(−2h))] / 12h`, error `O(h⁴)`. Where `φ′` or `φ″` jumps (ReLU and its kin) a difference
//! across the jump is wrong however right the gradient is; so a sample counts only if none of its units crosses the kink, else
//! `h` shrinks, and a unit exactly on its kink is approached from the side whose slope the gradient uses.

use nalgebra::DMatrixView;

use super::loss::Loss;
use super::network::Network;
use super::parameters::ParameterId;
use super::pass;
use super::trace::Trace;

/// The steps tried one after another. The first is best for smooth functions in `f64`; the others dodge kinks.
const STEPS: [f64; 4] = [1e-3, 1e-4, 1e-5, 2e-6];
/// A difference of losses of size `E` has an error of about `1e-12 E`. Blocks whose gradient is smaller than this times `E`
/// are measured against it instead of against themselves, so that rounding alone never fails the check.
const NOISE_FLOOR: f64 = 1e-5;

/// A function of `θ` whose gradient is checked: a loss over some samples, and what is added to it.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// The loss.
    pub loss: Loss,
    /// The samples `[in × n]`.
    pub inputs: DMatrixView<'a, f64>,
    /// Their targets `[out × n]`.
    pub targets: DMatrixView<'a, f64>,
    /// The factor on each sample's loss in their sum; `1/n` for the mean.
    pub shares: &'a [f64],
    /// A penalty that is added.
    pub penalty: Option<Penalty<'a>>,
}

/// A penalty as a function of `θ`.
#[derive(Clone, Copy)]
pub struct Penalty<'a> {
    /// Its value.
    pub of: &'a dyn Fn(&[f64]) -> f64,
    /// Whether it has a kink where a weight is 0, as `|w|` has; such a weight is left out.
    pub kinked: bool,
}

/// What a gradient check found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradientCheck {
    /// The largest relative error over the blocks of `θ` (each weight matrix and bias vector is one):
    /// `‖a − b‖ / (‖a‖ + ‖b‖)` between the gradient by backpropagation and by differences. A correct gradient in `f64` stays
    /// below 1e-6; one that is off by 0.1 % in any block gives about 5e-4.
    pub max_relative_error: f64,
    /// The index in `θ` of the parameter that is off most, within the worst block.
    pub worst: usize,
    /// How many parameters could not be checked because every step crosses a kink of an activation, the loss or the penalty.
    pub skipped: usize,
}

/// Compares [`pass::backward`] with differences of the loss over the samples `inputs [in × n]`, `targets [out × n]`.
/// Costs at least four forward passes for each parameter, so give it few samples if the network is large.
///
/// ```
/// use deltascope::nn::{Activation, Initialiser, Loss, Network, NetworkSpec, OutputSpec, gradient_check};
/// use nalgebra::dmatrix;
///
/// let output = OutputSpec {
///     activation: Activation::Logistic,
///     bias: true,
///     initialiser: Initialiser::XavierUniform,
/// };
/// let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 2, 1).unwrap();
/// let theta = [0.5, 0.2, 1.83];
/// let (inputs, targets) = (dmatrix![0.1; 0.3], dmatrix![0.03]);
/// let loss = Loss::HalfSquaredError;
/// let check = gradient_check(&network, &theta, loss, inputs.as_view(), targets.as_view());
/// assert!(check.max_relative_error < 1e-9);
/// ```
///
/// # Panics
/// If the shapes do not fit the network, as in [`pass::forward`].
pub fn gradient_check(
    network: &Network,
    theta: &[f64],
    loss: Loss,
    inputs: DMatrixView<'_, f64>,
    targets: DMatrixView<'_, f64>,
) -> GradientCheck {
    let mut trace = Trace::new(network, inputs.ncols());
    let mut gradient = vec![0.0; theta.len()];
    pass::forward(network, theta, inputs, &mut trace);
    pass::backward(
        network,
        theta,
        loss,
        targets,
        1.0,
        &mut trace,
        &mut gradient,
    );
    let shares = vec![1.0 / inputs.ncols().max(1) as f64; inputs.ncols()];
    let checked = Checked {
        loss,
        inputs,
        targets,
        shares: &shares,
        penalty: None,
    };
    compare_gradient(network, theta, &checked, &gradient)
}

/// Compares any `gradient` of a function with differences, as [`gradient_check`] does.
///
/// # Panics
/// If the shapes do not fit the network, as in [`pass::forward`], or there are not as many shares as samples.
pub fn compare_gradient(
    network: &Network,
    theta: &[f64],
    checked: &Checked<'_>,
    gradient: &[f64],
) -> GradientCheck {
    let samples = checked.inputs.ncols();
    assert_eq!(checked.shares.len(), samples, "number of shares");
    let mut prober = Prober::new(network, theta, *checked);
    let slope = |prober: &mut Prober<'_>, index: usize| {
        Some(prober.difference(index)? + prober.penalty_difference(index)?)
    };
    let indices = 0..theta.len();
    let differences: Vec<Option<f64>> = indices.map(|index| slope(&mut prober, index)).collect();
    let floor = NOISE_FLOOR * prober.value();
    let mut check = GradientCheck {
        max_relative_error: 0.0,
        worst: 0,
        skipped: differences.iter().filter(|d| d.is_none()).count(),
    };
    for block in network.layout().blocks() {
        let (mut off, mut left, mut right) = (0.0, 0.0, 0.0);
        let mut worst = (0.0, block.start);
        for index in block {
            let Some(difference) = differences[index] else {
                continue;
            };
            let error = (gradient[index] - difference).abs();
            if error > worst.0 || error.is_nan() {
                worst = (if error.is_nan() { f64::INFINITY } else { error }, index);
            }
            off += error * error;
            left += gradient[index] * gradient[index];
            right += difference * difference;
        }
        let scale = f64::max(left.sqrt() + right.sqrt(), floor);
        let error = if off == 0.0 { 0.0 } else { off.sqrt() / scale };
        let error = if error.is_nan() { f64::INFINITY } else { error };
        if error > check.max_relative_error {
            check.max_relative_error = error;
            check.worst = worst.1;
        }
    }
    check
}

/// Evaluates the losses of all samples, and the penalty, with one parameter moved.
struct Prober<'a> {
    network: &'a Network,
    theta: Vec<f64>,
    checked: Checked<'a>,
    trace: Trace<f64>,
    /// The pass at `θ` itself.
    base: Trace<f64>,
    /// Layers whose activation has kinks, with the net inputs at which they are.
    kinked: Vec<(usize, &'static [f64])>,
    /// The errors at which the loss has kinks.
    loss_kinks: Vec<f64>,
}

impl<'a> Prober<'a> {
    fn new(network: &'a Network, theta: &[f64], checked: Checked<'a>) -> Self {
        let mut base = Trace::new(network, checked.inputs.ncols());
        pass::forward(network, theta, checked.inputs, &mut base);
        let kinked = 1..network.layers().len();
        let kinked = kinked
            .map(|layer| (layer, network.layers()[layer].activation.kinks()))
            .filter(|(_, kinks)| !kinks.is_empty());
        Self {
            network,
            theta: theta.to_vec(),
            checked,
            kinked: kinked.collect(),
            loss_kinks: checked.loss.kinks(),
            trace: base.clone(),
            base,
        }
    }

    /// The function at `θ`.
    fn value(&self) -> f64 {
        let Checked {
            loss,
            targets,
            shares,
            penalty,
            ..
        } = self.checked;
        let losses = shares.iter().enumerate().map(|(sample, share)| {
            share * pass::sample_loss(self.network, loss, targets, sample, &self.base)
        });
        losses.sum::<f64>() + penalty.map_or(0.0, |penalty| (penalty.of)(&self.theta))
    }

    /// The slope of the penalty by differences; `None` for a weight on a kink.
    fn penalty_difference(&mut self, index: usize) -> Option<f64> {
        let Some(Penalty { of, kinked }) = self.checked.penalty else {
            return Some(0.0);
        };
        let id = self.network.layout().id(index);
        let has_kink = kinked && matches!(id, ParameterId::Weight { .. });
        let kept = self.theta[index];
        let mut steps = STEPS.into_iter();
        let step = steps.find(|step| !has_kink || kept.abs() > 2.0 * step)?;
        let [a, b, c, d] = [step, -step, 2.0 * step, -2.0 * step].map(|offset| {
            self.theta[index] = self.moved(index, offset);
            let value = of(&self.theta);
            self.theta[index] = kept;
            value
        });
        let width = self.moved(index, step) - self.moved(index, -step);
        Some((8.0 * (a - b) - (c - d)) / (6.0 * width))
    }

    /// The slope of the loss of the samples by differences; `None` if for some sample every step crosses a kink.
    fn difference(&mut self, index: usize) -> Option<f64> {
        let mut slopes = vec![None; self.checked.inputs.ncols()];
        let reach = self.reach(index);
        for step in STEPS {
            if slopes.iter().any(Option::is_none) {
                self.central(index, step / reach, &mut slopes);
            }
        }
        for step in &STEPS[1..] {
            for side in [1.0, -1.0] {
                if slopes.iter().any(Option::is_none) {
                    self.one_sided(index, side * step / reach, &mut slopes);
                }
            }
        }
        let mut shared = slopes.into_iter().zip(self.checked.shares);
        shared.try_fold(0.0, |sum, (slope, share)| Some(sum + share * slope?))
    }

    /// How far a net input moves at most for a unit step of this parameter, at least 1: large inputs need small steps.
    fn reach(&self, index: usize) -> f64 {
        match self.network.layout().id(index) {
            ParameterId::Weight {
                connection, from, ..
            } => {
                let layer = self.network.connections()[connection].from;
                let row = self.base.output(layer);
                row.row(from)
                    .iter()
                    .fold(1.0, |reach, a| f64::max(reach, a.abs()))
            }
            ParameterId::Bias { .. } => 1.0,
        }
    }

    fn central(&mut self, index: usize, step: f64, slopes: &mut [Option<f64>]) {
        let points = [step, -step, 2.0 * step, -2.0 * step];
        let [plus, minus, far_plus, far_minus] = points.map(|point| self.losses(index, point));
        let width = self.moved(index, step) - self.moved(index, -step);
        for (sample, slope) in slopes.iter_mut().enumerate().filter(|(_, s)| s.is_none()) {
            let (a, b) = (plus[sample], minus[sample]);
            let (c, d) = (far_plus[sample], far_minus[sample]);
            if let (Some(a), Some(b), Some(c), Some(d)) = (a, b, c, d) {
                *slope = Some((8.0 * (a - b) - (c - d)) / (6.0 * width));
            }
        }
    }

    /// Four points on one side, error `O(h³)`.
    fn one_sided(&mut self, index: usize, step: f64, slopes: &mut [Option<f64>]) {
        let points = [0.0, step, 2.0 * step, 3.0 * step];
        let [base, one, two, three] = points.map(|point| self.losses(index, point));
        let width = self.moved(index, step) - self.theta[index];
        for (sample, slope) in slopes.iter_mut().enumerate().filter(|(_, s)| s.is_none()) {
            let (a, b) = (base[sample], one[sample]);
            let (c, d) = (two[sample], three[sample]);
            if let (Some(a), Some(b), Some(c), Some(d)) = (a, b, c, d) {
                *slope = Some((-11.0 * a + 18.0 * b - 9.0 * c + 2.0 * d) / (6.0 * width));
            }
        }
    }

    /// Where the parameter lands when moved by `offset`: not exactly `offset` further, by rounding.
    fn moved(&self, index: usize, offset: f64) -> f64 {
        self.theta[index] + offset
    }

    /// The loss of each sample with one parameter moved; `None` where a unit is on another side of its kink than at `θ`.
    fn losses(&mut self, index: usize, offset: f64) -> Vec<Option<f64>> {
        let kept = self.theta[index];
        self.theta[index] = self.moved(index, offset);
        let network = self.network;
        let Checked {
            loss,
            inputs,
            targets,
            ..
        } = self.checked;
        pass::forward(network, &self.theta, inputs, &mut self.trace);
        self.theta[index] = kept;
        let losses = (0..targets.ncols()).map(|sample| {
            self.is_on_the_same_side(sample)
                .then(|| pass::sample_loss(network, loss, targets, sample, &self.trace))
        });
        losses.collect()
    }

    /// Whether every unit of a sample, and every error where the loss has kinks, is on the same side of its kinks as at `θ`.
    fn is_on_the_same_side(&self, sample: usize) -> bool {
        let units = self.kinked.iter().all(|(layer, kinks)| {
            let (now, base) = (self.trace.net_input(*layer), self.base.net_input(*layer));
            let (now, base) = (now.column(sample), base.column(sample));
            now.iter()
                .zip(&base)
                .all(|(now, base)| kinks.iter().all(|kink| (now > kink) == (base > kink)))
        });
        let output = self.network.output_layer();
        let (now, base) = (self.trace.output(output), self.base.output(output));
        let errors = |kink: &f64| {
            (0..now.nrows()).all(|unit| {
                let place = (unit, sample);
                let target = self.checked.targets[place];
                let (now, base) = (now[place] - target, base[place] - target);
                now.partial_cmp(kink) == base.partial_cmp(kink)
            })
        };
        units && self.loss_kinks.iter().all(errors)
    }
}
