//! Presets: an experiment as RON text with its format version first, and the presets built into the program.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use thiserror::Error;

use super::document::Experiment;
use super::migrate;
use super::migrate::PresetV1;

/// The format version that this program writes.
pub const VERSION: u32 = 1;

/// How deep a text may nest; a document needs less than half of it.
const RECURSION_LIMIT: usize = 48;

/// Lists and structs are broken into lines down to this depth.
const LINE_BREAK_DEPTH: usize = 3;

/// Why a text is not a preset, or an experiment cannot be written as one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct PresetError {
    /// Line and column, from 1, where known.
    pub place: Option<(usize, usize)>,
    /// What is wrong and what to do, with the place.
    pub message: String,
}

/// Reads a preset; old versions are migrated.
///
/// # Errors
/// A text that is not a preset, an unknown version or field, with line and column.
pub fn parse(text: &str) -> Result<Experiment, PresetError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    migrate::read(&options(), text).map_err(|error| {
        let (line, column) = (error.span.start.line, error.span.start.col);
        PresetError {
            place: Some((line, column)),
            message: format!("line {line}, column {column}: {}", sentence(&error.code)),
        }
    })
}

/// Writes an experiment as a preset. Every number reads back to the same bits.
///
/// # Errors
/// When the data path is not Unicode text, which RON cannot hold.
pub fn write(experiment: &Experiment) -> Result<String, PresetError> {
    let layout = PrettyConfig::new()
        .depth_limit(LINE_BREAK_DEPTH)
        .new_line("\n");
    options()
        .to_string_pretty(&PresetV1::from(experiment.clone()), layout)
        .map(|text| text + "\n")
        .map_err(|error| PresetError {
            place: None,
            message: format!("this experiment cannot be written as a preset: {error}"),
        })
}

/// Makes the data paths relative to the preset's folder where they lie below or beside it, for saving.
pub fn relative_to(experiment: &mut Experiment, folder: &Path) {
    for path in experiment.data.source.paths_mut() {
        if let Some(relative) = relative_path(path, folder) {
            *path = relative;
        }
    }
}

/// Makes relative data paths absolute from the preset's folder, after loading.
pub fn absolute_from(experiment: &mut Experiment, folder: &Path) {
    for path in experiment.data.source.paths_mut() {
        if path.is_relative() {
            *path = folder.join(&*path);
        }
    }
}

/// The text of a preset built into the program.
pub fn builtin(name: &str) -> Option<&'static str> {
    BUILTIN
        .iter()
        .find(|(candidate, _)| *candidate == name)
        .map(|(_, text)| *text)
}

/// How RON is read and written here: `Some(…)` may be left out, and nesting is bounded, so that no text can exhaust
/// the stack.
pub(super) fn options() -> ron::Options {
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_recursion_limit(RECURSION_LIMIT)
}

/// The path seen from `folder`, if it lies below it or at most two levels up.
fn relative_path(path: &Path, folder: &Path) -> Option<PathBuf> {
    const MOST_LEVELS_UP: usize = 2;
    if !path.is_absolute() || !folder.is_absolute() {
        return None;
    }
    let shared = path
        .components()
        .zip(folder.components())
        .take_while(|(ours, theirs)| ours == theirs)
        .count();
    let up: Vec<Component<'_>> = folder.components().skip(shared).collect();
    let meets_below_root = path
        .components()
        .take(shared)
        .any(|component| matches!(component, Component::Normal(_)));
    let plain = up
        .iter()
        .all(|component| matches!(component, Component::Normal(_)));
    if !plain || up.len() > MOST_LEVELS_UP || (!up.is_empty() && !meets_below_root) {
        return None;
    }
    let mut relative: PathBuf = up.iter().map(|_| Component::ParentDir).collect();
    relative.extend(path.components().skip(shared));
    Some(relative)
}

const NOT_A_PRESET: &str = "this is not a preset: it does not start with `(version: 1, …)`";

/// What is wrong with a text and what to do, in our words where the reader's own are not plain enough.
pub(super) fn sentence(error: &ron::Error) -> String {
    use ron::Error;
    if let Error::NoSuchStructField {
        expected, found, ..
    } = error
    {
        return format!("there is no field `{found}` here; {}", one_of(expected));
    }
    if let Error::NoSuchEnumVariant {
        expected, found, ..
    } = error
    {
        return format!("`{found}` is not known here; {}", one_of(expected));
    }
    if let Error::MissingStructField { field, outer } = error {
        return match (*field, outer.as_deref()) {
            ("version", _) => NOT_A_PRESET.to_owned(),
            (_, Some(outer)) => format!("the field `{field}` of `{outer}` is missing; add it"),
            (_, None) => format!("the field `{field}` is missing; add it"),
        };
    }
    if let Error::DuplicateStructField { field, .. } = error {
        return format!("the field `{field}` is here twice; remove one");
    }
    if matches!(error, Error::ExceededRecursionLimit) {
        return "this nests too deeply to be a preset".to_owned();
    }
    if matches!(error, Error::ExpectedDifferentStructName { .. }) {
        return NOT_A_PRESET.to_owned();
    }
    if matches!(error, Error::Eof) {
        return "the text ends too early; a closing bracket or quote is missing".to_owned();
    }
    if matches!(
        error,
        Error::ExpectedNamedStructLike(_) | Error::ExpectedStructLike
    ) {
        return "this should be a group in round brackets, `(name: value, …)`".to_owned();
    }
    let words = error.to_string();
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

/// "expected `a`", "expected one of `a`, `b`".
fn one_of(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "nothing is expected".to_owned(),
        [only] => format!("expected {only}"),
        several => format!("expected one of {}", several.join(", ")),
    }
}

/// The presets built into the program: name (as on the command line) and text, in the order they are shown.
pub const BUILTIN: &[(&str, &str)] = &[
    ("neuron", include_str!("../../presets/neuron.ron")),
    (
        "single-sample",
        include_str!("../../presets/single-sample.ron"),
    ),
    ("xor", include_str!("../../presets/xor.ron")),
    ("parity-4", include_str!("../../presets/parity-4.ron")),
    ("symmetry", include_str!("../../presets/symmetry.ron")),
    ("t-and-c", include_str!("../../presets/t-and-c.ron")),
    ("deep-chain", include_str!("../../presets/deep-chain.ron")),
    (
        "encoder-8-3-8",
        include_str!("../../presets/encoder-8-3-8.ron"),
    ),
    ("gaussians", include_str!("../../presets/gaussians.ron")),
    ("moons", include_str!("../../presets/moons.ron")),
    ("circle", include_str!("../../presets/circle.ron")),
    ("two-spirals", include_str!("../../presets/two-spirals.ron")),
    ("iris", include_str!("../../presets/iris.ron")),
    (
        "iris-natural-gradient",
        include_str!("../../presets/iris-natural-gradient.ron"),
    ),
    ("digits", include_str!("../../presets/digits.ron")),
    ("plane", include_str!("../../presets/plane.ron")),
    ("sine", include_str!("../../presets/sine.ron")),
    ("sine-l2", include_str!("../../presets/sine-l2.ron")),
    ("sine-bayes", include_str!("../../presets/sine-bayes.ron")),
    (
        "mackey-glass",
        include_str!("../../presets/mackey-glass.ron"),
    ),
];
