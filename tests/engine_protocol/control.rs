//! Everything acts at once: pauses, stops, loads and limits, even inside a long step; a panic stays where it is.

use std::sync::atomic::Ordering;

use deltascope::engine::EngineCommand;
use deltascope::engine::EngineEvent;
use deltascope::engine::Interest;
use deltascope::engine::LiveParams;
use deltascope::engine::Pace;
use deltascope::engine::RunId;
use deltascope::engine::RunState;
use deltascope::train::StopReason;

use crate::ENDLESS;
use crate::LONG_STEPS;
use crate::client::Client;
use crate::client::wait_without_reading;
use crate::scripted_run::Script;
use crate::trace;

#[test]
fn a_paused_run_takes_no_steps() {
    let mut client = Client::new();
    let probe = client.load(1, ENDLESS);
    client.engine.send(trace(&[3]));
    client.wait_until("the traces", |client| {
        client.history(1).traced_weights == [3]
    });
    assert_eq!(probe.begun(), 0, "a loaded run waits");
    client.engine.send(EngineCommand::StepUpdate);
    client.engine.send(trace(&[4]));
    client.wait_until("the traces", |client| {
        client.history(1).traced_weights == [4]
    });
    assert_eq!(probe.begun(), 1, "one step, then it waits again");
}

#[test]
fn stop_acts_inside_a_long_step() {
    let mut client = Client::new();
    let probe = client.load(1, LONG_STEPS);
    client.engine.send(EngineCommand::Run);
    wait_without_reading("the step", || probe.begun() > 0);
    client.engine.send(EngineCommand::Stop);
    let outcome = client.wait_for_end(1);
    assert_eq!(
        (outcome.reason, outcome.position.update),
        (StopReason::User, 0)
    );
}

#[test]
fn pause_acts_inside_a_long_step_command() {
    let mut client = Client::new();
    let probe = client.load(1, LONG_STEPS);
    client.wait_for_state(1, RunState::Paused);
    for command in [EngineCommand::StepUpdate, EngineCommand::StepEpoch] {
        let before = probe.begun();
        client.engine.send(command);
        wait_without_reading("the step", || probe.begun() > before);
        client.engine.send(EngineCommand::Pause);
        client.wait_for_state(1, RunState::Running);
        client.wait_for_state(1, RunState::Paused);
    }
}

#[test]
fn load_acts_inside_a_long_step() {
    let mut client = Client::new();
    let probe = client.load(1, LONG_STEPS);
    client.engine.send(EngineCommand::Run);
    wait_without_reading("the step", || probe.begun() > 0);
    client.load(2, ENDLESS);
    client.wait_for_state(2, RunState::Paused);
    assert!(probe.dropped.load(Ordering::SeqCst), "the old run is gone");
}

#[test]
fn dropping_the_engine_ends_a_long_step_and_joins() {
    let mut client = Client::new();
    let probe = client.load(1, LONG_STEPS);
    client.engine.send(EngineCommand::Run);
    wait_without_reading("the step", || probe.begun() > 0);
    drop(client);
    assert!(
        probe.dropped.load(Ordering::SeqCst),
        "the thread has ended, so its run is gone"
    );
}

#[test]
fn a_panic_becomes_an_event_with_its_message_and_the_next_run_works() {
    let in_update = Script {
        panics_at: Some(3),
        ..ENDLESS
    };
    let at_the_start = Script {
        panics_at: Some(0),
        ..ENDLESS
    };
    for (script, message) in [
        (in_update, "planned panic in update 3"),
        (at_the_start, "planned panic at the start"),
    ] {
        let mut client = Client::new();
        client.load(1, script);
        client.engine.send(EngineCommand::Run);
        let failed = EngineEvent::Failed {
            run: RunId(1),
            message: message.to_owned(),
        };
        client.wait_until(message, |client| client.events.contains(&failed));
        client.load(
            2,
            Script {
                max_epochs: 5,
                ..ENDLESS
            },
        );
        client.engine.send(EngineCommand::Run);
        assert_eq!(client.wait_for_end(2).position.epoch, 5);
    }
}

#[test]
fn a_panic_while_looking_at_a_sample_is_caught_too() {
    let mut client = Client::new();
    client.load(
        1,
        Script {
            panics_at_sample: true,
            ..ENDLESS
        },
    );
    client.engine.set_live(LiveParams {
        run: RunId(1),
        interest: Interest {
            parameters: false,
            sample: Some(0),
        },
        ..LiveParams::default()
    });
    let failed = EngineEvent::Failed {
        run: RunId(1),
        message: "planned panic at a sample".to_owned(),
    };
    client.wait_until("the failure", |client| client.events.contains(&failed));
}

#[test]
fn the_time_limit_ends_the_run_even_inside_a_long_step() {
    for script in [ENDLESS, LONG_STEPS] {
        let mut client = Client::new();
        client.load(
            1,
            Script {
                time_limit_secs: Some(0.05),
                ..script
            },
        );
        client.engine.send(EngineCommand::Run);
        assert_eq!(client.wait_for_end(1).reason, StopReason::TimeLimit);
    }
}

#[test]
fn a_paced_run_goes_on_by_itself_and_obeys_between_two_beats() {
    let mut client = Client::new();
    client.load(1, ENDLESS);
    let pace = |pace| LiveParams {
        run: RunId(1),
        pace,
        ..LiveParams::default()
    };
    client.engine.set_live(pace(Pace::UpdatesPerSec(100.0)));
    client.engine.send(EngineCommand::Run);
    client.wait_until("some updates", |client| {
        client.snapshot.position.update >= 5
    });
    // Two beats are 100 s apart here, nearly as long as a test waits.
    client.engine.set_live(pace(Pace::EpochsPerSec(0.01)));
    client.engine.send(EngineCommand::Stop);
    client.wait_for_end(1);
}

#[test]
fn commands_without_a_run_or_after_its_end_do_nothing() {
    let mut client = Client::new();
    for command in [
        EngineCommand::Run,
        EngineCommand::StepEpoch,
        EngineCommand::Stop,
        trace(&[1]),
    ] {
        client.engine.send(command);
    }
    client.load(
        1,
        Script {
            max_epochs: 2,
            ..ENDLESS
        },
    );
    client.engine.send(EngineCommand::Run);
    client.wait_for_end(1);
    client.engine.send(EngineCommand::Run);
    client.engine.send(EngineCommand::StepUpdate);
    client.engine.send(EngineCommand::Pause);
    client.load(2, ENDLESS);
    client.wait_for_state(2, RunState::Paused);
    let last = client.events.iter().rev().find(|event| match event {
        EngineEvent::State { run, .. } => *run == RunId(1),
        EngineEvent::History { .. } | EngineEvent::Finished { .. } | EngineEvent::Failed { .. } => {
            false
        }
    });
    let finished = EngineEvent::State {
        run: RunId(1),
        state: RunState::Finished,
    };
    assert_eq!(last, Some(&finished));
}
