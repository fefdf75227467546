//! A training step allocates nothing once its buffers have grown: every call of the allocator on the thread of the run is
//! counted, over whole epochs, the recording of the curves at their ends included.

#[path = "common/runs.rs"]
mod runs;

use deltascope::data::Dataset;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::StepOutcome;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use nalgebra::DMatrix;

/// Numbers spread over `[−1, 1]`.
fn spread(rows: usize, columns: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |row, column| {
        ((row * 31 + column * 17) as f64 * 0.618_034).fract() * 2.0 - 1.0
    })
}

/// Random inputs, a class in turn for each sample.
fn classes(inputs: usize, outputs: usize, samples: usize) -> Dataset {
    let targets = DMatrix::from_fn(outputs, samples, |row, column| {
        f64::from(u8::from(column % outputs == row))
    });
    runs::dataset(spread(inputs, samples), targets, samples, 0)
}

/// A network's sizes and activations, its loss and batch, its data.
struct Workload {
    name: &'static str,
    sizes: &'static [usize],
    activations: (Activation, Activation),
    loss: Loss,
    update: Update,
    data: Dataset,
}

fn workloads() -> Vec<Workload> {
    let squared = Loss::HalfSquaredError;
    let entropy = Loss::SoftmaxCrossEntropy;
    let relu = (Activation::Relu, Activation::Softmax);
    vec![
        Workload {
            name: "exclusive or, online",
            sizes: &[2, 4, 1],
            activations: (Activation::Tanh, Activation::Logistic),
            loss: squared,
            update: Update::Online,
            data: runs::xor(),
        },
        Workload {
            name: "two hidden layers, batches of 10",
            sizes: &[2, 8, 8, 1],
            activations: (Activation::Tanh, Activation::Tanh),
            loss: squared,
            update: Update::MiniBatch(10),
            data: runs::smooth(250),
        },
        Workload {
            name: "64-64-10, batches of 32",
            sizes: &[64, 64, 10],
            activations: relu,
            loss: entropy,
            update: Update::MiniBatch(32),
            data: classes(64, 10, 300),
        },
        Workload {
            name: "784-128-10, batches of 128",
            sizes: &[784, 128, 10],
            activations: relu,
            loss: entropy,
            update: Update::MiniBatch(128),
            data: classes(784, 10, 400),
        },
        Workload {
            name: "64-64-10, full batch in chunks",
            sizes: &[64, 64, 10],
            activations: relu,
            loss: entropy,
            update: Update::FullBatch,
            data: classes(64, 10, 600),
        },
    ]
}

#[test]
fn a_steady_step_allocates_nothing() {
    let optimizers = [
        OptimizerSpec::Sgd {
            learning_rate: 0.01,
            momentum: 0.9,
            nesterov: false,
        },
        OptimizerSpec::Adam {
            learning_rate: 0.001,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
        },
        OptimizerSpec::ALL
            .into_iter()
            .find(|known| matches!(known, OptimizerSpec::RpropMinus { .. }))
            .unwrap(),
    ];
    for workload in workloads() {
        let (hidden, output) = workload.activations;
        let network = runs::network(workload.sizes, hidden, output);
        for optimizer in optimizers {
            for (precision, shuffle) in [(Precision::F32, true), (Precision::F64, false)] {
                let training = TrainingSpec {
                    loss: workload.loss,
                    optimizer,
                    update: workload.update,
                    shuffle,
                    precision,
                    ..runs::training(0.0, 1_000_000)
                };
                let mut run = runs::start(&network, &workload.data, &training, Seeds::default());
                // Two epochs let every buffer grow, short last batches included.
                let epoch = run.position().updates_per_epoch as usize;
                runs::steps(&mut *run, 2 * epoch + 1);
                let mut epochs = 0;
                let counted = allocation_counter::measure(|| {
                    for _ in 0..2 * epoch + 8 {
                        epochs += u64::from(run.step(&|| false) == StepOutcome::EpochDone);
                    }
                });
                let allocated = counted.count_total;
                let name = workload.name;
                assert_eq!(allocated, 0, "{name}, {optimizer:?}, {precision:?}");
                assert!(epochs >= 2, "{name}: ends of epochs were among the steps");
            }
        }
    }
}
