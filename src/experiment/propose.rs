//! Experiments to begin with: a small example for a new document, and a sensible network for a table just opened.

use super::document::Experiment;
use crate::data::Column;
use crate::data::ColumnKind;
use crate::data::ColumnSpec;
use crate::data::DataSource;
use crate::data::DataSpec;
use crate::data::Generator;
use crate::data::MissingPolicy;
use crate::data::Role;
use crate::data::Scaling;
use crate::data::SplitBy;
use crate::data::SplitSpec;
use crate::data::Table;
use crate::data::Taken;
use crate::nn::Activation;
use crate::nn::Initialiser;
use crate::nn::LayerSpec;
use crate::nn::Loss;
use crate::nn::NetworkSpec;
use crate::nn::OptimizerSpec;
use crate::nn::OutputSpec;
use crate::train::StopSpec;
use crate::train::TrainingSpec;
use crate::train::Update;
use crate::train::trainer::Seeds;

/// Tables with fewer rows are used for training as a whole.
const FEWEST_ROWS_TO_SPLIT: usize = 20;
/// The hidden layer of a proposal has a number of units in this range.
const HIDDEN_UNITS: std::ops::RangeInclusive<usize> = 8..=32;
/// The batch size of a proposal, where the table has as many rows.
const BATCH: usize = 32;
/// The patience of a proposal, in epochs: longer than most plateaus.
const PATIENCE: u64 = 100;

impl Experiment {
    /// What a new document holds: two moons, told apart by six hidden units.
    pub fn new_default() -> Self {
        let generator = Generator::Moons {
            points: 200,
            noise: 0.1,
            seed: 1,
        };
        let mut data = DataSpec::new(DataSource::Generated(generator));
        data.input_scaling = Scaling::Standardise;
        let mut training = training(Loss::SoftmaxCrossEntropy, 16, Some(PATIENCE));
        training.optimizer = adam(0.03);
        training.stop.max_epochs = 500;
        Self {
            title: "New experiment".to_owned(),
            description: String::new(),
            data,
            network: network(6, Activation::Softmax),
            training,
            seeds: Seeds::default(),
            changes: Vec::new(),
        }
    }

    /// A network and a training that suit a table: classes by softmax and cross-entropy, numbers by identity outputs and
    /// squared error on standardised values; early stopping where there are rows enough for a validation part.
    ///
    /// ```
    /// use deltascope::data::{BuiltinTable, DataSource};
    /// use deltascope::experiment::Experiment;
    ///
    /// let table = BuiltinTable::Iris.table();
    /// let experiment = Experiment::for_table(&table, DataSource::Builtin(BuiltinTable::Iris));
    /// assert!(experiment.check(&table).is_ok());
    /// ```
    pub fn for_table(table: &Table, source: DataSource) -> Self {
        let mut data = DataSpec::new(source);
        data.columns = data.resolved_columns(table);
        data.input_scaling = Scaling::Standardise;
        Self::for_columns(table, data)
    }

    /// As [`Experiment::for_table`], with the roles of the columns already chosen in `data`.
    pub fn for_columns(table: &Table, mut data: DataSpec) -> Self {
        let targets = Targets::of(table, &data.columns);
        let loss = match targets {
            Targets::OneClass { .. } => Loss::SoftmaxCrossEntropy,
            Targets::SeveralClasses { .. } => Loss::BinaryCrossEntropy,
            Targets::Numbers { .. } => Loss::MeanSquaredError,
        };
        let output = loss.output_activation().unwrap_or(Activation::Identity);
        let classes = !matches!(targets, Targets::Numbers { .. });
        let rows;
        (rows, data.missing) = usable_rows(table, &data.columns);
        let splits = rows >= FEWEST_ROWS_TO_SPLIT;
        data.target_scaling = if classes {
            Scaling::None
        } else {
            Scaling::Standardise
        };
        data.split = SplitSpec {
            stratify: classes,
            by: data.split.by.clone(),
            ..if splits {
                SplitSpec::default()
            } else {
                ALL_FOR_TRAINING
            }
        };
        let values = features(table, &data.columns) + targets.outputs();
        let units = (values * 2 / 3).clamp(*HIDDEN_UNITS.start(), *HIDDEN_UNITS.end());
        // The training part is a little more than half of the rows, however the shares of the classes are rounded.
        let batch = (rows / 2).clamp(1, BATCH);
        Self {
            title: table.name.clone(),
            description: String::new(),
            data,
            network: network(units, output),
            training: training(loss, batch, splits.then_some(PATIENCE)),
            seeds: Seeds::default(),
            changes: Vec::new(),
        }
    }
}

const ALL_FOR_TRAINING: SplitSpec = SplitSpec {
    train: 1.0,
    validation: 0.0,
    test: 0.0,
    stratify: false,
    by: SplitBy::Random,
};

/// How many rows can be used, and how missing cells are best treated: rows are left out while most remain.
fn usable_rows(table: &Table, columns: &[ColumnSpec]) -> (usize, MissingPolicy) {
    let of_role = |wanted: Role| -> Vec<Taken<'_>> {
        let specs = columns.iter().filter(|spec| spec.role == wanted);
        let taken = |spec: &ColumnSpec| Some(Taken::new(table.column(&spec.name)?, &spec.kind));
        specs.filter_map(taken).collect()
    };
    let (inputs, targets) = (of_role(Role::Input), of_role(Role::Target));
    let is_there =
        |columns: &[Taken<'_>], row: usize| columns.iter().all(|column| !column.is_missing(row));
    let (mut answered, mut complete) = (0, 0);
    for row in (0..table.rows()).filter(|row| is_there(&targets, *row)) {
        answered += 1;
        complete += usize::from(is_there(&inputs, row));
    }
    if complete * 2 < answered {
        (answered, MissingPolicy::Impute)
    } else {
        (complete, MissingPolicy::DropRow)
    }
}

fn network(units: usize, output: Activation) -> NetworkSpec {
    let hidden = LayerSpec {
        name: "hidden1".to_owned(),
        units,
        activation: Activation::Tanh,
        bias: true,
        initialiser: Initialiser::XavierUniform,
    };
    let output = OutputSpec {
        activation: output,
        bias: true,
        initialiser: Initialiser::XavierUniform,
    };
    NetworkSpec::chain(vec![hidden], output)
}

fn training(loss: Loss, batch: usize, patience: Option<u64>) -> TrainingSpec {
    TrainingSpec {
        loss,
        optimizer: adam(0.01),
        schedule: Default::default(),
        update: Update::MiniBatch(batch),
        shuffle: true,
        regularization: Default::default(),
        class_weights: Default::default(),
        training_curve: Default::default(),
        precision: Default::default(),
        stop: StopSpec {
            patience,
            ..StopSpec::after_epochs(1000)
        },
    }
}

fn adam(learning_rate: f64) -> OptimizerSpec {
    OptimizerSpec::Adam {
        learning_rate,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
    }
}

/// What the targets of a table are, with the number of output units they need.
enum Targets {
    /// One column with classes and nothing else.
    OneClass { outputs: usize },
    /// Several columns, all with classes.
    SeveralClasses { outputs: usize },
    /// Numbers, perhaps beside classes.
    Numbers { outputs: usize },
}

impl Targets {
    fn of(table: &Table, columns: &[ColumnSpec]) -> Self {
        let targets: Vec<(bool, usize)> = with_role(table, columns, Role::Target).collect();
        let outputs = targets.iter().map(|(_, width)| width).sum();
        match targets.as_slice() {
            [(true, _)] => Self::OneClass { outputs },
            several if several.iter().all(|(classes, _)| *classes) => {
                Self::SeveralClasses { outputs }
            }
            _ => Self::Numbers { outputs },
        }
    }

    fn outputs(&self) -> usize {
        match self {
            Self::OneClass { outputs }
            | Self::SeveralClasses { outputs }
            | Self::Numbers { outputs } => *outputs,
        }
    }
}

fn features(table: &Table, columns: &[ColumnSpec]) -> usize {
    with_role(table, columns, Role::Input)
        .map(|(_, width)| width)
        .sum()
}

/// For each column of a role: whether it has classes, and how many values it becomes.
fn with_role<'a>(
    table: &'a Table,
    columns: &'a [ColumnSpec],
    role: Role,
) -> impl Iterator<Item = (bool, usize)> + 'a {
    columns
        .iter()
        .filter(move |spec| spec.role == role)
        .filter_map(|spec| Some(width(table.column(&spec.name)?, &spec.kind)))
}

fn width(column: &Column, kind: &ColumnKind) -> (bool, usize) {
    match column.classes_as(kind) {
        Some(classes) => (true, classes.len()),
        None => (false, 1),
    }
}
