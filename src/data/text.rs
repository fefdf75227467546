//! A text on its way to the parser: it is decoded to UTF-8, all line ends become `\n`, progress is reported, and the
//! beginning can be looked at first.

use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::ops::ControlFlow;

use super::decode::Decoding;
use super::decode::Malformed;
use super::options::Encoding;
use super::pass_over::PassOver;

/// What all sizes are divided by: the texts of a fuzzer are short, and shall have pieces as well.
pub(super) const SMALLER: usize = if cfg!(fuzzing) { 2048 } else { 1 };
/// How much is read at first: enough for a look at the beginning …
const CHUNK: usize = 128 * 1024 / SMALLER;
/// … and then at once, and so how often progress is reported.
const LATER_CHUNK: usize = 256 * 1024 / SMALLER;
/// The beginning is at least this long …
const SAMPLE_BYTES: usize = 64 * 1024 / SMALLER;
/// … and has at least this many lines …
const SAMPLE_LINES: usize = 100 / SMALLER;
/// … but is never longer than this.
const SAMPLE_MAX: usize = 4 * 1024 * 1024 / SMALLER;
/// A line longer than this is not waited for in memory.
const LONG_LINE: usize = 1024 * 1024 / SMALLER;

/// A cleaned stream of bytes.
pub(super) struct Text<'a, R> {
    input: R,
    progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
    raw: Vec<u8>,
    decoding: Decoding,
    decoded: Vec<u8>,
    /// Line ends so far, counted only where bytes are translated.
    lines: u64,
    ready: Vec<u8>,
    taken: usize,
    /// How many bytes were in `ready` before those that are.
    before: u64,
    bytes: u64,
    after_cr: bool,
    over: Option<PassOver>,
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

/// A line that is not of its text's encoding.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("line {line} is not {} text; choose another encoding", encoding.name())]
pub(super) struct NotOfEncoding {
    encoding: Encoding,
    /// The line, from 1.
    pub(super) line: u64,
}

/// The number of line ends.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

impl<'a, R: Read> Text<'a, R> {
    /// A text in an encoding, to be found out if it is `None`.
    pub(super) fn new(
        input: R,
        encoding: Option<Encoding>,
        progress: &'a mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Self {
        Self {
            input,
            progress,
            raw: vec![0; CHUNK],
            decoding: Decoding::new(encoding),
            decoded: Vec::new(),
            lines: 0,
            ready: Vec::new(),
            taken: 0,
            before: 0,
            bytes: 0,
            after_cr: false,
            over: None,
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

    /// From here on lines that are no part of the table are blank. To be called before anything is read.
    pub(super) fn pass_over(&mut self, over: Option<PassOver>) {
        self.over = over;
        if let Some(over) = &mut self.over {
            self.ready = over.passed(&self.ready);
            if self.state == State::Ended {
                self.ready.extend(over.rest());
            }
        }
    }

    /// From here on runs of spaces and tabs become one space, and those at the ends of a line vanish. To be called
    /// before anything is read, but after [`Text::pass_over`].
    pub(super) fn squeeze_spaces(&mut self, quote: Option<u8>) {
        let mut squeeze = Squeeze::new(quote);
        self.ready = squeeze.squeezed(&self.ready);
        self.squeeze = Some(squeeze);
    }

    /// The whole lines at hand; they stay to be read until they are taken. Empty at the end of the text, and where a line
    /// is so long that it should be read piece by piece.
    ///
    /// # Errors
    /// A read error, or when told to stop.
    pub(super) fn lines(&mut self) -> io::Result<&[u8]> {
        loop {
            let rest = &self.ready[self.taken..];
            let end = rest.iter().rposition(|byte| *byte == b'\n');
            if end.is_some() || rest.len() > LONG_LINE || self.state != State::Open {
                let end = end.map_or(0, |end| end + 1);
                return Ok(&self.ready[self.taken..self.taken + end]);
            }
            self.ready.drain(..self.taken);
            self.before += self.taken as u64;
            self.taken = 0;
            self.fill()?;
        }
    }

    /// Counts bytes of the lines as read.
    pub(super) fn take(&mut self, count: usize) {
        self.taken = (self.taken + count).min(self.ready.len());
    }

    /// The encoding; `None` as long as all that was read is ASCII.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        self.decoding.encoding()
    }

    /// Appends the next piece to `ready`.
    fn fill(&mut self) -> io::Result<()> {
        let count = self.fill_raw()?;
        let last = count < self.raw.len();
        self.decoded.clear();
        let result = self
            .decoding
            .decode(&self.raw[..count], last, &mut self.decoded);
        self.raw.resize(LATER_CHUNK, 0);
        let start = self.ready.len();
        if self.after_cr || self.decoded.contains(&b'\r') {
            for byte in &self.decoded {
                match byte {
                    b'\n' if self.after_cr => {}
                    b'\r' => self.ready.push(b'\n'),
                    byte => self.ready.push(*byte),
                }
                self.after_cr = *byte == b'\r';
            }
        } else {
            self.ready.extend_from_slice(&self.decoded);
        }
        let piece = &self.ready[start..];
        if self.decoding.translates() {
            self.lines += line_ends(piece) as u64;
        }
        if let Err(Malformed(encoding)) = result {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                NotOfEncoding {
                    encoding,
                    line: self.lines + 1,
                },
            ));
        }
        self.last = *piece.last().unwrap_or(&self.last);
        if last {
            self.state = State::Ended;
            if self.last != b'\n' {
                self.ready.push(b'\n');
            }
        }
        if let Some(over) = &mut self.over {
            let passed = over.passed(&self.ready[start..]);
            self.ready.truncate(start);
            self.ready.extend(passed);
            if last {
                self.ready.extend(over.rest());
            }
        }
        if let Some(squeeze) = &mut self.squeeze {
            let squeezed = squeeze.squeezed(&self.ready[start..]);
            self.ready.truncate(start);
            self.ready.extend(squeezed);
        }
        Ok(())
    }

    /// Fills `raw` unless the input ends, and reports.
    fn fill_raw(&mut self) -> io::Result<usize> {
        let mut count = 0;
        while count < self.raw.len() {
            match self.input.read(&mut self.raw[count..]) {
                Ok(0) => break,
                Ok(more) => count += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.bytes += count as u64;
        if (self.progress)(self.bytes).is_break() {
            self.state = State::Cancelled;
            return Err(io::Error::other("cancelled"));
        }
        Ok(count)
    }
}

impl<R: Read> Read for Text<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.ready.len() {
            if self.state != State::Open {
                self.state = State::Drained;
                return Ok(0);
            }
            self.before += self.ready.len() as u64;
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

/// Goes to a place of the text, counted from its start, if its bytes are still at hand.
impl<R: Read> Seek for Text<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let present = self.before + self.taken as u64;
        let to = match to {
            SeekFrom::Start(to) => to,
            SeekFrom::Current(by) => present.saturating_add_signed(by),
            SeekFrom::End(_) => return Err(io::ErrorKind::Unsupported.into()),
        };
        let taken = to.checked_sub(self.before).map(|taken| taken as usize);
        match taken.filter(|taken| *taken <= self.ready.len()) {
            Some(taken) => {
                self.taken = taken;
                if self.state == State::Drained {
                    self.state = State::Ended;
                }
                Ok(to)
            }
            None => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

/// Turns runs of spaces and tabs outside quotation marks into one space.
pub(super) struct Squeeze {
    quote: Option<u8>,
    line_start: bool,
    pending: bool,
    quoted: bool,
}

impl Squeeze {
    pub(super) fn new(quote: Option<u8>) -> Self {
        Self {
            quote,
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
                    self.quoted ^= Some(*byte) == self.quote;
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
        let mut text = Text::new(input, None, &mut progress);
        text.beginning().unwrap();
        if squeeze {
            text.squeeze_spaces(Some(b'"'));
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
