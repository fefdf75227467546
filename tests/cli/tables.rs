//! The tables of the command line: several files, kinds of columns, windows over the past.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use deltascope::data::ColumnKind;
use deltascope::data::ColumnSpec;
use deltascope::data::DataSource;
use deltascope::data::DataSpec;
use deltascope::data::Derived;
use deltascope::data::Role;
use deltascope::data::SequenceSpec;
use deltascope::data::SplitBy;
use deltascope::data::WindowSpec;
use deltascope::experiment::Experiment;
use deltascope::experiment::preset;
use tempfile::TempDir;

use super::program::rows;
use super::program::runs;
use super::program::succeeds;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    fs::write(folder.join(name), content).unwrap();
}

/// Saves an experiment on `t.csv` with these columns; its network and training are those of iris.
fn save(folder: &Path, columns: &[(&str, Role)], change: impl FnOnce(&mut Experiment)) {
    let mut experiment = preset::parse(preset::builtin("sine").unwrap()).unwrap();
    experiment.data = DataSpec::new(DataSource::File {
        path: "t.csv".into(),
        more: Vec::new(),
        options: Default::default(),
    });
    let columns = columns.iter();
    experiment.data.columns = columns
        .map(|(name, role)| ColumnSpec::new(*name, *role))
        .collect();
    experiment.data.split.stratify = false;
    change(&mut experiment);
    write(folder, "t.ron", preset::write(&experiment).unwrap());
}

#[test]
fn several_files_train_as_one() {
    let folder = folder();
    let line = |row: usize| format!("{},{}", row % 11, 3 * (row % 11) + 1);
    let text = |rows: std::ops::Range<usize>| {
        let lines: Vec<String> = rows.map(line).collect();
        format!("x,y\n{}\n", lines.join("\n"))
    };
    write(folder.path(), "t.csv", text(0..60));
    write(folder.path(), "a.csv", text(0..25));
    write(folder.path(), "b.csv", text(25..60));
    write(folder.path(), "other.csv", "x,z\n1,2\n");
    save(
        folder.path(),
        &[("x", Role::Input), ("y", Role::Target)],
        |_| {},
    );
    succeeds(folder.path(), "train t.ron --epochs 3 --quiet --out whole");
    let said = succeeds(
        folder.path(),
        "train t.ron --epochs 3 --data a.csv --data b.csv --out parts",
    );
    assert!(
        said.errors
            .contains("2 files, one below the other: a.csv 25 rows, b.csv 35 rows"),
        "{}",
        said.errors
    );
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    for name in ["history.csv", "predictions.csv"] {
        assert_eq!(
            read(&format!("whole/{name}")),
            read(&format!("parts/{name}"))
        );
    }
    // What was written reads the same files again, and a model answers for several.
    succeeds(
        folder.path(),
        "train parts/experiment.ron --quiet --out again",
    );
    assert_eq!(read("parts/predictions.csv"), read("again/predictions.csv"));
    let said = succeeds(
        folder.path(),
        "predict parts/model.safetensors --data a.csv --data b.csv",
    );
    assert_eq!(said.output.lines().count(), 61);
    let said = runs(folder.path(), "train t.ron --data a.csv --data other.csv");
    said.refuses(2, &["`other.csv` has no column `y`", "`a.csv`"]);
}

#[test]
fn the_kinds_in_a_preset_are_honoured() {
    let folder = folder();
    let mut text = "when,size,code,y\n".to_owned();
    for row in 0..40 {
        let (size, code) = (["small", "large", "medium"][row % 3], row % 4);
        writeln!(text, "{:02}.01.2024,{size},{code},{row}", row % 28 + 1).unwrap();
    }
    write(folder.path(), "t.csv", text);
    let columns = [
        ("when", Role::Input),
        ("size", Role::Input),
        ("code", Role::Input),
        ("y", Role::Target),
    ];
    save(folder.path(), &columns, |experiment| {
        let columns = &mut experiment.data.columns;
        columns[0].kind =
            ron::from_str("DateTime((order: DayFirst, origin: \"2024-01-01\", unit: Days))")
                .unwrap();
        columns[1].kind =
            ColumnKind::Ordered(["small", "medium", "large"].map(str::to_owned).to_vec());
        columns[1].code = deltascope::data::ClassCode::Ordinal;
        columns[2].kind = ColumnKind::Classes;
    });
    succeeds(folder.path(), "train t.ron --epochs 2 --quiet --out o");
    let bytes = fs::read(folder.path().join("o/model.safetensors")).unwrap();
    let model = deltascope::experiment::Model::from_bytes(&bytes).unwrap();
    // One number for the date, one for the order, one for each code.
    assert_eq!(
        model.preparation.feature_names(),
        ["when", "size", "code=0", "code=1", "code=2", "code=3"]
    );
    let table = deltascope::files::read_table(
        &folder.path().join("t.csv"),
        Default::default(),
        &mut |_| std::ops::ControlFlow::Continue(()),
    )
    .unwrap();
    let mut features = [f64::NAN; 6];
    model
        .preparation
        .encode_inputs(&table, 2, &mut features)
        .unwrap();
    // Row 2 is 3 January, two days after the origin; medium is place 1; the code is 2.
    let unscaled = &model.preparation.inputs;
    let number = |index: usize, value: f64| match &unscaled[index] {
        deltascope::data::encode::ColumnCode::Number { scaler, .. }
        | deltascope::data::encode::ColumnCode::Ordinal { scaler, .. } => scaler.apply(value),
        deltascope::data::encode::ColumnCode::OneHot { .. } => panic!("one-hot"),
    };
    assert_eq!(
        features,
        [number(0, 2.0), number(1, 1.0), 0.0, 0.0, 1.0, 0.0]
    );
    // Another table is taken in the same way, by the model alone.
    write(
        folder.path(),
        "new.csv",
        "code,size,when\n3,large,31.01.2024\n0,small,32.01.2024\n",
    );
    let said = succeeds(folder.path(), "predict o/model.safetensors --data new.csv");
    assert_eq!(said.output.lines().count(), 3);
}

#[test]
fn windows_over_the_past_predict_what_the_run_predicted() {
    let folder = folder();
    let mut text = "machine,t,x,y\n".to_owned();
    for t in 0..30 {
        for machine in ["a", "b"] {
            let x = f64::from(t * t % 13) / 13.0;
            writeln!(text, "{machine},{t},{x},{}", f64::from(t % 7) / 7.0).unwrap();
        }
    }
    write(folder.path(), "t.csv", &text);
    let columns = [
        ("machine", Role::Ignored),
        ("t", Role::Ignored),
        ("x", Role::Input),
        ("y", Role::Target),
    ];
    save(folder.path(), &columns, |experiment| {
        experiment.data.split.by = SplitBy::InOrder;
        experiment.data.derived = vec![Derived::Square("x".to_owned())];
        experiment.data.sequence = Some(SequenceSpec {
            order: Some("t".to_owned()),
            group: Some("machine".to_owned()),
            windows: Some(WindowSpec {
                lags: 3,
                horizon: 2,
                past_targets: true,
                known: Vec::new(),
            }),
            ..SequenceSpec::default()
        });
    });
    succeeds(folder.path(), "train t.ron --epochs 5 --quiet --out o");
    succeeds(
        folder.path(),
        "predict o/model.safetensors --data t.csv --out p.csv",
    );
    let recorded = rows(&folder.path().join("o/predictions.csv"));
    let predicted = rows(&folder.path().join("p.csv"));
    assert_eq!(recorded.len(), 61);
    assert_eq!(recorded[0], ["row", "part", "y", "predicted_y"]);
    let mut unanswered = 0;
    for (recorded, predicted) in recorded.iter().zip(&predicted).skip(1) {
        assert_eq!(recorded.last(), predicted.last());
        let empty = recorded.last().unwrap().is_empty();
        assert_eq!(empty, recorded[1] == "left_out");
        unanswered += usize::from(empty);
    }
    // Of each machine the first lags + horizon − 1 = 4 rows have too little before them.
    assert_eq!(unanswered, 8);
    // The rows in another order are the same series.
    let mut lines: Vec<&str> = text.lines().skip(1).collect();
    lines.reverse();
    let reversed = format!("machine,t,x,y\n{}\n", lines.join("\n"));
    write(folder.path(), "r.csv", reversed);
    let said = succeeds(folder.path(), "predict o/model.safetensors --data r.csv");
    let mut turned: Vec<&str> = said.output.lines().skip(1).collect();
    turned.reverse();
    let same = fs::read_to_string(folder.path().join("p.csv")).unwrap();
    assert_eq!(turned, same.lines().skip(1).collect::<Vec<_>>());
}
