//! The features of a data set, held once: the run that learns from them takes them as they lie.

use std::sync::Arc;

use nalgebra::DMatrix;
use serde::Deserialize;
use serde::Serialize;

/// The number type of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precision {
    /// 32 bits.
    F32,
    /// 64 bits.
    #[default]
    F64,
}

/// Features `[in × samples]` in a number type, shared by all who use them.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs {
    /// In 32 bits.
    F32(Arc<DMatrix<f32>>),
    /// In 64 bits.
    F64(Arc<DMatrix<f64>>),
}

impl Inputs {
    /// The features of so many samples, each encoded in 64 bits and then rounded to the number type.
    pub(super) fn encoded(
        precision: Precision,
        features: usize,
        samples: usize,
        mut encode: impl FnMut(usize, &mut [f64]),
    ) -> Self {
        match precision {
            Precision::F32 => {
                let mut inputs = DMatrix::zeros(features, samples);
                let mut exact = vec![0.0; features];
                for (sample, mut column) in inputs.column_iter_mut().enumerate() {
                    encode(sample, &mut exact);
                    for (value, exact) in column.iter_mut().zip(&exact) {
                        *value = *exact as f32;
                    }
                }
                inputs.into()
            }
            Precision::F64 => {
                let mut inputs = DMatrix::zeros(features, samples);
                for (sample, mut column) in inputs.column_iter_mut().enumerate() {
                    encode(sample, column.as_mut_slice());
                }
                inputs.into()
            }
        }
    }

    /// The number type.
    pub fn precision(&self) -> Precision {
        match self {
            Self::F32(_) => Precision::F32,
            Self::F64(_) => Precision::F64,
        }
    }

    /// The numbers of features and of samples.
    pub fn shape(&self) -> (usize, usize) {
        match self {
            Self::F32(inputs) => inputs.shape(),
            Self::F64(inputs) => inputs.shape(),
        }
    }

    /// A copy in 64 bits, which hold numbers of 32 exactly.
    pub fn to_matrix(&self) -> DMatrix<f64> {
        match self {
            Self::F32(inputs) => inputs.map(f64::from),
            Self::F64(inputs) => DMatrix::clone(inputs),
        }
    }

    /// The feature of the first number that is not finite.
    pub(super) fn infinite_feature(&self) -> Option<usize> {
        let place = match self {
            Self::F32(inputs) => inputs.iter().position(|value| !value.is_finite()),
            Self::F64(inputs) => inputs.iter().position(|value| !value.is_finite()),
        };
        place.map(|place| place % self.shape().0)
    }
}

impl From<DMatrix<f32>> for Inputs {
    fn from(inputs: DMatrix<f32>) -> Self {
        Self::F32(Arc::new(inputs))
    }
}

impl From<DMatrix<f64>> for Inputs {
    fn from(inputs: DMatrix<f64>) -> Self {
        Self::F64(Arc::new(inputs))
    }
}
