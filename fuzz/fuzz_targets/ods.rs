//! ODS: the content, and behind a byte FF the manifest, packed into an archive.
#![no_main]

use deltascope_fuzz::archive;
use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::read_table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0xFF);
    let content = parts.next().unwrap_or_default();
    let manifest = parts.next().unwrap_or(b"<manifest:manifest/>");
    let bytes = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content),
    ]);
    read_table(&bytes, &CsvOptions::default());
});
