//! IDX, behind its zeros.
#![no_main]

use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::read_table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_table(&[&b"\0\0"[..], bytes].concat(), &CsvOptions::default());
});
