//! `deltascope presets`: what is built into the program.

use std::io::Write;

use super::arguments::PresetsAction;
use super::failure::Failure;
use crate::experiment::preset;

/// Lists the built-in presets, or shows one.
pub(super) fn presets(
    action: Option<&PresetsAction>,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    match action {
        None | Some(PresetsAction::List) => {
            let names = preset::BUILTIN.iter().map(|(name, _)| name.len());
            let width = names.max().unwrap_or_default() + 2;
            for (name, text) in preset::BUILTIN {
                let title =
                    preset::parse(text).map_or_else(|_| String::new(), |preset| preset.title);
                writeln!(output, "{name:<width$}{title}")?;
            }
            Ok(())
        }
        Some(PresetsAction::Show { name }) => match preset::builtin(name) {
            Some(text) => Ok(output.write_all(text.as_bytes())?),
            None => Err(Failure::Usage(format!(
                "there is no built-in preset `{name}`; `deltascope presets` lists them"
            ))),
        },
    }
}
