//! What is kept between starts: recent files, theme.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use super::notice::Notice;
use crate::data::DataSource;
use crate::data::OptionScope;
use crate::files;
use crate::files::FileError;

/// How many recent files are kept.
const MAX_RECENT: usize = 10;

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
    /// The files that followed a recent one where they were opened as one table.
    pub followers: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The theme.
    pub theme: Theme,
    /// Warnings about data that were hidden, the newest last.
    pub hidden_warnings: Vec<String>,
}

impl Settings {
    /// Reads the settings; a file that is missing or broken gives the defaults, a broken one with a notice.
    pub fn load(path: &Path) -> (Self, Option<Notice>) {
        let broken = |reason: String| {
            let text = format!(
                "The settings could not be read, so the defaults hold: {reason} ({})",
                path.display()
            );
            (Self::default(), Some(Notice::warning(text)))
        };
        match fs::read_to_string(path) {
            Ok(text) => match ron::from_str(&text) {
                Ok(settings) => (settings, None),
                Err(error) => broken(error.to_string()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Self::default(), None),
            Err(error) => broken(error.to_string()),
        }
    }

    /// Writes the settings, and the folder they are in where it does not exist yet.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), FileError> {
        if let Some(folder) = path.parent() {
            files::create_folder(folder)?;
        }
        let layout = ron::ser::PrettyConfig::default();
        let text = ron::ser::to_string_pretty(self, layout).map_err(|error| FileError {
            message: format!("the settings cannot be saved: {error}"),
            path: Some(path.to_owned()),
            cancelled: false,
            scope: OptionScope::Nothing,
        })?;
        files::atomic_write(path, text.as_bytes())
    }

    /// Puts a file first in the recent list.
    pub fn remember(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(MAX_RECENT);
        let recent = &self.recent;
        self.followers
            .retain(|known, _| recent[1..].contains(known));
    }

    /// Puts several files that are one table first in the recent list.
    pub fn remember_table(&mut self, path: &Path, more: &[PathBuf]) {
        self.remember(path);
        if let Some(first) = self.recent.first().filter(|_| !more.is_empty()) {
            let absolute = |path: &PathBuf| std::path::absolute(path);
            let more = more
                .iter()
                .map(|path| absolute(path).unwrap_or_else(|_| path.clone()));
            self.followers.insert(first.clone(), more.collect());
        }
    }

    /// The files that follow a recent one in its table.
    pub fn followers_of(&self, path: &Path) -> &[PathBuf] {
        self.followers.get(path).map_or(&[], Vec::as_slice)
    }

    /// What a recent file is called: its name, and how many others follow.
    pub fn recent_name(&self, path: &Path) -> String {
        DataSource::name_of_files(path, self.followers_of(path).len())
    }

    /// Takes a file off the recent list.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|known| known != path);
        self.followers.remove(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_as_they_were_saved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new folder").join("settings.ron");
        let mut settings = Settings {
            theme: Theme::Dark,
            ..Settings::default()
        };
        settings.remember(Path::new("/data/a table.csv"));
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), (settings, None));
    }

    #[test]
    fn a_missing_file_gives_the_defaults_silently_and_a_broken_one_with_a_notice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.ron");
        assert_eq!(Settings::load(&path), (Settings::default(), None));
        fs::write(&path, "(recent: [").unwrap();
        let (settings, notice) = Settings::load(&path);
        assert_eq!(settings, Settings::default());
        assert!(notice.unwrap().text.contains("settings.ron"));
    }

    #[test]
    fn the_newest_files_come_first_and_once() {
        let mut settings = Settings::default();
        for index in 0..12 {
            settings.remember(Path::new(&format!("/{index}.csv")));
        }
        settings.remember(Path::new("/5.csv"));
        assert_eq!(settings.recent.len(), MAX_RECENT);
        assert_eq!(settings.recent[0], Path::new("/5.csv"));
        assert_eq!(settings.recent[1], Path::new("/11.csv"));
        settings.forget(Path::new("/5.csv"));
        assert_eq!(settings.recent[0], Path::new("/11.csv"));
    }

    #[test]
    fn files_that_were_one_table_stay_together_until_one_is_opened_alone() {
        let mut settings = Settings::default();
        let (one, more) = (Path::new("/1.csv"), [PathBuf::from("/2.csv")]);
        settings.remember_table(one, &more);
        settings.remember(Path::new("/other.csv"));
        assert_eq!(settings.followers_of(one), more);
        assert_eq!(settings.recent_name(one), "1.csv and 1 more");
        settings.remember(one);
        assert!(settings.followers_of(one).is_empty());
        let text = ron::to_string(&settings).unwrap();
        assert_eq!(ron::from_str::<Settings>(&text).unwrap(), settings);
        let old: Settings = ron::from_str("(recent: [\"/1.csv\"], theme: Dark)").unwrap();
        assert_eq!(old.recent, [one]);
    }
}
