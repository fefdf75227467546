//! Regularisation at work: the objective with its penalty, and what is done to gradients and weights around a step.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;

use super::noise::add_noise;
use super::regularization::RegularizationSpec;
use super::rule::Backpropagation;
use super::streams::Stream;
use super::trainer::Trainer;
use crate::nn::Interrupted;
use crate::nn::KroneckerFactors;
use crate::nn::Loss;
use crate::nn::Network;
use crate::nn::Objective;
use crate::nn::Real;

/// Penalty, decay, limits and weight noise of a run. Made only where there are any.
#[derive(Clone, Debug)]
pub(super) struct Regularizer<R> {
    spec: RegularizationSpec,
    /// The weight matrices in `θ`; the rest are biases.
    weights: Vec<Range<usize>>,
    /// For each layer after the input its number of units and the matrices that enter it.
    layers: Vec<(usize, Vec<Range<usize>>)>,
    /// `θ` before the step, where weights decay.
    before: Vec<R>,
    /// The noise on `θ` in this step, and `θ` with it.
    noise: Vec<R>,
    noisy: Vec<R>,
    generator: ChaCha8Rng,
    /// The generator's position when the step began.
    began: u128,
}

impl<R: Real> Regularizer<R> {
    /// For a network; `None` where nothing is to be done around a step.
    pub(super) fn new(network: &Network, spec: RegularizationSpec, seed: u64) -> Option<Self> {
        let elsewhere = RegularizationSpec {
            label_smoothing: spec.label_smoothing,
            input_noise: spec.input_noise,
            ..RegularizationSpec::default()
        };
        if spec == elsewhere {
            return None;
        }
        let layout = network.layout();
        let entering = |layer| network.incoming(layer).map(|c| layout.weights(c)).collect();
        let layers = network.layers().iter().enumerate().skip(1);
        let room = |wanted: f64| {
            let length = if wanted == 0.0 { 0 } else { layout.len() };
            vec![R::zero(); length]
        };
        Some(Self {
            spec,
            weights: (0..network.connections().len())
                .map(|connection| layout.weights(connection))
                .collect(),
            layers: layers
                .map(|(index, layer)| (layer.units, entering(index)))
                .collect(),
            before: room(spec.weight_decay),
            noise: room(spec.weight_noise),
            noisy: room(spec.weight_noise),
            generator: Stream::WeightNoise.generator(seed),
            began: 0,
        })
    }

    /// The penalty at `theta`: `λ₁ Σ |w| + ½ λ₂ Σ w²`.
    pub(super) fn penalty(&self, theta: &[R]) -> R {
        let weights = || self.weights.iter().flat_map(|range| &theta[range.clone()]);
        let mut penalty = R::zero();
        if self.spec.l1 != 0.0 {
            let sum = weights().fold(R::zero(), |sum, w| sum + w.abs());
            penalty += R::of(self.spec.l1) * sum;
        }
        if self.spec.l2 != 0.0 {
            let sum = weights().fold(R::zero(), |sum, w| sum + *w * *w);
            penalty += R::of(0.5 * self.spec.l2) * sum;
        }
        penalty
    }

    /// Prepares a step from `theta`.
    pub(super) fn begin(&mut self, theta: &[R]) {
        if !self.before.is_empty() {
            self.before.copy_from_slice(theta);
        }
        self.began = self.generator.get_word_pos();
        if !self.noise.is_empty() {
            for range in &self.weights {
                let noise = &mut self.noise[range.clone()];
                noise.fill(R::zero());
                add_noise(noise, self.spec.weight_noise, &mut self.generator);
            }
        }
    }

    /// Takes back the preparation of a step that was called off.
    pub(super) fn call_off(&mut self) {
        self.generator.set_word_pos(self.began);
    }

    /// What is done to the weights after a step at this learning rate: first the decay, then the greatest norm.
    pub(super) fn end(&self, theta: &mut [R], learning_rate: f64) {
        if !self.before.is_empty() {
            let share = R::of(learning_rate * self.spec.weight_decay);
            for range in &self.weights {
                let before = &self.before[range.clone()];
                for (w, before) in theta[range.clone()].iter_mut().zip(before) {
                    *w -= share * *before;
                }
            }
        }
        if self.spec.max_norm != 0.0 {
            for (units, ranges) in &self.layers {
                for unit in 0..*units {
                    self.shorten(theta, (unit, *units), ranges);
                }
            }
        }
    }

    /// Shortens the weights that enter one unit: every `units`-th of each matrix.
    fn shorten(&self, theta: &mut [R], (unit, units): (usize, usize), ranges: &[Range<usize>]) {
        let places = || {
            let each = ranges.iter().cloned();
            each.flat_map(move |range| range.skip(unit).step_by(units))
        };
        let square: f64 = places().map(|place| theta[place].to_f64().powi(2)).sum();
        if square.sqrt() > self.spec.max_norm {
            let factor = R::of(self.spec.max_norm / square.sqrt());
            for place in places() {
                theta[place] *= factor;
            }
        }
    }

    /// Cuts and shortens a gradient.
    fn clip(&self, gradient: &mut [R]) {
        if self.spec.clip_value != 0.0 {
            let most = R::of(self.spec.clip_value);
            for entry in &mut *gradient {
                if *entry > most {
                    *entry = most;
                } else if *entry < -most {
                    *entry = -most;
                }
            }
        }
        if self.spec.clip_norm != 0.0 {
            let square: f64 = gradient.iter().map(|entry| entry.to_f64().powi(2)).sum();
            if square.sqrt() > self.spec.clip_norm {
                let factor = R::of(self.spec.clip_norm / square.sqrt());
                for entry in gradient {
                    *entry *= factor;
                }
            }
        }
    }

    /// The position of the weight noise in its stream.
    pub(super) fn position(&self) -> u128 {
        self.generator.get_word_pos()
    }

    /// Goes on from another position of the stream.
    pub(super) fn set_position(&mut self, position: u128) {
        self.generator.set_word_pos(position);
    }
}

impl<R: Real> Trainer<R> {
    /// What is added to the loss: by regularisation, and by the optimiser itself. A multiple of `Σe² + (α/β) Σθ²`, which Bayesian
    /// regularisation minimises, is the loss plus a share of `Σθ²`.
    pub(super) fn penalty(&self) -> f64 {
        let regularizer = self.regularizer.as_ref();
        let added = regularizer.map_or(0.0, |it| it.penalty(&self.theta).to_f64());
        let (samples, outputs) = (self.dataset.train, self.samples.outputs());
        let factor = self.training.loss.squares(samples, outputs);
        let own = self.optimizer.prior().zip(factor);
        let own = own.map_or(0.0, |(prior, factor)| {
            let square = self.theta.iter().map(|value| value.to_f64().powi(2));
            prior * square.sum::<f64>() / factor
        });
        added + own
    }
}

/// The loss of a batch and the penalty together: what an optimiser is given.
pub(super) struct Total<'a, 'b, R: Real> {
    /// The loss of the data.
    pub(super) data: &'a mut Backpropagation<'b, R>,
    /// The rest.
    pub(super) regularizer: &'a mut Regularizer<R>,
}

impl<R: Real> Total<'_, '_, R> {
    /// Asks the data at `theta`, or beside it where there is weight noise.
    fn ask(
        &mut self,
        theta: &[R],
        what: impl FnOnce(&mut Backpropagation<'_, R>, &[R]) -> Result<R, Interrupted>,
    ) -> Result<R, Interrupted> {
        let Regularizer { noise, noisy, .. } = &mut *self.regularizer;
        let loss = if noise.is_empty() {
            what(self.data, theta)?
        } else {
            for (noisy, (theta, noise)) in noisy.iter_mut().zip(theta.iter().zip(noise)) {
                *noisy = *theta + *noise;
            }
            what(self.data, noisy)?
        };
        Ok(loss + self.regularizer.penalty(theta))
    }

    /// Adds the slope of the penalty, then clips.
    fn finish(&self, theta: &[R], gradient: &mut [R]) {
        let RegularizationSpec { l1, l2, .. } = self.regularizer.spec;
        for range in &self.regularizer.weights {
            let pairs = gradient[range.clone()]
                .iter_mut()
                .zip(&theta[range.clone()]);
            for (slope, w) in pairs {
                if l2 != 0.0 {
                    *slope += R::of(l2) * *w;
                }
                if l1 != 0.0 && *w != R::zero() {
                    *slope += R::of(l1) * w.signum();
                }
            }
        }
        self.regularizer.clip(gradient);
    }
}

impl<R: Real> Objective<R> for Total<'_, '_, R> {
    fn gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        let total = self.ask(theta, |data, theta| data.gradient(theta, gradient))?;
        if !total.is_finite() {
            self.data.diverged = Some(total);
            return Err(Interrupted);
        }
        self.finish(theta, gradient);
        Ok(total)
    }

    fn loss_at(&mut self, theta: &[R]) -> Result<R, Interrupted> {
        self.ask(theta, |data, theta| data.loss_at(theta))
    }

    fn trial_gradient(&mut self, theta: &[R], gradient: &mut [R]) -> Result<R, Interrupted> {
        let total = self.ask(theta, |data, theta| data.trial_gradient(theta, gradient))?;
        self.finish(theta, gradient);
        Ok(total)
    }

    /// `JᵀJ` and `Jᵀe` belong to a sum of squares that is some number `m` times the loss, so `½ λ₂ ‖w‖²` adds `m λ₂` to the
    /// diagonal and `m λ₂ w` to the vector. An L1 penalty has no place here.
    fn normal_equations(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        vector: &mut [R],
    ) -> Result<R, Interrupted> {
        let total = self.ask(theta, |data, theta| {
            data.normal_equations(theta, matrix, vector)
        })?;
        let (samples, outputs) = (self.data.batch.len(), self.data.samples.outputs());
        let times = if self.data.loss == Loss::MeanSquaredError {
            (samples * outputs) as f64 / 2.0
        } else {
            samples as f64
        };
        let factor = R::of(times * self.regularizer.spec.l2);
        for place in self.regularizer.weights.iter().cloned().flatten() {
            matrix[place * theta.len() + place] += factor;
            vector[place] += factor * theta[place];
        }
        Ok(total)
    }

    fn squares(&self) -> (usize, f64) {
        self.data.squares()
    }

    /// The penalty adds its slope to the gradient and its curvature `λ₂` to the diagonal.
    fn fisher(
        &mut self,
        theta: &[R],
        matrix: &mut [R],
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        let total = self.ask(theta, |data, theta| data.fisher(theta, matrix, gradient))?;
        self.finish(theta, gradient);
        let curvature = R::of(self.regularizer.spec.l2);
        for place in self.regularizer.weights.iter().cloned().flatten() {
            matrix[place * theta.len() + place] += curvature;
        }
        Ok(total)
    }

    /// The factors are those of the data alone; the penalty adds its slope to the gradient.
    fn kronecker_factors(
        &mut self,
        theta: &[R],
        factors: &mut KroneckerFactors<R>,
        gradient: &mut [R],
    ) -> Result<R, Interrupted> {
        let total = self.ask(theta, |data, theta| {
            data.kronecker_factors(theta, factors, gradient)
        })?;
        self.finish(theta, gradient);
        Ok(total)
    }

    fn fisher_forms(&mut self, theta: &[R], (u, v): (&[R], &[R])) -> Result<[R; 3], Interrupted> {
        let mut forms = self.data.fisher_forms(theta, (u, v))?;
        let curvature = R::of(self.regularizer.spec.l2);
        for range in &self.regularizer.weights {
            for (u, v) in u[range.clone()].iter().zip(&v[range.clone()]) {
                for (form, product) in forms.iter_mut().zip([*u * *u, *u * *v, *v * *v]) {
                    *form += curvature * product;
                }
            }
        }
        Ok(forms)
    }
}
