//! The check of the network: its size first, so that nothing too large is ever built, then its structure.

use super::check::Field;
use super::check::Problem;
use super::document::Experiment;
use crate::data::Dataset;
use crate::nn::Network;
use crate::nn::NetworkProblem;
use crate::nn::NetworkSpec;
use crate::nn::Start;
use crate::nn::spec::INPUT;
use crate::nn::spec::OUTPUT;

/// The most parameters of a network: 2 GiB in `f64`, and training holds several vectors of that length.
pub const MAX_PARAMETERS: u128 = 1 << 28;

/// Builds the network, or adds its problems. Without a data set its shape is unknown, so starting values are not
/// looked at and the rest is checked with stand-in sizes.
pub(super) fn check(
    experiment: &Experiment,
    dataset: Option<&Dataset>,
    problems: &mut Vec<Problem>,
) -> Option<Network> {
    let spec = &experiment.network;
    let found = if let Some(Dataset { preparation, .. }) = dataset {
        build(spec, preparation.features(), preparation.outputs())
    } else {
        let mut shapeless = spec.clone();
        shapeless.start = Start::Drawn;
        // Softmax over a single unit would be a problem of the stand-in, not of the document.
        build(&shapeless, 1, 2)
    };
    check_names(spec, problems);
    match found {
        Ok(network) => Some(network),
        Err(more) => {
            problems.extend(more);
            None
        }
    }
}

/// Builds the network of a spec if its parameters fit in memory.
///
/// # Errors
/// All problems found.
pub(super) fn build(
    spec: &NetworkSpec,
    inputs: usize,
    outputs: usize,
) -> Result<Network, Vec<Problem>> {
    let (parameters, largest) = count_parameters(spec, inputs, outputs);
    if parameters > MAX_PARAMETERS {
        let millions = parameters / 1_000_000;
        let most = MAX_PARAMETERS / 1_000_000;
        return Err(vec![Problem::new(
            Field::Layer(largest),
            format!(
                "the network would have {millions} million parameters, at most {most} million fit in memory; use fewer units"
            ),
        )]);
    }
    Network::build(spec, inputs, outputs).map_err(|problems| {
        problems
            .into_iter()
            .map(|NetworkProblem { layer, message }| {
                let field = layer.map_or(Field::Connections, Field::Layer);
                Problem { field, message }
            })
            .collect()
    })
}

/// The number of parameters, and the index of the layer that brings most of them.
fn count_parameters(spec: &NetworkSpec, inputs: usize, outputs: usize) -> (u128, usize) {
    let units_of = |name: &str| -> u128 {
        match name {
            INPUT => inputs as u128,
            OUTPUT => outputs as u128,
            hidden => spec
                .hidden
                .iter()
                .find(|layer| layer.name == hidden)
                .map_or(0, |layer| layer.units as u128),
        }
    };
    let mut total: u128 = 0;
    let mut largest = (0, 0);
    for (index, name) in spec.layer_names().enumerate().skip(1) {
        let entering = spec
            .connections
            .iter()
            .filter(|connection| connection.to == name)
            .map(|connection| units_of(&connection.from));
        let fan_in = entering.fold(1_u128, u128::saturating_add);
        let own = units_of(name).saturating_mul(fan_in);
        total = total.saturating_add(own);
        if own > largest.0 {
            largest = (own, index);
        }
    }
    (total, largest.1)
}

/// Layer names become parts of tensor names, such as `hidden1.weight.input`, in model files.
fn check_names(spec: &NetworkSpec, problems: &mut Vec<Problem>) {
    for (index, layer) in spec.hidden.iter().enumerate() {
        if layer.name.contains('.') || layer.name.chars().any(char::is_control) {
            problems.push(Problem::new(
                Field::Layer(index + 1),
                format!(
                    "layer {:?} has a dot or a control character in its name; leave it out",
                    layer.name
                ),
            ));
        }
    }
}
