//! What is kept between starts: recent files, theme.

use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Settings of the user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Recently opened presets and tables, newest first.
    pub recent: Vec<PathBuf>,
    /// The theme.
    pub theme: Theme,
}
