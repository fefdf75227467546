//! Running the real program and reading what it says.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

/// What a run of the program said.
pub(crate) struct Said {
    pub code: i32,
    pub output: String,
    pub errors: String,
}

impl Said {
    /// The value of `name=value` in the line that begins with these words.
    pub fn value(&self, line: &str, name: &str) -> &str {
        let prefix = format!("{name}=");
        self.output
            .lines()
            .find(|candidate| candidate.starts_with(line))
            .unwrap_or_else(|| panic!("no line {line:?} in {}", self.output))
            .split(' ')
            .find_map(|word| word.strip_prefix(&prefix))
            .unwrap_or_else(|| panic!("no {name} in the line {line:?} of {}", self.output))
    }

    pub fn number(&self, line: &str, name: &str) -> f64 {
        self.value(line, name).parse().unwrap()
    }

    /// Ends as a refusal does: this exit code, nothing on standard output, one sentence with these words on standard
    /// error.
    #[track_caller]
    pub fn refuses(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{}", self.errors);
        assert_eq!(self.output, "");
        self.complains(words);
    }

    /// One sentence with these words on standard error.
    #[track_caller]
    pub fn complains(&self, words: &[&str]) {
        assert_eq!(
            self.errors.lines().count(),
            1,
            "not one line: {}",
            self.errors
        );
        assert!(self.errors.starts_with("deltascope: "), "{}", self.errors);
        for word in words {
            assert!(
                self.errors.contains(word),
                "{word:?} is not in {}",
                self.errors
            );
        }
    }
}

/// Runs the program with these arguments in this folder.
pub(crate) fn deltascope<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_deltascope"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        // Should a window open by mistake, it shall fail at once.
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    Said {
        code: output.status.code().unwrap(),
        output: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs a command that shall succeed; its arguments are separated by spaces.
#[track_caller]
pub(crate) fn succeeds(folder: &Path, command: &str) -> Said {
    let said = deltascope(folder, &command.split(' ').collect::<Vec<_>>());
    assert_eq!(said.code, 0, "{command}: {}", said.errors);
    said
}

/// Runs a command that may fail; its arguments are separated by spaces.
pub(crate) fn runs(folder: &Path, command: &str) -> Said {
    deltascope(folder, &command.split(' ').collect::<Vec<_>>())
}

/// A comma-separated file as rows of cells, the names first.
pub(crate) fn rows(path: &Path) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(path)
        .unwrap()
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}
