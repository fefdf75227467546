//! What is said about settings: in fields, and as a list in `docs/settings.md`.

use std::fmt::Write as _;

use deltascope::nn::Activation;
use deltascope::nn::Hyperparameter;
use deltascope::nn::HyperparameterKind;
use deltascope::nn::Initialiser;
use deltascope::nn::Loss;
use deltascope::nn::OptimizerSpec;
use deltascope::nn::Schedule;
use deltascope::train::RegularizationSpec;

/// Something with settings: name, where it comes from, settings.
type Owner = (&'static str, &'static str, Vec<Hyperparameter>);

/// The kinds of things with settings, each with its own heading.
fn all() -> [(&'static str, Vec<Owner>); 6] {
    let regularization = RegularizationSpec::default().parameters();
    [
        (
            "Optimisers",
            (OptimizerSpec::ALL.into_iter())
                .map(|one| (one.name(), one.source(), one.parameters()))
                .collect(),
        ),
        (
            "Schedules",
            (Schedule::ALL.into_iter())
                .map(|one| (one.name(), one.source(), one.parameters()))
                .collect(),
        ),
        (
            "Losses",
            (Loss::ALL.into_iter())
                .map(|one| (one.name(), one.source(), one.parameters()))
                .collect(),
        ),
        (
            "Activations",
            (Activation::ALL.into_iter())
                .map(|one| (one.name(), one.formula(), one.parameters()))
                .collect(),
        ),
        (
            "Initialisers",
            (Initialiser::ALL.into_iter())
                .map(|one| (one.name(), one.formula(), one.parameters()))
                .collect(),
        ),
        ("Regularisation", vec![("", "", regularization)]),
    ]
}

#[test]
fn each_setting_says_in_its_own_sentence_what_it_does() {
    for (kind, owners) in all() {
        for (name, _, parameters) in owners {
            for (index, parameter) in parameters.iter().enumerate() {
                let (effect, place) = (parameter.effect, format!("{name} {}", parameter.name));
                assert!(
                    effect.starts_with(char::is_uppercase) && effect.ends_with('.'),
                    "{place}"
                );
                // Those of regularisation are choices of their own, with formula, use and source.
                let most = if kind == "Regularisation" { 240 } else { 90 };
                assert!(effect.chars().count() <= most, "{place}: {effect}");
                let before = &parameters[..index];
                assert!(before.iter().all(|other| other.effect != effect), "{place}");
            }
        }
    }
}

// `UPDATE_DOCS=1 cargo test --test experiment settings` writes the list anew.
#[test]
fn the_list_in_the_documentation_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
    let list = list();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &list).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap().replace('\r', "");
    assert!(
        stored == list,
        "docs/settings.md: write it with UPDATE_DOCS=1"
    );
}

fn list() -> String {
    let mut text = "# Settings\n\nWhat every setting does, as its field in the workbench says it. \
                    `cargo test --test experiment settings` compares this list with the program.\n"
        .to_owned();
    for (kind, owners) in all() {
        writeln!(text, "\n## {kind}\n").unwrap();
        text += "| of | setting | range | default | what it does |\n|---|---|---|---|---|\n";
        for (name, source, parameters) in owners {
            for (index, parameter) in parameters.iter().enumerate() {
                let of = match (index, source) {
                    (0, "") | (1.., _) => String::new(),
                    (0, source) => format!("{name} ({source})"),
                };
                let Hyperparameter { name, symbol, .. } = parameter;
                let (range, default) = numbers(parameter);
                let effect = parameter.effect.replace('|', "\\|");
                let setting = format!("{name} {symbol}");
                let setting = setting.trim_end();
                writeln!(
                    text,
                    "| {of} | {setting} | {range} | {default} | {effect} |"
                )
                .unwrap();
            }
        }
    }
    text
}

fn numbers(parameter: &Hyperparameter) -> (String, String) {
    match parameter.kind {
        HyperparameterKind::Switch => {
            let default = if parameter.default == 0.0 {
                "off"
            } else {
                "on"
            };
            ("on or off".to_owned(), default.to_owned())
        }
        HyperparameterKind::Real | HyperparameterKind::Count => {
            let default = format!("{:?}", parameter.default);
            let default = default.trim_end_matches(".0").to_owned();
            (parameter.range_text(), default)
        }
    }
}
