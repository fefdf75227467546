//! The lanes: nothing lost, order kept, nobody waits, and what nobody wants is not copied.

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
use crate::client::Client;
use crate::client::wait_without_reading;
use crate::scripted_run::Script;
use crate::scripted_run::training;

#[test]
fn commands_are_carried_out_in_order_and_none_is_lost_though_the_channel_is_full() {
    let mut client = Client::new();
    client.load(1, ENDLESS);
    // The channel holds far fewer; the rest waits at the sender and goes out when it is woken.
    for _ in 0..500 {
        client.engine.send(EngineCommand::StepUpdate);
    }
    client.engine.send(EngineCommand::Stop);
    let outcome = client.wait_for_end(1);
    assert_eq!(outcome.reason, StopReason::User);
    assert_eq!(
        outcome.position.update, 500,
        "each step command does one update"
    );
}

#[test]
fn a_step_command_is_done_before_the_next_command() {
    let mut client = Client::new();
    let script = Script {
        updates_per_epoch: 1000,
        ..ENDLESS
    };
    client.load(1, script);
    for command in [
        EngineCommand::StepEpoch,
        EngineCommand::StepUpdate,
        EngineCommand::StepEpoch,
        EngineCommand::StepUpdate,
        EngineCommand::Stop,
    ] {
        client.engine.send(command);
    }
    let outcome = client.wait_for_end(1);
    // 1000, then 1 of the next epoch, then its other 999, then 1 more.
    assert_eq!(outcome.position.update, 2001);
}

#[test]
fn events_keep_their_order_and_none_is_lost_though_nobody_reads() {
    let mut client = Client::new();
    // Each load gives two events, twice as many in all as the channel holds.
    let probes: Vec<_> = (1..=60).map(|run| client.load(run, ENDLESS)).collect();
    wait_without_reading("the last run", || probes[59].started.load(Ordering::SeqCst));
    client.wait_for_state(60, RunState::Paused);
    client.wait_until("the last history", |client| {
        client.history(60).table.len() == 1
    });
    let mut histories = Vec::new();
    for event in &client.events {
        if let EngineEvent::History { run, .. } = event {
            histories.push(run.0);
        }
    }
    assert_eq!(histories, (1..=60).collect::<Vec<_>>());
}

#[test]
fn a_slow_reader_does_not_stop_training_and_nothing_piles_up_for_it() {
    let mut client = Client::new();
    let probe = client.load(1, ENDLESS);
    client.engine.send(EngineCommand::Run);
    wait_without_reading("many updates", || probe.updates() > 20_000);
    client.poll();
    let histories = client
        .events
        .iter()
        .filter(|event| matches!(event, EngineEvent::History { .. }))
        .count();
    assert!(histories <= 2, "{histories} parts of the history piled up");
    client.engine.send(EngineCommand::Stop);
    let outcome = client.wait_for_end(1);
    let history = client.history(1);
    let last = history.table.last_epoch().unwrap();
    assert_eq!(
        last,
        outcome.position.epoch - outcome.position.epoch % history.table.stride(),
        "all that was recorded has arrived"
    );
}

#[test]
fn the_last_history_precedes_the_end() {
    let mut client = Client::new();
    client.load(
        1,
        Script {
            max_epochs: 100,
            ..ENDLESS
        },
    );
    client.engine.send(EngineCommand::Run);
    client.wait_for_end(1);
    let end = client
        .events
        .iter()
        .position(|event| matches!(event, EngineEvent::Finished { .. }));
    client.events.truncate(end.unwrap());
    assert_eq!(client.history(1).table.last_epoch(), Some(100));
}

#[test]
fn live_parameters_of_another_run_are_ignored() {
    let mut client = Client::new();
    client.load(2, ENDLESS);
    client.wait_for_state(2, RunState::Paused);
    client.engine.set_live(LiveParams {
        run: RunId(1),
        training: Some(training(9.0, 0.0)),
        pace: Pace::UpdatesPerSec(0.01),
        interest: Interest {
            parameters: true,
            sample: None,
        },
    });
    client.engine.send(EngineCommand::StepUpdate);
    client.wait_until("the step", |client| client.snapshot.position.update == 1);
    assert_eq!(client.snapshot.rates, (0.5, Some(0.0)));
    assert_eq!(client.snapshot.parameters, None);
}

#[test]
fn live_parameters_sent_before_their_run_is_loaded_hold_for_it() {
    let mut client = Client::new();
    client.engine.set_live(LiveParams {
        run: RunId(7),
        training: Some(training(0.125, 0.5)),
        ..LiveParams::default()
    });
    client.load(7, ENDLESS);
    client.wait_until("the rates", |client| client.snapshot.run == RunId(7));
    assert_eq!(client.snapshot.rates, (0.125, Some(0.5)));
}

#[test]
fn parameters_are_copied_only_if_somebody_wants_them() {
    let mut client = Client::new();
    let probe = client.load(1, ENDLESS);
    client.engine.send(EngineCommand::StepUpdate);
    client.wait_until("the step", |client| client.snapshot.position.update == 1);
    client.wait_for_state(1, RunState::Paused);
    assert_eq!(probe.copies.load(Ordering::SeqCst), 0);
    client.engine.set_live(LiveParams {
        run: RunId(1),
        interest: Interest {
            parameters: true,
            sample: Some(4),
        },
        ..LiveParams::default()
    });
    client.wait_until("a new snapshot though it is paused", |client| {
        client.snapshot.parameters == Some(vec![1.0])
    });
    assert_eq!(
        client.snapshot.sample.as_ref().map(|pass| pass.sample),
        Some(4)
    );
}

#[test]
fn the_newest_snapshot_comes_to_a_reader_who_was_away() {
    let mut client = Client::new();
    let probe = client.load(1, ENDLESS);
    client.wait_for_state(1, RunState::Paused);
    client.engine.send(EngineCommand::Run);
    wait_without_reading("many updates", || probe.updates() > 1000);
    // The snapshot that lay there from the beginning is taken; the next one is newer.
    client.wait_until("a newer snapshot", |client| {
        client.snapshot.position.update > 1000
    });
    client.engine.send(EngineCommand::Pause);
    client.wait_for_state(1, RunState::Paused);
    client.wait_until("the last snapshot", |client| {
        client.snapshot.position.update == probe.updates()
    });
}
