//! Presets; one that is read is written and read back to the same.
#![no_main]

use deltascope_fuzz::experiment::preset;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(experiment) = preset::parse(text) {
        let written = preset::write(&experiment).unwrap();
        let again = preset::parse(&written).unwrap();
        // Not a number is not equal to itself, so the texts are compared.
        assert_eq!(preset::write(&again).unwrap(), written);
    }
});
