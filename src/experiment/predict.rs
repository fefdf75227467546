//! A trained network with all it needs to answer for any table: structure, weights, and how columns become numbers.

use nalgebra::DMatrix;

use super::check::Plan;
use super::document::Experiment;
use crate::data::Preparation;
use crate::data::Table;
use crate::data::TargetKind;
use crate::data::TargetValue;
use crate::nn::Network;
use crate::nn::Real;
use crate::nn::Trace;
use crate::nn::pass;
use crate::train::Precision;

/// Rows that pass through the network together.
const CHUNK: usize = 256;

/// A trained network.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The experiment that it comes from.
    pub experiment: Experiment,
    /// How columns became numbers.
    pub preparation: Preparation,
    /// The structure.
    pub network: Network,
    /// The parameters `θ`, exact also where the run was in `f32`.
    pub theta: Vec<f64>,
}

impl Model {
    /// The model of a run of `plan` that has the parameters `theta` now.
    pub fn new(plan: &Plan, theta: Vec<f64>) -> Self {
        Self {
            experiment: plan.experiment().clone(),
            preparation: plan.dataset().preparation.clone(),
            network: plan.network().clone(),
            theta,
        }
    }

    /// The outputs for every row of a table, `[out × rows]`, in the run's number type. A missing cell takes the value
    /// that stood in for it in training; an unknown class counts as none of the known. A row without a whole window over
    /// its past has no answer: not a number.
    ///
    /// # Errors
    /// When an input column is not in the table or of the other kind; the message names it.
    pub fn outputs(&self, table: &Table) -> Result<DMatrix<f64>, String> {
        match self.experiment.training.precision {
            Precision::F32 => self.outputs_in::<f32>(table),
            Precision::F64 => self.outputs_in::<f64>(table),
        }
    }

    fn outputs_in<R: Real>(&self, table: &Table) -> Result<DMatrix<f64>, String> {
        let bound = self.preparation.bind(table)?;
        let theta: Vec<R> = self.theta.iter().map(|value| R::of(*value)).collect();
        let rows = table.rows();
        let features = self.preparation.features();
        let mut trace = Trace::new(&self.network, CHUNK.min(rows.max(1)));
        let mut outputs = DMatrix::zeros(self.preparation.outputs(), rows);
        let mut row_features = vec![0.0; features];
        let mut unanswered = Vec::new();
        for start in (0..rows).step_by(CHUNK) {
            let count = CHUNK.min(rows - start);
            let mut inputs = DMatrix::<R>::zeros(features, count);
            for (offset, mut column) in inputs.column_iter_mut().enumerate() {
                if !bound.encode(start + offset, &mut row_features) {
                    // Without a whole window there is no answer, whatever the activations make of it.
                    unanswered.push(start + offset);
                    row_features.fill(0.0);
                }
                for (entry, value) in column.iter_mut().zip(&row_features) {
                    *entry = R::of(*value);
                }
            }
            pass::forward(&self.network, &theta, inputs.as_view(), &mut trace);
            let last = trace.output(self.network.output_layer());
            outputs
                .columns_mut(start, count)
                .copy_from(&last.map(Real::to_f64));
        }
        for row in unanswered {
            outputs.column_mut(row).fill(f64::NAN);
        }
        Ok(outputs)
    }

    /// The names of the columns that [`Model::cells`] fills: for each target `predicted_<target>`, and for a target
    /// with classes `p_<class>` (`p_<target>_<class>` where several targets have classes).
    pub fn columns(&self) -> Vec<String> {
        let targets = &self.preparation.targets;
        let with_classes = targets
            .iter()
            .filter(|target| matches!(target.kind, TargetKind::Classes(_)));
        let several = with_classes.count() > 1;
        let mut names = Vec::new();
        for target in targets {
            names.push(format!("predicted_{}", target.name));
            if let TargetKind::Classes(classes) = &target.kind {
                names.extend(classes.iter().map(|class| {
                    if several {
                        format!("p_{}_{class}", target.name)
                    } else {
                        format!("p_{class}")
                    }
                }));
            }
        }
        names
    }

    /// What the outputs for one row mean, as the cells of [`Model::columns`]; empty where there is no answer.
    pub fn cells(&self, outputs: &[f64]) -> Vec<String> {
        use super::record::number;
        let mut cells = Vec::new();
        if outputs.iter().all(|output| output.is_nan()) {
            return vec![String::new(); self.columns().len()];
        }
        let values = self.preparation.decode_targets(outputs);
        for (target, value) in self.preparation.targets.iter().zip(values) {
            match (&target.kind, value) {
                (
                    TargetKind::Classes(classes),
                    TargetValue::Class {
                        index,
                        probabilities,
                    },
                ) => {
                    cells.push(classes.get(index).cloned().unwrap_or_default());
                    cells.extend(probabilities.iter().map(|share| number(*share)));
                }
                (_, TargetValue::Number(value)) => cells.push(number(value)),
                (TargetKind::Number(_), TargetValue::Class { .. }) => cells.push(String::new()),
            }
        }
        cells
    }
}
