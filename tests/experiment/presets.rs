//! The presets built into the program: each reads, checks, and learns what it says it learns.

use std::collections::BTreeSet;
use std::path::Path;

use deltascope::data::Part;
use deltascope::experiment::Experiment;
use deltascope::experiment::Plan;
use deltascope::experiment::preset;
use deltascope::nn::OptimizerSpec;
use deltascope::train::Curve;
use deltascope::train::Metric;
use deltascope::train::Run;
use deltascope::train::StepOutcome;
use deltascope::train::StopReason;

fn built_in(name: &str) -> Experiment {
    let text = preset::builtin(name).unwrap_or_else(|| panic!("no preset {name}"));
    preset::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn plan(experiment: &Experiment) -> Plan {
    let table = experiment.data.source.made_table().unwrap().unwrap();
    experiment
        .check(&table)
        .unwrap_or_else(|problems| panic!("{}: {problems:?}", experiment.title))
}

fn run_to_end(plan: &Plan) -> (Box<dyn Run>, StopReason) {
    let mut run = plan.start();
    loop {
        if let StepOutcome::Finished(reason) = run.step(&|| false) {
            return (run, reason);
        }
    }
}

fn metric(run: &mut dyn Run, part: Part, wanted: Metric) -> f64 {
    let (_, metrics) = run.evaluate(part).unwrap();
    let value = metrics.iter().find(|value| value.metric == wanted);
    value.unwrap().value
}

#[test]
fn the_list_is_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<String> = preset::BUILTIN
        .iter()
        .map(|(name, _)| format!("{name}.ron"))
        .collect();
    assert_eq!(files, listed);
    assert_eq!(
        preset::BUILTIN.len(),
        listed.len(),
        "a name is listed twice"
    );
}

#[test]
fn every_preset_checks_and_says_what_it_shows() {
    for (name, _) in preset::BUILTIN {
        let experiment = built_in(name);
        plan(&experiment);
        assert!(experiment.title.len() > 3, "{name} has no title");
        assert!(
            experiment.description.len() > 80,
            "{name} has no description"
        );
    }
}

#[test]
fn every_preset_stands_as_the_program_would_write_it() {
    for (name, text) in preset::BUILTIN {
        assert_eq!(preset::write(&built_in(name)).unwrap(), *text, "{name}");
    }
}

/// For each preset how the run ends and the largest training loss at its end, with some room for the rounding of other
/// machines.
const ENDS: [(&str, StopReason, f64); 20] = [
    ("neuron", StopReason::MaxEpochs, 0.0023),
    ("single-sample", StopReason::MaxEpochs, 4e-13),
    ("xor", StopReason::TargetError, 1e-4),
    ("parity-4", StopReason::TargetError, 0.01),
    ("symmetry", StopReason::TargetError, 0.002),
    ("t-and-c", StopReason::TargetError, 0.01),
    ("deep-chain", StopReason::TargetError, 1e-14),
    ("encoder-8-3-8", StopReason::TargetError, 0.01),
    ("gaussians", StopReason::EarlyStop, 0.35),
    ("moons", StopReason::EarlyStop, 0.06),
    ("circle", StopReason::EarlyStop, 0.05),
    ("two-spirals", StopReason::TargetError, 0.01),
    ("iris", StopReason::EarlyStop, 0.1),
    ("iris-natural-gradient", StopReason::EarlyStop, 0.08),
    ("digits", StopReason::EarlyStop, 0.05),
    // Half the variance of the noise is 0.00125.
    ("plane", StopReason::EarlyStop, 0.0016),
    ("sine", StopReason::EarlyStop, 0.02),
    ("sine-l2", StopReason::MaxEpochs, 0.3),
    ("sine-bayes", StopReason::MaxEpochs, 0.14),
    ("mackey-glass", StopReason::EarlyStop, 0.01),
];

#[test]
fn every_preset_learns_what_it_shows() {
    let names: Vec<&str> = preset::BUILTIN.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        ENDS.map(|(name, ..)| name),
        "each preset has its bound"
    );
    for (name, expected, bound) in ENDS {
        let (run, reason) = run_to_end(&plan(&built_in(name)));
        let outcome = run.outcome().unwrap();
        assert_eq!(reason, expected, "{name}: {outcome:?}");
        assert!(outcome.train_loss <= bound, "{name}: {outcome:?}");
    }
}

#[test]
fn classifiers_classify_what_they_have_not_seen() {
    for (name, least) in [
        ("iris", 0.93),
        ("iris-natural-gradient", 0.93),
        ("moons", 0.95),
        ("circle", 0.95),
        ("gaussians", 0.8),
        ("digits", 0.95),
    ] {
        let (mut run, _) = run_to_end(&plan(&built_in(name)));
        let accuracy = metric(run.as_mut(), Part::Test, Metric::Accuracy);
        assert!(accuracy >= least, "{name}: {accuracy}");
    }
    for (name, least) in [("sine", 0.97), ("plane", 0.95), ("mackey-glass", 0.95)] {
        let (mut run, _) = run_to_end(&plan(&built_in(name)));
        let fit = metric(run.as_mut(), Part::Test, Metric::R2);
        assert!(fit >= least, "{name}: R² {fit}");
    }
}

/// What the description promises: the best validation error within fifteen steps, and Adam not as far after two hundred.
#[test]
fn the_natural_gradient_is_ahead_of_adam() {
    let natural = built_in("iris-natural-gradient");
    let (run, _) = run_to_end(&plan(&natural));
    let outcome = run.outcome().unwrap();
    assert!(outcome.weights_epoch <= 15, "{outcome:?}");
    let mut adam = natural;
    adam.training.optimizer = OptimizerSpec::Adam {
        learning_rate: 0.01,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
    };
    let (run, _) = run_to_end(&plan(&adam));
    assert!(run.outcome().unwrap().validation_loss > outcome.validation_loss);
}

/// What the description promises. The noise has a share of 0.04 / (½ + 0.04) = 0.074 of the scaled targets' variance: no error
/// on new points can be expected below it.
#[test]
fn bayesian_regularisation_keeps_levenberg_marquardt_from_the_noise() {
    let bayesian = built_in("sine-bayes");
    let mut free = bayesian.clone();
    let OptimizerSpec::LevenbergMarquardt { bayesian: on, .. } = &mut free.training.optimizer
    else {
        panic!("another optimiser");
    };
    *on = false;
    let [kept, free] = [bayesian, free].map(|experiment| {
        let (run, _) = run_to_end(&plan(&experiment));
        let curve = Curve::Inner("Effective parameters γ");
        let effective = run.history().curve(curve).and_then(|values| values.last());
        let outcome = run.outcome().unwrap();
        let validation = outcome.validation_loss.unwrap();
        (outcome.train_loss, validation, effective.copied())
    });
    assert!(kept.1 < 0.09, "{kept:?}");
    let effective = kept.2.unwrap();
    assert!((4.0..8.0).contains(&effective), "{effective} of 61");
    assert!(free.0 < 0.3 * kept.0, "{free:?} and {kept:?}");
    assert!(free.1 > 10.0 * kept.1, "{free:?} and {kept:?}");
}

/// x = (0.1, 0.3), d = 0.03, w = (0.5, 0.2), b = 1.83, η = 0.01, E = ½(d − y)²: by hand, at 50 digits.
#[test]
fn the_neuron_follows_the_worked_example() {
    let plan = plan(&built_in("neuron"));
    let mut run = plan.start();
    let near = |value: f64, expected: f64| (value - expected).abs() <= 1e-14 * expected.abs();
    let loss = |run: &dyn Run| *run.history().table.series(0).last().unwrap();
    assert!(near(loss(run.as_ref()), 0.356_465_271_103_565));
    run.step(&|| false);
    assert!(near(loss(run.as_ref()), 0.356_370_590_748_947));
    let expected = [
        0.499_907_239_074_418,
        0.199_721_717_223_254,
        1.829_072_390_744_18,
    ];
    for (value, expected) in run.parameters().iter().zip(expected) {
        assert!(near(*value, expected), "{value} is not {expected}");
    }
    // y after 10 000 steps: an independent program in Python.
    let (mut run, _) = run_to_end(&plan);
    let output = run.sample_pass(0).unwrap().outputs[1][0];
    assert!((output - 0.097_148_415_952_3).abs() < 1e-12, "{output}");
}

/// The weights after 80 000 epochs from (0.5, 0.5): an independent program in Python, at 50 digits.
#[test]
fn the_single_sample_ends_where_its_example_does() {
    let (run, _) = run_to_end(&plan(&built_in("single-sample")));
    let expected = [0.851_350_056_115, 1.905_400_224_46];
    for (value, expected) in run.parameters().iter().zip(expected) {
        assert!(
            (value - expected).abs() < 1e-11,
            "{value} is not {expected}"
        );
    }
}

/// Prediction before training, after 1, 2, 10, 100 updates and at the end, which comes after 111 updates: an independent
/// program in Python.
#[test]
fn the_deep_chain_follows_its_example() {
    let plan = plan(&built_in("deep-chain"));
    let mut run = plan.start();
    let expected = [
        (0, 0.816_402_812_505),
        (1, 0.742_737_020_007),
        (2, 0.640_597_337_037),
        (10, 0.253_551_978_001),
        (100, 0.200_000_375_739),
        (111, 0.200_000_092_151),
    ];
    for (updates, prediction) in expected {
        while run.position().update < updates {
            run.step(&|| false);
        }
        let output = run.sample_pass(0).unwrap().outputs[4][0];
        assert!(
            (output - prediction).abs() < 1e-11,
            "after {updates}: {output}"
        );
    }
    assert_eq!(run.outcome().unwrap().reason, StopReason::TargetError);
}

#[test]
fn the_hidden_code_of_the_encoder_tells_the_patterns_apart() {
    let (mut run, _) = run_to_end(&plan(&built_in("encoder-8-3-8")));
    let codes: Vec<Vec<f64>> = (0..8)
        .map(|sample| run.sample_pass(sample).unwrap().outputs[1].clone())
        .collect();
    for (index, code) in codes.iter().enumerate() {
        for other in &codes[..index] {
            let distance: f64 = code.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum();
            assert!(distance > 0.1, "two patterns share the code {code:?}");
        }
    }
}
