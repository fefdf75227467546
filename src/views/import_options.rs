//! How the text of a table is read, in the import dialog: what was found, why, and another choice.

use std::path::Path;

use egui::ComboBox;
use egui::DragValue;
use egui::Id;
use egui::Label;
use egui::PopupCloseBehavior;
use egui::RichText;
use egui::TextEdit;
use egui::Ui;

use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::data::Encoding;
use crate::data::Evidence;
use crate::data::OptionScope;
use crate::data::Quote;
use crate::data::Thousands;
use crate::widgets::tokens::Surfaces;
use crate::workbench::AppCommand;
use crate::workbench::state::ImportDialog;

/// The characters that are offered between cells.
const DELIMITERS: [(char, &str); 5] = [
    (',', "Comma"),
    (';', "Semicolon"),
    ('\t', "Tab"),
    ('|', "Vertical bar"),
    (' ', "Space"),
];

/// The most lines that can be passed over.
const MAX_SKIP: usize = 100_000;

/// How many options stand side by side.
const PARTS: usize = 5;

/// One option.
type Part<'a> = fn(&mut Look<'a>, &mut Ui);

/// What is set, what was found, and why.
struct Look<'a> {
    options: CsvOptions,
    found: CsvOptions,
    evidence: Evidence,
    /// The name of the encoding that was found.
    encoding: Option<&'static str>,
    sheets: &'a [String],
}

/// Shows the options; a change is a wish.
pub fn options_ui(ui: &mut Ui, dialog: &ImportDialog, out: &mut Vec<AppCommand>) {
    let (found, evidence) = dialog.preview.as_ref().map_or_else(
        |_| Default::default(),
        |preview| (preview.options.clone(), preview.evidence.clone()),
    );
    let mut look = Look {
        options: dialog.options.clone(),
        found,
        evidence,
        encoding: found_encoding(dialog),
        sheets: &dialog.sheets,
    };
    let workbook: [Part<'_>; 8] = [
        Look::sheet_ui,
        Look::header_ui,
        Look::decimal_ui,
        Look::thousands_ui,
        Look::comment_ui,
        Look::skip_ui,
        Look::missing_ui,
        Look::reset_ui,
    ];
    let text: [Part<'_>; 10] = [
        Look::encoding_ui,
        Look::delimiter_ui,
        Look::header_ui,
        Look::decimal_ui,
        Look::thousands_ui,
        Look::quote_ui,
        Look::comment_ui,
        Look::skip_ui,
        Look::missing_ui,
        Look::reset_ui,
    ];
    let parts = match dialog.scope {
        _ if !look.sheets.is_empty() => &workbook[..],
        // What was pasted is a text already.
        OptionScope::Text if dialog.path == Path::new(DataSource::TEXT_NAME) => &text[1..],
        OptionScope::Text => &text[..],
        OptionScope::Encoding => &text[..1],
        OptionScope::Nothing => &[],
    };
    for line in parts.chunks(PARTS) {
        ui.columns(PARTS, |columns| {
            for (part, ui) in line.iter().zip(columns) {
                part(&mut look, ui);
            }
        });
    }
    if look.options != dialog.options {
        out.push(AppCommand::ImportOptions(look.options));
    }
}

/// The encoding by which the file was read. A beginning of ASCII is UTF-8 unless the rest was found to be another.
fn found_encoding(dialog: &ImportDialog) -> Option<&'static str> {
    let preview = dialog.preview.as_ref().ok()?;
    let encoding = preview.options.encoding.unwrap_or_else(|| {
        let format = dialog.table().map_or("", |table| &table.format);
        let told = |encoding: &Encoding| format.contains(encoding.name());
        Encoding::ALL
            .into_iter()
            .find(told)
            .unwrap_or(Encoding::Utf8)
    });
    Some(encoding.name())
}

impl Look<'_> {
    /// The sheet of a workbook.
    fn sheet_ui(&mut self, ui: &mut Ui) {
        let name = |number: u32| self.sheets.get((number as usize).checked_sub(1)?);
        let found = self.found.sheet.and_then(name).map(String::as_str);
        let mut choices = vec![(None, automatic(found))];
        for (number, sheet) in (1..).zip(self.sheets) {
            choices.push((Some(number), sheet.clone()));
        }
        choice_ui(ui, "Sheet", "", &mut self.options.sheet, &choices);
    }

    fn encoding_ui(&mut self, ui: &mut Ui) {
        let mut choices = vec![(None, automatic(self.encoding))];
        for encoding in Encoding::ALL {
            choices.push((Some(encoding), encoding.name().to_owned()));
        }
        let why = &self.evidence.encoding;
        choice_ui(ui, "Encoding", why, &mut self.options.encoding, &choices);
    }

    /// The character between cells: one of a list, or any that is typed.
    fn delimiter_ui(&mut self, ui: &mut Ui) {
        let found = self.found.delimiter.map(delimiter_name);
        let mut choices = vec![(None, automatic(found.as_deref()))];
        for (delimiter, name) in DELIMITERS {
            choices.push((Some(delimiter), name.to_owned()));
        }
        let current = &mut self.options.delimiter;
        let other = current.filter(|c| DELIMITERS.iter().all(|(known, _)| known != c));
        choices.extend(other.map(|other| (Some(other), delimiter_name(other))));
        let why = &self.evidence.delimiter;
        choice_with_ui(ui, "Delimiter", why, current, &choices, |ui, current| {
            ui.horizontal(|ui| {
                let id = ui.label("Other").id;
                let mut text = other.map(String::from).unwrap_or_default();
                let edit = TextEdit::singleline(&mut text).desired_width(28.0);
                if ui.add(edit).labelled_by(id).changed() {
                    *current = text.chars().next_back();
                }
            });
        });
    }

    fn header_ui(&mut self, ui: &mut Ui) {
        let words = |value| if value { "First row" } else { "None" };
        let choices = [
            (None, automatic(self.found.header.map(words))),
            (Some(true), words(true).to_owned()),
            (Some(false), words(false).to_owned()),
        ];
        let why = &self.evidence.header;
        choice_ui(ui, "Column names", why, &mut self.options.header, &choices);
    }

    fn decimal_ui(&mut self, ui: &mut Ui) {
        let words = |value| if value { "Comma" } else { "Point" };
        let choices = [
            (None, automatic(self.found.decimal_comma.map(words))),
            (Some(true), words(true).to_owned()),
            (Some(false), words(false).to_owned()),
        ];
        let why = &self.evidence.decimal;
        let current = &mut self.options.decimal_comma;
        choice_ui(ui, "Decimal mark", why, current, &choices);
    }

    fn thousands_ui(&mut self, ui: &mut Ui) {
        let mut choices = vec![(None, automatic(self.found.thousands.map(Thousands::name)))];
        for thousands in Thousands::ALL {
            choices.push((Some(thousands), thousands.name().to_owned()));
        }
        let why = &self.evidence.thousands;
        choice_ui(ui, "Thousands", why, &mut self.options.thousands, &choices);
    }

    fn quote_ui(&mut self, ui: &mut Ui) {
        let mut choices = vec![(None, automatic(self.found.quote.map(Quote::name)))];
        for quote in Quote::ALL {
            choices.push((Some(quote), quote.name().to_owned()));
        }
        let why = &self.evidence.quote;
        choice_ui(
            ui,
            "Quotation marks",
            why,
            &mut self.options.quote,
            &choices,
        );
    }

    fn comment_ui(&mut self, ui: &mut Ui) {
        let set = self.options.comment.as_ref();
        let shown = set.or(self.found.comment.as_ref()).cloned();
        let why = &self.evidence.comment;
        let label = ("Comments begin with", set.is_none());
        if let Some(text) = typed_ui(ui, label, why, &shown.unwrap_or_default(), "No comments") {
            self.options.comment = Some(text.trim().to_owned());
        }
    }

    fn skip_ui(&mut self, ui: &mut Ui) {
        let set = self.options.skip;
        let mut lines = set.or(self.found.skip).unwrap_or(0);
        let id = label_ui(ui, "Lines passed over", set.is_none());
        let size = [ui.available_width(), ui.spacing().interact_size.y];
        let drag = DragValue::new(&mut lines).range(0..=MAX_SKIP).speed(0.1);
        let response = ui.add_sized(size, drag).labelled_by(id);
        if response.changed() {
            self.options.skip = Some(lines);
        }
        hint_ui(response, &self.evidence.skip);
    }

    fn missing_ui(&mut self, ui: &mut Ui) {
        let set = self.options.missing.as_ref();
        let shown = set.or(self.found.missing.as_ref()).cloned();
        let shown = shown.unwrap_or_default().join(", ");
        let why = &self.evidence.missing;
        let label = ("Missing values", set.is_none());
        if let Some(text) = typed_ui(ui, label, why, &shown, "Only empty cells") {
            let marks = text.split(',').map(str::trim);
            let marks = marks.filter(|mark| !mark.is_empty()).map(str::to_owned);
            self.options.missing = Some(marks.collect());
        }
    }

    /// Takes all choices back but that of the sheet.
    fn reset_ui(&mut self, ui: &mut Ui) {
        let all = CsvOptions {
            sheet: self.options.sheet,
            ..CsvOptions::default()
        };
        if self.options != all {
            label_ui(ui, " ", true);
            let button = egui::Button::new("Find all by looking");
            if ui
                .add(button.min_size(egui::vec2(ui.available_width(), 0.0)))
                .clicked()
            {
                self.options = all;
            }
        }
    }
}

/// A label, with a mark where what is shown was found.
fn label_ui(ui: &mut Ui, label: &str, found: bool) -> Id {
    ui.spacing_mut().item_spacing.y = 3.0;
    let color = if found {
        Surfaces::of(ui).weak
    } else {
        Surfaces::of(ui).strong
    };
    let text = RichText::new(label).small().color(color);
    ui.add(Label::new(text).truncate()).id
}

fn hint_ui(response: egui::Response, why: &str) {
    if !why.is_empty() {
        response.on_hover_text(why);
    }
}

/// A labelled list of choices as wide as its column.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    why: &str,
    current: &mut Option<T>,
    choices: &[(Option<T>, String)],
) {
    choice_with_ui(ui, label, why, current, choices, |_, _| {});
}

/// As [`choice_ui`], with more below the choices.
fn choice_with_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    label: &str,
    why: &str,
    current: &mut Option<T>,
    choices: &[(Option<T>, String)],
    more: impl FnOnce(&mut Ui, &mut Option<T>),
) {
    let id = label_ui(ui, label, current.is_none());
    let present = choices.iter().find(|(value, _)| value == current);
    let response = ComboBox::from_id_salt(label)
        .selected_text(present.map_or("", |(_, name)| name))
        .width(ui.available_width())
        .truncate()
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show_ui(ui, |ui| {
            for (value, name) in choices {
                if ui.selectable_label(value == current, name).clicked() {
                    *current = *value;
                    ui.close();
                }
            }
            more(ui, current);
        })
        .response
        .labelled_by(id);
    hint_ui(response, why);
}

/// A labelled text; while it is typed, what was typed stays as it is. Returns the new text.
fn typed_ui(
    ui: &mut Ui,
    (label, found): (&str, bool),
    why: &str,
    shown: &str,
    empty: &str,
) -> Option<String> {
    let label_id = label_ui(ui, label, found);
    let id = Id::unique(("import option", label));
    let typed = ui
        .memory(|memory| memory.has_focus(id))
        .then(|| ui.data(|data| data.get_temp::<String>(id)))
        .flatten();
    let mut text = typed.unwrap_or_else(|| shown.to_owned());
    let edit = TextEdit::singleline(&mut text)
        .id(id)
        .hint_text(empty)
        .desired_width(ui.available_width());
    let response = ui.add(edit).labelled_by(label_id);
    if response.gained_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
    }
    let changed = response.changed();
    hint_ui(response, why);
    changed.then(|| {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
        text
    })
}

fn automatic(found: Option<&str>) -> String {
    found.map_or_else(
        || "Automatic".to_owned(),
        |found| format!("{found} (found)"),
    )
}

fn delimiter_name(delimiter: char) -> String {
    DELIMITERS
        .iter()
        .find(|&&(known, _)| known == delimiter)
        .map_or_else(|| format!("`{delimiter}`"), |&(_, name)| name.to_owned())
}
