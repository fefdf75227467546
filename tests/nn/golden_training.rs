//! Classic tasks trained from drawn weights. The bands come from the same runs in numpy with the same draws; sums in another
//! order shift single runs a little, so counts and medians are compared, not epochs.

use crate::nets::Batch;
use crate::nets::chain;
use crate::nets::matrix;
use crate::splitmix::SplitMix;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Optimizer as _;
use deltascope::nn::optimizer::Sgd;
use nalgebra::DMatrix;

fn median(mut values: Vec<usize>) -> usize {
    values.sort_unstable();
    values[values.len() / 2]
}

fn xor() -> (DMatrix<f64>, DMatrix<f64>) {
    let inputs = matrix(&[&[0.0, 0.0, 1.0, 1.0], &[0.0, 1.0, 0.0, 1.0]]);
    (inputs, matrix(&[&[0.0, 1.0, 1.0, 0.0]]))
}

// XOR 2-2-1, logistic, half squared error, weights and biases uniform in ±1. Solved = every |y − t| < 0.2.
// numpy: full batch with η = 2 solves 17 of 20 seeds, median epoch 1290; the other three stay at E = 0.0626, near the known
// local minimum 1/16 where two patterns are right and two give 1/2.
#[test]
fn xor_in_full_batches_is_solved_or_stays_in_its_local_minimum() {
    let network = chain(&[2, 2, 1], &[Activation::Logistic; 2], true);
    let (inputs, targets) = xor();
    let mut solved = Vec::new();
    for seed in 0..20 {
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets);
        let mut theta = SplitMix::new(seed).uniform_chain(&[2, 2, 1], 1.0);
        let mut descent = Sgd::new(theta.len(), 2.0, 0.0, false);
        let mut loss = f64::NAN;
        let reached = (0..20_000).find(|_| {
            loss = descent.step(&mut theta, &mut batch).unwrap();
            (batch.trace.output(2) - &targets).amax() < 0.2
        });
        match reached {
            Some(epoch) => solved.push(epoch),
            None => assert!((loss - 0.0626).abs() < 5e-4, "seed {seed} stays at {loss}"),
        }
    }
    assert!(solved.len() >= 14, "{} of 20 solved", solved.len());
    let median = median(solved);
    assert!((900..=1800).contains(&median), "median {median}");
}

/// Online training: a new order each epoch, drawn after the weights; the first epoch after which every |y − t| is below the
/// tolerance.
fn online(
    network: &Network,
    (inputs, targets): &(DMatrix<f64>, DMatrix<f64>),
    (rate, range, tolerance): (f64, f64, f64),
    seed: u64,
    epochs: usize,
) -> (Option<usize>, Vec<f64>) {
    let sizes: Vec<usize> = network.layers().iter().map(|layer| layer.units).collect();
    let mut rng = SplitMix::new(seed);
    let mut theta = rng.uniform_chain(&sizes, range);
    let mut all = Batch::new(network, Loss::HalfSquaredError, inputs, targets);
    let samples = 0..inputs.ncols();
    let mut samples: Vec<Batch<'_>> = samples.map(|sample| all.sample(sample)).collect();
    let mut descent = Sgd::new(theta.len(), rate, 0.0, false);
    let reached = (1..=epochs).find(|epoch| {
        for sample in rng.permutation(samples.len()) {
            descent.step(&mut theta, &mut samples[sample]).unwrap();
        }
        epoch % 5 == 0 && all.largest_error(&theta) < tolerance
    });
    (reached, theta)
}

// numpy, η = 0.5: 17 of 20 seeds within 10,000 epochs, median 1150.
#[test]
fn xor_online_is_solved_as_often() {
    let network = chain(&[2, 2, 1], &[Activation::Logistic; 2], true);
    let runs = (0..20).map(|seed| online(&network, &xor(), (0.5, 1.0, 0.2), seed, 4000).0);
    let solved: Vec<usize> = runs.flatten().collect();
    assert!(solved.len() >= 14, "{} of 20 solved", solved.len());
    let median = median(solved);
    assert!((800..=1600).contains(&median), "median {median}");
}

// numpy, η = 0.3, start ±0.1: 10 of 10 seeds, median 1825 epochs, between 1150 and 3050; 7 or 8 of the 8 hidden codes differ.
#[test]
fn the_8_3_8_encoder_finds_a_code_of_three_bits() {
    let network = chain(&[8, 3, 8], &[Activation::Logistic; 2], true);
    let identity = DMatrix::<f64>::identity(8, 8);
    let data = (identity.clone(), identity.clone());
    let mut epochs = Vec::new();
    for seed in 0..10 {
        let (reached, theta) = online(&network, &data, (0.3, 0.1, 0.4), seed, 4000);
        epochs.push(reached.unwrap_or_else(|| panic!("seed {seed} is not solved in 4000 epochs")));
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &identity, &identity);
        batch.outputs(&theta);
        let codes = batch.trace.output(1);
        let mut codes: Vec<u32> = codes
            .column_iter()
            .map(|code| {
                code.iter()
                    .fold(0, |bits, a| 2 * bits + u32::from(*a > 0.5))
            })
            .collect();
        codes.sort_unstable();
        codes.dedup();
        assert!(codes.len() >= 7, "seed {seed}: {} codes", codes.len());
    }
    let median = median(epochs);
    assert!((1500..=2200).contains(&median), "median {median}");
}

// Symmetry of six bits with two hidden units (Rumelhart, Hinton & Williams, 1986: summed gradient, ε = 0.1, α = 0.9, start
// ±0.3). numpy: 12 of 20 seeds within 5000 sweeps, median 2050. Solved networks weigh mirrored bits oppositely, and the three
// pairs so unlike (about 1 : 2 : 4) that only symmetric patterns add up to 0.
#[test]
fn symmetry_is_found_by_opposite_weights_on_mirrored_bits() {
    let network = chain(&[6, 2, 1], &[Activation::Logistic; 2], true);
    let inputs = DMatrix::from_fn(6, 64, |bit, i| ((i >> bit) & 1) as f64);
    let symmetric = |i: usize| (0..3).all(|bit| inputs[(bit, i)] == inputs[(5 - bit, i)]);
    let targets = DMatrix::from_fn(1, 64, |_, i| f64::from(u8::from(symmetric(i))));
    let mut solved = 0;
    for seed in 0..5 {
        let mut batch = Batch::new(&network, Loss::HalfSquaredError, &inputs, &targets).summed();
        let mut theta = SplitMix::new(seed).uniform_chain(&[6, 2, 1], 0.3);
        let mut descent = Sgd::new(theta.len(), 0.1, 0.9, false);
        let reached = (0..5000).any(|_| {
            descent.step(&mut theta, &mut batch).unwrap();
            (batch.trace.output(2) - &targets).amax() < 0.5
        });
        if !reached {
            continue;
        }
        solved += 1;
        for unit in 0..2 {
            let weights: Vec<f64> = (0..6).map(|bit| theta[2 * bit + unit]).collect();
            let largest = weights.iter().fold(0.0, |m: f64, w| m.max(w.abs()));
            for bit in 0..3 {
                let pair = weights[bit] + weights[5 - bit];
                assert!(pair.abs() < 0.05 * largest, "seed {seed}: {weights:?}");
            }
            // No asymmetric pattern may add up to the 0 of a symmetric one.
            let sums = (1..27).map(|code: i32| {
                let signs = [code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1].map(f64::from);
                signs
                    .iter()
                    .zip(&weights)
                    .map(|(s, w)| s * w)
                    .sum::<f64>()
                    .abs()
            });
            let asymmetric = sums.enumerate().filter(|(place, _)| *place != 12);
            let smallest = asymmetric.map(|(_, sum)| sum).fold(largest, f64::min);
            assert!(smallest > 0.1 * largest, "seed {seed}: {weights:?}");
        }
    }
    assert!(solved >= 2, "{solved} of 5 solved");
}
