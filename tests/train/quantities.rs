//! What an optimiser does, as curves: gradient norm, step norm, learning rate and its inner quantities. One weight on one
//! sample, `y = w x` with `x = 1`, makes every number a hand calculation.

use crate::one_weight::one_weight;
use crate::one_weight::targets;
use crate::runs;
use crate::runs::run_out;
use deltascope::nn::Loss;
use deltascope::nn::Optimizer;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use deltascope::train::history::Curve;

fn optimiser(name: &str) -> OptimizerSpec {
    OptimizerSpec::ALL
        .into_iter()
        .find(|spec| spec.name() == name)
        .unwrap()
}

fn finished(training: &TrainingSpec) -> Box<dyn Run> {
    let mut run = runs::start(
        &one_weight(),
        &targets(&[2.0], &[]),
        training,
        Seeds::default(),
    );
    run_out(&mut *run);
    run
}

fn curve(run: &dyn Run, curve: Curve) -> Vec<f64> {
    run.history().curve(curve).unwrap().to_vec()
}

fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let both_missing = found.is_nan() && expected.is_nan();
        assert!(
            both_missing || (found - expected).abs() < 1e-12,
            "{found} instead of {expected}"
        );
    }
}

// From w = 0 at rate 0.1 towards 2: the gradient w − 2 is −2, −1.8, −1.62, the step 0.1 times as long.
#[test]
fn gradient_and_step_norms_are_those_of_the_last_update() {
    let run = finished(&runs::training(0.1, 3));
    let gradient = curve(&*run, Curve::GradientNorm);
    assert_near(&gradient, &[f64::NAN, 2.0, 1.8, 1.62]);
    let step = curve(&*run, Curve::StepNorm);
    assert_near(&step, &[f64::NAN, 0.2, 0.18, 0.162]);
    assert_near(&curve(&*run, Curve::LearningRate), &[0.1; 4]);
}

#[test]
fn online_norms_are_those_of_the_last_sample() {
    let training = TrainingSpec {
        update: Update::Online,
        ..runs::training(0.1, 1)
    };
    let data = targets(&[2.0, 1.0], &[]);
    let mut run = runs::start(&one_weight(), &data, &training, Seeds::default());
    run_out(&mut *run);
    // After the first sample w = 0.2; the second wants 1.
    assert_near(&curve(&*run, Curve::GradientNorm), &[f64::NAN, 0.8]);
}

// Levenberg–Marquardt asks for Jᵀe = w − 2 and never for a gradient. Of the mean squared error (y − t)² it is 2 (w − 2).
#[test]
fn a_least_squares_optimiser_has_a_gradient_norm_too() {
    for (loss, expected) in [(Loss::HalfSquaredError, 2.0), (Loss::MeanSquaredError, 4.0)] {
        let run = finished(&TrainingSpec {
            loss,
            optimizer: optimiser("Levenberg–Marquardt"),
            ..runs::training(0.1, 1)
        });
        assert_near(&curve(&*run, Curve::GradientNorm), &[f64::NAN, expected]);
        // The step lowered the loss: μ falls from 0.001 by the factor 0.1.
        assert_near(&curve(&*run, Curve::Inner("Damping μ")), &[0.001, 0.0001]);
        assert!(run.history().curve(Curve::LearningRate).is_none());
    }
}

// Bayesian regularisation at the targets 1 and 3, where J = (1, 1) and Jᵀe = 2w − 4. With α = 0.001, β = 1 and μ = 0.001 the
// first step gains much and leads to w = 4/2.002; the second, with μ = 0.0001, gains little: γ = 2/2.001 parameters count, so that
// αw² = γ/2 and β = (2 − γ)/2Σe² with Σe² = 2 + 2 (w − 2)². What is minimised is βΣe² + αw²; divided by β and by how many times
// the loss Σe² is, it is the loss and a penalty. Its slope is that of (Σe² + α/β w²) by the same number.
#[test]
fn bayesian_regularisation_tells_its_penalty_in_units_of_the_loss() {
    for (loss, times) in [(Loss::HalfSquaredError, 4.0), (Loss::MeanSquaredError, 2.0)] {
        let training = TrainingSpec {
            loss,
            optimizer: optimiser("Levenberg–Marquardt").with_parameter(4, 1.0),
            ..runs::training(0.1, 2)
        };
        let data = targets(&[1.0, 3.0], &[]);
        let mut run = runs::start(&one_weight(), &data, &training, Seeds::default());
        run_out(&mut *run);
        let first: f64 = 4.0 / 2.002;
        let second = first - (2.001 * first - 4.0) / 2.0011;
        let gamma = 2.0 / 2.001;
        let beta = (2.0 - gamma) / (2.0 * (2.0 + 2.0 * (second - 2.0).powi(2)));
        let penalties = [
            0.0,
            0.001 * first * first / times,
            gamma / (2.0 * beta * times),
        ];
        let penalty = curve(&*run, Curve::Penalty);
        assert_near(&penalty, &penalties);
        let losses = run.history().table.series(0);
        let totals: Vec<f64> = losses.iter().zip(penalties).map(|(l, p)| l + p).collect();
        assert_near(&curve(&*run, Curve::Total), &totals);
        let slopes = [f64::NAN, 8.0, 2.0 * (4.0 - 2.001 * first).abs()];
        let slopes = slopes.map(|slope| slope / times);
        assert_near(&curve(&*run, Curve::GradientNorm), &slopes);
    }
}

// Where an optimiser evaluates the end of its step, the norm is the one there. L-BFGS begins with the step min(1, 1/|g|) = 1/2
// along −g = 2, so at w = 1, where the slope −1 has fallen to less than 0.9 of −2.
#[test]
fn an_optimiser_that_evaluates_its_end_point_tells_the_gradient_there() {
    let run = finished(&TrainingSpec {
        optimizer: optimiser("L-BFGS"),
        ..runs::training(0.1, 1)
    });
    assert_near(&run.parameters(), &[1.0]);
    assert_near(&curve(&*run, Curve::GradientNorm), &[f64::NAN, 1.0]);
    assert_near(
        &curve(&*run, Curve::Inner("Step length a")),
        &[f64::NAN, 0.5],
    );
}

// A symbol is no part of the column's name, whether its letter is Latin or Greek.
#[test]
fn a_column_has_the_name_of_its_quantity_without_the_symbol() {
    for name in ["Step length a", "Step length α"] {
        assert_eq!(Curve::Inner(name).name(), "step_length");
    }
}

// iRprop−: the sign stays, so the step 0.1 grows by 1.2 after the first update.
#[test]
fn rprop_tells_its_steps() {
    let run = finished(&TrainingSpec {
        optimizer: optimiser("iRprop−"),
        ..runs::training(0.1, 3)
    });
    let expected = [0.1, 0.1, 0.12, 0.144];
    for name in ["Mean step Δ", "Smallest step Δ", "Largest step Δ"] {
        assert_near(&curve(&*run, Curve::Inner(name)), &expected);
    }
}

// Adam's second moment, corrected, is g² after the first step: the rate is 0.001 / (2 + 10⁻⁸).
#[test]
fn adam_tells_the_mean_rate() {
    let run = finished(&TrainingSpec {
        optimizer: optimiser("Adam"),
        ..runs::training(0.1, 1)
    });
    let rate = 0.001 / (2.0 + 1e-8);
    assert_near(&curve(&*run, Curve::Inner("Mean rate")), &[f64::NAN, rate]);
}

#[test]
fn every_optimiser_keeps_its_names_and_has_different_words_for_them() {
    for spec in OptimizerSpec::ALL {
        let mut optimizer: Box<dyn Optimizer<f64>> = spec.build(&one_weight());
        let names = |optimizer: &dyn Optimizer<f64>| -> Vec<&str> {
            optimizer.quantities().iter().map(|entry| entry.0).collect()
        };
        let before = names(&*optimizer);
        optimizer.restore(&optimizer.state());
        assert_eq!(names(&*optimizer), before, "{}", spec.name());
        let mut words: Vec<String> = before
            .iter()
            .map(|name| Curve::Inner(name).name())
            .chain(["learning_rate".to_owned(), "step_norm".to_owned()])
            .collect();
        let count = words.len();
        words.sort();
        words.dedup();
        assert_eq!(words.len(), count, "{}: {words:?}", spec.name());
        assert!(words.iter().all(|word| !word.is_empty()), "{}", spec.name());
    }
}
