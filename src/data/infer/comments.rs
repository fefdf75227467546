//! Whether some lines are comments.

use super::super::options::CsvOptions;
use super::super::options::Evidence;
use super::blanked;
use super::delimiter;
use super::is_blank;
use super::quotes;
use super::records;
use super::usual_width;

/// What comments may begin with.
const PREFIXES: [&str; 3] = ["#", "%", "//"];

/// The beginning of comments, or nothing. Lines that begin with such a mark are comments if they are fewer than the
/// others and at least one of them has not as many cells as the others: a table whose first column holds colours such
/// as `#ff0000`, or whose names begin with `#`, has none.
pub(super) fn guess(
    beginning: &[u8],
    complete: bool,
    options: &CsvOptions,
    evidence: &mut Evidence,
) -> String {
    let skip = options.skip.unwrap_or(0);
    let lines: Vec<&[u8]> = beginning
        .split(|byte| *byte == b'\n')
        .skip(skip)
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .collect();
    for prefix in PREFIXES {
        if !lines.iter().any(|line| line.starts_with(prefix.as_bytes())) {
            continue;
        }
        // What is blank now begins with the mark outside quotation marks.
        let text = blanked(beginning, skip, prefix, options);
        let split = |text| <[u8]>::split(text, |byte| *byte == b'\n').skip(skip);
        let both = split(beginning).zip(split(&text));
        let marked: Vec<&[u8]> = both
            .filter(|(before, after)| !before.is_empty() && after.is_empty())
            .map(|(before, _)| before)
            .collect();
        if marked.is_empty() || marked.len() * 2 > lines.len() {
            continue;
        }
        let mut unused = Evidence::default();
        let quote = options
            .quote
            .unwrap_or_else(|| quotes::guess(&text, &mut unused));
        let delimiter = match options.delimiter {
            Some(delimiter) => delimiter as u8,
            None => delimiter::guess(&text, complete, quote, &mut unused),
        };
        let Some(usual) = usual_width(&records(&text, complete, delimiter, quote)) else {
            continue;
        };
        let is_row = |line: &[u8]| {
            let line = records(line, true, delimiter, quote);
            line.first()
                .is_some_and(|line| line.cells.len() == usual && !is_blank(line.cells.get(0)))
        };
        let rows = marked.iter().filter(|line| is_row(line)).count();
        if usual == 1 || rows < marked.len() {
            let count = marked.len();
            evidence.comment = match count {
                1 => format!("1 line begins with `{prefix}`"),
                _ => format!("{count} lines begin with `{prefix}`"),
            };
            return prefix.to_owned();
        }
    }
    "No line begins with `#`, `%` or `//`".clone_into(&mut evidence.comment);
    String::new()
}
