//! The command line at its work: training, its records, prediction, the gradient check.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use deltascope::data::DataSource;
use deltascope::data::Generator;
use deltascope::data::Table;
use deltascope::experiment::Experiment;
use deltascope::experiment::preset;
use deltascope::train::Precision;
use tempfile::TempDir;

use super::program::rows;
use super::program::runs;
use super::program::succeeds;

const RECORDS: [&str; 4] = [
    "experiment.ron",
    "history.csv",
    "model.safetensors",
    "predictions.csv",
];

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn save(folder: &Path, name: &str, experiment: &Experiment) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, preset::write(experiment).unwrap()).unwrap();
    path
}

/// Writes a table as another program would.
fn save_table(folder: &Path, name: &str, table: &Table) {
    let mut writer = csv::Writer::from_path(folder.join(name)).unwrap();
    writer
        .write_record(table.columns.iter().map(|column| &column.name))
        .unwrap();
    for row in 0..table.rows() {
        let cells = table.columns.iter().map(|column| column.values.text(row));
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
}

#[test]
fn train_ends_with_the_finished_line_and_the_metrics() {
    let folder = folder();
    let said = succeeds(folder.path(), "train moons --epochs 3");
    let lines: Vec<&str> = said.output.lines().collect();
    let words: Vec<&str> = lines[0].split(' ').collect();
    assert_eq!(words.len(), 5, "{}", lines[0]);
    assert_eq!(&words[..3], ["finished:", "reason=max_epochs", "epoch=3"]);
    for part in ["train", "validation", "test"] {
        let line = format!("metric {part} ");
        let accuracy = said.number(&format!("{line}accuracy"), "accuracy");
        assert!((0.0..=1.0).contains(&accuracy));
        assert!(said.number(&format!("{line}loss"), "loss") > 0.0);
    }
    assert_eq!(lines.len(), 7, "{}", said.output);
    let [finished, metric] = ["finished:", "metric train loss"];
    assert_eq!(
        said.value(finished, "train_loss"),
        said.value(metric, "loss")
    );
    assert_eq!(
        said.errors, "deltascope: All epochs done; the weights of the last epoch, 3, were kept.\n",
        "which weights were kept, and no progress where nobody watches"
    );
}

#[test]
fn iris_is_learnt() {
    let folder = folder();
    let said = succeeds(folder.path(), "train iris");
    assert!(said.number("metric test accuracy", "accuracy") >= 0.93);
    assert_eq!(said.value("finished:", "reason"), "early_stop");
}

#[test]
fn a_run_without_a_validation_part_says_none() {
    let folder = folder();
    let said = succeeds(folder.path(), "train xor --epochs 2 --quiet --out o");
    assert_eq!(said.value("finished:", "validation_loss"), "none");
    let history = rows(&folder.path().join("o/history.csv"));
    assert_eq!(&history[0][..3], ["epoch", "train_loss", "validation_loss"]);
    assert!(history[1..].iter().all(|row| row[2].is_empty()));
}

#[test]
fn the_records_agree_with_what_was_said() {
    let folder = folder();
    let said = succeeds(folder.path(), "train moons --epochs 12 --out o");
    let out = folder.path().join("o");
    let history = rows(&out.join("history.csv"));
    assert_eq!(&history[0][..3], ["epoch", "train_loss", "validation_loss"]);
    let epochs: Vec<&str> = history[1..].iter().map(|row| row[0].as_str()).collect();
    let expected: Vec<String> = (0..=12).map(|epoch| epoch.to_string()).collect();
    assert_eq!(epochs, expected);
    let last = history.last().unwrap();
    for (column, name) in ["train_loss", "validation_loss"].into_iter().enumerate() {
        assert_eq!(last[column + 1], said.value("finished:", name));
    }

    let experiment =
        preset::parse(&fs::read_to_string(out.join("experiment.ron")).unwrap()).unwrap();
    assert_eq!(experiment.training.stop.max_epochs, 12);
    assert_eq!(
        experiment.data.columns.len(),
        3,
        "the roles are written out"
    );

    let predictions = rows(&out.join("predictions.csv"));
    let header = ["row", "part", "class", "predicted_class"];
    assert_eq!(&predictions[0][..4], header);
    assert!(
        predictions[0][4..]
            .iter()
            .all(|name| name.starts_with("p_"))
    );
    assert_eq!(predictions.len(), 301, "every row is there");
    let test: Vec<&Vec<String>> = predictions.iter().filter(|row| row[1] == "test").collect();
    let right = test.iter().filter(|row| row[2] == row[3]).count();
    let accuracy = said.number("metric test accuracy", "accuracy");
    assert_eq!(right as f64 / test.len() as f64, accuracy);
}

#[test]
fn the_same_run_twice_leaves_the_same_bytes() {
    let folder = folder();
    succeeds(folder.path(), "train iris --epochs 5 --out a");
    succeeds(folder.path(), "train iris --epochs 5 --out b");
    succeeds(folder.path(), "train a/experiment.ron --out c");
    for name in RECORDS {
        let read = |out: &str| fs::read(folder.path().join(out).join(name)).unwrap();
        assert_eq!(read("a"), read("b"), "{name}");
        assert_eq!(
            read("a"),
            read("c"),
            "{name}, from the experiment that was written"
        );
    }
}

#[test]
fn another_seed_is_another_run() {
    let folder = folder();
    let losses: Vec<String> = ["1", "2"]
        .iter()
        .map(|seed| {
            let said = succeeds(
                folder.path(),
                &format!("train iris --epochs 2 --seed {seed} --out {seed}"),
            );
            said.value("finished:", "train_loss").to_owned()
        })
        .collect();
    assert_ne!(losses[0], losses[1]);
    let text = fs::read_to_string(folder.path().join("2/experiment.ron")).unwrap();
    let seeds = preset::parse(&text).unwrap().seeds;
    assert_eq!(
        [seeds.split, seeds.initialisation, seeds.order, seeds.noise],
        [2; 4]
    );
}

/// The columns of `predictions.csv` from `predicted_…` on, and those of `predict`'s output.
#[track_caller]
fn assert_predictions_agree(out: &Path, predicted: &Path) {
    let recorded = rows(&out.join("predictions.csv"));
    let predicted = rows(predicted);
    assert_eq!(recorded.len(), predicted.len());
    let tail = |row: &[String], header: &[String]| {
        let first = header
            .iter()
            .position(|name| name.starts_with("predicted_"));
        row[first.unwrap()..].to_vec()
    };
    for (recorded_row, predicted_row) in recorded.iter().zip(&predicted) {
        let expected = tail(recorded_row, &recorded[0]);
        assert_eq!(tail(predicted_row, &predicted[0]), expected);
    }
}

#[test]
fn predict_repeats_the_predictions_of_the_run() {
    let folder = folder();
    let iris = DataSource::Builtin(deltascope::data::BuiltinTable::Iris);
    save_table(
        folder.path(),
        "iris.csv",
        &iris.made_table().unwrap().unwrap(),
    );
    succeeds(folder.path(), "train iris --epochs 20 --out o");
    succeeds(
        folder.path(),
        "predict o/model.safetensors --data iris.csv --out p.csv",
    );
    assert_predictions_agree(&folder.path().join("o"), &folder.path().join("p.csv"));

    let said = succeeds(folder.path(), "predict o/model.safetensors --data iris.csv");
    let file = fs::read_to_string(folder.path().join("p.csv")).unwrap();
    assert_eq!(said.output, file, "standard output and file are the same");
    let first: Vec<&str> = said.output.lines().next().unwrap().split(',').collect();
    let expected = [
        "sepal_length",
        "sepal_width",
        "petal_length",
        "petal_width",
        "species",
        "predicted_species",
        "p_setosa",
        "p_versicolor",
        "p_virginica",
    ];
    assert_eq!(first, expected);
}

#[test]
fn predictions_of_numbers_in_f32_are_in_original_units() {
    let folder = folder();
    let generator = Generator::Sine {
        points: 80,
        noise: 0.01,
        seed: 3,
    };
    save_table(folder.path(), "sine.csv", &generator.table().unwrap());
    let mut experiment = preset::parse(preset::builtin("sine").unwrap()).unwrap();
    experiment.training.precision = Precision::F32;
    save(folder.path(), "sine.ron", &experiment);
    let said = succeeds(
        folder.path(),
        "train sine.ron --data sine.csv --out o --quiet",
    );
    succeeds(
        folder.path(),
        "predict o/model.safetensors --data sine.csv --out p.csv",
    );
    assert_predictions_agree(&folder.path().join("o"), &folder.path().join("p.csv"));
    let predictions = rows(&folder.path().join("o/predictions.csv"));
    let test = predictions.iter().filter(|row| row[1] == "test");
    let errors: Vec<f64> = test
        .map(|row| row[2].parse::<f64>().unwrap() - row[3].parse::<f64>().unwrap())
        .collect();
    let mean = errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64;
    let rmse = said.number("metric test rmse", "rmse");
    assert!((mean.sqrt() - rmse).abs() < 1e-6 * rmse, "{mean} {rmse}");
}

#[test]
fn several_targets_are_told_apart() {
    let folder = folder();
    let said = succeeds(folder.path(), "train encoder-8-3-8 --epochs 1 --out o");
    assert!(said.number("metric train rmse[out3]", "rmse[out3]") > 0.0);
    let predictions = rows(&folder.path().join("o/predictions.csv"));
    assert_eq!(predictions[0][2], "out1");
    assert_eq!(predictions[0][17], "predicted_out8");
}

#[test]
fn a_time_limit_ends_the_run() {
    let folder = folder();
    let mut experiment = preset::parse(preset::builtin("neuron").unwrap()).unwrap();
    experiment.training.stop.max_epochs = u64::MAX;
    experiment.training.stop.time_limit_secs = Some(1e-3);
    save(folder.path(), "long.ron", &experiment);
    let said = succeeds(folder.path(), "train long.ron --quiet");
    assert_eq!(said.value("finished:", "reason"), "time_limit");
}

#[test]
fn rows_that_are_left_out_are_counted_and_still_predicted() {
    let folder = folder();
    let mut rows: Vec<String> = (0..40)
        .map(|row| {
            format!(
                "{row},{},{}",
                row % 7,
                if row < 20 { "low" } else { "high" }
            )
        })
        .collect();
    rows.push("50,,high\n".to_owned());
    let text = format!("a,b,kind\n{}", rows.join("\n"));
    fs::write(folder.path().join("t.csv"), text).unwrap();
    let table = deltascope::files::read_table(
        &folder.path().join("t.csv"),
        Default::default(),
        &mut |_| std::ops::ControlFlow::Continue(()),
    );
    let source = DataSource::File {
        path: "t.csv".into(),
        more: Vec::new(),
        options: Default::default(),
    };
    let experiment = Experiment::for_table(&table.unwrap(), source);
    save(folder.path(), "t.ron", &experiment);
    let said = succeeds(folder.path(), "train t.ron --epochs 30 --out o");
    assert!(
        said.errors.contains("1 row was left out"),
        "{}",
        said.errors
    );
    assert!(
        said.errors.contains("line 42, column `b`"),
        "{}",
        said.errors
    );
    let predictions = super::program::rows(&folder.path().join("o/predictions.csv"));
    assert_eq!(&predictions[41][1..4], ["left_out", "high", "high"]);
}

#[test]
fn the_gradient_of_every_built_in_preset_is_right() {
    let folder = folder();
    for (name, _) in preset::BUILTIN {
        let said = succeeds(folder.path(), &format!("gradcheck {name}"));
        let error = said.number("gradcheck", "max_relative_error");
        assert!(error < 1e-6, "{name}: {error}");
        assert_eq!(said.output.lines().count(), 1);
        assert!(said.output.contains(" worst="), "{}", said.output);
    }
}

#[test]
fn presets_are_listed_and_shown() {
    let folder = folder();
    let listed = succeeds(folder.path(), "presets list").output;
    assert_eq!(succeeds(folder.path(), "presets").output, listed);
    let names: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let expected: Vec<&str> = preset::BUILTIN.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, expected);
    let shown = succeeds(folder.path(), "presets show iris").output;
    assert_eq!(Some(shown.as_str()), preset::builtin("iris"));
}

#[test]
fn a_run_that_diverges_fails_and_leaves_no_model() {
    let folder = folder();
    let mut experiment = preset::parse(preset::builtin("plane").unwrap()).unwrap();
    experiment.training.optimizer = experiment.training.optimizer.with_parameter(0, 1e6);
    save(folder.path(), "wild.ron", &experiment);
    let said = runs(folder.path(), "train wild.ron --out o --quiet");
    assert_eq!(said.code, 1);
    assert_eq!(said.value("finished:", "reason"), "diverged");
    said.complains(&["diverged", "lower the learning rate", "wild.ron"]);
    let out = folder.path().join("o");
    assert!(out.join("history.csv").exists());
    assert!(!out.join("model.safetensors").exists());
}
