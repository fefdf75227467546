//! The bytes of a text on their way to the parser: a byte order mark is taken off, all line ends become `\n`, progress
//! is reported, and the beginning can be looked at first.

use std::io;
use std::io::Read;
use std::ops::ControlFlow;

/// How much is read at once, and so how often progress is reported.
const CHUNK: usize = 128 * 1024;
/// The beginning is at least this long …
const SAMPLE_BYTES: usize = 64 * 1024;
/// … and has at least this many lines …
const SAMPLE_LINES: usize = 100;
/// … but is never longer than this.
const SAMPLE_MAX: usize = 4 * 1024 * 1024;

/// A cleaned stream of bytes.
pub(super) struct Text<'a, R> {
    input: R,
    progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    bytes: u64,
    after_cr: bool,
    squeeze: Option<Squeeze>,
    pub(super) state: State,
    last: u8,
}

/// How far a text has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// There may be more.
    Open,
    /// The input has ended.
    Ended,
    /// The input has ended, and more was asked for.
    Drained,
    /// Progress said to stop.
    Cancelled,
}

/// The number of line ends.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

impl<'a, R: Read> Text<'a, R> {
    pub(super) fn new(input: R, progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>) -> Self {
        Self {
            input,
            progress,
            raw: vec![0; CHUNK],
            ready: Vec::new(),
            taken: 0,
            bytes: 0,
            after_cr: false,
            squeeze: None,
            state: State::Open,
            last: b'\n',
        }
    }

    /// The beginning, which stays to be read, and whether it is all there is.
    ///
    /// # Errors
    /// A read error, or when told to stop.
    pub(super) fn beginning(&mut self) -> io::Result<(&[u8], bool)> {
        let mut lines = 0;
        let mut seen = 0;
        while self.state == State::Open
            && self.ready.len() < SAMPLE_MAX
            && (self.ready.len() < SAMPLE_BYTES || lines < SAMPLE_LINES)
        {
            self.fill()?;
            lines += line_ends(&self.ready[seen..]);
            seen = self.ready.len();
        }
        Ok((&self.ready, self.state == State::Ended))
    }

    /// From here on runs of spaces and tabs become one space, and those at the ends of a line vanish. To be called
    /// before anything is read.
    pub(super) fn squeeze_spaces(&mut self) {
        let mut squeeze = Squeeze::new();
        self.ready = squeeze.squeezed(&self.ready);
        self.squeeze = Some(squeeze);
    }

    /// Appends the next piece to `ready`.
    fn fill(&mut self) -> io::Result<()> {
        let count = loop {
            match self.input.read(&mut self.raw) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        let first = self.bytes == 0;
        self.bytes += count as u64;
        if (self.progress)(self.bytes).is_break() {
            self.state = State::Cancelled;
            return Err(io::Error::other("cancelled"));
        }
        if count == 0 {
            self.state = State::Ended;
            if self.last != b'\n' {
                self.ready.push(b'\n');
            }
            return Ok(());
        }
        let mut piece = &self.raw[..count];
        if first && let Some(rest) = piece.strip_prefix(b"\xEF\xBB\xBF") {
            piece = rest;
        }
        let start = self.ready.len();
        if self.after_cr || piece.contains(&b'\r') {
            for byte in piece {
                match byte {
                    b'\n' if self.after_cr => {}
                    b'\r' => self.ready.push(b'\n'),
                    byte => self.ready.push(*byte),
                }
                self.after_cr = *byte == b'\r';
            }
        } else {
            self.ready.extend_from_slice(piece);
        }
        let piece = &self.ready[start..];
        self.last = *piece.last().unwrap_or(&self.last);
        if let Some(squeeze) = &mut self.squeeze {
            let squeezed = squeeze.squeezed(piece);
            self.ready.truncate(start);
            self.ready.extend(squeezed);
        }
        Ok(())
    }
}

impl<R: Read> Read for Text<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            if self.state != State::Open {
                self.state = State::Drained;
                return Ok(0);
            }
            self.ready.clear();
            self.taken = 0;
            self.fill()?;
        }
        let count = into.len().min(self.ready.len() - self.taken);
        into[..count].copy_from_slice(&self.ready[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
    }
}

/// Turns runs of spaces and tabs outside quotation marks into one space.
pub(super) struct Squeeze {
    line_start: bool,
    pending: bool,
    quoted: bool,
}

impl Squeeze {
    pub(super) fn new() -> Self {
        Self {
            line_start: true,
            pending: false,
            quoted: false,
        }
    }

    /// The next piece, squeezed.
    pub(super) fn squeezed(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut squeezed = Vec::with_capacity(piece.len());
        for byte in piece {
            match byte {
                b' ' | b'\t' if !self.quoted => self.pending = !self.line_start,
                b'\n' if !self.quoted => {
                    self.pending = false;
                    self.line_start = true;
                    squeezed.push(b'\n');
                }
                byte => {
                    if self.pending {
                        squeezed.push(b' ');
                    }
                    self.pending = false;
                    self.line_start = false;
                    self.quoted ^= *byte == b'"';
                    squeezed.push(*byte);
                }
            }
        }
        squeezed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(input: &[u8], squeeze: bool) -> Vec<u8> {
        let mut progress = |_| ControlFlow::Continue(());
        let mut text = Text::new(input, &mut progress);
        text.beginning().unwrap();
        if squeeze {
            text.squeeze_spaces();
        }
        let mut all = Vec::new();
        text.read_to_end(&mut all).unwrap();
        all
    }

    #[test]
    fn line_ends_become_one_kind_and_the_last_is_closed() {
        assert_eq!(cleaned(b"\xEF\xBB\xBFa\r\nb\rc\nd", false), b"a\nb\nc\nd\n");
        assert_eq!(cleaned(b"a\r\r\n\n", false), b"a\n\n\n");
        assert_eq!(cleaned(b"", false), b"");
    }

    #[test]
    fn spaces_are_squeezed_outside_quotation_marks() {
        assert_eq!(
            cleaned(b"  1   2\t 3  \n\"a  b\" 4\n", true),
            b"1 2 3\n\"a  b\" 4\n"
        );
    }

    #[test]
    fn a_piece_may_end_inside_a_line_end() {
        let long = [vec![b'x'; CHUNK - 1], b"\r\ny".to_vec()].concat();
        let expected = [vec![b'x'; CHUNK - 1], b"\ny\n".to_vec()].concat();
        assert_eq!(cleaned(&long, false), expected);
    }
}
