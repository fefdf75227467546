//! Gradient descent by halves of the hidden units takes the steps that the gradient of the passes gives.

use deltascope::nn::Activation;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::Loss;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OutputSpec;
use deltascope::nn::Trace;
use deltascope::nn::descent::Descent;
use deltascope::nn::descent::Rule;
use deltascope::nn::halves::Batches;
use deltascope::nn::pass;
use deltascope::train::Halves;

fn network([inputs, units, outputs]: [usize; 3], bias: bool, output: Activation) -> Network {
    let initialiser = Initialiser::XavierUniform;
    let hidden = LayerSpec {
        name: "hidden".to_owned(),
        units,
        activation: Activation::Tanh,
        bias,
        initialiser,
    };
    let output = OutputSpec {
        activation: output,
        bias,
        initialiser,
    };
    Network::build(&NetworkSpec::chain(vec![hidden], output), inputs, outputs).unwrap()
}

/// Numbers spread over `[−scale, scale]`.
fn spread(count: usize, scale: f64) -> Vec<f64> {
    let place = |index: usize| (index as f64 * 0.618_034).fract();
    (0..count)
        .map(|index| scale * (2.0 * place(index) - 1.0))
        .collect()
}

/// The largest difference.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let pairs = a.iter().zip(b);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// What is learnt by which network and rule: inputs, targets, the order of the samples, their number and that of a batch.
struct Task {
    sizes: [usize; 3],
    bias: bool,
    nesterov: bool,
    inputs: Vec<f64>,
    targets: Vec<f64>,
    order: Vec<usize>,
    count: usize,
    size: usize,
}

impl Task {
    fn new(sizes: [usize; 3], (count, size): (usize, usize), picked: bool) -> Self {
        let targets = spread(sizes[2] * count, 0.5);
        let order = (0..count).map(|place| place * 7 % count);
        Self {
            sizes,
            bias: true,
            nesterov: false,
            inputs: spread(sizes[0] * count, 1.0),
            targets: targets.into_iter().map(|target| target + 0.5).collect(),
            order: if picked { order.collect() } else { Vec::new() },
            count,
            size,
        }
    }

    fn batches(&self) -> Batches<'_, f64> {
        Batches {
            inputs: &self.inputs,
            targets: &self.targets,
            order: &self.order,
            count: self.count,
            first: 0,
            size: self.size,
        }
    }

    /// The inputs and targets of an update.
    fn batch(&self, update: usize) -> (Vec<f64>, Vec<f64>) {
        let [features, _, outputs] = self.sizes;
        let (mut x, mut t) = (Vec::new(), Vec::new());
        for place in update * self.size..self.count.min((update + 1) * self.size) {
            let sample = self.order.get(place).copied().unwrap_or(place);
            x.extend_from_slice(&self.inputs[sample * features..][..features]);
            t.extend_from_slice(&self.targets[sample * outputs..][..outputs]);
        }
        (x, t)
    }
}

/// The rule with the rate 0.1 and the momentum 0.9, written out.
fn follow(nesterov: bool, gradient: &[f64], velocity: &mut [f64], theta: &mut [f64]) {
    for ((theta, v), g) in theta.iter_mut().zip(velocity).zip(gradient) {
        if nesterov {
            *v = 0.9 * *v + g;
            *theta -= 0.1 * (g + 0.9 * *v);
        } else {
            *v = 0.9 * *v - 0.1 * g;
            *theta += *v;
        }
    }
}

/// Learns both ways and compares where they end, the losses and the sums of the last step.
fn assert_same(task: &Task) {
    let (output, loss) = if task.sizes[2] > 1 {
        (Activation::Softmax, Loss::SoftmaxCrossEntropy)
    } else {
        (Activation::Identity, Loss::MeanSquaredError)
    };
    let network = network(task.sizes, task.bias, output);
    let length = network.layout().len();
    let start = spread(length, 0.3);
    let (mut theta, mut velocity) = (start.clone(), spread(length, 0.01));
    let (mut expected, mut expected_velocity) = (theta.clone(), velocity.clone());
    let mut gradient = vec![0.0; length];
    let descent = Descent {
        rule: Rule {
            learning_rate: 0.1,
            momentum: 0.9,
            nesterov: task.nesterov,
        },
        gradient: &mut gradient,
        velocity: &mut velocity,
    };
    let mut losses = vec![0.0; task.count.div_ceil(task.size)];
    let mut halves = Halves::new(&network, task.size).unwrap();
    let batches = task.batches();
    let (done, sums) = halves.learn(&mut theta, descent, loss, &batches, &mut losses, true);
    assert_eq!(done, losses.len());

    let mut trace = Trace::new(&network, task.size);
    let (mut slope, mut change) = (0.0, 0.0);
    for (update, found) in losses.iter().enumerate() {
        let (x, t) = task.batch(update);
        let (mut g, plain, before) = (vec![0.0; length], (1.0, false), expected.clone());
        let batch = (&x[..], &t[..]);
        let mean = pass::gradient(&network, &expected, loss, batch, plain, &mut trace, &mut g);
        assert!(
            (found - mean).abs() < 1e-12 * mean.abs(),
            "{found} instead of {mean}"
        );
        follow(task.nesterov, &g, &mut expected_velocity, &mut expected);
        slope = g.iter().map(|g| g * g).sum();
        let moves = expected.iter().zip(&before);
        change = moves.map(|(after, before)| (after - before).powi(2)).sum();
    }
    assert!(distance(&start, &theta) > 1e-3, "something was learnt");
    assert!(distance(&expected, &theta) < 1e-12);
    assert!(distance(&expected_velocity, &velocity) < 1e-12);
    assert!((sums.gradient / slope - 1.0).abs() < 1e-9);
    assert!((sums.change / change - 1.0).abs() < 1e-9);
}

// The reference is the gradient of `pass::gradient`, checked against finite differences elsewhere, and the rule written out. Odd sizes,
// batches that do not fill the last one, and a last one of a single sample; in their order and picked.
#[test]
fn steps_are_those_of_the_gradient_and_the_rule() {
    for (sizes, samples) in [
        ([9, 45, 3], (300, 222)),
        ([64, 64, 10], (65, 32)),
        ([40, 33, 1], (90, 89)),
    ] {
        for (bias, nesterov, picked) in [
            (true, false, false),
            (true, true, true),
            (false, false, true),
        ] {
            assert_same(&Task {
                bias,
                nesterov,
                ..Task::new(sizes, samples, picked)
            });
        }
    }
}

#[test]
fn a_loss_that_is_not_finite_ends_them_before_its_step() {
    let network = network([64, 64, 10], true, Activation::Softmax);
    let length = network.layout().len();
    let mut inputs = spread(64 * 96, 1.0);
    // A sample of the second batch.
    inputs[64 * 40] = f64::NAN;
    let targets = vec![0.1; 10 * 96];
    let (mut theta, mut velocity, mut gradient) =
        (spread(length, 0.3), vec![0.0; length], vec![0.0; length]);
    let mut halves = Halves::new(&network, 32).unwrap();
    let mut learn = |losses: &mut [f64], theta: &mut [f64]| {
        let rule = Rule {
            learning_rate: 0.1,
            momentum: 0.0,
            nesterov: false,
        };
        let descent = Descent {
            rule,
            gradient: &mut gradient,
            velocity: &mut velocity,
        };
        let batches = Batches {
            inputs: &inputs,
            targets: &targets,
            order: &[],
            count: 96,
            first: 0,
            size: 32,
        };
        let loss = Loss::SoftmaxCrossEntropy;
        halves
            .learn(theta, descent, loss, &batches, losses, false)
            .0
    };
    let mut once = theta.clone();
    assert_eq!(learn(&mut [0.0], &mut once), 1);
    let mut losses = [0.0; 3];
    assert_eq!(learn(&mut losses, &mut theta), 1);
    assert!(losses[0].is_finite() && losses[1].is_nan());
    assert_eq!(theta, once, "the first step alone");
}

#[test]
fn networks_of_another_shape_or_size_go_another_way() {
    let softmax = Activation::Softmax;
    assert!(Halves::<f64>::new(&network([64, 64, 10], true, softmax), 32).is_some());
    assert!(
        Halves::<f64>::new(&network([64, 64, 10], true, softmax), 8).is_none(),
        "short"
    );
    assert!(
        Halves::<f64>::new(&network([64, 64, 10], true, softmax), 257).is_none(),
        "long"
    );
    assert!(
        Halves::<f64>::new(&network([64, 31, 10], true, softmax), 256).is_none(),
        "small"
    );
    assert!(
        Halves::<f64>::new(&network([784, 128, 10], true, softmax), 32).is_none(),
        "large"
    );
    // One whose larger half, of 17 units, has products that are shared themselves.
    assert!(Halves::<f64>::new(&network([494, 33, 1], true, Activation::Identity), 256).is_none());
}
