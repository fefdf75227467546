//! A run takes the features of its data set as they lie, or converts them.

use std::sync::Arc;

use deltascope::data::Dataset;
use deltascope::data::Inputs;
use deltascope::nn::Activation;
use deltascope::nn::Start;
use deltascope::train::Precision;
use deltascope::train::Seeds;
use deltascope::train::TrainingSpec;
use deltascope::train::Update;
use deltascope::train::start;
use nalgebra::DMatrix;

use crate::runs;
use crate::runs::bits;
use crate::runs::run_out;

#[test]
fn a_run_has_the_same_bits_whether_it_shares_features_or_converts_them() {
    let double = runs::smooth(60);
    let exact = double.inputs.to_matrix();
    // Rounded by hand, one after another.
    let rounded: Vec<f32> = exact.iter().map(|value| *value as f32).collect();
    let rounded = DMatrix::from_vec(exact.nrows(), exact.ncols(), rounded);
    let with = |inputs: Inputs| Dataset {
        inputs,
        ..double.clone()
    };
    let single = with(rounded.clone().into());
    let widened = with(rounded.map(f64::from).into());
    let network = runs::network(&[2, 6, 1], Activation::Tanh, Activation::Identity);
    for update in [Update::Online, Update::MiniBatch(7), Update::FullBatch] {
        for shuffle in [false, true] {
            let end = |precision, data: &Dataset| {
                let training = TrainingSpec {
                    precision,
                    update,
                    shuffle,
                    ..runs::training(0.05, 20)
                };
                let mut run = runs::start(&network, data, &training, Seeds::default());
                run_out(&mut *run);
                (bits(&run.parameters()), run.history().clone())
            };
            let shared = end(Precision::F32, &single);
            assert_eq!(shared, end(Precision::F32, &double), "{update:?}");
            assert_eq!(shared, end(Precision::F32, &widened), "{update:?}");
            let converted = end(Precision::F64, &single);
            assert_eq!(converted, end(Precision::F64, &widened), "{update:?}");
            assert_ne!(converted, end(Precision::F64, &double), "{update:?}");
        }
    }
}

#[test]
fn a_run_holds_no_copy_of_features_in_its_number_type() {
    let smooth = runs::smooth(10);
    let single = smooth.inputs.to_matrix().map(|value| value as f32);
    for inputs in [single.into(), smooth.inputs.clone()] {
        let data = Arc::new(Dataset {
            inputs,
            ..smooth.clone()
        });
        let training = TrainingSpec {
            precision: data.inputs.precision(),
            ..runs::training(0.1, 1)
        };
        let holders = || match &data.inputs {
            Inputs::F32(inputs) => Arc::strong_count(inputs),
            Inputs::F64(inputs) => Arc::strong_count(inputs),
        };
        let before = holders();
        let network = runs::network(&[2, 3, 1], Activation::Tanh, Activation::Identity);
        let run = start(
            network,
            &Start::Drawn,
            Arc::clone(&data),
            &training,
            Seeds::default(),
        );
        assert_eq!(holders(), before + 1, "{:?}", training.precision);
        drop(run);
        assert_eq!(holders(), before);
    }
}
