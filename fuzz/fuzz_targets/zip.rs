//! Any archive, behind its magic bytes.
#![no_main]

use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::read_table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_table(&[&b"PK\x03\x04"[..], bytes].concat(), &CsvOptions::default());
});
