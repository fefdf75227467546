//! Which paths a text of Rust names, resolved to where they lead.

use std::path::Component;
use std::path::Path;

use super::text;

/// The module that a file is, from the crate's root: `src/nn/pass.rs` is `nn::pass`.
pub(crate) fn module_of(path: &Path) -> Vec<String> {
    let mut module: Vec<String> = path
        .with_extension("")
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => None,
        })
        .skip_while(|name| name == "src")
        .collect();
    if module
        .last()
        .is_some_and(|name| name == "mod" || name == "lib")
    {
        module.pop();
    }
    module
}

/// Every path in a text with its line, one entry for each step: `std::fs::File` gives `std`, `std::fs` and
/// `std::fs::File`. Paths that begin with `crate`, `self`, `super` or this crate's name begin with `crate`.
pub(crate) fn paths(module: &[String], source: &str) -> Vec<(usize, Vec<String>)> {
    let tokens = text::tokens(source);
    let mut found = Vec::new();
    let mut module = module.to_vec();
    // For each open brace what stood before it.
    let mut open: Vec<Open> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let before = |back: usize| {
            index
                .checked_sub(back)
                .map_or("", |i| tokens[i].word.as_str())
        };
        let group = || match open.last() {
            Some(Open::Group(prefix)) => prefix.clone(),
            Some(Open::Module | Open::Block) | None => Vec::new(),
        };
        match token.word.as_str() {
            "::" => {}
            "{" => {
                open.push(if before(1) == "::" {
                    Open::Group(path.clone())
                } else if before(2) == "mod" {
                    module.push(before(1).to_owned());
                    Open::Module
                } else {
                    Open::Block
                });
            }
            "}" => {
                if matches!(open.pop(), Some(Open::Module)) {
                    module.pop();
                }
                path.clear();
            }
            word if text::is_word(word) => {
                if before(1) != "::" {
                    path = group();
                }
                path.push(word.to_owned());
                found.push((token.line, resolve(&module, &path)));
            }
            _ => path.clear(),
        }
    }
    found
}

enum Open {
    /// `mod name {`.
    Module,
    /// `path::{` in a `use`.
    Group(Vec<String>),
    /// Any other brace.
    Block,
}

/// The path from the crate's root, if it begins within this crate.
fn resolve(module: &[String], path: &[String]) -> Vec<String> {
    let mut base: Option<Vec<String>> = None;
    let mut rest = path;
    while let Some((first, tail)) = rest.split_first() {
        match first.as_str() {
            "crate" | "deltascope" if base.is_none() => base = Some(Vec::new()),
            "self" => base = Some(base.unwrap_or_else(|| module.to_vec())),
            "super" => {
                let mut up = base.unwrap_or_else(|| module.to_vec());
                up.pop();
                base = Some(up);
            }
            _ => break,
        }
        rest = tail;
    }
    match base {
        Some(base) => std::iter::once("crate".to_owned())
            .chain(base)
            .chain(rest.iter().cloned())
            .collect(),
        None => path.to_vec(),
    }
}
