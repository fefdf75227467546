//! How a text file is read: what a document says, and what was found by looking.

use serde::Deserialize;
use serde::Serialize;

/// Which of the options have a meaning for a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OptionScope {
    /// None: the file says by itself what it holds, or is damaged.
    #[default]
    Nothing,
    /// How characters are stored: a text that declares its columns.
    Encoding,
    /// All: a delimited text.
    Text,
}

/// How a text file is read; `None` = found by looking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvOptions {
    /// The character between cells.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// Whether the first row holds the column names.
    #[serde(default)]
    pub header: Option<bool>,
    /// Whether numbers are written with a decimal comma.
    #[serde(default)]
    pub decimal_comma: Option<bool>,
    /// How characters are stored.
    #[serde(default)]
    pub encoding: Option<Encoding>,
    /// What stands between groups of three digits.
    #[serde(default)]
    pub thousands: Option<Thousands>,
    /// What encloses cells that hold a delimiter or a line end.
    #[serde(default)]
    pub quote: Option<Quote>,
    /// What a line begins with that is no part of the table; empty = there are no such lines.
    #[serde(default)]
    pub comment: Option<String>,
    /// The texts that stand for a missing value, beside the empty one, in any case; only `None` is meant to the letter,
    /// for `none` may be a class. `None` = [`USUAL_MARKS`].
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// How many lines at the top are no part of the table.
    #[serde(default)]
    pub skip: Option<usize>,
    /// The sheet of a workbook, from 1; `None` = the first with a filled cell.
    #[serde(default)]
    pub sheet: Option<u32>,
}

/// The texts that stand for a missing value where nothing else was chosen.
pub const USUAL_MARKS: [&str; 9] = ["NA", "N/A", "#N/A", "NaN", "null", "None", "?", "-", "."];

/// What stands between groups of three digits in front of the decimal mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Thousands {
    /// Nothing: 1234567.
    #[default]
    Unused,
    /// 1,234,567
    Comma,
    /// 1.234.567
    Point,
    /// 1 234 567, also with a space that does not break.
    Space,
    /// 1'234'567
    Apostrophe,
}

impl Thousands {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Unused,
        Self::Comma,
        Self::Point,
        Self::Space,
        Self::Apostrophe,
    ];

    /// An example on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unused => "None",
            Self::Comma => "1,234",
            Self::Point => "1.234",
            Self::Space => "1 234",
            Self::Apostrophe => "1'234",
        }
    }
}

/// What encloses cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quote {
    /// "a, b"
    #[default]
    Double,
    /// 'a, b'
    Single,
    /// Nothing: quotation marks are part of the text.
    Unused,
}

impl Quote {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Double, Self::Single, Self::Unused];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Double => "Double \"",
            Self::Single => "Single '",
            Self::Unused => "None",
        }
    }

    /// The character, if there is one.
    pub(super) fn byte(self) -> Option<u8> {
        match self {
            Self::Double => Some(b'"'),
            Self::Single => Some(b'\''),
            Self::Unused => None,
        }
    }
}

/// How the characters of a text are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8, with ASCII as a part of it.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// One byte for each character of western European languages; with Latin-1 as a part of it.
    Windows1252,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// Why the options of a text were found to be what they are, a short sentence for each; empty where nothing was looked
/// for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// For the encoding.
    pub encoding: String,
    /// For the delimiter.
    pub delimiter: String,
    /// For the header.
    pub header: String,
    /// For the decimal mark.
    pub decimal: String,
    /// For the mark between thousands.
    pub thousands: String,
    /// For the quotation mark.
    pub quote: String,
    /// For comments.
    pub comment: String,
    /// For missing values.
    pub missing: String,
    /// For lines passed over.
    pub skip: String,
    /// Where numbers can be read in two ways: which, how they were taken, and what else they could be.
    pub ambiguous: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_earlier_versions_are_read() {
        let text = "(delimiter:Some(';'),header:None,decimal_comma:Some(true),encoding:None)";
        let options: CsvOptions = ron::from_str(text).unwrap();
        let expected = CsvOptions {
            delimiter: Some(';'),
            decimal_comma: Some(true),
            ..CsvOptions::default()
        };
        assert_eq!(options, expected);
    }
}
