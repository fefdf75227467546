//! How rows are shared out to training, validation and test: three sliders that always sum to 100 %.

use egui::Checkbox;
use egui::Color32;
use egui::Label;
use egui::RichText;
use egui::Slider;
use egui::Ui;
use egui::vec2;

use super::panel::field_problems_ui;
use super::split_method::split_method_ui;
use crate::data::HeldOut;
use crate::data::Part;
use crate::data::SplitBy;
use crate::data::SplitSpec;
use crate::data::Table;
use crate::experiment::Field;
use crate::train::trainer::Seeds;
use crate::views::ViewCtx;
use crate::widgets::real_input::integer_input_ui;
use crate::widgets::scale::brief_number;
use crate::widgets::scale::whole_number;
use crate::widgets::section::section_ui;
use crate::widgets::share_bar::share_bar_ui;
use crate::widgets::tokens::Tokens;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::state::Check;

/// Shows the section. `class_target` = a target is a class.
pub fn split_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    table: &Table,
    class_target: bool,
    out: &mut Vec<AppCommand>,
) {
    let experiment = &ctx.state.document.experiment;
    let split = &experiment.data.split;
    let percents = percents_of(split);
    let summary = match &split.by {
        SplitBy::Column { column, .. } => format!("by {column}"),
        SplitBy::Folds { folds, fold, .. } => format!("fold {fold} of {folds}"),
        SplitBy::Random | SplitBy::InOrder | SplitBy::Groups { .. } => {
            percents.map(|percent| percent.to_string()).join(" / ")
        }
    };
    section_ui(ui, "Split", &summary, |ui| {
        if let Some(changed) = split_method_ui(ui, table, split, experiment.data.sequence.is_some())
        {
            out.push(AppCommand::Edit(DocumentEdit::Split(changed)));
        }
        let colors = PARTS.map(|part| part_look(ui, part).1);
        let rows = part_rows(ctx);
        let shares = match rows {
            Some(rows) => rows.map(|rows| rows as f64),
            None => [split.train, split.validation, split.test],
        };
        share_bar_ui(ui, &[0, 1, 2].map(|index| (shares[index], colors[index])));
        for (index, part) in PARTS.into_iter().enumerate() {
            let rows = rows.map(|rows| rows[index]);
            let percent = has_share(&split.by, part).then_some(percents[index]);
            if let Some(percent) = share_ui(ui, part, percent, rows) {
                let changed = move_share(split, index, percent);
                out.push(AppCommand::Edit(DocumentEdit::Split(changed)));
            }
        }
        if matches!(split.by, SplitBy::Random | SplitBy::Folds { .. }) {
            stratify_ui(ui, class_target, split, out);
        }
        let seed = experiment.seeds.split;
        let hint = "Another number shares the rows out in another way";
        if let Some(split) = integer_input_ui(ui, "Split seed", hint, seed, 0..=u64::MAX) {
            let seeds = Seeds {
                split,
                ..experiment.seeds
            };
            out.push(AppCommand::Edit(DocumentEdit::Seeds(seeds)));
        }
        field_problems_ui(ui, ctx, &Field::Split);
    });
}

/// The parts in order.
const PARTS: [Part; 3] = [Part::Train, Part::Validation, Part::Test];

/// The word for a part and its colour.
pub fn part_look(ui: &Ui, part: Part) -> (&'static str, Color32) {
    let tokens = Tokens::of(ui);
    match part {
        Part::Train => ("Train", tokens.train),
        Part::Validation => ("Validation", tokens.validation),
        Part::Test => ("Test", tokens.test),
    }
}

/// Whether a part takes a share of the rows: a column leaves none to share, and a fold is as large as it is.
fn has_share(by: &SplitBy, part: Part) -> bool {
    match by {
        SplitBy::Random | SplitBy::InOrder | SplitBy::Groups { .. } => true,
        SplitBy::Column { .. } => false,
        SplitBy::Folds { held_out, .. } => match held_out {
            HeldOut::Test => part != Part::Test,
            HeldOut::Validation => part != Part::Validation,
        },
    }
}

/// How many rows each part has, where the data is prepared.
fn part_rows(ctx: &ViewCtx<'_>) -> Option<[usize; 3]> {
    match &ctx.state.check {
        Check::Ready(plan) => {
            let dataset = plan.dataset();
            Some([dataset.train, dataset.validation, dataset.test])
        }
        Check::NoTable | Check::Working | Check::Problems(_) => None,
    }
}

/// One part: name, slider of its share if it takes one, number of rows. Returns the new percentage while it is moved.
fn share_ui(ui: &mut Ui, part: Part, percent: Option<u32>, rows: Option<usize>) -> Option<u32> {
    let (word, color) = part_look(ui, part);
    let mut moved = None;
    ui.horizontal(|ui| {
        let (dot, _) = ui.allocate_exact_size(vec2(8.0, 8.0), egui::Sense::hover());
        ui.painter().circle_filled(dot.center(), 4.0, color);
        let label = ui
            .allocate_ui_with_layout(
                vec2(64.0, 24.0),
                egui::Layout::left_to_right(egui::Align::Center),
                |ui| {
                    ui.set_min_width(64.0);
                    ui.label(word)
                },
            )
            .inner;
        let rows_width = 44.0;
        let number_width = 60.0;
        let gaps = 2.0 * ui.spacing().item_spacing.x;
        ui.spacing_mut().slider_width =
            (ui.available_width() - rows_width - number_width - gaps).max(48.0);
        ui.spacing_mut().interact_size = vec2(number_width, 20.0);
        if let Some(mut value) = percent {
            let slider = Slider::new(&mut value, 0..=100).suffix(" %");
            if ui.add(slider).labelled_by(label.id).changed() {
                moved = Some(value);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let exact = rows.map_or_else(|| "–".to_owned(), |rows| whole_number(rows as u64));
            let text = match rows {
                // There is no room for all digits.
                Some(rows) if rows >= 100_000 => brief_number(rows as f64),
                Some(_) | None => exact.clone(),
            };
            ui.add(Label::new(RichText::new(text).weak()).truncate())
                .on_hover_text(format!("Rows in this part: {exact}"));
        });
    });
    moved
}

/// The switch for equal shares of classes.
fn stratify_ui(ui: &mut Ui, class_target: bool, split: &SplitSpec, out: &mut Vec<AppCommand>) {
    let mut stratify = split.stratify;
    let response = ui
        .add_enabled(
            class_target,
            Checkbox::new(&mut stratify, "Keep class shares"),
        )
        .on_hover_text("Each class keeps its share in every part (stratified split)")
        .on_disabled_hover_text("Needs a target column of classes");
    if response.changed() {
        let split = SplitSpec {
            stratify,
            ..split.clone()
        };
        out.push(AppCommand::Edit(DocumentEdit::Split(split)));
    }
}

/// The shares in whole percent that sum to 100.
fn percents_of(split: &SplitSpec) -> [u32; 3] {
    let train = (split.train * 100.0).round().clamp(0.0, 100.0) as u32;
    let validation = (split.validation * 100.0)
        .round()
        .clamp(0.0, f64::from(100 - train)) as u32;
    [train, validation, 100 - train - validation]
}

/// The split after the share of one part (0 train, 1 validation, 2 test) was moved to `percent`: the others give or
/// take in proportion to what they have, so that the sum stays 100 %.
pub fn move_share(split: &SplitSpec, part: usize, percent: u32) -> SplitSpec {
    let old = percents_of(split);
    let percent = percent.min(100);
    let rest = 100 - percent;
    let (first, second) = match part {
        0 => (1, 2),
        1 => (0, 2),
        _ => (0, 1),
    };
    let others = old[first] + old[second];
    let first_share = if others == 0 {
        // Nothing to keep in proportion: the earlier part takes all.
        rest
    } else {
        (f64::from(rest) * f64::from(old[first]) / f64::from(others)).round() as u32
    };
    let mut new = [0; 3];
    new[part] = percent;
    new[first] = first_share;
    new[second] = rest - first_share;
    let [train, validation, test] = new.map(|percent| f64::from(percent) / 100.0);
    SplitSpec {
        train,
        validation,
        test,
        stratify: split.stratify,
        by: split.by.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(train: f64, validation: f64, test: f64) -> SplitSpec {
        SplitSpec {
            train,
            validation,
            test,
            ..SplitSpec::default()
        }
    }

    #[test]
    fn moving_one_share_keeps_the_sum_and_the_proportion_of_the_others() {
        let moved = move_share(&split(0.7, 0.2, 0.1), 0, 40);
        assert_eq!(percents_of(&moved), [40, 40, 20]);
        let moved = move_share(&split(0.7, 0.15, 0.15), 1, 0);
        assert_eq!(percents_of(&moved), [82, 0, 18]);
    }

    #[test]
    fn a_share_that_held_everything_gives_to_the_first_other_part() {
        assert_eq!(
            percents_of(&move_share(&split(1.0, 0.0, 0.0), 0, 80)),
            [80, 20, 0]
        );
        assert_eq!(
            percents_of(&move_share(&split(0.0, 0.0, 1.0), 2, 0)),
            [100, 0, 0]
        );
    }

    #[test]
    fn every_move_sums_to_one() {
        for part in 0..3 {
            for percent in 0..=100 {
                let moved = move_share(&split(1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0), part, percent);
                let sum = moved.train + moved.validation + moved.test;
                assert!((sum - 1.0).abs() < 1e-12, "part {part} at {percent}: {sum}");
                assert_eq!(percents_of(&moved)[part], percent);
            }
        }
    }
}
