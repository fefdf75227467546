//! Unpacking on the way, with a bound on what a small file can become.

use std::cell::Cell;
use std::io;
use std::io::Read;
use std::rc::Rc;

use flate2::read::MultiGzDecoder;

/// A file may unpack to this much without question …
const FREE_BYTES: u64 = 64 << 20;
/// … and beyond that to this many times its own size; tables of text reach about 20.
const MAX_RATIO: u64 = 100;

/// Counts the bytes that are read.
pub(super) struct Counted<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub(super) fn new(input: R, bytes: Rc<Cell<u64>>) -> Self {
        Self { input, bytes }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(into)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

/// Unpacked bytes, bounded by the number of packed ones.
pub(super) struct Bounded<R> {
    input: R,
    packed: Rc<Cell<u64>>,
    bytes: u64,
}

impl<R> Bounded<R> {
    /// `packed` says how many packed bytes `input` was made from so far.
    pub(super) fn new(input: R, packed: Rc<Cell<u64>>) -> Self {
        Self {
            input,
            packed,
            bytes: 0,
        }
    }

    /// Counts bytes that were unpacked before, from the same packed ones.
    pub(super) fn after(self, bytes: u64) -> Self {
        Self { bytes, ..self }
    }

    /// The number of bytes so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(into)?;
        self.bytes += count as u64;
        if self.bytes > FREE_BYTES && self.bytes / MAX_RATIO > self.packed.get() {
            return Err(io::Error::other(format!(
                "it unpacks to more than {MAX_RATIO} times its size; unpack it yourself if it is a table"
            )));
        }
        Ok(count)
    }
}

/// The unpacked bytes of a gzip file.
pub(super) struct Unpacked<R>(MultiGzDecoder<R>);

impl<R: Read> Unpacked<R> {
    pub(super) fn new(input: R) -> Self {
        Self(MultiGzDecoder::new(input))
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("the gzip data are damaged ({error}); get the file anew"),
            )
        })
    }
}
