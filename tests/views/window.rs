//! The window as a whole: the menus, the tabs, the presets, and that everything finds a place in small windows.

use std::path::PathBuf;

use deltascope::experiment::preset;
use deltascope::views::Locals;
use deltascope::views::ViewCtx;
use deltascope::views::main_window_ui;
use deltascope::workbench::AppCommand;
use deltascope::workbench::DocumentEdit;
use deltascope::workbench::menu::Menu;
use deltascope::workbench::settings::Theme;
use deltascope::workbench::state::Dialog;
use deltascope::workbench::state::LeftTab;
use deltascope::workbench::state::LowerPlot;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;

use crate::bench::Bench;

fn window(size: egui::Vec2, prepare: impl FnOnce(&mut Bench)) -> Harness<'static, Bench> {
    let mut bench = Bench::new(None);
    prepare(&mut bench);
    let mut locals = Locals::default();
    let mut harness = bench.harness(size, move |ui, state, out| {
        main_window_ui(ui, &ViewCtx { state }, &mut locals, out);
    });
    harness.run_steps(4);
    harness.state_mut().take();
    harness
}

const USUAL: egui::Vec2 = egui::vec2(1280.0, 800.0);

fn click(harness: &mut Harness<'_, Bench>, label: &str) -> Vec<AppCommand> {
    harness.get_by_label(label).click();
    harness.run_steps(4);
    harness.state_mut().take()
}

/// Opens a menu; returns the place of its title, which stands above everything else of the same text.
fn open_menu(harness: &mut Harness<'_, Bench>, title: &str) -> egui::Rect {
    let node = harness
        .get_all_by_label(title)
        .min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()))
        .unwrap();
    let rect = node.rect();
    node.click();
    harness.run_steps(4);
    assert!(harness.state_mut().take().is_empty());
    rect
}

#[test]
fn every_command_stands_in_its_menu_and_gives_its_wish() {
    let mut harness = window(USUAL, |_| {});
    for menu in Menu::ALL {
        for command in menu.commands() {
            let title = open_menu(&mut harness, menu.title());
            let state = &harness.state().state;
            let (text, enabled) = (command.text(state), command.enabled(state));
            // The menu hangs below its title; a button of the toolbar may bear the same text.
            let item = harness
                .get_all_by_label_contains(text)
                .filter(|node| {
                    let rect = node.rect();
                    (title.left()..title.left() + 30.0).contains(&rect.left())
                        && rect.top() > title.top() + 10.0
                })
                .find(|node| node.accesskit_node().role() == egui::accesskit::Role::Button)
                .unwrap_or_else(|| panic!("{command:?} is in no menu"));
            assert_eq!(!item.accesskit_node().is_disabled(), enabled, "{command:?}");
            if !enabled {
                harness.key_press(egui::Key::Escape);
                harness.run_steps(4);
                continue;
            }
            item.click();
            harness.run_steps(4);
            let commands = harness.state_mut().take();
            assert!(
                matches!(commands[..], [AppCommand::Menu(given)] if given == command),
                "{command:?}: got {commands:?}"
            );
        }
    }
}

#[test]
fn the_view_menu_sets_theme_and_axis() {
    let mut harness = window(USUAL, |bench| bench.state.view.log_error = true);
    click(&mut harness, "View");
    let commands = click(&mut harness, "Dark");
    assert!(
        matches!(commands[..], [AppCommand::SetTheme(Theme::Dark)]),
        "got {commands:?}"
    );
    if harness.query_by_label("Logarithmic error axis").is_none() {
        click(&mut harness, "View");
    }
    let commands = click(&mut harness, "Logarithmic error axis");
    assert!(
        matches!(commands[..], [AppCommand::SetLogError(false)]),
        "got {commands:?}"
    );
}

#[test]
fn the_side_panel_can_be_hidden_and_shown() {
    let mut harness = window(USUAL, |_| {});
    assert!(harness.query_by_label("Section Source").is_some());
    click(&mut harness, "View");
    click(&mut harness, "Side panel");
    harness.run_steps(20);
    assert!(harness.query_by_label("Section Source").is_none());
}

#[test]
fn dragging_the_edge_of_the_side_panel_leaves_a_least_width() {
    let mut harness = window(USUAL, |_| {});
    let left_of_plot = |harness: &Harness<'_, Bench>| harness.get_by_label("Error").rect().left();
    let edge = left_of_plot(&harness) - 10.0;
    let at = |x: f32| egui::pos2(x, 400.0);
    harness.hover_at(at(edge));
    harness.run_steps(2);
    harness.drag_at(at(edge));
    for x in [300.0, 200.0, 60.0, 5.0] {
        harness.hover_at(at(x));
        harness.run_steps(2);
    }
    harness.drop_at(at(5.0));
    harness.run_steps(20);
    harness.get_by_label("Section Source");
    let least = left_of_plot(&harness) - 10.0;
    assert!((270.0..edge).contains(&least), "from {edge} to {least}");
}

#[test]
fn recent_files_are_in_the_menu() {
    let path = PathBuf::from("/data/wine.csv");
    let mut harness = window(USUAL, |bench| {
        bench.state.settings.recent = vec![path.clone()];
    });
    click(&mut harness, "File");
    harness.get_by_label_contains("Recent files").hover();
    harness.run_steps(10);
    if harness.query_by_label("wine.csv").is_none() {
        harness.get_by_label_contains("Recent files").click();
        harness.run_steps(4);
    }
    let commands = click(&mut harness, "wine.csv");
    assert!(
        matches!(&commands[..], [AppCommand::OpenFile(opened)] if *opened == path),
        "got {commands:?}"
    );
}

#[test]
fn tabs_are_chosen_by_name() {
    let mut harness = window(USUAL, |_| {});
    for (label, tab) in [
        ("Training", LeftTab::Training),
        ("Presets", LeftTab::Presets),
    ] {
        let commands = click(&mut harness, label);
        assert!(
            matches!(commands[..], [AppCommand::SetLeftTab(chosen)] if chosen == tab),
            "got {commands:?}"
        );
    }
    for (label, plot) in [
        ("Prediction", LowerPlot::Prediction),
        ("Metrics", LowerPlot::Metrics),
        ("Optimiser", LowerPlot::Optimizer),
    ] {
        let commands = click(&mut harness, label);
        assert!(
            matches!(commands[..], [AppCommand::SetLowerPlot(chosen)] if chosen == plot),
            "got {commands:?}"
        );
    }
}

#[test]
fn every_built_in_preset_opens_by_a_click() {
    for &(name, text) in preset::BUILTIN {
        let mut harness = window(egui::vec2(1280.0, 2400.0), |bench| {
            bench.state.view.left_tab = LeftTab::Presets;
        });
        let title = preset::parse(text).unwrap().title;
        let commands = click(&mut harness, &format!("Open preset {title}"));
        assert!(
            matches!(&commands[..], [AppCommand::OpenBuiltin(opened)] if opened == name),
            "{name}: got {commands:?}"
        );
    }
}

#[test]
fn the_title_is_edited_in_the_presets_tab() {
    let mut harness = window(USUAL, |bench| {
        bench.state.view.left_tab = LeftTab::Presets;
    });
    let field = harness.get_by_role_and_label(egui::accesskit::Role::TextInput, "Title");
    field.focus();
    harness.run_steps(2);
    harness
        .get_by_role_and_label(egui::accesskit::Role::TextInput, "Title")
        .type_text("!");
    harness.run_steps(2);
    let commands = harness.state_mut().take();
    assert!(
        matches!(&commands[..], [AppCommand::Edit(DocumentEdit::Title(title))] if title.contains('!')),
        "got {commands:?}"
    );
}

#[test]
fn edits_that_await_a_new_run_are_announced() {
    let text = "The experiment has changed since this run began. Changes apply to a new run.";
    let harness = window(USUAL, |_| {});
    assert!(harness.query_by_label(text).is_none());
    let tab = harness.get_by_label("Presets").rect();
    let harness = window(USUAL, |bench| {
        let document = &mut bench.state.document;
        document.running = Some(document.experiment.clone());
        document.experiment.training.stop.max_epochs += 1;
    });
    harness.get_by_label(text);
    harness.get_by_label("Start new run");
    assert_eq!(harness.get_by_label("Presets").rect(), tab, "nothing moves");
}

#[test]
fn everything_stays_inside_small_and_large_windows() {
    for size in [egui::vec2(1000.0, 640.0), USUAL, egui::vec2(1920.0, 1080.0)] {
        for tab in [LeftTab::Data, LeftTab::Training, LeftTab::Presets] {
            let harness = window(size, |bench| bench.state.view.left_tab = tab);
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, size);
            for label in ["File", "Help", "Data", "Presets", "Metrics", "Run"] {
                for node in harness.query_all_by_label(label) {
                    assert!(
                        screen.contains_rect(node.rect()),
                        "{label} at {:?} in {size:?}",
                        node.rect()
                    );
                }
            }
        }
    }
}

#[test]
fn the_training_panel_follows_the_keyboard() {
    let mut harness = window(USUAL, |bench| bench.state.view.left_tab = LeftTab::Training);
    let is_hidden = |harness: &Harness<'_, Bench>| {
        let seeds = harness.get_by_label("Section Random seeds").rect();
        seeds.bottom() > USUAL.y
    };
    assert!(
        is_hidden(&harness),
        "the last section lies below the window"
    );
    harness.get_by_label("Section Random seeds").focus();
    harness.run_steps(60);
    assert!(!is_hidden(&harness), "it has been scrolled to");
}

#[test]
fn a_hint_of_the_panel_does_not_stay_above_a_dialog() {
    let mut harness = window(USUAL, |_| {});
    harness.get_by_label("Open table…").hover();
    harness.run_steps(90);
    let hint = "Take data from a text file";
    assert!(harness.query_by_label_contains(hint).is_some());
    harness.state_mut().state.dialog = Some(Dialog::About);
    harness.run_steps(2);
    assert!(harness.query_by_label_contains(hint).is_none());
    // The dialog itself knows the pointer again as soon as it moves.
    harness.get_by_label("Close").click();
    harness.run_steps(4);
    assert!(!harness.state_mut().take().is_empty());
}
