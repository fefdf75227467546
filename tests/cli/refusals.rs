//! What the command line says when something is wrong: one sentence, the right exit code, nothing half done.

use std::fs;
use std::path::Path;

use deltascope::experiment::preset;
use tempfile::TempDir;

use super::program::runs;
use super::program::succeeds;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    fs::write(folder.join(name), content).unwrap();
}

#[test]
fn bad_usage_is_said_in_one_sentence() {
    let folder = folder();
    let cases: [(&str, &[&str]); 8] = [
        ("train", &["not provided", "<PRESET>"]),
        (
            "train xor --epochs many",
            &["invalid value 'many'", "--epochs"],
        ),
        (
            "train xor --epoch-count 3",
            &["unexpected argument '--epoch-count'"],
        ),
        ("predict m.safetensors", &["--data <FILE>"]),
        (
            "presets show nonesuch",
            &["no built-in preset `nonesuch`", "lists them"],
        ),
        (
            "trian xor",
            &["`trian` is neither a command nor a file", "--help"],
        ),
        ("train nonesuch", &["no preset `nonesuch`", "two-spirals"]),
        ("gradcheck nonesuch.ron", &["no preset `nonesuch.ron`"]),
    ];
    for (command, words) in cases {
        runs(folder.path(), command).refuses(2, words);
    }
}

#[test]
fn help_and_version_are_no_errors() {
    let folder = folder();
    for command in ["--help", "train --help", "help predict"] {
        let said = succeeds(folder.path(), command);
        assert!(said.output.contains("Usage: deltascope"), "{}", said.output);
    }
    let said = succeeds(folder.path(), "--version");
    assert_eq!(
        said.output.trim(),
        concat!("deltascope ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_malformed_preset_is_refused_with_its_place() {
    let folder = folder();
    let xor = preset::builtin("xor").unwrap();
    write(
        folder.path(),
        "typo.ron",
        xor.replace("momentum", "momentun"),
    );
    write(
        folder.path(),
        "new.ron",
        xor.replace("version: 1", "version: 99"),
    );
    write(folder.path(), "cut.ron", &xor[..200]);
    write(folder.path(), "binary.ron", [0xff, 0xfe, 0x00]);
    write(folder.path(), "empty.ron", "");
    let place = xor
        .lines()
        .position(|line| line.contains("momentum"))
        .unwrap()
        + 1;
    let line = format!("line {place}, column ");
    runs(folder.path(), "train typo.ron").refuses(2, &[&line, "`momentun`", "typo.ron"]);
    runs(folder.path(), "train new.ron").refuses(2, &["line 2", "version 99", "new.ron"]);
    runs(folder.path(), "train cut.ron").refuses(2, &["line ", "cut.ron"]);
    runs(folder.path(), "train binary.ron").refuses(2, &["not UTF-8", "binary.ron"]);
    runs(folder.path(), "train empty.ron").refuses(2, &["empty.ron"]);
    fs::create_dir(folder.path().join("folder.ron")).unwrap();
    runs(folder.path(), "train folder.ron").refuses(2, &["this is a folder", "folder.ron"]);
}

#[test]
fn a_failed_check_names_every_problem() {
    let folder = folder();
    let wrong = preset::builtin("iris")
        .unwrap()
        .replace("learning_rate: 0.01", "learning_rate: -1.0")
        .replace("MiniBatch(16)", "MiniBatch(1000)");
    write(folder.path(), "wrong.ron", wrong);
    let said = runs(folder.path(), "train wrong.ron");
    said.refuses(1, &["wrong.ron", "learning rate η is -1", "batch of 1000"]);
    runs(folder.path(), "train xor --epochs 0").refuses(1, &["at least 1 epoch"]);
}

#[test]
fn unreadable_tables_are_refused() {
    let folder = folder();
    write(folder.path(), "ragged.csv", "a,b,c\n1,2,3\n1,2\n");
    write(folder.path(), "empty.csv", "");
    write(
        folder.path(),
        "other.csv",
        "a,b,c\n1,2,x\n3,4,y\n1,2,x\n3,4,y\n",
    );
    let train = |table: &str| runs(folder.path(), &format!("train iris --data {table}"));
    train("nonesuch.csv").refuses(2, &["no such file", "nonesuch.csv"]);
    train("ragged.csv").refuses(2, &["line 3", "ragged.csv"]);
    train("empty.csv").refuses(2, &["empty.csv"]);
    let preset = preset::write(&{
        let mut iris = preset::parse(preset::builtin("iris").unwrap()).unwrap();
        let table = iris.data.source.made_table().unwrap().unwrap();
        iris.data.columns = iris.data.resolved_columns(&table);
        iris
    });
    write(folder.path(), "iris.ron", preset.unwrap());
    let said = runs(folder.path(), "train iris.ron --data other.csv");
    said.refuses(1, &["no column `sepal_length`", "iris.ron"]);
    runs(folder.path(), "gradcheck iris.ron --data other.csv").refuses(1, &["`petal_width`"]);
}

#[test]
fn a_preset_finds_its_table_beside_it() {
    let folder = folder();
    let below = folder.path().join("below");
    fs::create_dir(&below).unwrap();
    let rows: Vec<String> = (0..30).map(|i| format!("{i},{}", 2 * i + 1)).collect();
    write(&below, "line.csv", format!("x,y\n{}\n", rows.join("\n")));
    let plane = preset::builtin("plane").unwrap();
    let source = "File(path: \"line.csv\")";
    let start = plane.find("Generated(").unwrap();
    let end = plane.find("columns: [").unwrap();
    let text = format!("{}{source},\n        {}", &plane[..start], &plane[end..]);
    write(&below, "line.ron", text.replace("Unscaled", "Standardise"));
    succeeds(folder.path(), "train below/line.ron --quiet --out o");
    // What was written elsewhere finds it too.
    succeeds(folder.path(), "train o/experiment.ron --quiet");
    let written = fs::read_to_string(folder.path().join("o/experiment.ron")).unwrap();
    assert!(written.contains("../below/line.csv"), "{written}");
}

#[test]
fn damaged_models_are_refused() {
    let folder = folder();
    succeeds(folder.path(), "train xor --epochs 1 --out o --quiet");
    write(folder.path(), "t.csv", "x1,x2\n0,1\n");
    write(folder.path(), "other.csv", "x1,z\n0,1\n");
    let bytes = fs::read(folder.path().join("o/model.safetensors")).unwrap();
    write(folder.path(), "cut", &bytes[..bytes.len() - 4]);
    write(folder.path(), "text", "not a model");
    write(folder.path(), "empty", "");
    let predict = |model: &str| runs(folder.path(), &format!("predict {model} --data t.csv"));
    predict("cut").refuses(2, &["damaged", "cut"]);
    predict("text").refuses(2, &["not a safetensors file", "text"]);
    predict("empty").refuses(2, &["empty"]);
    predict("nonesuch").refuses(2, &["no such file", "nonesuch"]);
    let said = runs(
        folder.path(),
        "predict o/model.safetensors --data other.csv",
    );
    said.refuses(1, &["`x2`", "other.csv"]);
    let said = succeeds(folder.path(), "predict o/model.safetensors --data t.csv");
    assert!(
        said.output.starts_with("x1,x2,predicted_xor\n0,1,"),
        "{}",
        said.output
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_said_before_the_run() {
    let folder = folder();
    write(folder.path(), "file", "");
    let said = runs(folder.path(), "train xor --epochs 1 --out file/below");
    said.refuses(1, &["cannot make the folder", "file/below"]);
}

#[test]
fn a_record_that_cannot_be_written_does_not_hide_the_result() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("o/history.csv")).unwrap();
    let said = runs(folder.path(), "train xor --epochs 1 --quiet --out o");
    assert_eq!(said.code, 1);
    assert_eq!(said.value("finished:", "reason"), "max_epochs");
    said.complains(&["cannot save", "this is a folder", "history.csv"]);
}
