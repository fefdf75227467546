//! Tables in other containers than plain text.

use std::io::Write as _;
use std::ops::ControlFlow;

use deltascope::data::CsvOptions;
use deltascope::data::Table;
use deltascope::data::Values;
use deltascope::data::read;
use deltascope::data::read::ReadError;
use flate2::Compression;
use flate2::write::GzEncoder;

fn table(name: &str, bytes: &[u8]) -> Result<Table, ReadError> {
    read::table(name, bytes, CsvOptions::default(), &mut |_| {
        ControlFlow::Continue(())
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn gzip_is_unpacked() {
    let mut text = "a,b
"
    .to_owned();
    for row in 0..100_000 {
        text.extend([
            &row.to_string(),
            ",",
            &(row * 7919 % 1000).to_string(),
            "
",
        ]);
    }
    let packed = gzip(text.as_bytes());
    let mut last = 0;
    let table = read::table("t.csv.gz", &*packed, CsvOptions::default(), &mut |bytes| {
        last = bytes;
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(table.name, "t.csv");
    assert_eq!(table.format, "comma-separated, with header, gzip");
    assert_eq!(table.rows(), 100_000);
    assert_eq!(
        last,
        packed.len() as u64,
        "progress is in bytes of the file"
    );
    // Several members one after another are one file.
    let members = [gzip(b"a,b\n1,2\n"), gzip(b"3,4\n")].concat();
    let table = self::table("t.csv.gz", &members).unwrap();
    assert_eq!(table.columns[0].values, Values::Numeric(vec![1.0, 3.0]));
    let preview = read::preview("t.csv.gz", &*packed, CsvOptions::default(), 3).unwrap();
    assert_eq!(preview.table.rows(), 3);
    assert_eq!(preview.options.delimiter, Some(','));
}

#[test]
fn damaged_gzip_is_told() {
    let packed = gzip(b"a,b\n1,2\n3,4\n");
    let cut = table("t.csv.gz", &packed[..packed.len() - 9]).unwrap_err();
    assert!(cut.message.contains("the gzip data are damaged"), "{cut}");
    let mut changed = packed.clone();
    let place = changed.len() - 6;
    changed[place] ^= 0x55;
    let changed = table("t.csv.gz", &changed).unwrap_err();
    assert!(
        changed.message.contains("the gzip data are damaged"),
        "{changed}"
    );
    let twice = table("t.csv.gz.gz", &gzip(&packed)).unwrap_err();
    assert_eq!(
        twice.message,
        "the file is packed twice; unpack it once and open the result"
    );
    let empty = table("t.csv.gz", &gzip(b"")).unwrap_err();
    assert_eq!(
        empty.message,
        "the file is empty; choose a file with a table"
    );
}

#[test]
fn a_bomb_is_defused() {
    // Each member holds a cell of 1 MiB in about a thousandth of that.
    let member = gzip(&[&b"x".repeat(1 << 20)[..], b"\n"].concat());
    let packed = member.repeat(100);
    let error = table("bomb.csv.gz", &packed).unwrap_err();
    assert!(
        error
            .message
            .contains("unpacks to more than 100 times its size"),
        "{error}"
    );
}

#[test]
fn labels_stand_beside_their_images() {
    let images = table(
        "images",
        b"\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x02\x01\x02\x03\x04",
    )
    .unwrap();
    let labels = table("labels", b"\0\0\x08\x01\0\0\0\x02\x07\x09").unwrap();
    let both = images.clone().beside(labels).unwrap();
    let names: Vec<&str> = both.columns.iter().map(|column| &*column.name).collect();
    assert_eq!(names, ["[0, 0]", "[0, 1]", "label"]);
    assert_eq!(both.columns[2].values, Values::Numeric(vec![7.0, 9.0]));
    let short = table("short", b"\0\0\x08\x01\0\0\0\x01\x07").unwrap();
    assert_eq!(
        images.beside(short).unwrap_err(),
        "`images` has 2 rows and `short` has 1; they must be equal to stand side by side"
    );
}

#[test]
fn problems_keep_their_columns_beside_others() {
    let left = table("left", b"a,b\n1,\n2,3\n").unwrap();
    let right = table("right", b"b,c\n,1\n4,2\n").unwrap();
    let both = left.beside(right).unwrap();
    let problems: Vec<String> = both.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "line 2, column `b`: no value",
            "line 2, column `b (2)`: no value"
        ]
    );
    assert_eq!(both.problem_count, 2);
}
