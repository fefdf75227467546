//! Models as self-contained safetensors files.
//!
//! The tensors are named and laid out as in `PyTorch`: `<layer>.weight` `[out, in]` row by row where one connection enters
//! the layer, `<layer>.weight.<from>` where several do, and `<layer>.bias`. The experiment and the preparation ride as
//! one RON text in the metadata entry `deltascope`; one entry, because the order of several would change from file to file.

use std::collections::HashMap;

use safetensors::Dtype;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;
use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use super::check_network;
use super::predict::Model;
use super::preset;
use crate::data::Preparation;
use crate::data::TargetKind;
use crate::data::encode::ColumnCode;
use crate::data::scaler::Scaler;
use crate::nn::Network;
use crate::train::Precision;

/// The metadata entry that holds [`Info`].
const ENTRY: &str = "deltascope";
/// The version of the entry that this program writes and reads.
const VERSION: u32 = 1;

/// Why bytes are not a model of this program.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct ModelError(String);

impl ModelError {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// What rides in the metadata.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Info {
    version: u32,
    /// The experiment as a preset, so that old models are migrated as presets are.
    experiment: String,
    preparation: Preparation,
}

/// One tensor and its place in `θ`.
struct Tensor {
    name: String,
    shape: Vec<usize>,
    /// For each entry, row by row, its index in `θ`.
    places: Vec<usize>,
}

impl Model {
    /// The model as the bytes of a safetensors file. The same model gives the same bytes.
    ///
    /// # Errors
    /// When the experiment cannot be written as text.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let info = Info {
            version: VERSION,
            experiment: preset::write(&self.experiment)
                .map_err(|error| ModelError::new(error.message))?,
            preparation: self.preparation.clone(),
        };
        let cannot_write = |what: &dyn std::fmt::Display| {
            ModelError::new(format!("the model cannot be written: {what}"))
        };
        let layout = ron::ser::PrettyConfig::new()
            .depth_limit(3)
            .new_line("\n")
            .escape_strings(false);
        let info = preset::options()
            .to_string_pretty(&info, layout)
            .map_err(|error| cannot_write(&error))?;
        let dtype = self.dtype();
        let tensors: Vec<(Tensor, Vec<u8>)> = tensors(&self.network)
            .into_iter()
            .map(|tensor| {
                let bytes = self.bytes_of(&tensor);
                (tensor, bytes)
            })
            .collect();
        let views = tensors
            .iter()
            .map(|(tensor, bytes)| {
                let view = TensorView::new(dtype, tensor.shape.clone(), bytes)?;
                Ok((tensor.name.as_str(), view))
            })
            .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(|error| cannot_write(&error))?;
        let metadata = HashMap::from([(ENTRY.to_owned(), info)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| cannot_write(&error))
    }

    /// Reads a model.
    ///
    /// # Errors
    /// When the bytes are damaged, not a safetensors file, or not a model of this program; a sentence says what.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let damaged = |error: safetensors::SafeTensorError| {
            ModelError::new(format!(
                "this is not a safetensors file, or it is damaged ({error}); train the model anew"
            ))
        };
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
        let entry = header.metadata().as_ref().and_then(|map| map.get(ENTRY));
        let Some(entry) = entry else {
            return Err(ModelError::new(
                "this safetensors file was not written by Deltascope: its experiment and scaling are not in it",
            ));
        };
        let info: Info = preset::options().from_str(entry).map_err(|error| {
            let (line, column) = (error.span.start.line, error.span.start.col);
            let what = preset::sentence(&error.code);
            ModelError::new(format!(
                "the model's description is damaged (line {line}, column {column}: {what}); train it anew"
            ))
        })?;
        if info.version != VERSION {
            return Err(ModelError::new(format!(
                "this model has version {}, but this program knows version {VERSION}; install a newer Deltascope",
                info.version
            )));
        }
        let experiment = preset::parse(&info.experiment).map_err(|error| {
            ModelError::new(format!(
                "the model's experiment is damaged ({error}); train it anew"
            ))
        })?;
        let preparation = info.preparation;
        check_preparation(&preparation)?;
        let network = check_network::build(
            &experiment.network,
            preparation.features(),
            preparation.outputs(),
        )
        .map_err(|problems| {
            let first = problems.first().map(ToString::to_string);
            ModelError::new(format!(
                "the model's network is damaged ({}); train it anew",
                first.unwrap_or_default()
            ))
        })?;
        let mut model = Self {
            theta: vec![0.0; network.layout().len()],
            experiment,
            preparation,
            network,
        };
        let file = SafeTensors::deserialize(bytes).map_err(damaged)?;
        for tensor in tensors(&model.network) {
            model.take(&tensor, &file)?;
        }
        Ok(model)
    }

    fn dtype(&self) -> Dtype {
        match self.experiment.training.precision {
            Precision::F32 => Dtype::F32,
            Precision::F64 => Dtype::F64,
        }
    }

    fn bytes_of(&self, tensor: &Tensor) -> Vec<u8> {
        let values = tensor.places.iter().map(|place| self.theta[*place]);
        match self.experiment.training.precision {
            Precision::F32 => values
                .flat_map(|value| (value as f32).to_le_bytes())
                .collect(),
            Precision::F64 => values.flat_map(f64::to_le_bytes).collect(),
        }
    }

    /// Copies a tensor of the file to `θ`.
    fn take(&mut self, tensor: &Tensor, file: &SafeTensors<'_>) -> Result<(), ModelError> {
        let Tensor {
            name,
            shape,
            places,
        } = tensor;
        let Ok(view) = file.tensor(name) else {
            return Err(ModelError::new(format!(
                "the model has no tensor `{name}`; train it anew"
            )));
        };
        let dtype = self.dtype();
        if view.shape() != shape.as_slice() || view.dtype() != dtype {
            return Err(ModelError::new(format!(
                "the tensor `{name}` is {:?} of type {}, where its network needs {shape:?} of type {dtype}; train it anew",
                view.shape(),
                view.dtype(),
            )));
        }
        let bytes = view.data();
        let values: Vec<f64> = match self.experiment.training.precision {
            Precision::F32 => bytes
                .as_chunks()
                .0
                .iter()
                .map(|chunk| f64::from(f32::from_le_bytes(*chunk)))
                .collect(),
            Precision::F64 => bytes
                .as_chunks()
                .0
                .iter()
                .map(|chunk| f64::from_le_bytes(*chunk))
                .collect(),
        };
        for (place, value) in places.iter().zip(values) {
            if !value.is_finite() {
                return Err(ModelError::new(format!(
                    "the tensor `{name}` holds {value}, so the model cannot predict; train it anew"
                )));
            }
            self.theta[*place] = value;
        }
        Ok(())
    }
}

/// The tensors of a network.
fn tensors(network: &Network) -> Vec<Tensor> {
    let layout = network.layout();
    let mut tensors = Vec::new();
    for (index, layer) in network.layers().iter().enumerate() {
        let incoming = network.incoming(index);
        let several = incoming.len() > 1;
        for connection in incoming {
            let from = &network.layers()[network.connections()[connection].from];
            let (rows, columns) = (layer.units, from.units);
            let start = layout.weights(connection).start;
            tensors.push(Tensor {
                name: if several {
                    format!("{}.weight.{}", layer.name, from.name)
                } else {
                    format!("{}.weight", layer.name)
                },
                shape: vec![rows, columns],
                places: (0..rows)
                    .flat_map(|row| (0..columns).map(move |column| start + column * rows + row))
                    .collect(),
            });
        }
        if layer.bias {
            tensors.push(Tensor {
                name: format!("{}.bias", layer.name),
                shape: vec![layer.units],
                places: layout.biases(index).collect(),
            });
        }
    }
    tensors
}

/// Refuses a preparation that no training could have written.
fn check_preparation(preparation: &Preparation) -> Result<(), ModelError> {
    let scales = |scaler: &Scaler| {
        let Scaler {
            curve: _,
            offset,
            factor,
            shift,
        } = *scaler;
        offset.is_finite() && shift.is_finite() && factor.is_finite() && factor != 0.0
    };
    let inputs_fit = preparation.inputs.iter().all(|code| match code {
        ColumnCode::Number { scaler, fill, .. } => scales(scaler) && fill.is_finite(),
        ColumnCode::OneHot { classes, fill, .. } => (*fill as usize) < classes.len(),
        ColumnCode::Ordinal {
            classes,
            fill,
            scaler,
            ..
        } => (*fill as usize) < classes.len() && scales(scaler),
    });
    let derived_fit = preparation.derived.iter().all(|code| {
        let numbers = |name: &&str| {
            let mut inputs = preparation.inputs.iter();
            inputs.any(|code| matches!(code, ColumnCode::Number { name: own, .. } if own == name))
        };
        code.formula.columns().iter().all(numbers) && scales(&code.scaler)
    });
    let mut next = 0;
    let targets_fit = preparation.targets.iter().all(|target| {
        let width = match &target.kind {
            TargetKind::Number(scaler) if scales(scaler) => 1,
            TargetKind::Number(_) => return false,
            TargetKind::Classes(classes) => classes.len(),
        };
        let fits = target.range == (next..next + width);
        next += width;
        fits
    });
    let windows_fit = preparation
        .windows()
        .is_none_or(|windows| windows.problem().is_none());
    if inputs_fit && derived_fit && windows_fit && targets_fit {
        Ok(())
    } else {
        Err(ModelError::new(
            "the model's scaling is damaged; train it anew",
        ))
    }
}
