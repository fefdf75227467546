//! The settings of the selected layer.

use egui::Align;
use egui::Layout;
use egui::RichText;
use egui::Ui;

use super::connections::connections_ui;
use super::diagram::Diagram;
use super::layer_card::toggled_traces;
use super::text::count_of;
use crate::experiment::Field;
use crate::nn::Activation;
use crate::nn::Initialiser;
use crate::nn::NetworkSpec;
use crate::nn::Start;
use crate::views::ViewCtx;
use crate::views::setting::hint;
use crate::views::setting::label;
use crate::views::setting::note;
use crate::views::training_panel::choice_hint;
use crate::views::training_panel::problems_ui;
use crate::widgets::choice::choice_ui;
use crate::widgets::field::field_ui;
use crate::widgets::formula::formula_ui;
use crate::widgets::function_plot::function_plot_ui;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button_ui;
use crate::widgets::real_input::integer_input_ui;
use crate::widgets::real_input::noted_real_input_ui;
use crate::widgets::real_input::text_input_ui;
use crate::widgets::section::section_ui;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::network_edit::UNITS;
use crate::workbench::network_edit::name_problem;

/// The height of the plot of an activation, in points.
const PLOT_HEIGHT: f32 = 92.0;

/// Draws the settings of a layer.
pub fn inspector_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    diagram: &Diagram<'_>,
    layer: usize,
    out: &mut Vec<AppCommand>,
) {
    let spec = &ctx.state.document.experiment.network;
    title_ui(ui, diagram, layer, out);
    let mut edits = Vec::new();
    if diagram.layers[layer].hidden {
        hidden_ui(ui, spec, diagram, layer, &mut edits);
    } else {
        let count = count_of(diagram.layers[layer].units, "unit");
        ui.weak(format!("{count}, as many as the data need."));
    }
    if let Some((activation, bias, initialiser)) = settings(spec, layer) {
        edits.extend(activation_ui(ui, layer, activation, |ui| {
            problems_ui(ui, ctx, &[Field::Layer(layer)]);
        }));
        edits.extend(bias_ui(ui, layer, bias));
        section_ui(ui, "Starting weights", "", |ui| {
            edits.extend(initialiser_ui(ui, layer, initialiser));
            start_ui(ui, ctx, spec, diagram.layers[layer].name);
        });
    } else {
        problems_ui(ui, ctx, &[Field::Layer(layer)]);
    }
    section_ui(ui, "Connections", "", |ui| {
        problems_ui(ui, ctx, &[Field::Connections]);
        connections_ui(ui, spec, diagram, layer, &mut edits);
    });
    ui.add_space(6.0);
    if diagram.run.is_some() && layer > 0 {
        trace_ui(ui, diagram, layer, out);
    }
    if layer < diagram.output() && ui.button("Add a layer after this one").clicked() {
        edits.push(DocumentEdit::AddLayer { at: layer + 1 });
        out.push(AppCommand::SelectLayer(Some(layer + 1)));
    }
    out.extend(edits.into_iter().map(AppCommand::Edit));
}

fn title_ui(ui: &mut Ui, diagram: &Diagram<'_>, layer: usize, out: &mut Vec<AppCommand>) {
    ui.horizontal(|ui| {
        let heading = RichText::new(diagram.layers[layer].name).heading();
        let height = ui.spacing().interact_size.y;
        let width = ui.available_width() - height - 8.0;
        let middle = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(egui::vec2(width, height), middle, |ui| {
            ui.set_min_width(width);
            ui.add(egui::Label::new(heading).truncate());
        });
        if icon_button_ui(ui, Icon::Cross, "Deselect layer", true).clicked() {
            out.push(AppCommand::SelectLayer(None));
        }
    });
}

/// Activation, bias and initialiser of a layer that has them.
fn settings(spec: &NetworkSpec, layer: usize) -> Option<(Activation, bool, Initialiser)> {
    let hidden = layer.checked_sub(1)?;
    Some(if let Some(layer) = spec.hidden.get(hidden) {
        (layer.activation, layer.bias, layer.initialiser)
    } else {
        let output = &spec.output;
        (output.activation, output.bias, output.initialiser)
    })
}

/// Name and number of units.
fn hidden_ui(
    ui: &mut Ui,
    spec: &NetworkSpec,
    diagram: &Diagram<'_>,
    layer: usize,
    edits: &mut Vec<DocumentEdit>,
) {
    let shown = diagram.layers[layer];
    let name = text_input_ui(ui, "Name", "", shown.name, |text| {
        name_problem(spec, layer, text).map_or_else(|| Ok(text.trim().to_owned()), Err)
    });
    edits.extend(name.map(|name| DocumentEdit::LayerName { layer, name }));
    let hint = format!("From {} to {}.", UNITS.start(), UNITS.end());
    let range = *UNITS.start() as u64..=*UNITS.end() as u64;
    let units = integer_input_ui(ui, "Units", &hint, shown.units as u64, range);
    edits.extend(units.map(|units| DocumentEdit::Units {
        layer,
        units: units as usize,
    }));
}

/// The activation, and below it what is wrong with the layer.
fn activation_ui(
    ui: &mut Ui,
    layer: usize,
    current: Activation,
    problems: impl FnOnce(&mut Ui),
) -> Option<DocumentEdit> {
    let same =
        |other: Activation| std::mem::discriminant(&other) == std::mem::discriminant(&current);
    let options = Activation::ALL.into_iter().map(|option| {
        let option = if same(option) { current } else { option };
        let hint = choice_hint(option.purpose(), option.formula(), option.source());
        (option, option.name(), hint)
    });
    let mut chosen = choice_ui(ui, "Activation", current, options);
    problems(ui);
    formula_ui(ui, current.formula());
    for (index, parameter) in current.parameters().into_iter().enumerate() {
        let label = label(&parameter);
        let hint = hint(&parameter, current.formula());
        let (note, value) = (note(&parameter), parameter.value);
        let value = noted_real_input_ui(ui, &label, &hint, &note, value, parameter.range);
        chosen = chosen.or(value.map(|value| current.with_parameter(index, value)));
    }
    if current.is_elementwise() {
        let name = format!("Plot of {} and its derivative", current.name());
        function_plot_ui(
            ui,
            &name,
            PLOT_HEIGHT,
            current.kinks(),
            |z| current.value(z),
            |z| current.derivative(z, current.value(z)),
        );
    }
    chosen.map(|activation| DocumentEdit::Activation { layer, activation })
}

fn bias_ui(ui: &mut Ui, layer: usize, mut bias: bool) -> Option<DocumentEdit> {
    let changed = field_ui(
        ui,
        "Bias",
        "A trainable offset for each unit.",
        |ui, label| ui.checkbox(&mut bias, "").labelled_by(label).changed(),
    );
    changed.then_some(DocumentEdit::Bias { layer, bias })
}

fn initialiser_ui(ui: &mut Ui, layer: usize, current: Initialiser) -> Option<DocumentEdit> {
    let same =
        |other: Initialiser| std::mem::discriminant(&other) == std::mem::discriminant(&current);
    let options = Initialiser::ALL.into_iter().map(|option| {
        let option = if same(option) { current } else { option };
        (option, option.name(), option.formula())
    });
    let mut chosen = choice_ui(ui, "Initialiser", current, options);
    formula_ui(ui, current.formula());
    for (index, parameter) in current.parameters().into_iter().enumerate() {
        let label = label(&parameter);
        let hint = hint(&parameter, current.formula());
        let (note, value) = (note(&parameter), parameter.value);
        let value = noted_real_input_ui(ui, &label, &hint, &note, value, parameter.range);
        chosen = chosen.or(value.map(|value| current.with_parameter(index, value)));
    }
    chosen.map(|initialiser| DocumentEdit::Initialiser { layer, initialiser })
}

/// Says where the document gives the starting values itself.
fn start_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, spec: &NetworkSpec, name: &str) {
    if let Start::Exact(starts) = &spec.start
        && starts.iter().any(|start| start.layer == name)
    {
        ui.weak(
            "The experiment gives this layer's values itself. Choose an initialiser to draw them.",
        );
    }
    problems_ui(ui, ctx, &[Field::Start]);
}

fn trace_ui(ui: &mut Ui, diagram: &Diagram<'_>, layer: usize, out: &mut Vec<AppCommand>) {
    let traces = toggled_traces(diagram, layer);
    let text = if traces.is_empty() {
        "Stop tracing this layer"
    } else {
        "Trace this layer"
    };
    let button = ui.button(text);
    if button.clicked() {
        out.push(AppCommand::SetTraces(traces));
    }
    button.on_hover_text(
        "Draws its weights and biases over the epochs; of a large layer the first 64.",
    );
}
