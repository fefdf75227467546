//! What cells are enclosed in.

use super::super::options::Evidence;
use super::super::options::Quote;

/// The quotation mark: single if cells begin and end with it and none does with a double one.
pub(super) fn guess(text: &[u8], evidence: &mut Evidence) -> Quote {
    let double = enclosed(text, b'"');
    if double > 0 {
        evidence.quote = format!("{} in double quotation marks", cells(double));
        return Quote::Double;
    }
    let single = enclosed(text, b'\'');
    if single >= 2 {
        evidence.quote = format!("{} in single quotation marks", cells(single));
        return Quote::Single;
    }
    "No cell is in quotation marks".clone_into(&mut evidence.quote);
    Quote::Double
}

fn cells(count: usize) -> String {
    match count {
        1 => "1 cell is".to_owned(),
        _ => format!("{count} cells are"),
    }
}

/// How many cells may be enclosed in a mark: pieces between delimiters, whichever they are, begin with it, and as many
/// end with it.
fn enclosed(text: &[u8], mark: u8) -> usize {
    if !text.contains(&mark) {
        return 0;
    }
    let (mut begins, mut ends) = (0, 0);
    for piece in text.split(|byte| matches!(byte, b'\n' | b',' | b';' | b'\t' | b'|')) {
        let piece = piece.trim_ascii();
        begins += usize::from(piece.starts_with(&[mark]));
        ends += usize::from(piece.ends_with(&[mark]));
    }
    begins.min(ends)
}
