//! The gradient check of all that a run makes small: the loss with its weights and smoothed targets, and the penalties.

use nalgebra::DMatrix;

use super::regularization::RegularizationSpec;
use super::regularizer::Regularizer;
use super::regularizer::Total;
use super::rule::Backpropagation;
use super::rule::Workspace;
use super::samples::Batch;
use super::samples::Samples;
use super::spec::TrainingSpec;
use crate::data::Dataset;
use crate::nn::GradientCheck;
use crate::nn::Network;
use crate::nn::Objective as _;
use crate::nn::gradcheck::Checked;
use crate::nn::gradcheck::Penalty;
use crate::nn::gradcheck::compare_gradient;

/// Compares the gradient that an optimiser would be given at `theta` with differences, over the first `most` training samples
/// that count, in `f64`. Noise, clipping, weight decay and the greatest norm stand beside what is made small and are left out.
///
/// ```
/// use deltascope::experiment::Experiment;
/// use deltascope::train::objective_check;
///
/// let mut experiment = Experiment::new_default();
/// experiment.training.regularization.l2 = 0.01;
/// let table = experiment.data.source.made_table().unwrap()?;
/// let plan = experiment.check(&table).map_err(|problems| problems[0].to_string())?;
/// let theta = plan.start().parameters();
/// let found = objective_check(plan.network(), &theta, plan.dataset(), &experiment.training, 8);
/// assert!(found.max_relative_error < 1e-8);
/// # Ok::<(), String>(())
/// ```
///
/// # Panics
/// If `theta` has another length than the network's layout, or the data do not fit the network.
pub fn objective_check(
    network: &Network,
    theta: &[f64],
    dataset: &Dataset,
    training: &TrainingSpec,
    most: usize,
) -> GradientCheck {
    let RegularizationSpec {
        l1,
        l2,
        label_smoothing,
        ..
    } = training.regularization;
    let regularization = RegularizationSpec {
        l1,
        l2,
        label_smoothing,
        ..RegularizationSpec::default()
    };
    let samples = Samples::new(dataset, training);
    let count = |sample: &usize| samples.weight(*sample) > 0.0;
    let picked: Vec<usize> = (0..dataset.train).filter(count).take(most).collect();
    let mut gradient = vec![0.0; theta.len()];
    let mut data = Backpropagation {
        network,
        loss: training.loss,
        samples: &samples,
        batch: Batch::Picked(&picked),
        workspace: &mut Workspace::new(network, &samples, picked.len(), true),
        online: None,
        noise: None,
        interrupted: &|| false,
        at_start: None,
        diverged: None,
    };
    let mut regularizer = Regularizer::new(network, regularization, 0);
    let computed = match &mut regularizer {
        None => data.gradient(theta, &mut gradient),
        Some(regularizer) => Total {
            data: &mut data,
            regularizer,
        }
        .gradient(theta, &mut gradient),
    };
    if computed.is_err() {
        // The loss is not finite, and its gradient right nowhere.
        gradient.fill(f64::NAN);
    }
    let weights = picked.iter().map(|sample| samples.weight(*sample));
    let total: f64 = weights.clone().sum();
    let shares: Vec<f64> = weights.map(|weight| weight / total).collect();
    let columns = |rows: usize, targets: bool| {
        let values = picked.iter().flat_map(|&sample| {
            let (inputs, aims) = samples.range(sample..sample + 1);
            if targets { aims } else { inputs }
        });
        DMatrix::from_iterator(rows, picked.len(), values.copied())
    };
    let (inputs, targets) = (
        columns(network.input_units(), false),
        columns(network.output_units(), true),
    );
    let penalty = regularizer
        .as_ref()
        .map(|it| |theta: &[f64]| it.penalty(theta));
    let checked = Checked {
        loss: training.loss,
        inputs: inputs.as_view(),
        targets: targets.as_view(),
        shares: &shares,
        penalty: penalty.as_ref().map(|of| Penalty {
            of,
            kinked: l1 != 0.0,
        }),
    };
    compare_gradient(network, theta, &checked, &gradient)
}
