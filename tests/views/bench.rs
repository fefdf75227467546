//! A bench for views: a harness without a window, the fonts of the program, and the wishes that a view returned.

use std::task::Waker;

use deltascope::experiment::Experiment;
use deltascope::views::theme;
use deltascope::workbench::AppCommand;
use deltascope::workbench::Settings;
use deltascope::workbench::State;
use egui_kittest::Harness;

/// What a view under test is drawn from, and what it wished for since [`Bench::take`].
#[derive(Debug)]
pub struct Bench {
    /// The state that the view reads; a test may change it between frames.
    pub state: State,
    /// The wishes, in order.
    pub commands: Vec<AppCommand>,
}

impl Bench {
    /// A bench with this experiment, or the default one.
    pub fn new(experiment: Option<Experiment>) -> Self {
        let waker = Waker::noop().clone();
        let state = match experiment {
            Some(experiment) => State::for_experiment(waker, experiment),
            None => State::new(waker, Settings::default()),
        };
        Self {
            state: state.unwrap(),
            commands: Vec::new(),
        }
    }

    /// The wishes since the last time.
    pub fn take(&mut self) -> Vec<AppCommand> {
        std::mem::take(&mut self.commands)
    }

    /// A harness of this size in points that draws `view`; its labels are found in `harness` and its wishes in
    /// `harness.state_mut().take()`.
    pub fn harness<'a>(
        self,
        size: egui::Vec2,
        mut view: impl FnMut(&mut egui::Ui, &State, &mut Vec<AppCommand>) + 'a,
    ) -> Harness<'a, Self> {
        let mut installed = false;
        Harness::builder()
            .with_size(size)
            .with_step_dt(1.0 / 60.0)
            .build_ui_state(
                move |ui, bench: &mut Self| {
                    if !installed {
                        theme::install(ui.ctx());
                        // Popups are there at once: tests need not wait for them to fade in.
                        ui.ctx().all_styles_mut(|style| style.animation_time = 0.0);
                        installed = true;
                    }
                    let Self { state, commands } = bench;
                    view(ui, state, commands);
                },
                self,
            )
    }
}
