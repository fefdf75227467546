//! From the bytes of a file to UTF-8: the encoding is told by a byte order mark or found by looking.
//!
//! Plain ASCII is the same in UTF-8 and Windows-1252, so the choice between them waits for the first other byte, however
//! far down it stands.

use encoding_rs::Decoder;
use encoding_rs::DecoderResult;

use super::options::Encoding;

/// Decodes a text piece by piece.
pub(super) struct Decoding {
    state: State,
    /// The beginning of a character whose end is in the next piece.
    carry: Vec<u8>,
}

enum State {
    /// Nothing was seen yet.
    Start(Option<Encoding>),
    /// Only ASCII was seen.
    Ascii,
    /// Bytes pass as they are.
    Utf8,
    /// Bytes are translated.
    Other(Encoding, Box<Decoder>),
}

/// The bytes are not of the encoding; what was before them is decoded.
#[derive(Debug)]
pub(super) struct Malformed(pub(super) Encoding);

impl Decoding {
    pub(super) fn new(chosen: Option<Encoding>) -> Self {
        Self {
            state: State::Start(chosen),
            carry: Vec::new(),
        }
    }

    /// The encoding; `None` as long as all that was seen is ASCII.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        match &self.state {
            State::Start(encoding) => *encoding,
            State::Ascii => None,
            State::Utf8 => Some(Encoding::Utf8),
            State::Other(encoding, _) => Some(*encoding),
        }
    }

    /// Whether bytes are translated.
    pub(super) fn translates(&self) -> bool {
        matches!(self.state, State::Other(..))
    }

    /// Appends the next piece to `text`; `last` if nothing follows it.
    pub(super) fn decode(
        &mut self,
        piece: &[u8],
        last: bool,
        text: &mut Vec<u8>,
    ) -> Result<(), Malformed> {
        let joined;
        let mut piece = piece;
        if !self.carry.is_empty() {
            joined = [&std::mem::take(&mut self.carry), piece].concat();
            piece = &joined;
        }
        if let State::Start(chosen) = self.state {
            let mark = byte_order_mark(piece);
            self.state = match chosen.or(mark).or_else(|| utf16_by_zeros(piece)) {
                None => State::Ascii,
                Some(encoding) => state_of(encoding),
            };
            if mark.is_some() && mark == self.encoding() {
                piece = &piece[mark.map_or(0, mark_bytes)..];
            }
        }
        if matches!(self.state, State::Ascii) {
            if piece.is_ascii() {
                text.extend_from_slice(piece);
                return Ok(());
            }
            let valid = match std::str::from_utf8(piece) {
                Ok(_) => piece.len(),
                Err(error) => {
                    let valid = error.valid_up_to();
                    let cut_off = error.error_len().is_none() && !last;
                    if piece[..valid].is_ascii() && cut_off {
                        text.extend_from_slice(&piece[..valid]);
                        self.carry = piece[valid..].to_vec();
                        return Ok(());
                    }
                    valid
                }
            };
            // Once characters of UTF-8 were seen, bytes that are none are a mistake.
            let encoding = if piece[..valid].is_ascii() {
                Encoding::Windows1252
            } else {
                Encoding::Utf8
            };
            self.state = state_of(encoding);
        }
        match &mut self.state {
            State::Start(_) | State::Ascii | State::Utf8 => {
                text.extend_from_slice(piece);
                Ok(())
            }
            State::Other(encoding, decoder) => {
                translate(decoder, piece, last, text).map_err(|()| Malformed(*encoding))
            }
        }
    }
}

fn state_of(encoding: Encoding) -> State {
    let decoder = |codec: &'static encoding_rs::Encoding| {
        State::Other(encoding, Box::new(codec.new_decoder_without_bom_handling()))
    };
    match encoding {
        Encoding::Utf8 => State::Utf8,
        Encoding::Utf16Le => decoder(encoding_rs::UTF_16LE),
        Encoding::Utf16Be => decoder(encoding_rs::UTF_16BE),
        Encoding::Windows1252 => decoder(encoding_rs::WINDOWS_1252),
    }
}

fn translate(
    decoder: &mut Decoder,
    mut piece: &[u8],
    last: bool,
    text: &mut Vec<u8>,
) -> Result<(), ()> {
    loop {
        let start = text.len();
        // At least room for one character; the loop asks again while there is more.
        let room = decoder
            .max_utf8_buffer_length_without_replacement(piece.len())
            .unwrap_or(piece.len())
            .max(16);
        text.resize(start + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(piece, &mut text[start..], last);
        text.truncate(start + written);
        piece = &piece[read..];
        match result {
            DecoderResult::InputEmpty => return Ok(()),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => return Err(()),
        }
    }
}

fn byte_order_mark(text: &[u8]) -> Option<Encoding> {
    [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|encoding| {
            let mark: &[u8] = match encoding {
                Encoding::Utf8 => b"\xEF\xBB\xBF",
                Encoding::Utf16Le => b"\xFF\xFE",
                Encoding::Utf16Be => b"\xFE\xFF",
                Encoding::Windows1252 => return false,
            };
            text.starts_with(mark)
        })
}

fn mark_bytes(encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => 3,
        Encoding::Utf16Le | Encoding::Utf16Be => 2,
        Encoding::Windows1252 => 0,
    }
}

/// UTF-16 without a mark: in western text nearly every second byte is 0, and of the others none.
fn utf16_by_zeros(text: &[u8]) -> Option<Encoding> {
    let zeros = |first: usize| {
        let bytes = text.iter().skip(first).step_by(2);
        (
            bytes.clone().filter(|byte| **byte == 0).count(),
            bytes.len(),
        )
    };
    let ((even, _), (odd, pairs)) = (zeros(0), zeros(1));
    if pairs < 2 {
        None
    } else if even == 0 && odd * 2 > pairs {
        Some(Encoding::Utf16Le)
    } else if odd == 0 && even * 2 > pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], step: usize) -> Result<(Option<Encoding>, String), Malformed> {
        let mut decoding = Decoding::new(None);
        let mut text = Vec::new();
        let mut rest = bytes;
        while rest.len() > step {
            let (piece, others) = rest.split_at(step);
            decoding.decode(piece, false, &mut text)?;
            rest = others;
        }
        decoding.decode(rest, true, &mut text)?;
        Ok((decoding.encoding(), String::from_utf8(text).unwrap()))
    }

    #[test]
    fn encodings_are_found_whatever_the_pieces() {
        let utf16: Vec<u8> = "\u{feff}a,ü😀\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let utf16_be: Vec<u8> = "a,b,c\nü\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        let cases: [(&[u8], Option<Encoding>, &str); 6] = [
            (b"plain", None, "plain"),
            ("grün".as_bytes(), Some(Encoding::Utf8), "grün"),
            (b"\xEF\xBB\xBFa", Some(Encoding::Utf8), "a"),
            (b"gr\xFCn \x80", Some(Encoding::Windows1252), "grün €"),
            (&utf16, Some(Encoding::Utf16Le), "a,ü😀\n"),
            (&utf16_be, Some(Encoding::Utf16Be), "a,b,c\nü\n"),
        ];
        for (bytes, encoding, text) in cases {
            for step in [4, 5, 7, 1000] {
                let found = decoded(bytes, step).unwrap();
                assert_eq!(found, (encoding, text.to_owned()), "step {step}");
            }
        }
    }

    #[test]
    fn a_half_pair_is_malformed() {
        assert!(decoded(b"\xFF\xFEa\0\0\xD8b\0", 100).is_err());
        assert!(decoded(b"\xFF\xFEa\0b", 100).is_err());
    }
}
