//! The application as eframe sees it: takes in what other threads did, draws the views, applies their wishes.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use egui::Align2;
use egui::Context;
use egui::Id;
use egui::LayerId;
use egui::Order;
use egui::Rect;
use egui::Stroke;
use egui::StrokeKind;
use egui::TextStyle;
use egui::Ui;
use egui::ViewportCommand;
use egui::pos2;
use egui::text::LayoutJob;
use egui::text::TextWrapping;
use egui::vec2;

use super::dialogs::Dialogs;
use super::keys::pasted_text;
use super::keys::pressed_commands;
use super::waker::waker_of;
use crate::data::labels_name;
use crate::views::Locals;
use crate::views::ViewCtx;
use crate::views::main_window_ui;
use crate::views::theme;
use crate::workbench::AppCommand;
use crate::workbench::MenuCommand;
use crate::workbench::Notice;
use crate::workbench::Settings;
use crate::workbench::State;
use crate::workbench::apply::apply;

/// The application.
#[derive(Debug)]
pub struct Shell {
    /// Everything the window shows.
    pub state: State,
    locals: Locals,
    dialogs: Dialogs,
    /// Wishes of the present frame.
    commands: Vec<AppCommand>,
    /// The window's title as it was last set.
    title: String,
}

impl Shell {
    /// The application with its settings kept in `settings_file`, if there is one.
    ///
    /// # Errors
    /// When the system cannot start the training thread.
    pub fn new(
        ctx: &Context,
        dialogs: Dialogs,
        settings_file: Option<PathBuf>,
    ) -> io::Result<Self> {
        theme::install(ctx);
        // A new start begins at the top of every panel; window places and folded sections stay as they were.
        ctx.data_mut(egui::util::IdTypeMap::remove_by_type::<egui::scroll_area::State>);
        let (settings, notice) = match &settings_file {
            Some(path) => Settings::load(path),
            None => (Settings::default(), None),
        };
        let mut state = State::new(waker_of(ctx), settings)?;
        if let Some(path) = settings_file {
            state.keep_settings_in(path);
        }
        if let Some(notice) = notice {
            state.notify(notice);
        }
        Ok(Self {
            state,
            locals: Locals::default(),
            dialogs,
            commands: Vec::new(),
            title: String::new(),
        })
    }

    /// Opens files given from outside: by the command line or dropped on the window. There is room for one preset;
    /// tables are opened as one, their rows one below the other.
    pub fn open_files(&mut self, files: Vec<PathBuf>) {
        // The working folder may change, and the recent list outlives it.
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let is_preset = |path: &PathBuf| {
            let end = path.extension();
            end.is_some_and(|end| end.eq_ignore_ascii_case("ron"))
        };
        let (presets, tables): (Vec<_>, Vec<_>) =
            files.into_iter().map(absolute).partition(is_preset);
        let surplus: Vec<String> = presets.iter().skip(1).map(|path| name_of(path)).collect();
        if !surplus.is_empty() {
            let text = format!(
                "One preset is opened at a time; passed over: {}",
                surplus.join(", ")
            );
            apply(&mut self.state, AppCommand::Notify(Notice::info(text)));
        }
        if let Some(path) = presets.into_iter().next() {
            apply(&mut self.state, AppCommand::OpenFile(path));
        }
        let tables = without_labels(tables);
        if !tables.is_empty() {
            apply(&mut self.state, AppCommand::OpenTables(tables));
        }
    }

    fn take_input(&mut self, ctx: &Context) {
        let mut dropped = ctx.input(|input| {
            let files = input.raw.dropped_files.iter();
            files.map(|file| file.path().to_owned()).collect::<Vec<_>>()
        });
        // They come in an order of chance.
        dropped.sort();
        if !dropped.is_empty() {
            self.open_files(dropped);
        }
        if let Some(text) = pasted_text(ctx, &self.state) {
            apply(&mut self.state, AppCommand::PasteTable(text));
        }
        for command in pressed_commands(ctx, &self.state) {
            if command.enabled(&self.state) || starts_run(command) {
                apply(&mut self.state, AppCommand::Menu(command));
            }
        }
    }

    fn ask_for_path(&mut self, ctx: &Context, frame: &eframe::Frame) {
        if std::mem::take(&mut self.state.paste_request) {
            ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        }
        if let Some(purpose) = self.state.file_request.take() {
            let command = self.dialogs.ask(purpose, &self.state, frame, waker_of(ctx));
            if let Some(command) = command {
                apply(&mut self.state, command);
                ctx.request_repaint();
            }
        }
    }

    /// Lets the window close only when nothing would be lost by it.
    fn take_close_request(&mut self, ctx: &Context) {
        if ctx.input(|input| input.viewport().close_requested()) && !self.state.quit {
            apply(&mut self.state, AppCommand::Menu(MenuCommand::Quit));
            if !self.state.quit {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            }
        }
    }

    fn set_title(&mut self, ctx: &Context) {
        let document = &self.state.document;
        let mark = if document.is_dirty() { "• " } else { "" };
        let title = format!("{mark}{} — Deltascope", document.name());
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

/// The files without those that hold the labels of others: they are read with their images.
fn without_labels(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let labels_of = |path: &PathBuf| Some(path.with_file_name(labels_name(&name_of(path))?));
    let labels: Vec<PathBuf> = files.iter().filter_map(labels_of).collect();
    files.retain(|path| !labels.contains(path));
    files
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Whether a command says by itself why it cannot be done.
fn starts_run(command: MenuCommand) -> bool {
    matches!(
        command,
        MenuCommand::RunPause
            | MenuCommand::StepUpdate
            | MenuCommand::StepEpoch
            | MenuCommand::Reset
            | MenuCommand::NewDraw
    )
}

impl eframe::App for Shell {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.state.poll();
        for command in self.dialogs.poll(&self.state) {
            apply(&mut self.state, command);
        }
        let now_secs = ctx.input(|input| input.time);
        if let Some(secs) = self.state.tick(now_secs) {
            ctx.request_repaint_after(Duration::from_secs_f64(secs.max(0.0)));
        }
        self.take_close_request(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.take_input(&ctx);
        let view = ViewCtx { state: &self.state };
        main_window_ui(ui, &view, &mut self.locals, &mut self.commands);
        drop_hint_ui(&ctx);
        if !self.commands.is_empty() {
            for command in self.commands.drain(..) {
                apply(&mut self.state, command);
            }
            // What they changed is drawn in the next frame.
            ctx.request_repaint();
        }
        self.ask_for_path(&ctx, frame);
        self.set_title(&ctx);
        if self.state.quit {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// While files hover over the window: what dropping them does.
fn drop_hint_ui(ctx: &Context) {
    let names: Vec<String> = ctx.input(|input| {
        let files = input.raw.hovered_files.iter();
        files
            .map(|file| file.path.as_deref().map(name_of).unwrap_or_default())
            .collect()
    });
    let Some(first) = names.first() else {
        return;
    };
    // Above tooltips too: the pointer rests where the files hover.
    let painter = ctx.layer_painter(LayerId::new(Order::Debug, Id::unique("drop hint")));
    let style = ctx.global_style();
    let screen = ctx.content_rect();
    let visuals = &style.visuals;
    painter.rect_filled(screen, 0.0, visuals.panel_fill.gamma_multiply(0.85));
    let (title, note) = match names.len() {
        1 => (format!("Drop to open {first}"), "A table or an experiment"),
        count => (
            format!("Drop to open {count} files"),
            "Tables with the same columns become one",
        ),
    };
    let size = vec2(440.0, 130.0).min(screen.size());
    let card = Rect::from_center_size(screen.center(), size);
    painter.rect(
        card,
        12.0,
        visuals.window_fill,
        Stroke::new(2.0, visuals.selection.stroke.color),
        StrokeKind::Inside,
    );
    let line_ui = |text: String, style_of: TextStyle, color, y: f32| {
        let mut job = LayoutJob::simple_singleline(text, style_of.resolve(&style), color);
        job.wrap = TextWrapping::truncate_at_width(card.width() - 32.0);
        let text = painter.layout_job(job);
        let place = Align2::CENTER_CENTER.anchor_size(pos2(card.center().x, y), text.size());
        painter.galley(place.min, text, color);
    };
    let strong = visuals.strong_text_color();
    line_ui(title, TextStyle::Heading, strong, card.center().y - 14.0);
    let weak = visuals.weak_text_color();
    line_ui(
        note.to_owned(),
        TextStyle::Body,
        weak,
        card.center().y + 16.0,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_dropped_together_with_their_images() {
        let paths = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        let files = paths(&[
            "a/train-labels-idx1-ubyte",
            "a/train-images-idx3-ubyte",
            "b/t10k-labels-idx1-ubyte",
            "c.csv",
        ]);
        assert_eq!(
            without_labels(files),
            paths(&[
                "a/train-images-idx3-ubyte",
                "b/t10k-labels-idx1-ubyte",
                "c.csv"
            ])
        );
    }
}
