//! A training step allocates nothing once its buffers have grown: every call of the allocator is counted, over whole epochs, the
//! recording of the curves at their ends included; on the thread of a run that has one, and on both of one that has two.

#![expect(clippy::unwrap_used, reason = "test helpers")]

#[path = "train/runs.rs"]
mod runs;

use std::sync::atomic::AtomicU64;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

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
use rayon::ThreadPoolBuilder;

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

fn optimizers() -> [OptimizerSpec; 3] {
    [
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
    ]
}

#[test]
fn a_steady_step_allocates_nothing() {
    for workload in workloads() {
        let (hidden, output) = workload.activations;
        let network = runs::network(workload.sizes, hidden, output);
        for optimizer in optimizers() {
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

/// Does work within a pool of two threads; returns how often they asked the allocator in their whole lives.
fn count_on_two_threads(work: impl FnOnce() + Send) -> u64 {
    let counted = AtomicU64::new(0);
    thread::scope(|scope| {
        let pool = ThreadPoolBuilder::new()
            .num_threads(2)
            .spawn_handler(|worker| {
                let name = format!("training {}", worker.index());
                let life = || {
                    let life = allocation_counter::measure(|| worker.run());
                    counted.fetch_add(life.count_total, Relaxed);
                };
                thread::Builder::new()
                    .name(name)
                    .spawn_scoped(scope, life)
                    .map(drop)
            });
        let pool = pool.build().unwrap();
        // Both have begun before the work does.
        pool.broadcast(|_| ());
        pool.install(work);
    });
    counted.into_inner()
}

// What a longer run allocates more than a shorter one is what its steps allocate, whichever thread did the work.
#[test]
fn a_steady_step_allocates_nothing_on_two_threads() {
    for workload in workloads() {
        let (hidden, output) = workload.activations;
        let network = runs::network(workload.sizes, hidden, output);
        // The last two are cut into two parts; those of the last, with two chunks each, ask whether to go on.
        let asking = workload.update == Update::FullBatch;
        for optimizer in optimizers() {
            for precision in [Precision::F32, Precision::F64] {
                let training = TrainingSpec {
                    loss: workload.loss,
                    optimizer,
                    update: workload.update,
                    shuffle: true,
                    precision,
                    ..runs::training(0.0, 1_000_000)
                };
                let workers = AtomicUsize::new(0);
                let allocated = |epochs: usize| {
                    count_on_two_threads(|| {
                        let seeds = Seeds::default();
                        let mut run = runs::start(&network, &workload.data, &training, seeds);
                        let look = || {
                            let worker = rayon::current_thread_index().unwrap_or(usize::MAX);
                            workers.fetch_or(1 << worker, Relaxed);
                            false
                        };
                        for _ in 0..epochs * run.position().updates_per_epoch as usize {
                            run.step(&look);
                        }
                        // On a busy machine it may be long until the second thread comes to it.
                        let mut tries = 0;
                        while asking && workers.load(Relaxed) != 0b11 && tries < 10_000 {
                            run.step(&look);
                            tries += 1;
                        }
                    })
                };
                let name = format!("{}, {optimizer:?}, {precision:?}", workload.name);
                // The first run also makes what a process makes once.
                let [_, shorter, longer] = [1, 3, 12].map(allocated);
                assert_eq!(shorter, longer, "{name}");
                if asking {
                    assert_eq!(workers.into_inner(), 0b11, "{name}: both had a part");
                }
            }
        }
    }
}
