//! Opening the window.

use std::io;
use std::io::Write as _;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::process::ExitCode;

use eframe::NativeOptions;
use eframe::icon_data;
use egui::ViewportBuilder;

use super::dialogs::Dialogs;
use super::shell::Shell;

/// The name by which the desktop and the settings folder know the program.
const APP_ID: &str = "deltascope";

/// Opens the window with these presets and tables, and returns when it is closed.
pub fn run(files: Vec<PathBuf>) -> ExitCode {
    // A missing system library comes as an error or as a panic, depending on which one it is.
    let outcome = catch_unwind(AssertUnwindSafe(|| open_window(files)));
    let message = match outcome {
        Ok(Ok(())) => return ExitCode::SUCCESS,
        Ok(Err(_)) if !has_display() => {
            "cannot open a window: neither DISPLAY nor WAYLAND_DISPLAY is set".to_owned()
        }
        Ok(Err(error)) => format!("cannot open a window: {error}"),
        Err(_) => "the window broke off".to_owned(),
    };
    let hint = "A window needs a display and the libraries that scripts/system-packages.sh installs; \
                without one, see `deltascope train --help`";
    // There is nowhere else left to say it.
    writeln!(io::stderr(), "deltascope: {message}. {hint}").ok();
    ExitCode::FAILURE
}

/// Whether there is a display to open a window on; other systems than Unix always have one.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(unix)) || cfg!(target_os = "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn open_window(files: Vec<PathBuf>) -> eframe::Result {
    let settings_file = eframe::storage_dir(APP_ID).map(|folder| folder.join("settings.ron"));
    eframe::run_native(
        "Deltascope",
        options(),
        Box::new(move |creation| {
            let mut shell = Shell::new(&creation.egui_ctx, Dialogs::native(), settings_file)?;
            shell.open_files(files);
            Ok(Box::new(shell))
        }),
    )
}

fn options() -> NativeOptions {
    let mut viewport = ViewportBuilder::default()
        .with_app_id(APP_ID)
        .with_title("Deltascope")
        .with_inner_size([1240.0, 760.0])
        .with_min_inner_size([800.0, 560.0]);
    match icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")) {
        Ok(icon) => viewport = viewport.with_icon(icon),
        Err(error) => log::warn!("the window has no icon: {error}"),
    }
    NativeOptions {
        viewport,
        ..NativeOptions::default()
    }
}
