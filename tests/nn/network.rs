//! What a network may look like, and how a wrong one is described.

use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::LayerStart;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OutputSpec;
use deltascope::nn::ParameterId;
use deltascope::nn::Start;

fn hidden(name: &str, units: usize) -> LayerSpec {
    LayerSpec {
        name: name.to_owned(),
        units,
        activation: Activation::Tanh,
        bias: true,
        initialiser: Initialiser::XavierUniform,
    }
}

fn chain(units: &[usize]) -> NetworkSpec {
    let layers = units.iter().enumerate();
    NetworkSpec::chain(
        layers
            .map(|(i, units)| hidden(&format!("hidden{}", i + 1), *units))
            .collect(),
        OutputSpec {
            activation: Activation::Logistic,
            bias: true,
            initialiser: Initialiser::XavierUniform,
        },
    )
}

fn connect(spec: &mut NetworkSpec, from: &str, to: &str) {
    spec.connections.push(ConnectionSpec {
        from: from.to_owned(),
        to: to.to_owned(),
        delay: 0,
    });
}

fn problems(spec: &NetworkSpec) -> Vec<(Option<usize>, String)> {
    let problems = Network::build(spec, 2, 1).unwrap_err();
    problems
        .into_iter()
        .map(|problem| (problem.layer, problem.message))
        .collect()
}

#[test]
fn theta_holds_each_layers_incoming_matrices_and_then_its_biases() {
    let mut spec = chain(&[3, 2]);
    connect(&mut spec, "input", "output");
    connect(&mut spec, "input", "hidden2");
    spec.hidden[1].bias = false;
    let network = Network::build(&spec, 2, 1).unwrap();

    // hidden1 ← input (3×2), its biases (3), hidden2 ← input (2×2), hidden2 ← hidden1 (2×3), output ← input (1×2),
    // output ← hidden2 (1×2), the output's bias.
    let layout = network.layout();
    let ranges: Vec<_> = (0..5).map(|c| layout.weights(c)).collect();
    assert_eq!(ranges, [0..6, 9..13, 13..19, 19..21, 21..23]);
    assert_eq!(layout.biases(1), 6..9);
    assert_eq!(layout.biases(2), 19..19);
    assert_eq!(layout.biases(3), 23..24);
    assert_eq!(layout.len(), 24);
    assert_eq!(network.order(), [0, 1, 2, 3]);
    assert_eq!(network.fan_in(2), 5);
    assert_eq!(network.outgoing(0), [0, 1, 3]);

    for index in 0..layout.len() {
        assert_eq!(layout.index(layout.id(index)), index);
    }
    let weight = ParameterId::Weight {
        connection: 2,
        to: 1,
        from: 2,
    };
    assert_eq!(layout.id(18), weight);
    assert_eq!(network.parameter_name(18), "hidden2[1] ← hidden1[2]");
    assert_eq!(network.parameter_name(7), "hidden1[1] bias");
}

#[test]
fn the_order_of_the_connections_in_the_document_does_not_matter() {
    let mut spec = chain(&[3, 2]);
    connect(&mut spec, "input", "output");
    let network = Network::build(&spec, 2, 1).unwrap();
    spec.connections.reverse();
    assert_eq!(Network::build(&spec, 2, 1).unwrap(), network);
}

#[test]
fn a_layer_may_feed_one_drawn_before_it_if_there_is_no_cycle() {
    let mut spec = chain(&[3, 2]);
    spec.connections.clear();
    for (from, to) in [
        ("input", "hidden2"),
        ("hidden2", "hidden1"),
        ("hidden1", "output"),
    ] {
        connect(&mut spec, from, to);
    }
    let network = Network::build(&spec, 2, 1).unwrap();
    assert_eq!(network.order(), [0, 2, 1, 3]);
}

#[test]
fn wrong_layers_are_named() {
    let mut spec = chain(&[3, 0]);
    spec.hidden[0].activation = Activation::LeakyRelu { slope: f64::NAN };
    assert_eq!(
        problems(&spec),
        [
            (
                Some(1),
                "layer hidden1: slope a is NaN; it must be from 0 to 1".to_owned()
            ),
            (
                Some(2),
                "layer hidden2 has no units; give it at least 1".to_owned()
            ),
        ]
    );
    let mut spec = chain(&[3, 3]);
    spec.hidden[1].name = "hidden1".to_owned();
    assert!(problems(&spec).contains(&(
        Some(2),
        "two layers are called hidden1; give each its own name".to_owned()
    )));
    let mut spec = chain(&[3]);
    spec.hidden[0].name = "output".to_owned();
    let (layer, message) = problems(&spec).swap_remove(0);
    assert_eq!(layer, Some(1));
    assert!(message.contains("taken"), "{message}");
    let mut spec = chain(&[]);
    spec.output.activation = Activation::Softmax;
    let (layer, message) = problems(&spec).swap_remove(0);
    assert_eq!(layer, Some(1));
    assert!(message.contains("always 1"), "{message}");
    let empty = Network::build(&chain(&[]), 0, 0).unwrap_err();
    assert_eq!(empty.len(), 2, "no input and no target");
}

#[test]
fn wrong_connections_are_named() {
    let mut spec = chain(&[3]);
    connect(&mut spec, "input", "hidden1");
    connect(&mut spec, "input", "nowhere");
    connect(&mut spec, "hidden1", "input");
    connect(&mut spec, "output", "hidden1");
    let messages: Vec<String> = problems(&spec).into_iter().map(|(_, m)| m).collect();
    assert_eq!(
        messages,
        [
            "the connection input → hidden1 is there twice; remove one",
            "the connection input → nowhere names a layer nowhere that does not exist",
            "the connection hidden1 → input enters the input layer; nothing may enter it",
            "the connection output → hidden1 leaves the output layer; nothing may leave it",
        ]
    );
    let mut spec = chain(&[3, 2]);
    spec.connections.remove(1);
    assert_eq!(
        problems(&spec),
        [
            (
                Some(1),
                "nothing leaves layer hidden1; connect it or remove it".to_owned()
            ),
            (
                Some(2),
                "nothing enters layer hidden2; connect it or remove it".to_owned()
            ),
        ]
    );
    let mut spec = chain(&[3]);
    spec.connections[0].delay = 1;
    let (layer, message) = problems(&spec).swap_remove(0);
    assert_eq!(layer, Some(1));
    assert!(message.contains("delays are not supported"), "{message}");
}

#[test]
fn a_cycle_is_shown_without_the_layers_behind_it() {
    let mut spec = chain(&[3, 2, 2]);
    connect(&mut spec, "hidden2", "hidden1");
    assert_eq!(
        problems(&spec),
        [(
            Some(1),
            "the connections form a cycle: hidden1 → hidden2 → hidden1; remove one of them"
                .to_owned()
        )]
    );
    let mut spec = chain(&[3]);
    connect(&mut spec, "hidden1", "hidden1");
    assert_eq!(
        problems(&spec)[0].1,
        "the connections form a cycle: hidden1 → hidden1; remove one of them"
    );
}

#[test]
fn starting_values_must_fit() {
    let weights = |rows: usize, columns: usize| vec![vec![0.5; columns]; rows];
    let start = |layer: &str, weights: Vec<(&str, Vec<Vec<f64>>)>, bias: &[f64]| LayerStart {
        layer: layer.to_owned(),
        weights: weights
            .into_iter()
            .map(|(from, rows)| (from.to_owned(), rows))
            .collect(),
        bias: bias.to_vec(),
    };
    let mut spec = chain(&[3]);
    spec.start = Start::Exact(vec![
        start("hidden1", vec![("input", weights(3, 2))], &[0.0; 3]),
        start("output", vec![], &[]),
    ]);
    assert!(Network::build(&spec, 2, 1).is_ok());

    spec.output.bias = false;
    spec.start = Start::Exact(vec![
        start("hidden1", vec![("input", weights(2, 3))], &[0.0; 2]),
        start("hidden1", vec![("output", weights(3, 1))], &[f64::NAN; 3]),
        start("output", vec![], &[1.0]),
        start("elsewhere", vec![], &[]),
    ]);
    let messages: Vec<String> = problems(&spec).into_iter().map(|(_, m)| m).collect();
    assert_eq!(
        messages,
        [
            "the starting weights input → hidden1 must be 3 rows of 2 values, one row for each unit of hidden1",
            "layer hidden1 has 3 units, but 2 starting biases",
            "layer hidden1 has starting values twice",
            "there are starting weights output → hidden1, but there is no such connection",
            "a starting value of layer hidden1 is not a finite number",
            "layer output has starting biases, but its units have no bias",
            "there are starting values for a layer elsewhere that does not exist",
        ]
    );
}
