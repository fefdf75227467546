//! The exclusive-or experiment in full, so that tests of views do not depend on the program's presets.

use deltascope::experiment::Experiment;
use deltascope::experiment::preset;

/// Four rows, 2 inputs, 4 hidden units, 1 output; gradient descent with η = 0.5 and α = 0.9.
pub fn exclusive_or() -> Experiment {
    preset::parse(
        r#"(
            version: 1,
            title: "Exclusive or",
            data: (
                source: Inline(
                    columns: ["x1", "x2", "y"],
                    rows: [[0.0, 0.0, 0.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]],
                ),
                split: (train: 1.0, validation: 0.0, test: 0.0, stratify: false),
            ),
            network: (
                hidden: [(name: "hidden1", units: 4, activation: Tanh, bias: true, initialiser: XavierUniform)],
                output: (activation: Logistic, bias: true, initialiser: XavierUniform),
                connections: [(from: "input", to: "hidden1"), (from: "hidden1", to: "output")],
            ),
            training: (
                loss: HalfSquaredError,
                optimizer: Sgd(learning_rate: 0.5, momentum: 0.9, nesterov: false),
                update: FullBatch,
                shuffle: false,
                stop: (max_epochs: 5000, target_error: Some(0.001)),
            ),
        )"#,
    )
    .unwrap()
}
