//! What is trained: networks, losses, batches and steps, the same for every program that is compared.

use std::sync::Arc;

use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::OutputSpec;
use deltascope::nn::Schedule;
use deltascope::nn::Start;
use deltascope::train::Precision;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::StopSpec;
use deltascope::train::TrainingCurve;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

use super::data;

/// What is counted in a second.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Samples,
    Epochs,
    Updates,
    /// Steps of Levenberg–Marquardt, begun anew after `compared_epochs`.
    Steps,
}

impl Unit {
    pub fn name(self) -> &'static str {
        match self {
            Self::Samples => "samples/s",
            Self::Epochs => "epochs/s",
            Self::Updates => "updates/s",
            Self::Steps => "steps/s",
        }
    }
}

/// A network, its data and how it is trained.
pub struct Workload {
    pub name: &'static str,
    pub sizes: &'static [usize],
    pub hidden: Activation,
    pub output: Activation,
    pub loss: Loss,
    pub update: Update,
    /// 0 for Levenberg–Marquardt, which has none.
    pub learning_rate: f64,
    pub precisions: &'static [Precision],
    pub data: fn() -> Dataset,
    pub unit: Unit,
    /// After so many epochs from the exported weights the losses are compared.
    pub compared_epochs: u64,
}

pub const MOMENTUM: f64 = 0.9;
/// The optimiser of W6: the schedule of MATLAB's `trainlm`.
pub const LEVENBERG_MARQUARDT: OptimizerSpec = OptimizerSpec::LevenbergMarquardt {
    damping: 0.001,
    shrinkage: 0.1,
    growth: 10.0,
    largest: 1e10,
    bayesian: false,
};

const BOTH: &[Precision] = &[Precision::F32, Precision::F64];
const SINGLE: &[Precision] = &[Precision::F32];
const DOUBLE: &[Precision] = &[Precision::F64];

/// Squared error, smooth units.
const SMALL: Workload = Workload {
    name: "W1",
    sizes: &[2, 4, 1],
    hidden: Activation::Tanh,
    output: Activation::Logistic,
    loss: Loss::HalfSquaredError,
    update: Update::Online,
    learning_rate: 0.1,
    precisions: BOTH,
    data: data::exclusive_or,
    unit: Unit::Samples,
    compared_epochs: 1000,
};

/// Classification by rectified units.
const CLASSES: Workload = Workload {
    name: "W3",
    sizes: &[64, 64, 10],
    hidden: Activation::Relu,
    output: Activation::Softmax,
    loss: Loss::SoftmaxCrossEntropy,
    update: Update::MiniBatch(32),
    learning_rate: 0.01,
    precisions: BOTH,
    data: data::digits,
    unit: Unit::Epochs,
    compared_epochs: 10,
};

/// All of them, in order.
pub const WORKLOADS: [Workload; 7] = [
    SMALL,
    Workload {
        name: "W2",
        sizes: &[2, 8, 8, 1],
        output: Activation::Tanh,
        update: Update::MiniBatch(10),
        learning_rate: 0.003,
        data: data::spiral,
        compared_epochs: 100,
        ..SMALL
    },
    CLASSES,
    Workload {
        name: "W4",
        sizes: &[784, 128, 10],
        update: Update::MiniBatch(128),
        precisions: SINGLE,
        data: || data::random(784, 60_000),
        compared_epochs: 1,
        ..CLASSES
    },
    Workload {
        name: "W5",
        sizes: &[1024, 1024, 1024, 10],
        update: Update::MiniBatch(256),
        learning_rate: 0.001,
        precisions: SINGLE,
        data: || data::random(1024, 1024),
        unit: Unit::Updates,
        compared_epochs: 5,
        ..CLASSES
    },
    Workload {
        name: "W6a",
        sizes: &[1, 10, 1],
        output: Activation::Identity,
        update: Update::FullBatch,
        learning_rate: 0.0,
        precisions: DOUBLE,
        data: data::sine,
        unit: Unit::Steps,
        compared_epochs: 50,
        ..SMALL
    },
    Workload {
        name: "W6b",
        sizes: &[8, 16, 1],
        output: Activation::Identity,
        update: Update::FullBatch,
        learning_rate: 0.0,
        precisions: DOUBLE,
        data: data::surface,
        unit: Unit::Steps,
        compared_epochs: 50,
        ..SMALL
    },
];

impl Workload {
    /// The network.
    pub fn network(&self) -> Network {
        let initialiser = Initialiser::XavierUniform;
        let hidden = self.sizes[1..self.sizes.len() - 1].iter().enumerate();
        let hidden = hidden.map(|(index, &units)| LayerSpec {
            name: format!("hidden{}", index + 1),
            units,
            activation: self.hidden,
            bias: true,
            initialiser,
        });
        let output = OutputSpec {
            activation: self.output,
            bias: true,
            initialiser,
        };
        let spec = NetworkSpec::chain(hidden.collect(), output);
        Network::build(&spec, self.sizes[0], self.sizes[self.sizes.len() - 1]).unwrap()
    }

    /// A run from the exported weights.
    pub fn start(&self, data: &Arc<Dataset>, precision: Precision) -> Box<dyn Run> {
        let training = TrainingSpec {
            loss: self.loss,
            optimizer: if self.unit == Unit::Steps {
                LEVENBERG_MARQUARDT
            } else {
                OptimizerSpec::Sgd {
                    learning_rate: self.learning_rate,
                    momentum: MOMENTUM,
                    nesterov: false,
                }
            },
            schedule: Schedule::Constant,
            update: self.update,
            shuffle: false,
            regularization: Default::default(),
            class_weights: Default::default(),
            training_curve: TrainingCurve::WhileLearning,
            precision,
            stop: StopSpec::after_epochs(u64::MAX),
        };
        let (network, data) = (self.network(), Arc::clone(data));
        deltascope::train::start(network, &Start::Drawn, data, &training, Seeds::default())
    }

    /// Multiply-adds of an update: the forward product, and backwards one for the weights and, but for the first layer, one for
    /// the layer below.
    pub fn multiply_adds(&self) -> usize {
        let products = self.sizes.windows(2).map(|pair| pair[0] * pair[1]);
        let all: usize = products.map(|product| 3 * product).sum();
        self.batch(usize::MAX) * (all - self.sizes[0] * self.sizes[1])
    }

    /// The number of samples of a batch.
    pub fn batch(&self, samples: usize) -> usize {
        match self.update {
            Update::Online => 1,
            Update::MiniBatch(size) => size,
            Update::FullBatch => samples,
        }
    }
}
