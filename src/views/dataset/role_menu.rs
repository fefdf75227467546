//! What a column is used for, as the entries of a menu: its role, and its part in the order of the rows.

use egui::RichText;
use egui::Ui;

use crate::data::Role;
use crate::data::SequenceSpec;
use crate::views::ViewCtx;
use crate::workbench::AppCommand;
use crate::workbench::DocumentEdit;
use crate::workbench::SequenceUse;

/// The roles, with what they are for.
const ROLES: [(Role, &str, &str); 4] = [
    (Role::Input, "Input", "What the network is given"),
    (Role::Target, "Target", "What the network is to give"),
    (Role::Weight, "Weight", "How much a row counts in the loss"),
    (Role::Ignored, "Ignored", "Not seen by the network"),
];

/// Shows the roles that many columns can have at once; a choice is a wish.
pub fn roles_menu_ui(ui: &mut Ui, columns: impl Fn() -> Vec<String>, out: &mut Vec<AppCommand>) {
    ui.set_min_width(150.0);
    for (role, text, hint) in ROLES {
        // One column at most holds weights.
        if role != Role::Weight && ui.button(text).on_hover_text(hint).clicked() {
            let columns = columns();
            out.push(AppCommand::Edit(DocumentEdit::Roles { columns, role }));
            ui.close();
        }
    }
}

/// Shows the entries for a column with a role; a choice is a wish and closes the menu.
pub fn use_menu_ui(
    ui: &mut Ui,
    ctx: &ViewCtx<'_>,
    (column, present): (&str, Role),
    out: &mut Vec<AppCommand>,
) {
    ui.set_min_width(150.0);
    ui.label(RichText::new("Role").small().weak());
    for (role, text, hint) in ROLES {
        let row = ui.selectable_label(present == role, text);
        if row.on_hover_text(hint).clicked() {
            if present != role {
                out.push(AppCommand::Edit(DocumentEdit::Role {
                    column: column.to_owned(),
                    role,
                }));
            }
            ui.close();
        }
    }
    ui.separator();
    ui.label(RichText::new("Sequences").small().weak());
    let sequence = ctx.state.document.experiment.data.sequence.as_ref();
    for (place, text, hint) in [
        (
            SequenceUse::Order,
            "Orders the rows",
            "Rows follow one another by the numbers or dates of this column",
        ),
        (
            SequenceUse::Group,
            "Tells sequences apart",
            "Rows with the same value of this column are one sequence",
        ),
    ] {
        let on = has_use(sequence, column, place);
        if ui.selectable_label(on, text).on_hover_text(hint).clicked() {
            out.push(AppCommand::Edit(DocumentEdit::SequenceColumn {
                column: column.to_owned(),
                place,
                on: !on,
            }));
            ui.close();
        }
    }
}

/// A short word for the part of a column in the order of the rows.
pub fn sequence_word(ctx: &ViewCtx<'_>, column: &str) -> Option<&'static str> {
    let sequence = ctx.state.document.experiment.data.sequence.as_ref();
    let has = |place| has_use(sequence, column, place);
    if has(SequenceUse::Order) {
        Some("order")
    } else if has(SequenceUse::Group) {
        Some("sequence")
    } else {
        None
    }
}

fn has_use(sequence: Option<&SequenceSpec>, column: &str, place: SequenceUse) -> bool {
    let name = sequence.and_then(|sequence| match place {
        SequenceUse::Order => sequence.order.as_deref(),
        SequenceUse::Group => sequence.group.as_deref(),
    });
    name == Some(column)
}
