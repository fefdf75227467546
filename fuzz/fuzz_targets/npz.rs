//! NPZ: arrays between bytes FF FE, packed into an archive.
#![no_main]

use deltascope_fuzz::archive;
use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::read_table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let end = bytes.windows(2).position(|pair| pair == [0xFF, 0xFE]);
    let (first, second) = bytes.split_at(end.unwrap_or(bytes.len()));
    let second = second.get(2..).unwrap_or_default();
    let bytes = archive(&[("a.npy", first), ("b.npy", second)]);
    read_table(&bytes, &CsvOptions::default());
});
