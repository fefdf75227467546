//! K-FAC: natural gradient descent with the Fisher matrix of each layer as a Kronecker product of two small matrices, averaged
//! over past steps (Martens & Grosse, 2015). The step's length and the share of the last step come from the whole Fisher matrix,
//! by two products with it; the damping `λ` follows how well that quadratic model foretells the fall of the loss.
//!
//! The model `g·δ + ½ δ·(F + λI)δ` is the one that the step minimises, with its damping, so that it foretells the fall
//! `−½ g·δ`. A small step along the slope lowers the loss by `−g·δ`: so the ratio `ρ` of the real fall to the foretold one is
//! near 2 while `λ` outweighs the curvature, and 1 where it does not and the model is right. On iris `ρ` lies between 1.8 and 2,
//! and the model without `λI` foretells the fall to a few hundredths.

use std::ops::Bound;

use nalgebra::DMatrix;
use nalgebra::DMatrixView;
use nalgebra::DMatrixViewMut;

use super::Optimizer;
use super::Quantities;
use super::count_of;
use super::count_parts;
use super::damped::Damped;
use super::is_level;
use super::restore_parts;
use crate::nn::hyperparameter::Hyperparameter;
use crate::nn::hyperparameter::HyperparameterKind;
use crate::nn::kronecker::KroneckerFactors;
use crate::nn::kronecker::LayerFactors;
use crate::nn::matmul::dot;
use crate::nn::network::Network;
use crate::nn::objective::Interrupted;
use crate::nn::objective::Objective;
use crate::nn::real::Real;

/// The settings, in the order of the spec's fields.
pub(super) const PARAMETERS: [Hyperparameter; 4] = [
    Hyperparameter::positive(
        "λ",
        "First damping",
        1.0,
        "How strongly the first step is damped; large means short steps.",
    ),
    Hyperparameter::below_one(
        "ε",
        "Averaging",
        0.95,
        "Largest weight of the past in the averages of A and G.",
    ),
    Hyperparameter {
        kind: HyperparameterKind::Count,
        ..Hyperparameter::within(
            "T",
            "Steps per inverse",
            (Bound::Included(1.0), Bound::Included(1000.0)),
            5.0,
            "How many steps go by until the inverses are computed anew.",
        )
    },
    Hyperparameter::switch(
        "",
        "Sampled targets",
        false,
        "One draw for each sample stands for all targets; quicker with many outputs.",
    ),
];

/// Steps between two looks at the damping.
const ADAPTATION: u64 = 5;
/// The inverses are new in each of the first steps, while the averages still move quickly.
const BURN_IN: u64 = 10;
/// What the damping is changed by for each of the steps between two looks at it.
const FACTOR: f64 = 19.0 / 20.0;
/// `λ` does not fall below this.
const LEAST_DAMPING: f64 = 1e-8;
/// A factor that is 0 everywhere counts as this large.
const LEAST_TRACE: f64 = 1e-30;

/// How K-FAC is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KfacSettings {
    /// The damping `λ` at the start.
    pub damping: f64,
    /// The largest weight of the past in the averages.
    pub averaging: f64,
    /// Steps between two computations of the inverses.
    pub refresh: usize,
    /// Whether one draw stands for all targets.
    pub sampled: bool,
}

/// K-FAC at work.
#[derive(Clone, Debug)]
pub struct Kfac<R: Real> {
    settings: KfacSettings,
    memory: Memory<R>,
    /// The factors of the present batch.
    fresh: KroneckerFactors<R>,
    gradient: Vec<R>,
    /// What memory becomes when the step is done.
    next: Memory<R>,
    direction: Vec<R>,
    trial: Vec<R>,
}

/// What one step hands to the next.
#[derive(Clone, Debug)]
struct Memory<R> {
    /// `[λ, ρ, α]`.
    numbers: [R; 3],
    /// Steps taken.
    count: u64,
    /// The last change `δ`.
    change: Vec<R>,
    averages: KroneckerFactors<R>,
    /// The inverses of the damped averages.
    inverses: KroneckerFactors<R>,
}

impl<R: Real> Kfac<R> {
    /// For this network.
    pub fn new(network: &Network, settings: KfacSettings) -> Self {
        let parameters = network.layout().len();
        let factors = KroneckerFactors::new(network);
        let memory = Memory {
            numbers: [R::of(settings.damping), R::zero(), R::zero()],
            count: 0,
            change: vec![R::zero(); parameters],
            averages: factors.clone(),
            inverses: factors.clone(),
        };
        Self {
            settings,
            next: memory.clone(),
            memory,
            fresh: factors,
            gradient: vec![R::zero(); parameters],
            direction: vec![R::zero(); parameters],
            trial: vec![R::zero(); parameters],
        }
    }

    /// Averages the factors and computes the inverses where it is time.
    fn follow(&mut self) {
        let (next, memory) = (&mut self.next, &self.memory);
        next.numbers = memory.numbers;
        next.count = memory.count + 1;
        next.averages.copy_from(&memory.averages);
        next.inverses.copy_from(&memory.inverses);
        let share = (1.0 - 1.0 / next.count as f64).min(self.settings.averaging);
        next.averages.blend(R::of(share), &self.fresh);
        let every = self.settings.refresh.max(1) as u64;
        if next.count <= BURN_IN || next.count.is_multiple_of(every) {
            let layers = next.averages.layers.iter().zip(&mut next.inverses.layers);
            for (average, inverse) in layers {
                invert(average, next.numbers[0].sqrt(), inverse);
            }
        }
    }

    /// `Δ = −(G + γ/π I)⁻¹ ∂E/∂W (A + πγ I)⁻¹`, layer by layer.
    fn find_direction(&mut self) {
        for inverse in &self.next.inverses.layers {
            let range = inverse.range.clone();
            let (rows, columns) = (inverse.units, inverse.inputs);
            let gradient = DMatrixView::from_slice(&self.gradient[range.clone()], rows, columns);
            let g = DMatrixView::from_slice(&inverse.g, rows, rows);
            let a = DMatrixView::from_slice(&inverse.a, columns, columns);
            let part = &mut self.direction[range];
            DMatrixViewMut::from_slice(part, rows, columns).copy_from(&(-(g * gradient) * a));
        }
    }

    /// Sets the change to `αΔ + μδ`, `(α, μ)` at the minimum of the quadratic model, and returns the fall that it foretells.
    fn rescale(&mut self, forms: [R; 3]) -> R {
        let damping = self.next.numbers[0];
        let (new, old) = (self.direction.as_slice(), self.memory.change.as_slice());
        let [nn, no, oo] = [(new, new), (new, old), (old, old)].map(|(a, b)| damping * dot(a, b));
        let [nn, no, oo] = [nn + forms[0], no + forms[1], oo + forms[2]];
        let (slope_new, slope_old) = (dot(&self.gradient, new), dot(&self.gradient, old));
        let determinant = nn * oo - no * no;
        // Parallel directions, or no last step: one length is enough.
        let (step, share) = if determinant > R::of(1e-12) * nn * oo {
            (
                (no * slope_old - oo * slope_new) / determinant,
                (no * slope_new - nn * slope_old) / determinant,
            )
        } else if nn > R::zero() {
            (-slope_new / nn, R::zero())
        } else {
            (R::zero(), R::zero())
        };
        let pair = new.iter().zip(old);
        for (change, (new, old)) in self.next.change.iter_mut().zip(pair) {
            *change = step * *new + share * *old;
        }
        self.next.numbers[2] = step;
        R::of(-0.5) * (step * slope_new + share * slope_old)
    }

    /// Follows the model's trust: `λ` falls where the loss fell as foretold.
    fn adapt(&mut self, ratio: R) {
        let factor = R::of(FACTOR.powi(ADAPTATION as i32));
        let [damping, last_ratio, ..] = &mut self.next.numbers;
        *last_ratio = ratio;
        if ratio > R::of(0.75) {
            *damping = (*damping * factor).max(R::of(LEAST_DAMPING));
        } else if ratio < R::of(0.25) || !ratio.is_finite() {
            *damping /= factor;
        }
    }
}

/// The inverses of both factors with the damping `γ` shared between them so that each gets its part by size.
fn invert<R: Real>(average: &LayerFactors<R>, gamma: R, inverse: &mut LayerFactors<R>) {
    let mean_trace = |matrix: &[R], size: usize| {
        let diagonal = matrix.iter().step_by(size + 1);
        let trace = diagonal.fold(R::zero(), |sum, entry| sum + *entry);
        (trace / R::of(size as f64)).max(R::of(LEAST_TRACE))
    };
    let (inputs, units) = (average.inputs, average.units);
    let pi = (mean_trace(&average.a, inputs) / mean_trace(&average.g, units)).sqrt();
    let copy = |matrix: &[R], damping: R, size: usize, to: &mut [R]| {
        // A mean of squares with something on its diagonal is positive definite, unless the numbers overflowed: then the
        // last inverse stays.
        let found: Option<DMatrix<R>> = Damped::inverse(matrix, damping, size);
        if let Some(found) = found {
            to.copy_from_slice(found.as_slice());
        }
    };
    copy(&average.a, pi * gamma, inputs, &mut inverse.a);
    copy(&average.g, gamma / pi, units, &mut inverse.g);
}

impl<R: Real> Optimizer<R> for Kfac<R> {
    fn step(
        &mut self,
        theta: &mut [R],
        objective: &mut dyn Objective<R>,
    ) -> Result<R, Interrupted> {
        let draw = self.settings.sampled.then_some(self.memory.count);
        self.fresh.start(draw);
        let loss = objective.kronecker_factors(theta, &mut self.fresh, &mut self.gradient)?;
        if is_level(&self.gradient) {
            return Ok(loss);
        }
        self.follow();
        self.find_direction();
        let forms = objective.fisher_forms(theta, (&self.direction, &self.memory.change))?;
        let foretold = self.rescale(forms);
        for (trial, (theta, change)) in
            (self.trial.iter_mut()).zip(theta.iter().zip(&self.next.change))
        {
            *trial = *theta + *change;
        }
        if self.next.count.is_multiple_of(ADAPTATION) {
            let fall = loss - objective.loss_at(&self.trial)?;
            self.adapt(fall / foretold);
        }
        theta.copy_from_slice(&self.trial);
        std::mem::swap(&mut self.memory, &mut self.next);
        Ok(loss)
    }

    fn quantities(&self) -> Quantities {
        let [damping, ratio, step] = self.memory.numbers.map(Real::to_f64);
        Quantities::from([
            ("Damping λ", damping),
            ("Reduction ratio ρ", ratio),
            ("Step length α", step),
        ])
    }

    fn state(&self) -> Vec<R> {
        let memory = &self.memory;
        let [low, high] = count_parts(memory.count);
        let mut state = [memory.numbers.as_slice(), &[low, high], &memory.change].concat();
        for factors in [&memory.averages, &memory.inverses] {
            for layer in &factors.layers {
                state.extend_from_slice(&layer.a);
                state.extend_from_slice(&layer.g);
            }
        }
        state
    }

    fn restore(&mut self, state: &[R]) {
        let memory = &mut self.memory;
        let mut count = [R::zero(); 2];
        let mut parts: Vec<&mut [R]> = vec![&mut memory.numbers, &mut count, &mut memory.change];
        for factors in [&mut memory.averages, &mut memory.inverses] {
            for layer in &mut factors.layers {
                parts.push(&mut layer.a);
                parts.push(&mut layer.g);
            }
        }
        restore_parts(state, &mut parts);
        memory.count = count_of(count);
    }
}
