//! ARFF, behind the word that makes it so.
#![no_main]

use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::read_table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read_table(&[&b"@relation r\n"[..], bytes].concat(), &CsvOptions::default());
});
