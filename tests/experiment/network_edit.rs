//! Edits of a network keep its connections whole.

use deltascope::nn::Activation;
use deltascope::nn::ConnectionSpec;
use deltascope::nn::Initialiser;
use deltascope::nn::LayerSpec;
use deltascope::nn::LayerStart;
use deltascope::nn::Network;
use deltascope::nn::NetworkSpec;
use deltascope::nn::OutputSpec;
use deltascope::nn::Start;
use deltascope::workbench::DocumentEdit as Edit;
use deltascope::workbench::network_edit::can_disconnect;
use deltascope::workbench::network_edit::edit_network;
use deltascope::workbench::network_edit::name_problem;
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

fn layer(name: &str, units: usize) -> LayerSpec {
    LayerSpec {
        name: name.to_owned(),
        units,
        activation: Activation::Tanh,
        bias: true,
        initialiser: Initialiser::XavierUniform,
    }
}

fn chain(names: &[&str]) -> NetworkSpec {
    NetworkSpec::chain(
        names.iter().map(|name| layer(name, 3)).collect(),
        OutputSpec {
            activation: Activation::Identity,
            bias: true,
            initialiser: Initialiser::XavierUniform,
        },
    )
}

fn connection(from: &str, to: &str) -> ConnectionSpec {
    ConnectionSpec {
        from: from.to_owned(),
        to: to.to_owned(),
        delay: 0,
    }
}

/// The connections as sorted texts `a>b`.
fn links(network: &NetworkSpec) -> Vec<String> {
    let mut links: Vec<String> = network
        .connections
        .iter()
        .map(|c| format!("{}>{}", c.from, c.to))
        .collect();
    links.sort();
    links
}

fn names(network: &NetworkSpec) -> Vec<&str> {
    network.layer_names().collect()
}

fn start(layer: &str, from: &str) -> LayerStart {
    LayerStart {
        layer: layer.to_owned(),
        weights: vec![(from.to_owned(), vec![vec![0.5; 3]; 3])],
        bias: vec![0.0; 3],
    }
}

fn rename(layer: usize, name: &str) -> Edit {
    let name = name.to_owned();
    Edit::LayerName { layer, name }
}

#[test]
fn a_new_layer_splits_the_chain_connection_it_sits_on() {
    let mut network = chain(&["hidden1"]);
    assert!(edit_network(&mut network, &Edit::AddLayer { at: 2 }));
    assert_eq!(names(&network), ["input", "hidden1", "hidden2", "output"]);
    let expected = ["hidden1>hidden2", "hidden2>output", "input>hidden1"];
    assert_eq!(links(&network), expected);
}

#[test]
fn a_layer_added_to_a_network_without_hidden_layers_comes_between() {
    let mut network = chain(&[]);
    edit_network(&mut network, &Edit::AddLayer { at: 1 });
    assert_eq!(links(&network), ["hidden1>output", "input>hidden1"]);
}

#[test]
fn new_names_fill_the_first_gap() {
    let mut network = chain(&["hidden2", "encoder"]);
    edit_network(&mut network, &Edit::AddLayer { at: 3 });
    edit_network(&mut network, &Edit::AddLayer { at: 1 });
    let expected = [
        "input", "hidden3", "hidden2", "encoder", "hidden1", "output",
    ];
    assert_eq!(names(&network), expected);
}

#[test]
fn removing_a_layer_lets_what_fed_it_feed_what_it_fed() {
    let mut network = chain(&["a", "b", "c"]);
    network.connections.push(connection("input", "b"));
    network.connections.push(connection("b", "output"));
    assert!(edit_network(&mut network, &Edit::RemoveLayer(2)));
    let expected = [
        "a>c",
        "a>output",
        "c>output",
        "input>a",
        "input>c",
        "input>output",
    ];
    assert_eq!(links(&network), expected);
}

#[test]
fn bridging_never_doubles_a_connection() {
    let mut network = chain(&["a"]);
    network.connections.push(connection("input", "output"));
    edit_network(&mut network, &Edit::RemoveLayer(1));
    assert_eq!(links(&network), ["input>output"]);
}

#[test]
fn input_and_output_cannot_be_removed() {
    let mut network = chain(&["a"]);
    for layer in [0, 2, 3, usize::MAX] {
        assert!(!edit_network(&mut network, &Edit::RemoveLayer(layer)));
    }
}

#[test]
fn a_moved_layer_is_taken_out_of_the_chain_and_put_into_its_new_place() {
    let mut network = chain(&["a", "b", "c"]);
    let edit = Edit::MoveLayer { from: 1, to: 3 };
    assert!(edit_network(&mut network, &edit));
    assert_eq!(names(&network), ["input", "b", "c", "a", "output"]);
    assert_eq!(links(&network), ["a>output", "b>c", "c>a", "input>b"]);
}

#[test]
fn moving_there_and_back_changes_nothing() {
    let mut network = chain(&["a", "b", "c"]);
    let before = (links(&network), network.hidden.clone());
    edit_network(&mut network, &Edit::MoveLayer { from: 3, to: 1 });
    edit_network(&mut network, &Edit::MoveLayer { from: 1, to: 3 });
    assert_eq!((links(&network), network.hidden), before);
}

#[test]
fn a_shortcut_over_a_moved_layer_survives_and_one_that_would_point_back_goes() {
    let mut network = chain(&["a", "b", "c"]);
    network.connections.push(connection("input", "output"));
    network.connections.push(connection("a", "c"));
    edit_network(&mut network, &Edit::MoveLayer { from: 3, to: 1 });
    assert_eq!(names(&network), ["input", "c", "a", "b", "output"]);
    let expected = ["a>b", "b>output", "c>a", "input>c", "input>output"];
    assert_eq!(links(&network), expected);
}

#[test]
fn units_stay_within_their_limits() {
    let mut network = chain(&["a"]);
    for (units, got) in [(0, 1), (7, 7), (1_000_000, 4096)] {
        let edit = Edit::Units { layer: 1, units };
        assert!(edit_network(&mut network, &edit));
        assert_eq!(network.hidden[0].units, got);
    }
}

#[test]
fn a_new_name_is_followed_by_connections_and_starting_values() {
    let mut network = chain(&["a", "b"]);
    network.start = Start::Exact(vec![start("a", "input"), start("b", "a")]);
    assert!(edit_network(&mut network, &rename(1, " encoder ")));
    assert_eq!(links(&network), ["b>output", "encoder>b", "input>encoder"]);
    let expected = vec![start("encoder", "input"), start("b", "encoder")];
    assert_eq!(network.start, Start::Exact(expected));
}

#[test]
fn names_that_would_confuse_layers_are_refused() {
    let mut network = chain(&["a", "b"]);
    for name in ["", "  ", "input", "output", "b", "a[1]", "x.y"] {
        assert!(name_problem(&network, 1, name).is_some(), "{name:?}");
        assert!(!edit_network(&mut network, &rename(1, name)), "{name:?}");
    }
    assert_eq!(name_problem(&network, 1, "a"), None);
}

#[test]
fn starting_values_are_kept_only_where_they_still_fit() {
    let both = || Start::Exact(vec![start("a", "input"), start("b", "a")]);
    let a = || Start::Exact(vec![start("a", "input")]);
    let b = || Start::Exact(vec![start("b", "a")]);
    let activation = Activation::Relu;
    let initialiser = Initialiser::He;
    let bias = false;
    let cases = [
        (Edit::Units { layer: 2, units: 5 }, a()),
        (Edit::Units { layer: 1, units: 5 }, Start::Drawn),
        (Edit::Units { layer: 1, units: 3 }, both()),
        (Edit::Bias { layer: 1, bias }, b()),
        (Edit::Bias { layer: 3, bias }, both()),
        (
            Edit::Activation {
                layer: 1,
                activation,
            },
            both(),
        ),
        (
            Edit::Initialiser {
                layer: 2,
                initialiser,
            },
            a(),
        ),
        (Edit::AddLayer { at: 1 }, b()),
        (Edit::AddLayer { at: 2 }, a()),
        (Edit::AddLayer { at: 3 }, both()),
        (Edit::RemoveLayer(1), Start::Drawn),
        (Edit::RemoveLayer(2), a()),
        (Edit::Connect { from: 0, to: 2 }, a()),
    ];
    for (edit, expected) in cases {
        let mut network = chain(&["a", "b"]);
        network.start = both();
        edit_network(&mut network, &edit);
        assert_eq!(network.start, expected, "{edit:?}");
    }
}

#[test]
fn connections_are_added_forward_and_once() {
    let mut network = chain(&["a", "b"]);
    for (from, to) in [(2, 1), (1, 1), (0, 1), (0, 9)] {
        let edit = Edit::Connect { from, to };
        assert!(!edit_network(&mut network, &edit), "{edit:?}");
    }
    assert!(edit_network(
        &mut network,
        &Edit::Connect { from: 0, to: 3 }
    ));
    assert!(links(&network).contains(&"input>output".to_owned()));
}

#[test]
fn the_last_connection_of_a_layer_cannot_be_removed() {
    let mut network = chain(&["a", "b"]);
    let edit = Edit::Disconnect { from: 1, to: 2 };
    assert!(!can_disconnect(&network, 1, 2));
    assert!(!edit_network(&mut network, &edit));
    edit_network(&mut network, &Edit::Connect { from: 0, to: 2 });
    assert!(
        !edit_network(&mut network, &edit),
        "nothing would hear layer a"
    );
    edit_network(&mut network, &Edit::Connect { from: 1, to: 3 });
    assert!(edit_network(&mut network, &edit));
    let expected = ["a>output", "b>output", "input>a", "input>b"];
    assert_eq!(links(&network), expected);
}

#[test]
fn edits_of_other_parts_leave_the_network() {
    let mut network = chain(&["a"]);
    let before = network.clone();
    assert!(!edit_network(&mut network, &Edit::Shuffle(true)));
    assert_eq!(network, before);
}

/// A random edit, indices out of range included.
fn random_edit(rng: &mut ChaCha8Rng, layers: usize) -> Edit {
    let mut draw = |below: usize| rng.next_u64() as usize % below;
    let (from, to) = (draw(layers + 2), draw(layers + 2));
    let units = 1 + draw(6);
    let layer = from;
    match draw(12) {
        0..3 => Edit::AddLayer { at: to },
        3 => Edit::RemoveLayer(layer),
        4..6 => Edit::MoveLayer { from, to },
        6 => Edit::Units { layer, units },
        7 => rename(layer, &format!("layer{units}")),
        8 => Edit::Bias {
            layer,
            bias: units.is_multiple_of(2),
        },
        9 | 10 => Edit::Connect { from, to },
        _ => Edit::Disconnect { from, to },
    }
}

#[test]
fn random_edits_leave_a_network_that_can_be_built() {
    for seed in 0..40 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut network = chain(&["hidden1", "hidden2"]);
        let mut changes = 0;
        for step in 0..120 {
            let edit = random_edit(&mut rng, network.hidden.len() + 2);
            changes += u32::from(edit_network(&mut network, &edit));
            let place = format!("seed {seed}, step {step}, {edit:?}");
            let built = Network::build(&network, 3, 2);
            assert!(built.is_ok(), "{place}: {built:?}");
            let order = names(&network);
            let index = |name: &str| order.iter().position(|other| *other == name);
            for c in &network.connections {
                assert!(index(&c.from) < index(&c.to), "{place}: {c:?}");
            }
            let mut once = links(&network);
            once.dedup();
            assert_eq!(once.len(), network.connections.len(), "{place}: doubled");
        }
        assert!(changes > 40, "too few edits did anything: {changes}");
    }
}
