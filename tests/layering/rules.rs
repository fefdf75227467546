//! Who may know whom.

use std::path::Path;

use super::names;

/// What the files of one top-level module may not name.
pub(crate) struct Rule {
    /// The module.
    pub(crate) module: &'static str,
    /// The modules of this crate that it may use beside itself.
    uses: &'static [&'static str],
    /// Paths that it never names; a path stands for all below it.
    never: &'static [&'static str],
}

/// The toolkit and what belongs to it.
const TOOLKIT: [&str; 5] = ["egui", "eframe", "egui_extras", "egui_plot", "rfd"];

/// The table of the layers, lowest first.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        module: "nn",
        uses: &[],
        never: &[
            "std::fs",
            "std::thread",
            // Flags are allowed: halves of a step that run at the same time wait for one another.
            "std::sync::Arc",
            "std::sync::Condvar",
            "std::sync::Mutex",
            "std::sync::RwLock",
            "std::sync::mpsc",
            "std::time",
            "egui",
            "eframe",
            "egui_extras",
            "egui_plot",
            "rfd",
        ],
    },
    Rule {
        module: "data",
        uses: &[],
        never: &[
            "std::fs",
            "std::thread",
            "egui",
            "eframe",
            "egui_extras",
            "egui_plot",
            "rfd",
        ],
    },
    Rule {
        module: "train",
        uses: &["nn", "data"],
        never: &[
            "std::fs",
            "std::thread",
            "std::time",
            "std::sync::mpsc",
            "egui",
            "eframe",
            "egui_extras",
            "egui_plot",
            "rfd",
        ],
    },
    Rule {
        module: "experiment",
        uses: &["nn", "data", "train"],
        never: &[
            "std::fs",
            "std::thread",
            "egui",
            "eframe",
            "egui_extras",
            "egui_plot",
            "rfd",
        ],
    },
    Rule {
        module: "files",
        uses: &["nn", "data", "train", "experiment"],
        never: &[
            "std::thread",
            "egui",
            "eframe",
            "egui_extras",
            "egui_plot",
            "rfd",
        ],
    },
    Rule {
        module: "engine",
        uses: &["nn", "data", "train", "experiment"],
        never: &[
            "std::fs",
            "egui",
            "eframe",
            "egui_extras",
            "egui_plot",
            "rfd",
        ],
    },
    Rule {
        module: "widgets",
        uses: &[],
        never: &["std::fs", "std::thread", "eframe", "rfd"],
    },
    Rule {
        module: "workbench",
        uses: &["nn", "data", "train", "experiment", "files", "engine"],
        never: &["eframe", "egui_extras", "egui_plot", "rfd"],
    },
    Rule {
        module: "views",
        uses: &[
            "nn",
            "data",
            "train",
            "experiment",
            "engine",
            "widgets",
            "workbench",
        ],
        never: &[
            "std::fs",
            "std::thread",
            "eframe",
            "rfd",
            "crate::engine::Engine",
            "crate::engine::handle",
            "crate::workbench::apply",
        ],
    },
    Rule {
        module: "cli",
        uses: &["nn", "data", "train", "experiment", "files", "engine"],
        never: &TOOLKIT,
    },
    Rule {
        module: "app",
        uses: &[
            "nn",
            "data",
            "train",
            "experiment",
            "files",
            "engine",
            "widgets",
            "workbench",
            "views",
            "cli",
        ],
        never: &[],
    },
    Rule {
        module: "main",
        uses: &["cli", "app"],
        never: &[],
    },
];

impl Rule {
    /// Whether a path, resolved to `crate::…` or the name of another crate, is forbidden.
    fn forbids(&self, path: &[String]) -> bool {
        let below = |forbidden: &&str| {
            let forbidden: Vec<&str> = forbidden.split("::").collect();
            path.len() == forbidden.len() && path.iter().zip(forbidden).all(|(a, b)| a == b)
        };
        if self.never.iter().any(below) {
            return true;
        }
        let [root, module] = path else {
            return false;
        };
        root == "crate"
            && module != self.module
            && RULES.iter().any(|rule| rule.module == module)
            && !self.uses.contains(&module.as_str())
    }
}

/// What a file names against its rule, as `file:line: names X`.
pub(crate) fn violations(path: &Path, text: &str) -> Vec<String> {
    let module = names::module_of(path);
    let Some(rule) = RULES
        .iter()
        .find(|rule| Some(rule.module) == module.first().map(String::as_str))
    else {
        return Vec::new();
    };
    names::paths(&module, text)
        .into_iter()
        .filter(|(_, name)| rule.forbids(name))
        .map(|(line, name)| format!("{}:{line}: names {}", path.display(), name.join("::")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(path: &str, text: &str, expected: &[&str]) {
        assert_eq!(violations(Path::new(path), text), expected, "{text}");
    }

    #[test]
    fn a_higher_layer_is_found_however_it_is_named() {
        let train = ["src/nn/pass.rs:1: names crate::train"];
        for text in [
            "use crate::train::Run;",
            "use crate::{train::Run, nn::Loss};",
            "use crate::{nn::{Loss, Real}, train};",
            "fn f() { crate::train::start() }",
            "use super::super::train::Run;",
            "use super::{super::train, network};",
            "type A = Vec<crate::train::Run>;",
            "use deltascope::train::Run;",
        ] {
            found("src/nn/pass.rs", text, &train);
        }
        found("src/nn/optimizer/sgd.rs", "use super::super::network;", &[]);
        found(
            "src/nn/mod.rs",
            "use super::data;",
            &["src/nn/mod.rs:1: names crate::data"],
        );
    }

    #[test]
    fn inline_modules_are_one_step_deeper() {
        let text = "mod tests {\n    use super::super::train;\n    use super::*;\n}\nuse super::super::train;";
        // Inside `tests` of `nn::pass`, two steps up lead to `nn`; outside to the crate.
        found(
            "src/nn/pass.rs",
            text,
            &["src/nn/pass.rs:5: names crate::train"],
        );
    }

    #[test]
    fn forbidden_crates_and_modules_are_found_with_their_line() {
        let text =
            "//! Text.\n\nuse std::io;\nuse std::{fs, sync::Arc};\nlet x = egui::Pos2::ZERO;\n";
        let expected = [
            "src/nn/a.rs:4: names std::fs",
            "src/nn/a.rs:4: names std::sync::Arc",
            "src/nn/a.rs:5: names egui",
        ];
        found("src/nn/a.rs", text, &expected);
        found("src/data/a.rs", "use std::sync::Arc;", &[]);
        found("src/train/a.rs", "use std::sync::Arc;", &[]);
        let channel = "use std::sync::mpsc::channel;";
        found(
            "src/train/a.rs",
            channel,
            &["src/train/a.rs:1: names std::sync::mpsc"],
        );
    }

    #[test]
    fn parts_of_words_comments_and_texts_do_not_count() {
        for text in [
            "use egui_plots::Plot; use my_egui; let egui2 = 0;",
            "// use egui::Ui;",
            "/* use std::fs; /* nested */ use egui; */ let a = 1;",
            "/// See `crate::train`.\nfn f() {}",
            "let a = \"use std::fs; \\\" egui\";",
            "let a = r#\"use \"std::fs\"\"#; let b = b'\"'; let c = '\"'; let d: &'static str = \"egui\";",
        ] {
            found("src/nn/a.rs", text, &[]);
        }
        // A quote as a character does not swallow what follows.
        found(
            "src/nn/a.rs",
            "let q = '\"'; use egui::Ui; let p = '\"';",
            &["src/nn/a.rs:1: names egui"],
        );
    }

    #[test]
    fn views_see_state_but_do_not_change_it() {
        found("src/views/a.rs", "use crate::workbench::State;", &[]);
        found("src/views/a.rs", "use crate::engine::RunState;", &[]);
        found(
            "src/views/a.rs",
            "use crate::workbench::apply::apply;\nuse crate::engine::{Engine, Pace};\nuse crate::files;",
            &[
                "src/views/a.rs:1: names crate::workbench::apply",
                "src/views/a.rs:2: names crate::engine::Engine",
                "src/views/a.rs:3: names crate::files",
            ],
        );
    }
}
