//! The values of `NumPy` arrays and IDX files: numbers of several sizes, and texts.

use super::intern::Interner;
use super::table::Values;

/// How one value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    kind: Kind,
    /// Bytes.
    size: usize,
    big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Uint,
    Float,
    /// UTF-32, filled up with zeros.
    Unicode,
    /// Bytes, filled up with zeros.
    Bytes,
}

/// A column while it is being read.
pub(super) enum Builder {
    Numbers(Vec<f64>),
    Texts { codes: Vec<u32>, classes: Interner },
}

impl Element {
    /// A type as `NumPy` writes it, such as `<f8`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (order, rest) = text.split_at_checked(1)?;
        let big_endian = match order {
            "<" | "|" | "=" => false,
            ">" => true,
            _ => return None,
        };
        let (kind, size) = rest.split_at_checked(1)?;
        let size: usize = size.parse().ok()?;
        let (kind, size) = match (kind, size) {
            ("b", 1) => (Kind::Bool, 1),
            ("i", 1 | 2 | 4 | 8) => (Kind::Int, size),
            ("u", 1 | 2 | 4 | 8) => (Kind::Uint, size),
            ("f", 2 | 4 | 8) => (Kind::Float, size),
            ("U", 0..=100_000) => (Kind::Unicode, size * 4),
            ("S", 0..=100_000) => (Kind::Bytes, size),
            _ => return None,
        };
        Some(Self {
            kind,
            size,
            big_endian,
        })
    }

    /// The number of bytes.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// An empty column for such values.
    pub(super) fn builder(&self) -> Builder {
        match self.kind {
            Kind::Bool | Kind::Int | Kind::Uint | Kind::Float => Builder::Numbers(Vec::new()),
            Kind::Unicode | Kind::Bytes => Builder::Texts {
                codes: Vec::new(),
                classes: Interner::default(),
            },
        }
    }

    /// The number that `bytes` stand for, or what is wrong with it: empty if it is `NaN`, else its text.
    fn number(&self, bytes: &[u8]) -> Result<f64, String> {
        let mut low_first = [0; 8];
        for (place, byte) in bytes.iter().take(8).enumerate() {
            let place = if self.big_endian {
                self.size - 1 - place
            } else {
                place
            };
            low_first[place] = *byte;
        }
        let bits = u64::from_le_bytes(low_first);
        let unused = 64 - 8 * self.size.min(8) as u32;
        match self.kind {
            Kind::Bool => Ok(f64::from(u8::from(bits != 0))),
            Kind::Int => {
                // Moving the sign to the top and back extends it.
                let whole = (bits << unused).cast_signed() >> unused;
                exact(i128::from(whole))
            }
            Kind::Uint => exact(i128::from(bits)),
            Kind::Float | Kind::Unicode | Kind::Bytes => {
                let number = match self.size {
                    2 => half(bits as u16),
                    4 => f64::from(f32::from_bits(bits as u32)),
                    _ => f64::from_bits(bits),
                };
                if number.is_finite() {
                    Ok(number)
                } else if number.is_nan() {
                    Err(String::new())
                } else {
                    Err(number.to_string())
                }
            }
        }
    }

    fn text(&self, bytes: &[u8]) -> String {
        let text = match self.kind {
            Kind::Unicode => bytes
                .chunks_exact(4)
                .map(|chunk| {
                    let mut four = [0; 4];
                    four.copy_from_slice(chunk);
                    let code = if self.big_endian {
                        u32::from_be_bytes(four)
                    } else {
                        u32::from_le_bytes(four)
                    };
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                })
                .collect(),
            Kind::Bool | Kind::Int | Kind::Uint | Kind::Float | Kind::Bytes => {
                String::from_utf8_lossy(bytes).into_owned()
            }
        };
        text.trim_end_matches('\0').to_owned()
    }
}

impl Builder {
    /// Takes a value; gives back the text of a missing (empty) or malformed one.
    pub(super) fn push(&mut self, element: &Element, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Numbers(values) => match element.number(bytes) {
                Ok(number) => {
                    values.push(number);
                    None
                }
                Err(text) => {
                    values.push(f64::NAN);
                    Some(text)
                }
            },
            Self::Texts { codes, classes } => {
                let text = element.text(bytes);
                if text.trim().is_empty() {
                    codes.push(Values::MISSING);
                    return Some(String::new());
                }
                codes.push(classes.code(&text));
                None
            }
        }
    }

    /// The column.
    pub(super) fn finish(self) -> Values {
        match self {
            Self::Numbers(values) => Values::Numeric(values),
            Self::Texts { codes, classes } => Values::Category {
                codes,
                classes: classes.into_texts(),
            },
        }
    }
}

/// A whole number, unless `f64` cannot hold it.
fn exact(whole: i128) -> Result<f64, String> {
    let number = whole as f64;
    if number as i128 == whole {
        Ok(number)
    } else {
        Err(whole.to_string())
    }
}

/// IEEE 754 half precision.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let mantissa = f64::from(bits & 0x3FF);
    match exponent {
        0 => sign * mantissa * 2.0_f64.powi(-24),
        31 if mantissa == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        _ => sign * (1.0 + mantissa / 1024.0) * 2.0_f64.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(kind: &str, bytes: &[u8]) -> Result<f64, String> {
        Element::parse(kind).unwrap().number(bytes)
    }

    #[test]
    fn numbers_of_every_size_are_read() {
        assert_eq!(number("|i1", &[0xFE]), Ok(-2.0));
        assert_eq!(number("<i2", &[0xFE, 0xFF]), Ok(-2.0));
        assert_eq!(number(">i2", &[0xFF, 0xFE]), Ok(-2.0));
        assert_eq!(number(">u4", &[0, 0, 1, 0]), Ok(256.0));
        assert_eq!(number("<i8", &(-5_i64).to_le_bytes()), Ok(-5.0));
        assert_eq!(number("|b1", &[1]), Ok(1.0));
        assert_eq!(number("<f4", &0.5_f32.to_le_bytes()), Ok(0.5));
        assert_eq!(number(">f8", &(-0.1_f64).to_be_bytes()), Ok(-0.1));
        // Half precision: 1.5 = 0x3E00, −2 = 0xC000, the smallest positive 2⁻²⁴ = 0x0001.
        assert_eq!(number("<f2", &[0x00, 0x3E]), Ok(1.5));
        assert_eq!(number("<f2", &[0x00, 0xC0]), Ok(-2.0));
        assert_eq!(number("<f2", &[0x01, 0x00]), Ok(2.0_f64.powi(-24)));
    }

    #[test]
    fn numbers_that_cannot_be_kept_are_told() {
        // 2⁵³ + 1 is the first whole number that f64 cannot hold.
        let large = (1_i64 << 53) + 1;
        assert_eq!(number("<i8", &large.to_le_bytes()), Err(large.to_string()));
        assert_eq!(
            number("<u8", &u64::MAX.to_le_bytes()),
            Err(u64::MAX.to_string())
        );
        assert_eq!(number("<f8", &f64::NAN.to_le_bytes()), Err(String::new()));
        assert_eq!(number("<f2", &[0x00, 0x7C]), Err("inf".to_owned()));
    }

    #[test]
    fn texts_lose_their_filling() {
        let element = Element::parse("<U3").unwrap();
        let bytes: Vec<u8> = ['ü', 'a', '\0']
            .iter()
            .flat_map(|c| (*c as u32).to_le_bytes())
            .collect();
        assert_eq!(element.text(&bytes), "üa");
        assert_eq!(Element::parse("|S4").unwrap().text(b"ab\0\0"), "ab");
    }
}
