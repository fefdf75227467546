//! The versions of the preset format, and the way up from older ones.
//!
//! Each version has its own struct, so that an old file is read by the rules it was written under. A new version gets a
//! new struct here; the one before it is then read and converted upwards, step by step.

use ron::error::SpannedResult;
use serde::Deserialize;
use serde::Serialize;

use super::document::Experiment;
use super::preset::VERSION;
use crate::data::DataSpec;
use crate::nn::NetworkSpec;
use crate::train::PlannedChange;
use crate::train::TrainingSpec;
use crate::train::trainer::Seeds;

/// A version that this program knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub(super) struct Version(u32);

impl TryFrom<u32> for Version {
    type Error = String;

    fn try_from(version: u32) -> Result<Self, String> {
        match version {
            1..=VERSION => Ok(Self(version)),
            0 => Err("there is no version 0 of the preset format; write `version: 1`".to_owned()),
            newer => Err(format!(
                "version {newer} of the preset format is newer than this program, which knows versions up to {VERSION}; \
                 install a newer Deltascope"
            )),
        }
    }
}

impl From<Version> for u32 {
    fn from(Version(version): Version) -> Self {
        version
    }
}

/// What is read of a text first, whatever its version.
#[derive(Deserialize)]
#[serde(rename = "Preset")]
struct Head {
    version: Version,
}

/// Version 1.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Preset", deny_unknown_fields)]
pub(super) struct PresetV1 {
    version: Version,
    title: String,
    #[serde(default)]
    description: String,
    data: DataSpec,
    network: NetworkSpec,
    training: TrainingSpec,
    #[serde(default)]
    seeds: Seeds,
    #[serde(default)]
    changes: Vec<PlannedChange>,
}

impl From<PresetV1> for Experiment {
    fn from(preset: PresetV1) -> Self {
        let PresetV1 {
            version: Version(_),
            title,
            description,
            data,
            network,
            training,
            seeds,
            changes,
        } = preset;
        Self {
            title,
            description,
            data,
            network,
            training,
            seeds,
            changes,
        }
    }
}

impl From<Experiment> for PresetV1 {
    fn from(experiment: Experiment) -> Self {
        let Experiment {
            title,
            description,
            data,
            network,
            training,
            seeds,
            changes,
        } = experiment;
        Self {
            version: Version(VERSION),
            title,
            description,
            data,
            network,
            training,
            seeds,
            changes,
        }
    }
}

/// Reads a text of any known version.
pub(super) fn read(options: &ron::Options, text: &str) -> SpannedResult<Experiment> {
    let Head {
        version: Version(version),
    } = options.from_str(text)?;
    debug_assert_eq!(version, 1, "the only version there is");
    options.from_str::<PresetV1>(text).map(Experiment::from)
}
