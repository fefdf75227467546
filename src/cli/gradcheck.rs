//! `deltascope gradcheck`: is the gradient of backpropagation that of the loss?

use std::io::Write;

use super::arguments::GradcheckArguments;
use super::failure::Failure;
use super::input;
use crate::experiment::record::number;
use crate::nn::gradient_check;
use crate::train::Precision;

/// The largest relative error that passes, in `f64`.
const LIMIT: f64 = 1e-6;
/// At most this many training samples are looked at: each parameter costs several passes of all of them.
const SAMPLES: usize = 32;

/// Checks the gradient of a preset's loss at its starting weights, in `f64` whatever its precision.
pub(super) fn gradcheck(
    arguments: &GradcheckArguments,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let GradcheckArguments { preset, data } = arguments;
    let mut experiment = input::load_preset(preset)?;
    input::replace_data(&mut experiment, data.as_deref());
    experiment.training.precision = Precision::F64;
    let table = input::load_table(&experiment.data.source)?;
    let plan = input::check(preset, &experiment, &table)?;
    if plan
        .network()
        .layers()
        .iter()
        .any(|layer| !layer.activation.has_gradient())
    {
        return Err(Failure::Failed(format!(
            "{preset}: a step has no gradient that could be checked; choose another output activation"
        )));
    }
    let theta = plan.start().parameters();
    let dataset = plan.dataset();
    let samples = dataset.train.min(SAMPLES);
    let check = gradient_check(
        plan.network(),
        &theta,
        experiment.training.loss,
        dataset.inputs.columns(0, samples),
        dataset.targets.columns(0, samples),
    );
    if check.skipped > 0 {
        input::note(&format!(
            "{} of {} parameters lie on a kink of their activation and were left out",
            check.skipped,
            theta.len()
        ));
    }
    let error = check.max_relative_error;
    writeln!(
        output,
        "gradcheck max_relative_error={} worst={}",
        number(error),
        plan.network().parameter_name(check.worst)
    )?;
    if error <= LIMIT {
        Ok(())
    } else {
        Err(Failure::Failed(format!(
            "the gradient of {preset} is off by {error:.1e}, more than {LIMIT:.0e}; its error comes from {}",
            plan.network().parameter_name(check.worst)
        )))
    }
}
