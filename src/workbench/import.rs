//! From the import dialog to the document: the whole table, and an experiment that suits it.

use std::path::PathBuf;
use std::sync::Arc;

use super::dialog::Dialog;
use super::dialog::ImportColumn;
use super::dialog::Whole;
use super::jobs::Progress;
use super::notice::Notice;
use super::prepared::Prepared;
use super::state::State;
use super::tables;
use crate::data::DataSource;
use crate::data::DataSpec;
use crate::data::Role;
use crate::data::Scaling;
use crate::data::Table;
use crate::experiment::Experiment;
use crate::files::FileError;
use crate::nn::Start;
use crate::train::Update;

/// A table to be read, with what was chosen in the dialog.
#[derive(Debug)]
pub struct Import {
    /// The file.
    pub path: PathBuf,
    /// Where the table comes from.
    pub source: DataSource,
    /// The table, if it was read already.
    table: Option<Arc<Table>>,
    columns: Vec<ImportColumn>,
    split_seed: u64,
}

/// A table that was read, and an experiment proposed for it.
#[derive(Debug)]
pub struct Imported {
    /// The first file.
    path: PathBuf,
    result: Result<(Arc<Table>, Experiment, Prepared), FileError>,
}

impl Import {
    /// Whether the table was read already, so that it is only prepared.
    pub fn is_read(&self) -> bool {
        self.table.is_some()
    }

    /// Reads the table and prepares it; on a job's thread.
    pub fn read(self, progress: &Progress) -> Imported {
        let Self {
            path,
            source,
            table,
            mut columns,
            split_seed,
        } = self;
        let table = match table {
            Some(table) => Ok(table),
            None => tables::read_source(&source, progress).inspect(|table| {
                // What was not chosen is proposed from all rows.
                columns = ImportColumn::propose(DataSpec::proposals(table), &columns);
            }),
        };
        let result = table.map(|table| {
            let specs = columns.into_iter().map(|column| column.proposal.spec);
            let data = DataSpec {
                columns: specs.collect(),
                input_scaling: Scaling::Standardise,
                ..DataSpec::new(source)
            };
            let mut proposal = Experiment::for_columns(&table, data);
            proposal.seeds.split = split_seed;
            let prepared = Prepared::new(&proposal, Arc::clone(&table));
            (table, proposal, prepared)
        });
        Imported { path, result }
    }
}

impl State {
    /// Reads the whole table of the dialog; the document changes when that has worked.
    pub(super) fn accept_import(&mut self) {
        let Some(Dialog::Import(dialog)) = &self.dialog else {
            return;
        };
        let Ok(preview) = &dialog.preview else {
            return;
        };
        // A preview for other options is still to come: what is shown is not what would be read.
        if self.jobs.preview.is_some() {
            return;
        }
        let table = match &dialog.whole {
            Whole::Ready(table) => Some(Arc::clone(table)),
            Whole::Unread | Whole::Reading(_) | Whole::Failed(_) => None,
        };
        let import = Import {
            path: dialog.path.clone(),
            source: self.import_source(&dialog.path, preview.options.clone()),
            table,
            columns: dialog.columns.clone(),
            split_seed: self.document.experiment.seeds.split,
        };
        self.drop_dialog();
        self.jobs.survey = None;
        self.read_for_import(import);
    }

    /// Takes a table that was read into the document, as one undoable change.
    pub(super) fn import_done(&mut self, imported: Imported) {
        let Imported { path, result } = imported;
        match result {
            Ok((table, proposal, prepared)) => {
                let experiment = self.suited(&proposal, &table, &prepared);
                let source = proposal.data.source;
                let files: Vec<PathBuf> = source.paths().cloned().collect();
                self.keep_imported(source, table);
                self.keep_prepared(prepared);
                if let Some((_, more)) = files.split_first() {
                    self.settings.remember_table(&path, more);
                }
                self.change_document(|document| *document = experiment);
            }
            Err(error) => {
                if !error.cancelled {
                    self.notify(Notice::error(error.to_string()));
                }
                self.sync_table();
            }
        }
    }

    /// The document's experiment with the proposal's data: its own network and training where they fit, else with
    /// another output layer and loss, else all as proposed. Where numbers are predicted after classes, or classes after
    /// numbers, output layer and loss are those proposed even if the old ones would run.
    fn suited(&self, proposal: &Experiment, table: &Table, prepared: &Prepared) -> Experiment {
        let document = &self.document;
        let untouched = document.path.is_none() && !document.is_dirty();
        let mut kept = document.experiment.clone();
        kept.data = proposal.data.clone();
        if document.path.is_none() {
            kept.title = title_of(&proposal.data.source);
            kept.description.clear();
        }
        let whole = Experiment {
            network: proposal.network.clone(),
            training: proposal.training.clone(),
            ..kept.clone()
        };
        if untouched {
            return whole;
        }
        let known = self.tables.of(&document.experiment.data.source);
        let before = known.map(|table| has_class_target(&table, &document.experiment.data));
        let same_task = before.is_none_or(|before| before == has_class_target(table, &kept.data));
        let runs =
            |experiment: &Experiment| experiment.check_prepared(prepared.dataset.clone()).is_ok();
        fitted(kept, &whole, same_task, runs)
    }

    /// Makes the document suit another table made by the program, where it does not already.
    pub(super) fn suit_made_table(&mut self, before: Option<bool>) {
        let experiment = &self.document.experiment;
        let Some(table) = self.tables.of(&experiment.data.source) else {
            return;
        };
        let runs = |experiment: &Experiment| experiment.check(&table).is_ok();
        let same_task =
            before.is_none_or(|before| before == has_class_target(&table, &experiment.data));
        if same_task && runs(experiment) {
            return;
        }
        let proposal = Experiment::for_columns(
            &table,
            DataSpec {
                columns: experiment.data.resolved_columns(&table),
                ..experiment.data.clone()
            },
        );
        let mut kept = experiment.clone();
        kept.data.split = proposal.data.split;
        kept.data.target_scaling = proposal.data.target_scaling;
        let whole = Experiment {
            network: proposal.network,
            training: proposal.training,
            ..kept.clone()
        };
        self.document.experiment = fitted(kept, &whole, same_task, runs);
    }
}

/// A title for an experiment on this table: the file's name without its end.
pub(super) fn title_of(source: &DataSource) -> String {
    match source {
        DataSource::File { path, .. } => {
            let stem = path.file_stem().unwrap_or(path.as_os_str());
            stem.to_string_lossy().into_owned()
        }
        DataSource::Text { .. } => DataSource::TEXT_NAME.to_owned(),
        DataSource::Builtin(_)
        | DataSource::Generated(_)
        | DataSource::Painted(_)
        | DataSource::Inline { .. } => "New experiment".to_owned(),
    }
}

/// Whether a target is a class.
pub fn has_class_target(table: &Table, data: &DataSpec) -> bool {
    data.resolved_columns(table).iter().any(|spec| {
        let column = || table.column(&spec.name);
        spec.role == Role::Target && column().is_some_and(|column| column.is_classes_as(&spec.kind))
    })
}

/// `kept` if it runs and the task is still the same, numbers or classes; else with what depends on the table taken from `whole`: output layer, loss, batches, patience; else
/// `whole`.
fn fitted(
    kept: Experiment,
    whole: &Experiment,
    same_task: bool,
    runs: impl Fn(&Experiment) -> bool,
) -> Experiment {
    if same_task && runs(&kept) {
        return kept;
    }
    let mut mixed = kept;
    mixed.network.output = whole.network.output;
    mixed.network.start = Start::Drawn;
    mixed.training.loss = whole.training.loss;
    // A small table has no validation part to be patient with.
    mixed.training.stop.patience = whole.training.stop.patience;
    if let Update::MiniBatch(_) = mixed.training.update {
        mixed.training.update = whole.training.update;
    }
    if runs(&mixed) { mixed } else { whole.clone() }
}
