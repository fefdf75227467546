//! One linear unit on one input that is 1: every number of a run is a hand calculation.

use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::Initialiser;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OutputSpec;
use nalgebra::DMatrix;

/// One linear unit without bias whose weight starts at 0.
pub fn one_weight() -> Network {
    let output = OutputSpec {
        activation: Activation::Identity,
        bias: false,
        initialiser: Initialiser::Constant { value: 0.0 },
    };
    let spec = NetworkSpec {
        connections: vec![ConnectionSpec {
            from: "input".to_owned(),
            to: "output".to_owned(),
            delay: 0,
        }],
        ..NetworkSpec::chain(Vec::new(), output)
    };
    Network::build(&spec, 1, 1).unwrap()
}

/// `x = 1` throughout; the training targets, then the validation targets.
pub fn targets(train: &[f64], validation: &[f64]) -> Dataset {
    let all = [train, validation].concat();
    let inputs = DMatrix::from_element(1, all.len(), 1.0);
    let targets = DMatrix::from_row_slice(1, all.len(), &all);
    super::runs::dataset(inputs, targets, train.len(), validation.len())
}
