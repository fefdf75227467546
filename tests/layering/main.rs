//! The layers hold: no file of `src/` names what its layer may not know, and no file is too long.

#![expect(clippy::unwrap_used, reason = "test helpers")]

mod names;
mod rules;
mod text;

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The most lines of a file.
const MAX_LINES: usize = 400;

/// All `.rs` files below a folder of the project, with their paths from the project's root.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join(folder), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root).unwrap().to_owned(), text)
        })
        .collect()
}

#[test]
fn no_file_names_what_its_layer_may_not_know() {
    let sources = sources("src");
    assert!(sources.len() > 20, "the sources were not found");
    let violations: Vec<String> = sources
        .iter()
        .flat_map(|(path, text)| rules::violations(path, text))
        .collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn every_folder_of_the_sources_has_its_rule() {
    for (path, _) in sources("src") {
        let module = names::module_of(&path);
        if let Some(top) = module.first() {
            assert!(
                rules::RULES.iter().any(|rule| rule.module == top),
                "no rule for {top}"
            );
        }
    }
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = ["src", "tests", "benches"]
        .into_iter()
        .filter(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).exists())
        .flat_map(sources)
        .filter(|(_, text)| text.lines().count() > MAX_LINES)
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(
        long.is_empty(),
        "more than {MAX_LINES} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn every_file_says_what_it_holds() {
    let silent: Vec<String> = ["src", "tests"]
        .into_iter()
        .flat_map(sources)
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(
        silent.is_empty(),
        "no `//!` at the top of {}",
        silent.join(", ")
    );
}
