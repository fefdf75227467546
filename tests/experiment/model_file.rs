//! Models on disk: self-contained, readable elsewhere, and refused with a sentence when damaged.

use std::collections::HashMap;

use deltascope::experiment::Experiment;
use deltascope::experiment::Model;
use deltascope::experiment::preset;
use deltascope::nn::ParameterId;
use deltascope::train::Precision;
use safetensors::Dtype;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

fn built_in(name: &str) -> Experiment {
    preset::parse(preset::builtin(name).unwrap()).unwrap()
}

/// The model of a few steps.
fn model(experiment: &Experiment) -> Model {
    let table = experiment.data.source.made_table().unwrap().unwrap();
    let plan = experiment.check(&table).unwrap();
    let mut run = plan.start();
    for _ in 0..5 {
        run.step(&|| false);
    }
    Model::new(&plan, run.parameters())
}

fn description(bytes: &[u8]) -> String {
    let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
    header.metadata().as_ref().unwrap()["deltascope"].clone()
}

/// The file with another description.
fn with_description(bytes: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let file = SafeTensors::deserialize(bytes).unwrap();
    let text = change(description(bytes));
    let metadata = HashMap::from([("deltascope".to_owned(), text)]);
    safetensors::serialize(file.tensors(), Some(metadata)).unwrap()
}

#[track_caller]
fn refused(bytes: &[u8], words: &str) {
    let message = Model::from_bytes(bytes).unwrap_err().to_string();
    assert!(message.contains(words), "{words:?} is not in {message:?}");
}

#[test]
fn a_model_reads_back_the_same_in_both_number_types() {
    for precision in [Precision::F32, Precision::F64] {
        for name in ["iris", "two-spirals", "neuron", "deep-chain", "sine"] {
            let mut experiment = built_in(name);
            experiment.training.precision = precision;
            let model = model(&experiment);
            let bytes = model.to_bytes().unwrap();
            assert_eq!(Model::from_bytes(&bytes).unwrap(), model, "{name}");
            assert_eq!(model.to_bytes().unwrap(), bytes, "{name}: the bytes differ");
        }
    }
}

#[test]
fn tensors_are_named_and_laid_out_as_in_torch() {
    let model = model(&built_in("two-spirals"));
    let bytes = model.to_bytes().unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let mut names = file.names();
    names.sort_unstable();
    let expected = [
        "hidden1.bias",
        "hidden1.weight",
        "hidden2.bias",
        "hidden2.weight.hidden1",
        "hidden2.weight.input",
        "hidden3.bias",
        "hidden3.weight.hidden1",
        "hidden3.weight.hidden2",
        "hidden3.weight.input",
        "output.bias",
        "output.weight.hidden1",
        "output.weight.hidden2",
        "output.weight.hidden3",
        "output.weight.input",
    ];
    assert_eq!(names, expected);
    let weights = file.tensor("output.weight.hidden2").unwrap();
    assert_eq!(
        (weights.shape(), weights.dtype()),
        ([2, 10].as_slice(), Dtype::F64)
    );
    // Row by row: the entry for output 1 from hidden2's unit 3 is number 1·10 + 3.
    let network = &model.network;
    let connection = (network.connections().iter())
        .position(|c| (c.from, c.to) == (2, 4))
        .unwrap();
    let id = ParameterId::Weight {
        connection,
        to: 1,
        from: 3,
    };
    let bytes = weights.data()[13 * 8..14 * 8].try_into().unwrap();
    assert_eq!(
        f64::from_le_bytes(bytes),
        model.theta[network.layout().index(id)]
    );
}

#[test]
fn cut_and_foreign_files_are_refused() {
    let bytes = model(&built_in("iris")).to_bytes().unwrap();
    for length in (0..bytes.len()).step_by(41) {
        refused(&bytes[..length], "not a safetensors file");
    }
    let foreign = TensorView::new(Dtype::F64, vec![1], &[0; 8]).unwrap();
    let foreign = safetensors::serialize([("a", foreign)], None).unwrap();
    refused(&foreign, "was not written by Deltascope");
    // A header that claims to be as long as the address space.
    refused(&[0xff; 64], "not a safetensors file");
}

#[test]
fn damaged_descriptions_are_refused() {
    let bytes = model(&built_in("sine")).to_bytes().unwrap();
    let changes: [(&str, &str, &str); 8] = [
        (
            "version: 1,\n    experiment",
            "version: 2,\n    experiment",
            "version 2",
        ),
        ("preparation:", "preparatoin:", "no field `preparatoin`"),
        (
            "version: 1,\n    title",
            "version: 9,\n    title",
            "version 9",
        ),
        ("units: 8", "units: 9", "needs [9, 1]"),
        ("units: 8", "units: 99999999999", "fit in memory"),
        ("precision: F64", "precision: F32", "of type F32"),
        ("to: \"output\"", "to: \"nowhere\"", "nowhere"),
        (
            "range: (",
            "range: (start: 3, end: 1), rest: (",
            "no field `rest`",
        ),
    ];
    for (old, new, words) in changes {
        let changed = with_description(&bytes, |text| {
            assert!(text.contains(old), "{old:?} is not in {text}");
            text.replace(old, new)
        });
        refused(&changed, words);
    }
    for length in (0..description(&bytes).len()).step_by(97) {
        let cut = with_description(&bytes, |text| text.chars().take(length).collect());
        refused(&cut, "damaged");
    }
    let deep = with_description(&bytes, |_| "(".repeat(100_000));
    refused(&deep, "damaged");
}

/// Predictions divide by the factor.
#[test]
fn a_scaling_that_cannot_be_undone_is_refused() {
    let bytes = model(&built_in("sine")).to_bytes().unwrap();
    for factor in ["0.0", "-0.0", "NaN", "inf"] {
        let changed = with_description(&bytes, |text| {
            let (before, after) = text.rsplit_once("factor: ").unwrap();
            let (_, after) = after.split_once(',').unwrap();
            format!("{before}factor: {factor},{after}")
        });
        refused(&changed, "scaling is damaged");
    }
}

#[test]
fn windows_that_reach_too_far_are_refused() {
    let bytes = model(&built_in("mackey-glass")).to_bytes().unwrap();
    let changed = with_description(&bytes, |text| {
        let changed = text.replace("lags: 18", "lags: 999999999999");
        assert_ne!(changed, text, "no windows in {text}");
        changed
    });
    refused(&changed, "scaling is damaged");
}

/// Ranges that run backwards, overlap or lead beyond the end would otherwise be used as indices.
#[test]
fn impossible_ranges_are_refused() {
    let bytes = model(&built_in("sine")).to_bytes().unwrap();
    for (start, end) in [(1, 0), (0, 2), (5, 6), (0, 1_usize << 60)] {
        let changed = with_description(&bytes, |text| {
            let changed = text.replace(
                "(start: 0, end: 1)",
                &format!("(start: {start}, end: {end})"),
            );
            assert_ne!(changed, text, "no range in {text}");
            changed
        });
        refused(&changed, "scaling is damaged");
    }
}

#[test]
fn weights_that_are_no_numbers_are_refused() {
    let experiment = built_in("xor");
    let mut model = model(&experiment);
    model.theta[3] = f64::NAN;
    refused(&model.to_bytes().unwrap(), "holds NaN");
}

#[test]
fn flipped_bytes_never_panic() {
    let model = model(&built_in("iris"));
    let bytes = model.to_bytes().unwrap();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= [0x01, 0x20, 0xff][place % 3];
        if let Ok(read) = Model::from_bytes(&damaged) {
            assert_eq!(read.theta.len(), read.network.layout().len());
        }
    }
}
