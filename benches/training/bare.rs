//! Online updates without a run around them: what history, stop checks and the counting of updates cost.

use std::time::Instant;

use deltascope::data::Dataset;
use deltascope::nn::Online;
use deltascope::nn::Optimizer as _;
use deltascope::nn::Real;
use deltascope::nn::online::Stream;
use deltascope::nn::optimizer::Sgd;

use super::workloads::MOMENTUM;
use super::workloads::Workload;

/// Samples a second for about this long, from these parameters.
pub fn rate<R: Real>(workload: &Workload, data: &Dataset, start: &[f64], seconds: f64) -> f64 {
    let narrow = |values: &[f64]| -> Vec<R> { values.iter().map(|value| R::of(*value)).collect() };
    let (inputs, targets) = (
        narrow(data.inputs.to_matrix().as_slice()),
        narrow(data.targets.as_slice()),
    );
    let stream = Stream {
        inputs: &inputs,
        targets: &targets,
        order: &[],
        count: data.train,
        first: 0,
    };
    let mut theta = narrow(start);
    let mut descent = Sgd::new(theta.len(), workload.learning_rate, MOMENTUM, false);
    let mut online = Online::new(&workload.network()).unwrap();
    let mut losses = vec![R::zero(); 128];
    let (begin, mut samples) = (Instant::now(), 0);
    while begin.elapsed().as_secs_f64() < seconds {
        for _ in 0..1000 {
            let descent = &mut descent.descent().unwrap();
            samples += online.learn(&mut theta, descent, workload.loss, &stream, &mut losses);
        }
    }
    samples as f64 / begin.elapsed().as_secs_f64()
}
