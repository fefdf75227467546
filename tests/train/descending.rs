//! Large layers move while their gradient is computed: the same bits as by the gradient and a step after it.

use deltascope::engine::threads;
use deltascope::nn::Activation;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::Real;
use deltascope::nn::Trace;
use deltascope::nn::descent::Descent;
use deltascope::nn::descent::Rule;
use deltascope::nn::pass;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;

use crate::runs;
use crate::runs::bits;

/// Of 1030 × 1100 weights for 240 samples the product is one that threads share; the other layers are small. In single precision
/// the deltas stay in the second cache, and the weights move at once; in double precision after the product.
const SIZES: [usize; 4] = [5, 1100, 1030, 2];
const SAMPLES: usize = 240;
const LOSS: Loss = Loss::HalfSquaredError;

fn network() -> Network {
    runs::network(&SIZES, Activation::Relu, Activation::Identity)
}

/// Numbers spread over `[−scale, scale]`.
fn spread<R: Real>(count: usize, scale: f64) -> Vec<R> {
    let place = |index: usize| (index as f64 * 0.618_034).fract();
    (0..count)
        .map(|index| R::of(scale * (2.0 * place(index) - 1.0)))
        .collect()
}

/// Two steps: parameters, velocities, losses and the sums of both.
type Steps<R> = (Vec<R>, Vec<R>, Vec<R>, Vec<[f64; 2]>);

/// How steps are taken.
#[derive(Clone, Copy)]
struct Way {
    nesterov: bool,
    measured: bool,
    /// Or by the gradient and a step after it.
    at_once: bool,
}

/// Takes two steps.
fn steps<R: Real>(way: Way) -> Steps<R> {
    let Way {
        nesterov,
        measured,
        at_once,
    } = way;
    let network = network();
    let length = network.layout().len();
    let (mut theta, mut velocity) = (spread::<R>(length, 0.05), spread::<R>(length, 0.001));
    let inputs = spread::<R>(SIZES[0] * SAMPLES, 1.0);
    let targets = spread::<R>(SIZES[3] * SAMPLES, 0.5);
    let batch = (&inputs[..], &targets[..]);
    let mut gradient = vec![R::zero(); length];
    let mut trace = Trace::new(&network, SAMPLES);
    let (mut losses, mut sums) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let mut descent = Descent {
            rule: Rule {
                learning_rate: R::of(0.01),
                momentum: R::of(0.9),
                nesterov,
            },
            gradient: &mut gradient,
            velocity: &mut velocity,
        };
        let (loss, squares) = if at_once {
            descent.follow(&network, &mut theta, LOSS, batch, &mut trace, measured)
        } else {
            let plain = (R::one(), false);
            let gradient = &mut *descent.gradient;
            let loss = pass::gradient(&network, &theta, LOSS, batch, plain, &mut trace, gradient);
            descent.gradient = gradient;
            (loss, descent.step(&mut theta, measured))
        };
        losses.push(loss);
        sums.push([squares.gradient, squares.change]);
    }
    (theta, velocity, losses, sums)
}

// The reference is `pass::gradient`, checked against finite differences elsewhere, and the rule.
fn assert_same<R: Real>([nesterov, measured]: [bool; 2]) {
    let way = |at_once| Way {
        nesterov,
        measured,
        at_once,
    };
    let expected = steps::<R>(way(false));
    for count in [1, 2] {
        let found = threads::with(count, || steps::<R>(way(true)));
        assert!(found.0 == expected.0, "parameters");
        assert!(found.1 == expected.1, "velocities");
        assert_eq!(found.2, expected.2, "losses");
        for (found, expected) in found.3.iter().flatten().zip(expected.3.iter().flatten()) {
            // Sums of squares, taken in another order.
            assert!((found - expected).abs() <= 1e-9 * expected, "{found}");
            assert!((*found > 0.0) == measured);
        }
    }
    assert!(expected.2[1] < expected.2[0], "something was learnt");
}

#[test]
fn parameters_that_move_with_their_gradient_get_the_bits_of_a_step_after_it() {
    assert_same::<f64>([false, true]);
    assert_same::<f32>([false, false]);
    assert_same::<f32>([true, true]);
}

#[test]
fn nothing_moves_where_the_loss_is_not_finite() {
    let network = network();
    let length = network.layout().len();
    let start = spread::<f32>(length, 0.05);
    let (mut theta, mut velocity) = (start.clone(), vec![0.5; length]);
    let mut inputs = spread::<f32>(SIZES[0] * SAMPLES, 1.0);
    inputs[77] = f32::NAN;
    let targets = vec![0.1; SIZES[3] * SAMPLES];
    let descent = Descent {
        rule: Rule {
            learning_rate: 0.1,
            momentum: 0.9,
            nesterov: false,
        },
        gradient: &mut vec![0.0; length],
        velocity: &mut velocity,
    };
    let mut trace = Trace::new(&network, SAMPLES);
    let batch = (&inputs[..], &targets[..]);
    let (loss, _) = descent.follow(&network, &mut theta, LOSS, batch, &mut trace, true);
    assert!(loss.is_nan());
    assert!(theta == start && velocity.iter().all(|v| *v == 0.5));
}

#[test]
fn a_run_goes_this_way_where_it_can_with_the_same_bits_for_any_number_of_threads() {
    let network = runs::network(&[2, 1100, 1030, 1], Activation::Relu, Activation::Identity);
    let data = runs::smooth(700);
    // Two batches of 240 samples, and a last one whose products nobody shares.
    let training = |precision| TrainingSpec {
        update: Update::MiniBatch(SAMPLES),
        precision,
        ..runs::training(1e-6, 1)
    };
    let single = [1, 2].map(|count| {
        threads::with(count, || {
            let training = training(Precision::F32);
            let mut run = runs::start(&network, &data, &training, Seeds::default());
            runs::run_out(&mut *run);
            bits(&run.parameters())
        })
    });
    assert_eq!(single[0], single[1]);
    let training = training(Precision::F64);
    let results = [1, 2, 3].map(|count| {
        threads::with(count, || {
            let mut run = runs::start(&network, &data, &training, Seeds::default());
            let mut gradient = vec![0.0; network.layout().len()];
            let start = run.parameters();
            runs::steps(&mut *run, 1);
            // The first step, against the gradient of the first batch.
            let inputs = data.inputs.to_matrix();
            let inputs = &inputs.as_slice()[..2 * SAMPLES];
            let batch = (inputs, &data.targets.as_slice()[..SAMPLES]);
            let (mut trace, plain) = (Trace::new(&network, SAMPLES), (1.0, false));
            pass::gradient(
                &network,
                &start,
                LOSS,
                batch,
                plain,
                &mut trace,
                &mut gradient,
            );
            let expected = start.iter().zip(&gradient).map(|(w, g)| w - 1e-6 * g);
            let found = run.parameters();
            let off = expected.zip(&found).map(|(a, b)| (a - b).abs());
            assert!(off.fold(0.0, f64::max) < 1e-15, "the step of the gradient");
            assert!(found != start, "it moved");
            runs::run_out(&mut *run);
            let norms = run.history().table.series(0).to_vec();
            (bits(&run.parameters()), bits(&norms))
        })
    });
    for result in &results {
        assert_eq!(*result, results[0]);
    }
}
