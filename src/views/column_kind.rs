//! The type of a column, and the menu that changes it: in the import dialog and in the list of columns.

use egui::Align;
use egui::Label;
use egui::Layout;
use egui::Popup;
use egui::PopupCloseBehavior;
use egui::Response;
use egui::RichText;
use egui::ScrollArea;
use egui::TextEdit;
use egui::Ui;

use crate::data::Column;
use crate::data::ColumnKind;
use crate::data::DateOrder;
use crate::data::DateTime;
use crate::data::Notation;
use crate::data::Origin;
use crate::data::Table;
use crate::data::TimeUnit;
use crate::data::Values;
use crate::widgets::chip::chip_ui;
use crate::widgets::tokens::Surfaces;
use crate::widgets::tokens::Tokens;
use crate::workbench::kind_look::KindLooks;
use crate::workbench::state::ImportColumn;

/// The width of the menu where there is more to choose than the type.
const MENU_WIDTH: f32 = 230.0;

/// An order is shown for at most this many classes.
const MAX_CLASSES: usize = 100;

/// A short word for the type of a column.
pub fn kind_word(column: &Column, kind: &ColumnKind) -> &'static str {
    match (kind, &column.values) {
        (ColumnKind::AsRead, Values::Numeric(_)) | (ColumnKind::Number(_), _) => "123 Number",
        (ColumnKind::AsRead, Values::Category { .. }) | (ColumnKind::Classes, _) => "abc Category",
        (ColumnKind::Ordered(_), _) => "a<b Ordered",
        (ColumnKind::YesNo, _) => "y/n Yes or no",
        (ColumnKind::DateTime(_), _) => "d.m Date",
        (ColumnKind::Id, _) => "#id Identifier",
    }
}

/// The three letters at the beginning of the word.
pub fn kind_mark(column: &Column, kind: &ColumnKind) -> &'static str {
    let word = kind_word(column, kind);
    word.split_once(' ').map_or(word, |(mark, _)| mark)
}

/// The most rows of which a menu itself finds out what cannot be read.
const ROWS_AT_ONCE: usize = 1000;

/// What a menu of types says of texts that cannot be read.
pub fn unreadable(
    looks: &KindLooks,
    (table, index): (&Table, usize),
    kind: &ColumnKind,
) -> Option<String> {
    let known = looks.of(index, kind);
    match known {
        Some(look) => look.sentence.clone(),
        None if table.rows() <= ROWS_AT_ONCE => {
            table.unreadable_sentence(&table.columns[index], kind)
        }
        None => None,
    }
}

/// The type, as a chip that opens a menu. Returns another type.
pub fn kind_chip_ui(
    ui: &mut Ui,
    looks: &KindLooks,
    (table, index): (&Table, usize),
    chosen: &ImportColumn,
) -> Option<ColumnKind> {
    let column = &table.columns[index];
    let proposal = &chosen.proposal;
    let kind = &proposal.spec.kind;
    let color = if proposal.ambiguous {
        Tokens::of(ui).warning
    } else {
        Surfaces::of(ui).text
    };
    let name = format!("Import type of {}", column.name);
    let response = chip_ui(ui, &name, kind_word(column, kind), color, 104.0);
    let response = response.on_hover_ui(|ui| {
        ui.label(if chosen.kind_chosen {
            "Chosen; click to change"
        } else {
            "Found; click to change"
        });
        if !chosen.kind_chosen {
            ui.label(RichText::new(&proposal.why).small());
        }
        if let ColumnKind::DateTime(date) = kind {
            ui.label(RichText::new(format!("Becomes {}", date.meaning())).small());
        }
    });
    kind_menu_ui(&response, column, (kind, &proposal.guess), |kind| {
        unreadable(looks, (table, index), kind)
    })
}

/// The menu of the types that a column can have, with the present one and what was found of it; `unreadable` says what
/// cannot be read. Returns another type.
pub fn kind_menu_ui(
    response: &Response,
    column: &Column,
    kinds: (&ColumnKind, &ColumnKind),
    unreadable: impl FnOnce(&ColumnKind) -> Option<String>,
) -> Option<ColumnKind> {
    Popup::menu(response)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| kind_choices_ui(ui, column, kinds, unreadable))?
        .inner
}

/// The entries of that menu.
pub fn kind_choices_ui(
    ui: &mut Ui,
    column: &Column,
    (kind, guess): (&ColumnKind, &ColumnKind),
    unreadable: impl FnOnce(&ColumnKind) -> Option<String>,
) -> Option<ColumnKind> {
    let mut new = None;
    if has_more(kind) {
        ui.set_min_width(MENU_WIDTH);
    }
    for other in kinds(column, kind, guess) {
        let word = kind_word(column, &other);
        let same = word == kind_word(column, kind);
        if ui.selectable_label(same, word).clicked() && !same {
            // What has more to choose stays open.
            if !has_more(&other) {
                ui.close();
            }
            new = Some(other);
        }
    }
    let more = match kind {
        ColumnKind::Ordered(order) if has_texts(column) => order_ui(ui, column, order),
        ColumnKind::DateTime(date) => date_ui(ui, *date).map(ColumnKind::DateTime),
        ColumnKind::Number(notation) if has_texts(column) => {
            notation_ui(ui, *notation).map(ColumnKind::Number)
        }
        ColumnKind::Number(_)
        | ColumnKind::Ordered(_)
        | ColumnKind::AsRead
        | ColumnKind::Classes
        | ColumnKind::YesNo
        | ColumnKind::Id => None,
    };
    new = new.take().or(more);
    if has_texts(column)
        && let Some(sentence) = unreadable(kind)
    {
        let color = Tokens::of(ui).warning;
        // The menu would spread its words over the line.
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            ui.add(Label::new(RichText::new(sentence).small().color(color)).wrap());
        });
    }
    new
}

fn has_more(kind: &ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Ordered(_) | ColumnKind::DateTime(_) | ColumnKind::Number(_)
    )
}

fn has_texts(column: &Column) -> bool {
    matches!(column.values, Values::Category { .. })
}

/// How the numbers are written.
fn notation_ui(ui: &mut Ui, notation: Notation) -> Option<Notation> {
    let mut new = None;
    ui.separator();
    ui.label(RichText::new("Written as").small().weak());
    ui.horizontal_wrapped(|ui| {
        for other in Notation::ALL {
            let chosen = other == notation;
            if ui.selectable_label(chosen, other.example()).clicked() && !chosen {
                new = Some(other);
            }
        }
    });
    new
}

/// The types that a column can have; what was guessed of it is proposed for dates and orders.
fn kinds(column: &Column, kind: &ColumnKind, guess: &ColumnKind) -> Vec<ColumnKind> {
    let mut kinds = vec![ColumnKind::AsRead];
    match &column.values {
        Values::Numeric(_) => kinds.push(ColumnKind::Classes),
        Values::Category { classes, .. } => {
            let notation = if let ColumnKind::Number(notation) = kind {
                *notation
            } else {
                Notation::guess(column)
            };
            kinds.push(ColumnKind::Number(notation));
            if let Some(order) = [kind, guess]
                .into_iter()
                .find(|kind| matches!(kind, ColumnKind::Ordered(_)))
            {
                kinds.push(order.clone());
            } else if classes.len() <= MAX_CLASSES {
                kinds.push(ColumnKind::Ordered(classes.clone()));
            }
            if classes.len() == 2 {
                kinds.push(ColumnKind::YesNo);
            }
        }
    }
    let date = [kind, guess]
        .into_iter()
        .find(|kind| matches!(kind, ColumnKind::DateTime(_)));
    kinds.push(date.cloned().unwrap_or(ColumnKind::DateTime(DateTime {
        order: DateOrder::YearFirst,
        origin: Origin::EPOCH,
        unit: TimeUnit::Days,
    })));
    kinds.push(ColumnKind::Id);
    kinds
}

/// The classes from low to high, to be moved.
fn order_ui(ui: &mut Ui, column: &Column, order: &[String]) -> Option<ColumnKind> {
    let classes = column.classes_as(&ColumnKind::Ordered(order.to_vec()))?;
    let mut moved = None;
    ui.separator();
    ui.label(RichText::new("From low to high").small().weak());
    ScrollArea::vertical().max_height(200.0).show(ui, |ui| {
        for (place, class) in classes.iter().enumerate() {
            ui.horizontal(|ui| {
                let last = place + 1 == classes.len();
                let mut step = |ui: &mut Ui, text: &str, enabled: bool, to: usize| {
                    let button = egui::Button::new(RichText::new(text).small());
                    let name = format!("Move {class} {}", text.to_lowercase());
                    let response = ui.add_enabled(enabled, button).accessible_name(name);
                    if response.clicked() {
                        moved = Some((place, to));
                    }
                };
                step(ui, "Up", place > 0, place.wrapping_sub(1));
                step(ui, "Down", !last, place + 1);
                ui.add(Label::new(class).truncate());
            });
        }
    });
    let (from, to) = moved?;
    let mut classes = classes.clone();
    classes.swap(from, to);
    Some(ColumnKind::Ordered(classes))
}

/// Order, origin and unit of dates.
fn date_ui(ui: &mut Ui, date: DateTime) -> Option<DateTime> {
    let mut new = date;
    ui.separator();
    ui.label(RichText::new("Order of the parts").small().weak());
    for order in DateOrder::ALL {
        let text = format!("{}: {}", order.name(), order.pattern());
        if ui.selectable_label(date.order == order, text).clicked() {
            new.order = order;
        }
    }
    ui.separator();
    ui.label(RichText::new("Counted in").small().weak());
    ui.horizontal_wrapped(|ui| {
        for unit in TimeUnit::ALL {
            if ui
                .selectable_label(date.unit == unit, unit.name())
                .clicked()
            {
                new.unit = unit;
            }
        }
    });
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new("since").small().weak()).id;
        let id = ui.auto_id_with("origin");
        let focused = ui.memory(|memory| memory.has_focus(id));
        let kept = ui
            .data(|data| data.get_temp::<String>(id))
            .filter(|_| focused);
        let mut text = kept.unwrap_or_else(|| String::from(date.origin));
        let edit = TextEdit::singleline(&mut text).id(id).desired_width(150.0);
        let response = ui.add(edit).labelled_by(label);
        if response.changed() {
            if let Ok(origin) = Origin::try_from(text.clone()) {
                new.origin = origin;
            }
            ui.data_mut(|data| data.insert_temp(id, text.clone()));
        } else if response.gained_focus() {
            ui.data_mut(|data| data.remove::<String>(id));
        }
        if Origin::try_from(text).is_err() {
            let color = Tokens::of(ui).error;
            ui.label(RichText::new("2000-01-01").small().color(color))
                .on_hover_text("Write a date such as 2000-01-01");
        }
    });
    (new != date).then_some(new)
}
