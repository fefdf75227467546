//! The data of the workloads. They are part of what is compared, so they never change; `--export` writes them for other
//! programs.

use deltascope::data::Dataset;
use deltascope::data::Inputs;
use deltascope::data::KnownClasses;
use deltascope::data::Preparation;
use deltascope::data::TargetGroup;
use deltascope::data::TargetKind;
use deltascope::data::scaler::Scaler;
use nalgebra::DMatrix;

/// Knuth's 64-bit linear congruential generator, of which the high bits are good enough here.
struct Generator(u64);

impl Generator {
    /// A number in `[0, 1)`.
    fn next(&mut self) -> f64 {
        let state = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = state.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A number in `[−1, 1)` with its peak at 0: the sum of two uniform ones.
    fn noise(&mut self) -> f64 {
        self.next() + self.next() - 1.0
    }
}

/// W1: exclusive or.
pub fn exclusive_or() -> Dataset {
    let inputs = DMatrix::from_column_slice(2, 4, &[0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
    let targets = DMatrix::from_row_slice(1, 4, &[0.0, 1.0, 1.0, 0.0]);
    regression(inputs, targets)
}

/// W2: the spiral of TensorFlow Playground without noise: two arms of 125 points, 1.75 turns, targets ±1, the arms by turns.
pub fn spiral() -> Dataset {
    let mut inputs = DMatrix::zeros(2, 250);
    let mut targets = DMatrix::zeros(1, 250);
    for sample in 0..250 {
        let along = (sample / 2) as f64 / 125.0;
        let side = if sample % 2 == 0 { 1.0 } else { -1.0 };
        let turn = 1.75 * along * std::f64::consts::TAU;
        inputs[(0, sample)] = side * 5.0 * along * turn.sin();
        inputs[(1, sample)] = side * 5.0 * along * turn.cos();
        targets[sample] = side;
    }
    regression(inputs, targets)
}

/// W3: as many samples, features and classes as scikit-learn's digits: noisy copies of ten patterns, by turns.
pub fn digits() -> Dataset {
    let mut generator = Generator(3);
    let patterns = DMatrix::from_fn(64, 10, |_, _| generator.next());
    let inputs = DMatrix::from_fn(64, 1797, |row, sample| {
        let value = patterns[(row, sample % 10)] + 0.8 * generator.noise();
        // The digits' pixels have seventeen shades.
        (value.clamp(0.0, 1.0) * 16.0).round() / 16.0
    });
    classes(inputs)
}

/// W4 and W5: random features in `[0, 1)` in 32 bits, in which alone they are computed, and classes by turns.
pub fn random(features: usize, samples: usize) -> Dataset {
    let mut generator = Generator(features as u64);
    let inputs = DMatrix::from_fn(features, samples, |_, _| generator.next() as f32);
    classes(inputs)
}

/// W6a: `sin(πx)` with noise at 100 points of `[−1, 1]`.
pub fn sine() -> Dataset {
    let mut generator = Generator(6);
    let inputs = DMatrix::from_fn(1, 100, |_, sample| sample as f64 / 49.5 - 1.0);
    let targets = inputs.map(|x| (std::f64::consts::PI * x).sin() + 0.1 * generator.noise());
    regression(inputs, targets)
}

/// W6b: a smooth function of eight features with noise, 500 samples.
pub fn surface() -> Dataset {
    let mut generator = Generator(7);
    let inputs = DMatrix::from_fn(8, 500, |_, _| 2.0 * generator.next() - 1.0);
    let targets = DMatrix::from_fn(1, 500, |_, sample| {
        let x = inputs.column(sample);
        let value = (2.0 * x[0] + x[1]).sin() + x[2] * x[3] + (-x[4] * x[4]).exp() * x[5];
        value + 0.5 * (x[6] - x[7]).cos() + 0.05 * generator.noise()
    });
    regression(inputs, targets)
}

/// Ten classes by turns, one-hot.
fn classes(inputs: impl Into<Inputs>) -> Dataset {
    let inputs = inputs.into();
    let targets = DMatrix::from_fn(10, inputs.shape().1, |row, sample| {
        f64::from(u8::from(sample % 10 == row))
    });
    let names = (0..10).map(|class| class.to_string()).collect();
    dataset(inputs, targets, TargetKind::Classes(names))
}

fn regression(inputs: DMatrix<f64>, targets: DMatrix<f64>) -> Dataset {
    dataset(inputs.into(), targets, TargetKind::Number(Scaler::NONE))
}

/// All samples for training, in the order in which they are.
fn dataset(inputs: Inputs, targets: DMatrix<f64>, kind: TargetKind) -> Dataset {
    let (_, samples) = inputs.shape();
    Dataset {
        known_classes: KnownClasses::default(),
        weights: Vec::new(),
        rows: (0..samples).collect(),
        train: samples,
        validation: 0,
        test: 0,
        dropped: 0,
        without_past: 0,
        sequences: Vec::new(),
        preparation: Preparation {
            inputs: Vec::new(),
            targets: vec![TargetGroup {
                name: "target".to_owned(),
                range: 0..targets.nrows(),
                kind,
            }],
            ..Preparation::default()
        },
        inputs,
        targets,
    }
}
