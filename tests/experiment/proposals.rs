//! What the program proposes for a new document and for a table just opened: it can be run at once, and learns.

use deltascope::data::Column;
use deltascope::data::DataSource;
use deltascope::data::MissingPolicy;
use deltascope::data::Scaling;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::experiment::Experiment;
use deltascope::nn::Loss;
use deltascope::train::StepOutcome;

/// The value that a proposal reaches on its own table, as the training loss at the end.
fn loss_of_proposal(table: &Table) -> (Experiment, f64) {
    let source = DataSource::File {
        path: "table.csv".into(),
        more: Vec::new(),
        options: Default::default(),
    };
    let experiment = Experiment::for_table(table, source);
    let plan = experiment
        .check(table)
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut run = plan.start();
    while !matches!(run.step(&|| false), StepOutcome::Finished(_)) {}
    let loss = run.outcome().unwrap().train_loss;
    (experiment, loss)
}

#[test]
fn a_new_document_learns_at_once() {
    let experiment = Experiment::new_default();
    let table = experiment.data.source.made_table().unwrap().unwrap();
    let mut run = experiment.check(&table).unwrap().start();
    while !matches!(run.step(&|| false), StepOutcome::Finished(_)) {}
    assert!(
        run.outcome().unwrap().train_loss < 0.05,
        "{:?}",
        run.outcome()
    );
}

#[test]
fn a_table_of_numbers_is_fitted_in_large_units() {
    let x: Vec<f64> = (0..120).map(|i| f64::from(i) * 37.0).collect();
    let y = x.iter().map(|x| 5e6 + 1e6 * (x / 900.0).sin()).collect();
    let table = Table::new("t", vec![Column::numbers("x", x), Column::numbers("y", y)]);
    let (experiment, loss) = loss_of_proposal(&table);
    assert_eq!(experiment.data.target_scaling, Scaling::Standardise);
    assert!(!experiment.data.split.stratify);
    assert!(loss < 0.05, "{loss}");
}

#[test]
fn classes_in_text_and_in_numbers_are_both_classified() {
    let x: Vec<f64> = (0..90).map(|i| f64::from(i) * 0.1).collect();
    let codes: Vec<u32> = (0..90).map(|i| i / 30).collect();
    let numbers = codes.iter().map(|code| f64::from(*code)).collect();
    let classes = ["low", "middle", "high"].map(str::to_owned).to_vec();
    let texts = Values::Category { codes, classes };
    for target in [Column::new("kind", texts), Column::numbers("kind", numbers)] {
        let table = Table::new("t", vec![Column::numbers("x", x.clone()), target]);
        let (experiment, loss) = loss_of_proposal(&table);
        assert_eq!(experiment.training.loss, Loss::SoftmaxCrossEntropy);
        assert!(experiment.data.split.stratify);
        assert!(loss < 0.3, "{loss}");
    }
}

#[test]
fn rows_are_left_out_while_most_remain_else_cells_are_imputed() {
    let y: Vec<f64> = (0..60).map(f64::from).collect();
    for (missing, policy) in [(20, MissingPolicy::DropRow), (45, MissingPolicy::Impute)] {
        let x = y.iter().map(|y| {
            if *y < f64::from(missing) {
                f64::NAN
            } else {
                *y
            }
        });
        let table = Table::new(
            "t",
            vec![
                Column::numbers("a", x.collect()),
                Column::numbers("b", y.iter().map(|y| y * y).collect()),
                Column::numbers("y", y.clone()),
            ],
        );
        let (experiment, _) = loss_of_proposal(&table);
        assert_eq!(experiment.data.missing, policy);
    }
}

#[test]
fn a_tiny_table_is_all_for_training() {
    let numbers = |name: &str| Column::numbers(name, vec![0.1, 0.25, 0.7, 0.9]);
    let table = Table::new("t", vec![numbers("x"), numbers("y")]);
    let (experiment, loss) = loss_of_proposal(&table);
    assert_eq!(experiment.data.split.train, 1.0);
    assert_eq!(experiment.training.stop.patience, None);
    assert!(loss < 0.01, "{loss}");
}
