//! What the optimiser does, over epochs: learning rate, norms of gradient and step, and the quantities that it changes on its own.

use egui::Align;
use egui::Layout;
use egui::Ui;
use egui::Vec2;

use super::ViewCtx;
use super::error_plot::events;
use super::plot_parts::CurveSet;
use super::plot_parts::Series;
use super::plot_parts::cache_key;
use super::plot_parts::chart_or_reason_ui;
use super::plot_parts::empty_ui;
use super::plot_parts::fit_ui;
use super::plot_parts::left_out_ui;
use super::plot_parts::nothing_to_plot;
use super::plot_parts::series_color;
use crate::train::History;
use crate::train::history::Curve;
use crate::widgets::chart::Chart;
use crate::widgets::chart::ChartState;
use crate::widgets::hint::hint_beside_ui;
use crate::widgets::scale::Scale;
use crate::widgets::segments::segments_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;

/// The inner quantities whose axis is linear at first.
const LINEAR: [&str; 4] = [
    "Conjugation β",
    "Effective parameters γ",
    "Reduction ratio ρ",
    "Step length α",
];

/// What is said about a quantity that nothing better is known of.
const UNKNOWN: &str = "Changed by the optimiser on its own";

/// The width of the chooser: the longest name of a quantity has room in it.
const CHOICE_WIDTH: f32 = 184.0;
/// The height of the row above the plot, in points.
const HEIGHT: f32 = 28.0;
/// The room that a word about values left out needs beside the chooser and the choice of the axis.
const LEFT_OUT_WIDTH: f32 = 500.0;

/// What the optimiser plot remembers between frames.
#[derive(Clone, Debug, Default)]
pub struct OptimizerPlotLocal {
    chart: ChartState,
    curves: CurveSet,
    chosen: Option<Curve>,
    /// The axes that the user has chosen, by quantity.
    scales: Vec<(Curve, Scale)>,
}

/// Draws the optimiser plot. It has no wishes; the list is there so that all plots are called alike.
pub fn optimizer_plot_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    local: &mut OptimizerPlotLocal,
    _commands: &mut Vec<AppCommand>,
) {
    let history = &ctx.state.session.history;
    let recorded = recorded(history);
    let chosen = local.chosen.filter(|curve| recorded.contains(curve));
    let first = || Some(Curve::GradientNorm).filter(|curve| recorded.contains(curve));
    let Some(chosen) = chosen.or_else(first).filter(|_| !history.table.is_empty()) else {
        let (heading, text) = nothing_to_plot(ctx);
        empty_ui(ui, heading, &text);
        return;
    };
    let series = series_of(history, chosen, &Tokens::of(ui));
    let scale = local.scale_of(chosen);
    let place = series.first().map_or(0, |series| series.id as u64);
    local
        .curves
        .sync(cache_key(ctx, &history.table) ^ place, scale, &series);
    local.choice_ui(ui, &recorded, chosen);
    let (curves, highlight) = local.curves.shown(&series);
    let chart = Chart {
        name: "Optimiser over epochs",
        y_title: title(chosen),
        scale,
        run: ctx.state.session.run.0,
        epochs: history.table.epochs(),
        curves,
        highlight,
        levels: Vec::new(),
        marks: Vec::new(),
        events: events(history),
        include: None,
    };
    chart_or_reason_ui(ui, ctx, chart, &mut local.chart);
}

impl OptimizerPlotLocal {
    /// The axis of a quantity: as the user has chosen it, or as suits most runs.
    fn scale_of(&self, curve: Curve) -> Scale {
        let chosen = self.scales.iter().find(|(other, _)| *other == curve);
        chosen.map_or_else(|| usual_scale(curve), |&(_, scale)| scale)
    }

    /// The choice of the quantity and of the axis.
    fn choice_ui(&mut self, ui: &mut Ui, recorded: &[Curve], chosen: Curve) {
        let roomy = ui.available_width() >= LEFT_OUT_WIDTH;
        let row = Vec2::new(ui.available_width(), HEIGHT);
        ui.allocate_ui_with_layout(row, Layout::left_to_right(Align::Center), |ui| {
            // As high as the choice of the axis.
            let usual = std::mem::replace(&mut ui.spacing_mut().interact_size.y, HEIGHT);
            self.quantity_ui(ui, recorded, chosen);
            ui.spacing_mut().interact_size.y = usual;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                fit_ui(ui, &mut self.chart);
                let choices = [(Scale::Log, "Log"), (Scale::Linear, "Linear")];
                if let Some(scale) = segments_ui(ui, self.scale_of(chosen), &choices, false) {
                    self.scales.retain(|(other, _)| *other != chosen);
                    self.scales.push((chosen, scale));
                    self.chart.follow(ui);
                }
                if roomy {
                    left_out_ui(ui, &self.curves);
                }
            });
        });
        if !roomy {
            left_out_ui(ui, &self.curves);
        }
    }

    fn quantity_ui(&mut self, ui: &mut Ui, recorded: &[Curve], chosen: Curve) {
        let combo = egui::ComboBox::from_id_salt("optimiser quantity")
            .selected_text(title(chosen))
            .width(CHOICE_WIDTH)
            .truncate()
            .show_ui(ui, |ui| {
                for &curve in recorded {
                    let row = ui.selectable_label(curve == chosen, title(curve));
                    hint_beside_ui(&row, meaning(curve));
                    if row.clicked() && curve != chosen {
                        self.chosen = Some(curve);
                        self.chart.follow(ui);
                    }
                }
            });
        ui.accesskit_node_builder(combo.response.id, |node| node.set_label("Quantity"));
        hint_beside_ui(&combo.response, meaning(chosen));
    }
}

/// The curves of what the optimiser does.
fn recorded(history: &History) -> Vec<Curve> {
    let curves = history.curves.iter().copied();
    curves.filter(|&curve| is_of_optimiser(curve)).collect()
}

fn is_of_optimiser(curve: Curve) -> bool {
    matches!(
        curve,
        Curve::LearningRate | Curve::GradientNorm | Curve::StepNorm | Curve::Inner(_)
    )
}

fn series_of<'a>(history: &'a History, chosen: Curve, tokens: &Tokens) -> Vec<Series<'a>> {
    let curves = history.curves.iter().enumerate();
    curves
        .filter(|(_, curve)| **curve == chosen)
        .map(|(id, _)| Series {
            id,
            name: title(chosen).to_owned(),
            text: None,
            color: series_color(tokens, 0),
            values: history.table.series(id),
        })
        .collect()
}

/// Logarithmic for what spans decades in most runs, such as norms, step lengths and damping; linear for what has a range of
/// its own or may be 0 or less.
fn usual_scale(curve: Curve) -> Scale {
    match curve {
        Curve::GradientNorm | Curve::StepNorm => Scale::Log,
        // Searched lengths `a` span decades, those of K-FAC, `α`, do not.
        Curve::Inner(name) if !LINEAR.contains(&name) => Scale::Log,
        Curve::Inner(_)
        | Curve::LearningRate
        | Curve::Loss(_)
        | Curve::Metric(..)
        | Curve::Penalty
        | Curve::Total => Scale::Linear,
    }
}

fn title(curve: Curve) -> &'static str {
    match curve {
        Curve::LearningRate => "Learning rate η",
        Curve::GradientNorm => "Gradient norm",
        Curve::StepNorm => "Step norm",
        Curve::Inner(name) => name,
        Curve::Loss(_) | Curve::Metric(..) | Curve::Penalty | Curve::Total => "",
    }
}

fn meaning(curve: Curve) -> &'static str {
    match curve {
        Curve::LearningRate => "The rate of the epoch's last update, as the schedule makes it",
        Curve::GradientNorm => {
            "Length of the gradient in the epoch's last update, over its batch and after clipping; optimisers that search a line tell it at the end of the update. Penalties are part of it"
        }
        Curve::StepNorm => "Length of the change of all parameters in the epoch's last update",
        Curve::Inner(name) => inner_meaning(name),
        Curve::Loss(_) | Curve::Metric(..) | Curve::Penalty | Curve::Total => "",
    }
}

/// What a quantity is that the optimiser changes on its own.
fn inner_meaning(name: &str) -> &'static str {
    match name {
        "Damping λ" | "Damping μ" => {
            "Added to the curvature: large makes short steps; it falls while steps lower the loss as foretold"
        }
        "Reduction ratio ρ" => {
            "Real fall of the loss by the foretold one: 1 where the model is right, and up to 2 for K-FAC while its damping outweighs the curvature"
        }
        "Step length a" | "Step length α" => "How far the step went along its direction",
        "Conjugation β" => "Share of the last direction in the new one; 0 is a new start",
        "Mean rate" => {
            "Mean over all parameters of the learning rate divided by the root of their mean squared gradient"
        }
        "Mean rate η" => "Mean of the parameters' own learning rates",
        "Smallest rate η" => "Smallest of the parameters' own learning rates",
        "Largest rate η" => "Largest of the parameters' own learning rates",
        "Adapted rate η" => "The learning rate as the steps so far have made it",
        "Mean step Δ" => "Mean of the parameters' own steps",
        "Smallest step Δ" => "Smallest of the parameters' own steps",
        "Largest step Δ" => "Largest of the parameters' own steps",
        "Largest step" => "Largest change of a parameter in the last step",
        "Penalty weight α" => "How much the squared parameters count, as the data suggest",
        "Error weight β" => "How much the squared errors count, as the data suggest",
        "Effective parameters γ" => "How many parameters the data determine",
        _ => UNKNOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Activation;
    use crate::nn::Initialiser;
    use crate::nn::Network;
    use crate::nn::NetworkSpec;
    use crate::nn::OptimizerSpec;
    use crate::nn::OutputSpec;

    #[test]
    fn every_inner_quantity_has_a_meaning() {
        let output = OutputSpec {
            activation: Activation::Identity,
            bias: true,
            initialiser: Initialiser::He,
        };
        let network = Network::build(&NetworkSpec::chain(Vec::new(), output), 1, 1).unwrap();
        let bayesian = OptimizerSpec::ALL[16].with_parameter(4, 1.0);
        for spec in OptimizerSpec::ALL.into_iter().chain([bayesian]) {
            let optimizer = spec.build::<f64>(&network);
            for (name, _) in optimizer.quantities().iter() {
                assert_ne!(inner_meaning(name), UNKNOWN, "{}: {name}", spec.name());
            }
        }
    }
}
