//! Warnings about the data, each with its evidence and what helps by one click.

use egui::Button;
use egui::CornerRadius;
use egui::Frame;
use egui::Label;
use egui::Margin;
use egui::RichText;
use egui::Ui;

use super::summary::counted;
use crate::data::MissingPolicy;
use crate::data::Remedy;
use crate::data::Role;
use crate::data::Scaling;
use crate::data::SequenceSpec;
use crate::data::SplitSpec;
use crate::data::Warning;
use crate::train::ClassWeights;
use crate::views::ViewCtx;
use crate::widgets::icon_button::Icon;
use crate::widgets::icon_button::icon_button_ui;
use crate::widgets::scale::whole_number;
use crate::widgets::section::section_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::RowFilter;
use crate::workbench::TableCommand;

/// So many warnings are listed at first, …
const FIRST: usize = 6;

/// … and so many at most; mending some brings up others.
const MOST: usize = 40;

/// Shows the section; nothing where there is nothing to warn of.
pub fn warnings_ui(ui: &mut Ui, ctx: &ViewCtx<'_>, out: &mut Vec<AppCommand>) {
    let insight = &ctx.state.insight;
    let count = insight.warnings().len();
    if count == 0 && insight.hidden() == 0 {
        return;
    }
    section_ui(ui, "Warnings", &whole_number(count as u64), |ui| {
        let id = ui.make_persistent_id("further warnings");
        let further = ui.data(|data| data.get_temp(id)).unwrap_or(false);
        let most = if further { MOST } else { FIRST };
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 5.0;
            for (index, warning) in insight.warnings().take(most) {
                warning_ui(ui, ctx, index, warning, out);
            }
        });
        if further && count > MOST {
            ui.weak(format!("and {} more", whole_number((count - MOST) as u64)));
        }
        if count > FIRST {
            let text = if further {
                "Show fewer".to_owned()
            } else {
                format!("Show {} more", whole_number((count - FIRST) as u64))
            };
            if ui.link(text).clicked() {
                ui.data_mut(|data| data.insert_temp(id, !further));
            }
        }
        let hidden = insight.hidden();
        if hidden > 0 {
            let text = format!(
                "Show {}",
                counted(hidden, "hidden warning", "hidden warnings")
            );
            if ui.link(text).clicked() {
                out.push(AppCommand::ShowHiddenWarnings);
            }
        }
    });
}

fn warning_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    index: usize,
    warning: &Warning,
    out: &mut Vec<AppCommand>,
) {
    let color = Tokens::of(ui).warning;
    let about = warning.column.as_deref().unwrap_or("rows");
    Frame::new()
        .fill(color.gamma_multiply(0.1))
        .corner_radius(CornerRadius::same(4))
        .inner_margin(Margin::symmetric(8, 5))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.label(RichText::new("⚠").color(color));
                // The sign stays with its number.
                let text = warning.text.replace(" %", "\u{a0}%");
                ui.add(Label::new(text).wrap());
            });
            ui.horizontal(|ui| {
                ui.spacing_mut().interact_size.y = 20.0;
                ui.spacing_mut().item_spacing.x = 6.0;
                let balanced =
                    ctx.state.document.experiment.training.class_weights == ClassWeights::Balanced;
                if balanced && warning.remedies.contains(&Remedy::BalanceClasses) {
                    ui.label(RichText::new("Balanced").small().weak())
                        .on_hover_text("By class weights");
                }
                let open = |remedy: &&Remedy| !(balanced && **remedy == Remedy::BalanceClasses);
                for remedy in warning.remedies.iter().filter(open) {
                    let name = remedy.name();
                    if ui
                        .add(Button::new(RichText::new(name).small()))
                        .on_hover_text("Undo takes it back")
                        .accessible_name(format!("{name}: {about}"))
                        .clicked()
                    {
                        out.push(command(ctx, remedy));
                    }
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let name = format!("Hide warning: {about}");
                    if icon_button_ui(ui, Icon::Cross, &name, true).clicked() {
                        out.push(AppCommand::HideWarning(index));
                    }
                });
            });
        });
}

/// What a remedy does.
fn command(ctx: &ViewCtx<'_>, remedy: &Remedy) -> AppCommand {
    let edit = match remedy {
        Remedy::Ignore(column) => DocumentEdit::Role {
            column: column.clone(),
            role: Role::Ignored,
        },
        Remedy::Impute => DocumentEdit::Missing(MissingPolicy::Impute),
        Remedy::StandardiseInputs => DocumentEdit::InputScaling(Scaling::Standardise),
        Remedy::StandardiseTargets => DocumentEdit::TargetScaling(Scaling::Standardise),
        Remedy::Stratify => DocumentEdit::Split(SplitSpec {
            stratify: true,
            ..ctx.state.document.experiment.data.split.clone()
        }),
        Remedy::BalanceClasses => DocumentEdit::ClassWeights(ClassWeights::Balanced),
        Remedy::BreakAtGaps(longest) => {
            let current = ctx.state.document.experiment.data.sequence.clone();
            DocumentEdit::Sequence(Some(SequenceSpec {
                longest_step: Some(*longest),
                ..current.unwrap_or_default()
            }))
        }
        Remedy::ShowLeftOut => {
            return AppCommand::Table(TableCommand::Show(RowFilter::LeftOut));
        }
    };
    AppCommand::Edit(edit)
}
