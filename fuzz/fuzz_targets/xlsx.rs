//! XLSX: the parts of a workbook between bytes FF (sheet, shared texts, styles, workbook, relations), packed into an archive;
//! those left out are usual ones.
#![no_main]

use deltascope_fuzz::archive;
use deltascope_fuzz::data::CsvOptions;
use deltascope_fuzz::read_table;

const WORKBOOK: &[u8] = br#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const PACKAGE: &[u8] = br#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const TEXTS: &[u8] = br#"<sst uniqueCount="2"><si><t>x</t></si><si><r><t>y</t></r></si></sst>"#;
const STYLES: &[u8] = br#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0xFF);
    let mut part = |usual| parts.next().filter(|part| !part.is_empty()).unwrap_or(usual);
    let bytes = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", PACKAGE),
        ("xl/worksheets/sheet1.xml", part(b"<worksheet/>")),
        ("xl/sharedStrings.xml", part(TEXTS)),
        ("xl/styles.xml", part(STYLES)),
        ("xl/workbook.xml", part(WORKBOOK)),
        ("xl/_rels/workbook.xml.rels", part(RELATIONS)),
    ]);
    read_table(&bytes, &CsvOptions::default());
});
