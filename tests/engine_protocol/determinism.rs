//! The training thread changes nothing about the numbers: a run gives the same bits with and without it.

use deltascope::engine::EngineCommand;
use deltascope::engine::Interest;
use deltascope::engine::LiveParams;
use deltascope::engine::Pace;
use deltascope::engine::RunId;
use deltascope::engine::RunState;
use deltascope::experiment::Experiment;
use deltascope::experiment::Plan;
use deltascope::train::StepOutcome;

use crate::client::Client;

fn plan() -> Plan {
    let mut experiment = Experiment::new_default();
    experiment.training.stop.max_epochs = 40;
    let table = experiment.data.source.made_table().unwrap().unwrap();
    experiment.check(&table).unwrap()
}

#[test]
fn a_run_that_is_paused_stepped_paced_and_watched_gives_the_bits_of_a_headless_run() {
    let plan = plan();
    let mut headless = plan.start();
    while !matches!(headless.step(&|| false), StepOutcome::Finished(_)) {}

    let mut client = Client::new();
    let live = |pace| LiveParams {
        run: RunId(1),
        pace,
        interest: Interest {
            parameters: true,
            sample: Some(5),
        },
        ..LiveParams::default()
    };
    client.engine.set_live(live(Pace::UpdatesPerSec(500.0)));
    client.engine.send(EngineCommand::Load {
        run: RunId(1),
        plan: Box::new(plan),
    });
    client.engine.send(EngineCommand::StepUpdate);
    client.engine.send(EngineCommand::StepEpoch);
    client.engine.send(EngineCommand::Run);
    client.wait_until("some updates", |client| {
        client.snapshot.position.update > 20
    });
    client.engine.send(EngineCommand::Pause);
    client.wait_for_state(1, RunState::Running);
    client.engine.set_live(live(Pace::FlatOut));
    client.engine.send(EngineCommand::StepUpdate);
    client.engine.send(EngineCommand::Run);
    let outcome = client.wait_for_end(1);
    client.wait_until("the last snapshot", |client| {
        client.snapshot.state == RunState::Finished
    });

    assert_eq!(Some(&outcome), headless.outcome());
    let bits = |values: &[f64]| {
        values
            .iter()
            .map(|value| value.to_bits())
            .collect::<Vec<_>>()
    };
    let parameters = client.snapshot.parameters.as_deref().unwrap();
    assert_eq!(bits(parameters), bits(&headless.parameters()));
    assert_eq!(client.history(1), *headless.history());
}

#[test]
fn loading_the_same_plan_again_starts_from_the_same_weights() {
    let plan = plan();
    let mut client = Client::new();
    let mut starts = Vec::new();
    for run in [1, 2] {
        client.engine.set_live(LiveParams {
            run: RunId(run),
            interest: Interest {
                parameters: true,
                sample: None,
            },
            ..LiveParams::default()
        });
        client.engine.send(EngineCommand::Load {
            run: RunId(run),
            plan: Box::new(plan.clone()),
        });
        client.wait_until("the start", |client| client.snapshot.run == RunId(run));
        starts.push(client.snapshot.parameters.clone().unwrap());
        client.engine.send(EngineCommand::StepEpoch);
        client.wait_until("an epoch", |client| client.snapshot.position.epoch == 1);
        assert_ne!(
            client.snapshot.parameters.as_ref(),
            starts.last(),
            "the epoch moved the weights"
        );
    }
    assert_eq!(starts[0], starts[1]);
}
