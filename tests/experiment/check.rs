//! The check of documents: every problem is found and belongs to a field.

use deltascope::data::DataSource;
use deltascope::data::Generator;
use deltascope::data::Scaling;
use deltascope::data::Table;
use deltascope::experiment::Experiment;
use deltascope::experiment::Field;
use deltascope::experiment::Problem;
use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerStart;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Start;
use deltascope::train::Precision;
use deltascope::train::Update;

fn sound() -> (Experiment, Table) {
    let experiment = Experiment::new_default();
    let table = experiment.data.source.made_table().unwrap().unwrap();
    (experiment, table)
}

/// The problems of the default experiment after a change.
fn problems(change: impl FnOnce(&mut Experiment)) -> Vec<Problem> {
    let (mut experiment, table) = sound();
    change(&mut experiment);
    match experiment.check(&table) {
        Ok(_) => panic!("the change was not noticed"),
        Err(problems) => problems,
    }
}

#[track_caller]
fn only(change: impl FnOnce(&mut Experiment), field: &Field, words: &str) {
    let found = problems(change);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(&found[0].field, field, "{found:?}");
    assert!(found[0].message.contains(words), "{found:?}");
}

#[test]
fn each_problem_belongs_to_its_field() {
    only(|e| e.data.split.train = 0.8, &Field::Split, "sum to 110 %");
    only(
        |e| e.training.update = Update::MiniBatch(0),
        &Field::Update,
        "at least 1",
    );
    only(
        |e| e.training.update = Update::MiniBatch(141),
        &Field::Update,
        "the 140 training rows",
    );
    only(
        |e| e.training.stop.max_epochs = 0,
        &Field::Stop,
        "at least 1 epoch",
    );
    only(
        |e| e.training.stop.target_error = Some(f64::NAN),
        &Field::Stop,
        "target error",
    );
    only(
        |e| e.training.stop.target_error = Some(-1.0),
        &Field::Stop,
        "target error",
    );
    only(
        |e| e.training.stop.time_limit_secs = Some(0.0),
        &Field::Stop,
        "time limit",
    );
    only(
        |e| e.training.stop.time_limit_secs = Some(f64::INFINITY),
        &Field::Stop,
        "time limit",
    );
    only(
        |e| e.training.stop.patience = Some(0),
        &Field::Stop,
        "patience",
    );
    only(
        |e| e.network.hidden[0].units = 0,
        &Field::Layer(1),
        "no units",
    );
    only(
        |e| {
            e.network.hidden[0].name = "a.b".to_owned();
            e.network.connections[0].to = "a.b".to_owned();
            e.network.connections[1].from = "a.b".to_owned();
        },
        &Field::Layer(1),
        "a dot",
    );
    only(
        |e| e.network.hidden[0].activation = Activation::Elu { alpha: f64::NAN },
        &Field::Layer(1),
        "hidden1",
    );
    only(
        |e| {
            e.network.output.initialiser = Initialiser::Uniform {
                range: f64::INFINITY,
            }
        },
        &Field::Layer(2),
        "output",
    );
    only(
        |e| e.network.output.activation = Activation::Logistic,
        &Field::Loss,
        "Softmax",
    );
    only(
        |e| e.training.loss = Loss::BinaryCrossEntropy,
        &Field::Loss,
        "Logistic",
    );
}

#[test]
fn optimisers_are_checked_by_their_ranges() {
    for rate in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        only(
            |e| {
                e.training.optimizer = OptimizerSpec::Sgd {
                    learning_rate: rate,
                    momentum: 0.0,
                    nesterov: false,
                }
            },
            &Field::LearningRate,
            "must be more than 0",
        );
    }
    only(
        |e| {
            e.training.optimizer = OptimizerSpec::Adam {
                learning_rate: 0.1,
                beta1: 1.0,
                beta2: 0.999,
                epsilon: 1e-8,
            }
        },
        &Field::Optimizer,
        "is 1",
    );
}

#[test]
fn an_optimizer_says_which_batches_and_losses_it_needs() {
    let levenberg_marquardt = OptimizerSpec::LevenbergMarquardt {
        damping: 0.001,
        shrinkage: 0.1,
        growth: 10.0,
        largest: 1e10,
        bayesian: false,
    };
    only(
        |e| {
            e.training.optimizer = levenberg_marquardt;
            e.training.update = Update::MiniBatch(2);
            e.training.loss = Loss::HalfSquaredError;
        },
        &Field::Update,
        "choose full batch",
    );
    only(
        |e| {
            e.training.optimizer = levenberg_marquardt;
            e.training.update = Update::FullBatch;
            e.network.output.activation = Activation::Logistic;
            e.training.loss = Loss::BinaryCrossEntropy;
        },
        &Field::Optimizer,
        "needs a squared error",
    );
}

#[test]
fn a_step_is_refused_where_nothing_could_learn_by_it() {
    only(
        |e| e.network.hidden[0].activation = Activation::Step,
        &Field::Layer(1),
        "cannot learn",
    );
    let with_steps = |loss| {
        move |e: &mut Experiment| {
            e.network.output.activation = Activation::Step;
            e.training.loss = loss;
        }
    };
    only(
        with_steps(Loss::MeanAbsoluteError),
        &Field::Loss,
        "perceptron rule",
    );
    only(
        |e| {
            with_steps(Loss::HalfSquaredError)(e);
            e.training.optimizer = OptimizerSpec::Lbfgs {
                memory: 10,
                curvature: 0.9,
            };
            e.training.update = Update::FullBatch;
        },
        &Field::Optimizer,
        "Step outputs",
    );
    let (mut experiment, table) = sound();
    with_steps(Loss::HalfSquaredError)(&mut experiment);
    experiment.check(&table).unwrap();
}

#[test]
fn the_settings_of_a_loss_are_checked() {
    only(
        |e| {
            e.network.output.activation = Activation::Identity;
            e.training.loss = Loss::Huber { delta: 0.0 };
        },
        &Field::Loss,
        "must be more than 0",
    );
}

#[test]
fn early_stopping_needs_a_validation_part() {
    only(
        |e| {
            e.data.split.train = 0.85;
            e.data.split.validation = 0.0;
        },
        &Field::Stop,
        "validation part",
    );
}

#[test]
fn a_column_that_is_gone_is_named() {
    let (mut experiment, table) = sound();
    experiment.data.columns = experiment.data.resolved_columns(&table);
    experiment.data.columns[1].name = "height".to_owned();
    let problems = experiment.check(&table).unwrap_err();
    assert_eq!(problems[0].field, Field::Column("height".to_owned()));
    assert!(problems[0].message.contains("`height`"), "{problems:?}");
}

#[test]
fn stratifying_needs_classes() {
    let (mut experiment, _) = sound();
    let generator = Generator::Plane {
        points: 50,
        noise: 0.0,
        seed: 0,
    };
    experiment.data.source = DataSource::Generated(generator);
    let table = generator.table().unwrap();
    let problems = experiment.check(&table).unwrap_err();
    assert!(
        problems
            .iter()
            .any(|p| p.field == Field::Split && p.message.contains("stratify"))
    );
}

#[test]
fn targets_must_suit_the_loss() {
    let generator = Generator::Plane {
        points: 50,
        noise: 0.0,
        seed: 0,
    };
    let table = generator.table().unwrap();
    let mut experiment = Experiment::for_table(&table, DataSource::Generated(generator));
    experiment.network.output.activation = Activation::Logistic;
    experiment.training.loss = Loss::BinaryCrossEntropy;
    let problems = experiment.check(&table).unwrap_err();
    assert_eq!(problems[0].field, Field::Loss);
    assert!(problems[0].message.contains("from 0 to 1"), "{problems:?}");
    experiment.data.target_scaling = Scaling::MinMax {
        low: 0.0,
        high: 1.0,
    };
    // Validation and test may lie outside the range that was fitted on the training part.
    experiment.data.split = deltascope::data::SplitSpec {
        train: 1.0,
        validation: 0.0,
        test: 0.0,
        stratify: false,
        ..Default::default()
    };
    experiment.training.stop.patience = None;
    experiment.check(&table).unwrap();
}

/// The encoder's targets are numbers, but each sample's sum to 1, which is all that cross-entropy asks.
#[test]
fn cross_entropy_takes_any_targets_that_sum_to_1() {
    let generator = Generator::Encoder { units: 4 };
    let table = generator.table().unwrap();
    let mut experiment = Experiment::for_table(&table, DataSource::Generated(generator));
    experiment.data.target_scaling = Scaling::None;
    experiment.network.output.activation = Activation::Softmax;
    experiment.training.loss = Loss::SoftmaxCrossEntropy;
    experiment.check(&table).unwrap();
    experiment.data.target_scaling = Scaling::Standardise;
    let problems = experiment.check(&table).unwrap_err();
    assert_eq!(problems[0].field, Field::Loss);
}

#[test]
fn a_network_that_does_not_fit_in_memory_is_refused_before_it_is_built() {
    for units in [200_000_000, usize::MAX] {
        only(
            |e| e.network.hidden[0].units = units,
            &Field::Layer(1),
            "fit in memory",
        );
    }
}

#[test]
fn starting_values_must_fit_the_network() {
    let start = |bias: Vec<f64>| {
        Start::Exact(vec![LayerStart {
            layer: "hidden1".to_owned(),
            weights: Vec::new(),
            bias,
        }])
    };
    only(
        |e| e.network.start = start(vec![0.0; 3]),
        &Field::Layer(1),
        "3 starting biases",
    );
    only(
        |e| e.network.start = start([vec![0.0; 5], vec![f64::NAN]].concat()),
        &Field::Layer(1),
        "not a finite number",
    );
}

#[test]
fn all_problems_are_found_at_once() {
    let found = problems(|e| {
        e.data.split.test = f64::NAN;
        e.network.hidden[0].units = 0;
        e.network.connections.push(ConnectionSpec {
            from: "hidden1".to_owned(),
            to: "nowhere".to_owned(),
            delay: 0,
        });
        e.training.optimizer = e.training.optimizer.with_parameter(0, f64::NAN);
        e.training.update = Update::MiniBatch(0);
        e.training.stop.max_epochs = 0;
    });
    let fields = [
        Field::Split,
        Field::Layer(1),
        Field::Connections,
        Field::LearningRate,
        Field::Update,
        Field::Stop,
    ];
    for field in fields {
        let count = found
            .iter()
            .filter(|problem| problem.field == field)
            .count();
        assert_eq!(count, 1, "{field:?} in {found:?}");
    }
}

#[test]
fn a_prepared_data_set_serves_many_checks() {
    let (mut experiment, table) = sound();
    let dataset = experiment.prepare(&table).unwrap();
    experiment.network.hidden[0].units = 7;
    let plan = experiment.check_prepared(Ok(dataset)).unwrap();
    let direct = experiment.check(&table).unwrap();
    assert_eq!(plan.dataset(), direct.dataset());
    assert_eq!(plan.network(), direct.network());
}

#[test]
fn a_plan_has_its_features_in_the_number_type_of_its_run() {
    let (mut experiment, table) = sound();
    for precision in [Precision::F32, Precision::F64] {
        experiment.training.precision = precision;
        let plan = experiment.check(&table).unwrap();
        assert_eq!(plan.dataset().inputs.precision(), precision);
    }
}
