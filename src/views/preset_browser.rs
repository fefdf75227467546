//! The open experiment's title and description, the presets built into the program, and recent files.

use std::sync::Arc;

use egui::Button;
use egui::CornerRadius;
use egui::Frame;
use egui::Galley;
use egui::Label;
use egui::Margin;
use egui::RichText;
use egui::ScrollArea;
use egui::Sense;
use egui::Stroke;
use egui::TextEdit;
use egui::TextStyle;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::text::LayoutJob;

use super::ViewCtx;
use crate::experiment::Experiment;
use crate::experiment::preset;
use crate::widgets::scale::whole_number;
use crate::widgets::section::section_ui;
use crate::widgets::tokens::Surfaces;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;

/// How many lines of a description a card shows.
const DESCRIPTION_ROWS: usize = 3;

/// What the browser keeps between frames.
#[derive(Debug, Default)]
pub struct PresetLocal {
    /// The presets of the program, read once.
    builtin: Option<Vec<BuiltinEntry>>,
}

/// One preset of the program.
#[derive(Clone, Debug)]
pub struct BuiltinEntry {
    /// Its name, as on the command line.
    pub name: &'static str,
    /// Its title.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// The network and the optimiser in short.
    pub facts: String,
}

impl PresetLocal {
    /// The presets of the program.
    pub fn builtin(&mut self) -> &[BuiltinEntry] {
        self.builtin.get_or_insert_with(read_builtin)
    }
}

/// Shows the tab.
pub fn preset_browser_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut PresetLocal,
    out: &mut Vec<AppCommand>,
) {
    ScrollArea::vertical()
        .id_salt("presets")
        .auto_shrink(false)
        .show(ui, |ui| {
            open_experiment_ui(ui, ctx, out);
            section_ui(ui, "Built-in presets", "", |ui| {
                for entry in local.builtin() {
                    if entry_ui(ui, entry) {
                        out.push(AppCommand::OpenBuiltin(entry.name.to_owned()));
                    }
                }
            });
            recent_ui(ui, ctx, out);
        });
}

/// Title and description of the open experiment.
fn open_experiment_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let document = &ctx.state.document;
    let summary = if document.is_dirty() { "not saved" } else { "" };
    section_ui(ui, "This experiment", summary, |ui| {
        let mut title = document.experiment.title.clone();
        let label = ui.label("Title");
        let edit = TextEdit::singleline(&mut title).desired_width(f32::INFINITY);
        if ui.add(edit).labelled_by(label.id).changed() {
            out.push(AppCommand::Edit(DocumentEdit::Title(title)));
        }
        let mut description = document.experiment.description.clone();
        let label = ui.label("Description");
        let edit = TextEdit::multiline(&mut description)
            .desired_rows(3)
            .desired_width(f32::INFINITY);
        if ui.add(edit).labelled_by(label.id).changed() {
            out.push(AppCommand::Edit(DocumentEdit::Description(description)));
        }
        if let Some(path) = &document.path {
            let text = RichText::new(path.display().to_string()).small().weak();
            ui.add(Label::new(text).truncate());
        }
    });
}

/// One preset as a card that is a button as a whole; returns whether it was clicked.
fn entry_ui(ui: &mut Ui, entry: &BuiltinEntry) -> bool {
    let surfaces = Surfaces::of(ui);
    let builder = UiBuilder::new()
        .id_salt(("preset", entry.name))
        .sense(Sense::click());
    let mut whole = true;
    let response = ui
        .scope_builder(builder, |ui| {
            let response = ui.response();
            let lit = response.hovered() || response.has_focus();
            let (fill, stroke) = if lit {
                (surfaces.control, surfaces.weak)
            } else {
                (surfaces.raised, surfaces.line)
            };
            Frame::new()
                .fill(fill)
                .stroke(Stroke::new(1.0, stroke))
                .corner_radius(CornerRadius::same(6))
                .inner_margin(Margin::symmetric(10, 8))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = 2.0;
                    let line = |ui: &mut Ui, text: RichText| {
                        ui.add(Label::new(text).selectable(false).wrap());
                    };
                    line(ui, RichText::new(&entry.title).color(surfaces.strong));
                    if !entry.description.is_empty() {
                        let galley = description_galley(ui, &entry.description);
                        whole = !galley.elided;
                        ui.add(Label::new(galley).selectable(false));
                    }
                    line(ui, RichText::new(&entry.facts).small().weak());
                });
        })
        .response;
    let name = format!("Open preset {}", entry.title);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, enabled, &name));
    let clicked = response.clicked();
    if !whole {
        response.on_hover_text(&entry.description);
    }
    clicked
}

/// The first lines of a description.
fn description_galley(ui: &Ui, text: &str) -> Arc<Galley> {
    let font = TextStyle::Small.resolve(ui.style());
    let width = ui.available_width();
    let mut job = LayoutJob::simple(text.to_owned(), font, ui.visuals().text_color(), width);
    job.wrap.max_rows = DESCRIPTION_ROWS;
    ui.painter().layout_job(job)
}

/// The files that were open lately.
fn recent_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let recent = &ctx.state.settings.recent;
    section_ui(ui, "Recent files", "", |ui| {
        if recent.is_empty() {
            ui.weak("None yet");
        }
        for path in recent {
            let name = ctx.state.settings.recent_name(path);
            let button = Button::new(name).truncate().frame_when_inactive(false);
            if ui
                .add(button)
                .on_hover_text(path.display().to_string())
                .clicked()
            {
                out.push(AppCommand::open_recent(&ctx.state.settings, path));
            }
        }
    });
}

fn read_builtin() -> Vec<BuiltinEntry> {
    preset::BUILTIN
        .iter()
        .map(|&(name, text)| match preset::parse(text) {
            Ok(experiment) => BuiltinEntry {
                name,
                facts: facts(&experiment),
                title: experiment.title,
                description: experiment.description,
            },
            Err(error) => BuiltinEntry {
                name,
                title: name.to_owned(),
                description: error.message,
                facts: String::new(),
            },
        })
        .collect()
}

/// The hidden layers and the learning rule, such as `8 hidden units · Adam`.
fn facts(experiment: &Experiment) -> String {
    let network = &experiment.network;
    let sizes: Vec<String> = network
        .hidden
        .iter()
        .map(|layer| layer.units.to_string())
        .collect();
    let hidden = if sizes.is_empty() {
        "no hidden layer".to_owned()
    } else {
        format!("hidden {}", sizes.join(", "))
    };
    format!(
        "{hidden} · {} · {} epochs",
        experiment.training.optimizer.name(),
        whole_number(experiment.training.stop.max_epochs)
    )
}
