//! `deltascope gradcheck`: is the gradient that an optimiser is given that of what the run makes small?

use std::io::Write;

use super::arguments::GradcheckArguments;
use super::failure::Failure;
use super::input;
use crate::experiment::record::number;
use crate::train::Precision;
use crate::train::RegularizationSpec;
use crate::train::objective_check;

/// The largest relative error that passes, in `f64`.
const LIMIT: f64 = 1e-6;
/// At most this many training samples are looked at: each parameter costs several passes of all of them.
const SAMPLES: usize = 32;

/// Checks the gradient of what a preset makes small, its loss with weights, smoothed targets and penalties, at its starting weights,
/// in `f64` whatever its precision.
pub(super) fn gradcheck(
    arguments: &GradcheckArguments,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let GradcheckArguments { preset, data } = arguments;
    let mut experiment = input::load_preset(preset)?;
    input::replace_data(&mut experiment, data);
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
    let training = &experiment.training;
    let check = objective_check(plan.network(), &theta, plan.dataset(), training, SAMPLES);
    if let Some(what) = beside(training.regularization) {
        input::note(&format!(
            "{what} is no part of what is made small and was left out"
        ));
    }
    if check.skipped > 0 {
        input::note(&format!(
            "{} of {} parameters lie on a kink of an activation, of the loss or of the L1 penalty and were left out",
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

/// The first thing that is done around the steps of a run without being a part of its loss.
fn beside(spec: RegularizationSpec) -> Option<String> {
    let plain = RegularizationSpec {
        l1: 0.0,
        l2: 0.0,
        label_smoothing: 0.0,
        ..spec
    };
    let mut rows = plain
        .parameters()
        .into_iter()
        .filter(|row| row.value != 0.0);
    let first = rows.next()?.name_within();
    Some(match rows.count() {
        0 => first,
        more => format!("{first} (with {more} more)"),
    })
}
