//! The presets built into the program, and the rules of their file form.

use deltascope::experiment::preset;

#[test]
fn every_preset_reads_and_round_trips() {
    for (name, text) in preset::BUILTIN {
        let experiment = preset::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written = preset::write(&experiment).unwrap();
        assert_eq!(preset::parse(&written).unwrap(), experiment, "{name}");
    }
}
