//! Learning-rate schedules: their factors against the formulas of PyTorch, and what a run makes of them.

#![expect(clippy::unreadable_literal, reason = "numbers as they were computed")]

use crate::one_weight::one_weight;
use crate::one_weight::targets;
use crate::runs;
use crate::runs::run_out;
use deltascope::nn::HyperparameterKind;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Plateau;
use deltascope::nn::Schedule;
use deltascope::train::Run;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use deltascope::train::history::Curve;

fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
    }
}

/// The factors of the first updates, two in an epoch.
fn factors(schedule: Schedule, updates: u64) -> Vec<f64> {
    (0..updates)
        .map(|update| schedule.factor(update / 2, update % 2, 2))
        .collect()
}

// OneCycleLR(max_lr=1, total_steps=10, pct_start=0.3, div_factor=25, final_div_factor=1e4), computed by its formula in plain
// Python: phases end at the steps 0.3 · 10 − 1 and 10 − 1; each is end + (start − end)/2 · (1 + cos(π · pct)).
const ONE_CYCLE: [f64; 10] = [
    0.04,
    0.52,
    1.0,
    0.9504846320134737,
    0.8117456539497631,
    0.6112620219362893,
    0.38874197806371075,
    0.18825834605023697,
    0.049519367986526286,
    4e-6,
];

const CYCLE: Schedule = Schedule::OneCycle {
    epochs: 5,
    rise: 0.3,
    start_divisor: 25.0,
    end_divisor: 1e4,
};

#[test]
fn one_cycle_is_that_of_pytorch_and_stays_at_its_end() {
    let mut expected = ONE_CYCLE.to_vec();
    expected.extend([4e-6, 4e-6]);
    assert_near(&factors(CYCLE, 12), &expected);
}

// CosineAnnealingLR(T_max=8, eta_min=0.1) after a rise of two updates: 0.1 + 0.9/2 · (1 + cos(π t / 8)).
#[test]
fn the_cosine_rises_on_a_line_and_falls_to_its_floor() {
    let schedule = Schedule::Cosine {
        epochs: 5,
        warm_up: 1,
        floor: 0.1,
    };
    let expected = [
        0.5,
        1.0,
        1.0,
        0.9657457896300791,
        0.8681980515339464,
        0.7222075445642904,
        0.55,
        0.3777924554357096,
        0.23180194846605365,
        0.13425421036992097,
        0.1,
        0.1,
    ];
    assert_near(&factors(schedule, 12), &expected);
}

#[test]
fn step_and_exponential_change_with_the_epoch() {
    let (every, factor) = (2, 0.5);
    assert_near(
        &factors(Schedule::Step { every, factor }, 10),
        &[1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25],
    );
    assert_near(
        &factors(Schedule::Exponential { factor }, 6),
        &[1.0, 1.0, 0.5, 0.5, 0.25, 0.25],
    );
    assert_near(&factors(Schedule::Constant, 3), &[1.0; 3]);
}

// ReduceLROnPlateau(factor=0.5, patience=2, threshold=0.1, min_lr=0.2): a fall to 0.95 is less than a tenth; after three
// epochs without one the rate is halved; 0.85 is a fall; the floor is met at 0.25 · 0.5.
#[test]
fn a_plateau_halves_the_rate_after_the_patience() {
    let schedule = Schedule::Plateau {
        factor: 0.5,
        patience: 2,
        threshold: 0.1,
        floor: 0.2,
    };
    let losses = [1.0, 0.95, 0.95, 0.95, 0.85, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8];
    let expected = [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2];
    let mut plateau = Plateau::default();
    let factors: Vec<f64> = losses
        .into_iter()
        .map(|loss| {
            plateau.observe(schedule, loss);
            plateau.factor
        })
        .collect();
    assert_near(&factors, &expected);
}

#[test]
fn settings_out_of_range_are_named() {
    for schedule in Schedule::ALL {
        assert_eq!(schedule.check(), Ok(()), "{}", schedule.name());
        for (index, parameter) in schedule.parameters().iter().enumerate() {
            assert_eq!(parameter.value, parameter.default, "{}", parameter.name);
            let wrong = if parameter.kind == HyperparameterKind::Count {
                1e10
            } else {
                -1.0
            };
            let problem = schedule.with_parameter(index, wrong).check().unwrap_err();
            assert!(problem.starts_with(schedule.name()), "{problem}");
        }
    }
    let all_warm_up = Schedule::Cosine {
        epochs: 10,
        warm_up: 10,
        floor: 0.0,
    };
    assert_eq!(
        all_warm_up.check().unwrap_err(),
        "Cosine with warm-up: the warm-up of 10 epochs leaves nothing of 10; make it shorter"
    );
}

#[test]
fn optimisers_without_a_rate_of_their_own_refuse_a_schedule() {
    for spec in OptimizerSpec::ALL {
        assert_eq!(spec.check_schedule(Schedule::Constant), Ok(()));
        let answer = spec.check_schedule(CYCLE);
        let adapts = ["Bold driver", "Delta-bar-delta"].contains(&spec.name());
        match spec.learning_rate() {
            Some(_) if !adapts => assert_eq!(answer, Ok(()), "{}", spec.name()),
            Some(_) => assert!(answer.unwrap_err().contains("by itself")),
            None => assert!(answer.unwrap_err().contains("no learning rate")),
        }
    }
}

fn started(training: &TrainingSpec, train: &[f64], validation: &[f64]) -> Box<dyn Run> {
    let data = targets(train, validation);
    runs::start(&one_weight(), &data, training, Seeds::default())
}

fn rate_curve(run: &dyn Run) -> Vec<f64> {
    let curve = run.history().curve(Curve::LearningRate);
    curve.map(<[f64]>::to_vec).unwrap_or_default()
}

// Towards 2 at the rates 0.1, 0.1, 0.05, 0.05: what is left of the way is 2 · 0.9² · 0.95².
#[test]
fn a_run_moves_by_the_scheduled_rate() {
    let training = TrainingSpec {
        schedule: Schedule::Step {
            every: 2,
            factor: 0.5,
        },
        ..runs::training(0.1, 4)
    };
    let mut run = started(&training, &[2.0], &[]);
    run_out(&mut *run);
    let left = 2.0 * 0.9_f64.powi(2) * 0.95_f64.powi(2);
    assert_near(&run.parameters(), &[2.0 - left]);
    assert_near(&rate_curve(&*run), &[0.1, 0.1, 0.1, 0.05, 0.05]);
}

// Two updates in an epoch: row e holds the rate of update 2e − 1, row 0 that of the first.
#[test]
fn one_cycle_moves_in_each_update() {
    let training = TrainingSpec {
        schedule: CYCLE,
        update: Update::Online,
        ..runs::training(0.1, 5)
    };
    let mut run = started(&training, &[2.0, 2.0], &[]);
    run_out(&mut *run);
    let expected = [0, 1, 3, 5, 7, 9].map(|update| 0.1 * ONE_CYCLE[update]);
    assert_near(&rate_curve(&*run), &expected);
    let left: f64 = ONE_CYCLE.iter().map(|factor| 1.0 - 0.1 * factor).product();
    assert_near(&run.parameters(), &[2.0 - 2.0 * left]);
}

// The weight goes towards 2 and the validation part wants 0, so its loss rises from the first epoch on: lowest in epoch 1
// (the first that is observed), then a reduction each second epoch.
#[test]
fn a_plateau_watches_the_validation_loss() {
    let training = TrainingSpec {
        schedule: Schedule::Plateau {
            factor: 0.5,
            patience: 1,
            threshold: 0.0,
            floor: 0.0,
        },
        ..runs::training(0.1, 6)
    };
    let mut run = started(&training, &[2.0], &[0.0]);
    run_out(&mut *run);
    let expected = [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025];
    assert_near(&rate_curve(&*run), &expected);
    let mut run = started(&training, &[2.0], &[]);
    run_out(&mut *run);
    assert_near(&rate_curve(&*run), &[0.1; 7]);
}

#[test]
fn the_slider_sets_the_rate_that_the_schedule_multiplies() {
    let training = TrainingSpec {
        schedule: Schedule::Step {
            every: 2,
            factor: 0.5,
        },
        ..runs::training(0.1, 5)
    };
    let mut run = started(&training, &[2.0], &[]);
    runs::steps(&mut *run, 3);
    assert_eq!(run.rates(), (0.05, Some(0.0)));
    run.set_rates(0.4, None);
    assert_eq!(run.rates(), (0.2, Some(0.0)));
    run_out(&mut *run);
    assert_near(&rate_curve(&*run), &[0.1, 0.1, 0.1, 0.05, 0.2, 0.1]);
}

// From the epoch in which it was chosen; the same schedule with another factor goes on, and so does a restored run.
#[test]
fn a_schedule_chosen_in_a_run_counts_from_there() {
    let constant = runs::training(0.1, 7);
    let falling = |factor| TrainingSpec {
        schedule: Schedule::Exponential { factor },
        ..constant.clone()
    };
    let mut run = started(&constant, &[2.0], &[]);
    runs::steps(&mut *run, 3);
    run.change(&falling(0.5));
    assert_eq!(run.rates(), (0.1, Some(0.0)));
    runs::steps(&mut *run, 2);
    assert_eq!(run.rates(), (0.025, Some(0.0)));
    let mut other = started(&constant, &[2.0], &[]);
    other.restore(&run.checkpoint());
    for run in [&mut *run, &mut *other] {
        run.change(&falling(0.1));
        run_out(run);
        let expected = [0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.001, 0.0001];
        assert_near(&rate_curve(run), &expected);
    }
}

#[test]
fn a_restored_checkpoint_goes_on_along_the_schedule() {
    let plateau = Schedule::Plateau {
        factor: 0.5,
        patience: 1,
        threshold: 0.0,
        floor: 0.0,
    };
    for schedule in [plateau, CYCLE, Schedule::Exponential { factor: 0.9 }] {
        let training = TrainingSpec {
            schedule,
            update: Update::Online,
            ..runs::training(0.1, 9)
        };
        for before in [0, 3, 8] {
            let mut run = started(&training, &[2.0, 1.0], &[0.0]);
            runs::steps(&mut *run, before);
            let checkpoint = run.checkpoint();
            run_out(&mut *run);
            let mut other = started(&training, &[2.0, 1.0], &[0.0]);
            other.restore(&checkpoint);
            assert_eq!(other.checkpoint(), checkpoint);
            run_out(&mut *other);
            assert_eq!(other.checkpoint(), run.checkpoint(), "{schedule:?}");
        }
    }
}
