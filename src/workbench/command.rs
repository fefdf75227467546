//! What a user can wish for.

use std::path::Path;
use std::path::PathBuf;

pub use super::menu::MenuCommand;
use super::settings::Settings;
use super::settings::Theme;
use super::state::Dialog;
use super::state::LeftTab;
use super::state::LowerPlot;
use super::table_view::TableCommand;
use crate::data::ClassCode;
use crate::data::ColumnKind;
use crate::data::CsvOptions;
use crate::data::DataSource;
use crate::data::Derived;
use crate::data::Fill;
use crate::data::MissingPolicy;
use crate::data::Role;
use crate::data::Scaling;
use crate::data::SequenceSpec;
use crate::data::SplitSpec;
use crate::engine::Pace;
use crate::nn::Activation;
use crate::nn::Initialiser;
use crate::nn::Loss;
use crate::nn::OptimizerSpec;
use crate::nn::Schedule;
use crate::train::ClassWeights;
use crate::train::Precision;
use crate::train::RegularizationSpec;
use crate::train::StopSpec;
use crate::train::TrainingCurve;
use crate::train::Update;
use crate::train::trainer::Seeds;

/// A wish of the user; changes nothing by itself.
#[derive(Clone, Debug)]
pub enum AppCommand {
    /// A command without data: menu, toolbar, key.
    Menu(MenuCommand),
    /// A change of the document; undoable.
    Edit(DocumentEdit),
    /// Open a file by its kind: a preset (`.ron`), after asking about unsaved changes, or a table, which goes to the
    /// import dialog.
    OpenFile(PathBuf),
    /// Open a preset from this file, after asking about unsaved changes.
    OpenPreset(PathBuf),
    /// Look at the table in these files, one below the other, in the import dialog.
    OpenTables(Vec<PathBuf>),
    /// Look at a table that was pasted, in the import dialog.
    PasteTable(String),
    /// Open a preset built into the program. Asks about unsaved changes first.
    OpenBuiltin(String),
    /// Save the preset to this file, replacing what is there.
    SaveTo(PathBuf),
    /// Save the preset to the file chosen in the system's dialog, which has asked about replacing it; if `.ron` has to be
    /// added to the name, that file is asked about with [`Dialog::Overwrite`].
    SaveAs(PathBuf),
    /// Write the history of the run to this file, replacing what is there.
    ExportHistoryTo(PathBuf),
    /// Write the history of the run to the file chosen in the system's dialog; as [`AppCommand::SaveAs`], with `.csv`.
    ExportHistoryAs(PathBuf),
    /// Look at a table again with other options, in the import dialog.
    ImportOptions(CsvOptions),
    /// Set a column's role in the import dialog.
    ImportRole {
        /// The column's index.
        column: usize,
        /// Its role.
        role: Role,
    },
    /// Set how a column's values are taken in the import dialog.
    ImportKind {
        /// The column's index.
        column: usize,
        /// How its values are taken.
        kind: ColumnKind,
    },
    /// Take the table of the import dialog into the document.
    ImportAccept,
    /// Stop reading the table.
    CancelLoading,
    /// Answer the question about unsaved changes.
    AnswerUnsaved(UnsavedAnswer),
    /// Show this dialog.
    ShowDialog(Box<Dialog>),
    /// The text of the path dialog changed.
    PathText(String),
    /// Accept the path dialog. A preset that would replace another file is asked about with [`Dialog::Overwrite`].
    AcceptPath,
    /// Close the dialog.
    CloseDialog,
    /// Remove a notice by its index.
    DismissNotice(usize),
    /// Choose the tab of the left panel.
    SetLeftTab(LeftTab),
    /// Choose the lower plot.
    SetLowerPlot(LowerPlot),
    /// Logarithmic error axis or not.
    SetLogError(bool),
    /// Select a layer in the diagram, or none.
    SelectLayer(Option<usize>),
    /// Add a weight to the traced ones or take it off, by its index of `θ`.
    ToggleTrace(usize),
    /// Trace exactly these weights.
    SetTraces(Vec<usize>),
    /// Choose the sample to look at.
    SelectSample(usize),
    /// Choose the sample of a row of the table.
    SelectRow(usize),
    /// A wish of the table's window.
    Table(TableCommand),
    /// Open or close the window in which points are painted.
    ShowPainting(bool),
    /// Hide a warning about the data, by its index.
    HideWarning(usize),
    /// Show the hidden warnings of the table again.
    ShowHiddenWarnings,
    /// Change the learning rate and momentum: of the run at once, and in the document.
    SetRates {
        /// The learning rate.
        learning_rate: f64,
        /// The momentum, where the optimiser has one.
        momentum: Option<f64>,
    },
    /// Change the speed.
    SetPace(Pace),
    /// Choose the theme.
    SetTheme(Theme),
    /// A notice from the outside, such as a failed file dialog.
    Notify(super::notice::Notice),
}

impl AppCommand {
    /// Opens a file of the recent list, with those that follow it in its table.
    pub fn open_recent(settings: &Settings, path: &Path) -> Self {
        match settings.followers_of(path) {
            [] => Self::OpenFile(path.to_owned()),
            more => Self::OpenTables([&[path.to_owned()], more].concat()),
        }
    }
}

/// What a column can be for sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceUse {
    /// It orders the rows.
    Order,
    /// Rows with the same value are one sequence.
    Group,
}

/// The answer to "save your changes?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsavedAnswer {
    /// Save, then go on.
    Save,
    /// Go on without saving.
    Discard,
    /// Stay.
    Cancel,
}

/// A change of the document. Layers are named by their index in `input, hidden…, output`.
#[derive(Clone, Debug, PartialEq)]
pub enum DocumentEdit {
    /// The title.
    Title(String),
    /// The description.
    Description(String),
    /// Another source; roles start anew.
    Source(DataSource),
    /// A column's role.
    Role {
        /// The column's name.
        column: String,
        /// Its role.
        role: Role,
    },
    /// The role of several columns.
    Roles {
        /// Their names.
        columns: Vec<String>,
        /// Their role.
        role: Role,
    },
    /// Whether a column's numbers are taken as classes.
    ColumnKind {
        /// The column's name.
        column: String,
        /// How its values are taken.
        kind: ColumnKind,
    },
    /// A column's own scaling, or that of its role.
    ColumnScaling {
        /// The column's name.
        column: String,
        /// Its scaling.
        scaling: Option<Scaling>,
    },
    /// How an input's classes become numbers.
    ClassCode {
        /// The column's name.
        column: String,
        /// How.
        code: ClassCode,
    },
    /// What stands in for an input's missing cells.
    Fill {
        /// The column's name.
        column: String,
        /// What.
        fill: Option<Fill>,
    },
    /// Whether an input says where it is missing.
    MarkMissing {
        /// The column's name.
        column: String,
        /// Whether.
        mark: bool,
    },
    /// The derived inputs.
    Derived(Vec<Derived>),
    /// How rows form sequences.
    Sequence(Option<SequenceSpec>),
    /// Whether a column orders the rows or tells sequences apart.
    SequenceColumn {
        /// The column's name.
        column: String,
        /// Which of both.
        place: SequenceUse,
        /// Whether it does.
        on: bool,
    },
    /// Missing cells.
    Missing(MissingPolicy),
    /// Takes rows of the table out, or back in.
    Exclude {
        /// The rows of the table, from 0.
        rows: Vec<usize>,
        /// Whether they are taken out.
        excluded: bool,
    },
    /// Scaling of inputs.
    InputScaling(Scaling),
    /// Scaling of targets.
    TargetScaling(Scaling),
    /// The split.
    Split(SplitSpec),
    /// A new hidden layer before the layer of this index, connected into the chain.
    AddLayer {
        /// The index it gets.
        at: usize,
    },
    /// Removes a hidden layer; what fed it feeds what it fed.
    RemoveLayer(usize),
    /// Moves a hidden layer in the chain.
    MoveLayer {
        /// From this index.
        from: usize,
        /// To this index.
        to: usize,
    },
    /// The number of units of a hidden layer.
    Units {
        /// The layer.
        layer: usize,
        /// The number.
        units: usize,
    },
    /// The name of a hidden layer.
    LayerName {
        /// The layer.
        layer: usize,
        /// The name.
        name: String,
    },
    /// The activation of a layer.
    Activation {
        /// The layer.
        layer: usize,
        /// The activation.
        activation: Activation,
    },
    /// Whether a layer has biases.
    Bias {
        /// The layer.
        layer: usize,
        /// Whether.
        bias: bool,
    },
    /// How a layer's weights start.
    Initialiser {
        /// The layer.
        layer: usize,
        /// How.
        initialiser: Initialiser,
    },
    /// Connects two layers.
    Connect {
        /// The layer it leaves.
        from: usize,
        /// The layer it enters.
        to: usize,
    },
    /// Removes the connection between two layers.
    Disconnect {
        /// The layer it leaves.
        from: usize,
        /// The layer it enters.
        to: usize,
    },
    /// The loss.
    Loss(Loss),
    /// What shapes the weights beside the loss.
    Regularization(RegularizationSpec),
    /// How much the classes count.
    ClassWeights(ClassWeights),
    /// The optimiser.
    Optimizer(OptimizerSpec),
    /// The learning-rate schedule.
    Schedule(Schedule),
    /// Online, mini-batch, full batch.
    Update(Update),
    /// Shuffling.
    Shuffle(bool),
    /// What the training loss of an epoch is.
    TrainingCurve(TrainingCurve),
    /// The number type.
    Precision(Precision),
    /// The stops.
    Stop(StopSpec),
    /// The seeds.
    Seeds(Seeds),
    /// Takes out the changes that a run makes by itself.
    NoChanges,
}
