//! Lines that are no part of the table become blank, so that the numbers of the other lines stay.

/// Blanks lines at the top and comments while a text passes.
pub(super) struct PassOver {
    /// How many lines at the top are still to be blanked.
    skip: usize,
    comment: Vec<u8>,
    delimiter: Option<u8>,
    quote: Option<u8>,
    at: At,
    quoted: bool,
    last: u8,
    /// The beginning of a line that may become a comment.
    held: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Inside,
    Blanking,
}

impl PassOver {
    /// `None` if no line is to be blanked. Without a delimiter, any usual one begins a cell.
    pub(super) fn new(
        skip: usize,
        comment: &str,
        delimiter: Option<u8>,
        quote: Option<u8>,
    ) -> Option<Self> {
        (skip > 0 || !comment.is_empty()).then(|| Self {
            skip,
            comment: comment.as_bytes().to_vec(),
            delimiter,
            quote,
            at: At::LineStart,
            quoted: false,
            last: b'\n',
            held: Vec::new(),
        })
    }

    /// The next piece of a text whose line ends are `\n`.
    pub(super) fn passed(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut passed = Vec::with_capacity(piece.len());
        for byte in piece {
            if self.at == At::LineStart && self.skip > 0 {
                self.skip -= 1;
                self.at = At::Blanking;
            }
            match self.at {
                At::Blanking if *byte == b'\n' => {
                    passed.push(b'\n');
                    self.last = b'\n';
                    self.at = At::LineStart;
                }
                At::Blanking => {}
                At::LineStart if !self.comment.is_empty() => self.hold(*byte, &mut passed),
                At::LineStart | At::Inside => self.pass(*byte, &mut passed),
            }
        }
        passed
    }

    /// What was held back, when nothing follows.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.held)
    }

    /// Holds the beginning of a line back while it may be that of a comment, which may be indented.
    fn hold(&mut self, byte: u8, passed: &mut Vec<u8>) {
        self.held.push(byte);
        let text = self.held.trim_ascii_start();
        if text == self.comment {
            self.held.clear();
            self.at = At::Blanking;
        } else if byte == b'\n' || !self.comment.starts_with(text) {
            for byte in std::mem::take(&mut self.held) {
                self.pass(byte, passed);
            }
        }
    }

    /// Whether the last byte separates cells.
    fn is_between(&self) -> bool {
        match self.delimiter {
            Some(delimiter) => self.last == delimiter,
            None => matches!(self.last, b',' | b';' | b'\t' | b'|' | b' '),
        }
    }

    fn pass(&mut self, byte: u8, passed: &mut Vec<u8>) {
        // A quotation mark opens at the start of a cell only; a doubled one closes and opens again.
        if Some(byte) == self.quote
            && (self.quoted || self.last == b'\n' || self.last == byte || self.is_between())
        {
            self.quoted = !self.quoted;
        }
        self.at = if byte == b'\n' && !self.quoted {
            At::LineStart
        } else {
            At::Inside
        };
        self.last = byte;
        passed.push(byte);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In one piece and byte by byte.
    fn passed(text: &str, skip: usize, comment: &str) -> String {
        let new = || PassOver::new(skip, comment, Some(b','), Some(b'"')).unwrap();
        let mut whole = new();
        let mut all = whole.passed(text.as_bytes());
        all.extend(whole.rest());
        let mut slow = new();
        let mut bytes: Vec<u8> = text.bytes().flat_map(|byte| slow.passed(&[byte])).collect();
        bytes.extend(slow.rest());
        assert_eq!(all, bytes, "byte by byte");
        String::from_utf8(all).unwrap()
    }

    #[test]
    fn comments_and_lines_at_the_top_become_blank() {
        assert_eq!(passed("a\n# b\nc#\n", 0, "#"), "a\n\nc#\n");
        assert_eq!(passed("  // b\n/ c\n", 0, "//"), "\n/ c\n");
        assert_eq!(passed("it's \"\nb\na,b\n", 2, ""), "\n\na,b\n");
        assert_eq!(passed("t\n#x\n1\n", 1, "#"), "\n\n1\n");
        assert_eq!(passed("1\n/", 0, "//"), "1\n/");
        assert_eq!(passed("\n \n#\n", 0, "#"), "\n \n\n");
    }

    #[test]
    fn a_mark_inside_a_quoted_cell_is_text() {
        let text = "a,\"x\n# y\",b\n#z\n5\" pipe\n#w\n\"\"\"q\"\"\n#v\"\n";
        let expected = "a,\"x\n# y\",b\n\n5\" pipe\n\n\"\"\"q\"\"\n#v\"\n";
        assert_eq!(passed(text, 0, "#"), expected);
    }
}
