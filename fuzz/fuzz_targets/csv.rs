//! Delimited text; the first byte sets the options.
#![no_main]

use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::data::Encoding;
use deltascope_fuzz::read_beginning;
use deltascope_fuzz::read_both_ways;
use deltascope_fuzz::read_whole;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    let options = CsvOptions {
        delimiter: [None, Some(','), Some(';'), Some(' ')][usize::from(first & 3)],
        header: [None, Some(true), Some(false), None][usize::from(first >> 2 & 3)],
        decimal_comma: [None, Some(true)][usize::from(first >> 4 & 1)],
        encoding: [None, Some(Encoding::Windows1252)][usize::from(first >> 5 & 1)],
        ..CsvOptions::default()
    };
    // One of all, as each makes parsers, which takes most of the time of a short text.
    match first >> 6 {
        0 => read_whole(text, &options),
        1 => read_beginning(text, &options),
        _ => read_both_ways(text, &options),
    }
});
