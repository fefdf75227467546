//! The tags of an XML text, read piece by piece, to look over a part of a workbook before it is taken in.

use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read;

/// A stream of tags.
pub(super) struct Tags<R> {
    input: BufReader<R>,
    piece: Vec<u8>,
}

/// One tag.
pub(super) struct Tag<'a> {
    /// The number of bytes of text before it.
    pub(super) text: u64,
    /// What stands between `<` and `>`.
    inside: &'a [u8],
}

impl<R: Read> Tags<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(1 << 16, input),
            piece: Vec::new(),
        }
    }

    /// The next tag; comments and instructions are passed over.
    ///
    /// # Errors
    /// A read error, a text that is not UTF-8 by its own account, or one with a document type, which no workbook has.
    pub(super) fn next(&mut self) -> io::Result<Option<Tag<'_>>> {
        let mut text = 0;
        loop {
            self.piece.clear();
            let count = self.input.read_until(b'<', &mut self.piece)?;
            if self.piece.last() != Some(&b'<') {
                return Ok(None);
            }
            text += count as u64 - 1;
            self.piece.clear();
            loop {
                let count = self.input.read_until(b'>', &mut self.piece)?;
                if count == 0 || self.piece.last() != Some(&b'>') {
                    return Err(io::Error::other("a tag is cut off"));
                }
                if is_whole(&self.piece) {
                    break;
                }
            }
            match self.piece.first() {
                Some(b'?') if is_foreign(&self.piece) => {
                    return Err(io::Error::other("it is not UTF-8 text"));
                }
                Some(b'?') => {}
                Some(b'!') if self.piece.starts_with(b"![CDATA[") => {
                    text += self.piece.len() as u64;
                }
                Some(b'!') if self.piece.starts_with(b"!--") => {}
                Some(b'!') => return Err(io::Error::other("it has a document type")),
                Some(_) | None => break,
            }
        }
        if self.piece.contains(&0) {
            return Err(io::Error::other("it is not UTF-8 text"));
        }
        let inside = &self.piece[..self.piece.len() - 1];
        Ok(Some(Tag { text, inside }))
    }
}

/// Whether the `>` at the end of a piece closes it.
fn is_whole(piece: &[u8]) -> bool {
    if piece.starts_with(b"!--") {
        piece.len() >= 6 && piece.ends_with(b"-->")
    } else if piece.starts_with(b"![CDATA[") {
        piece.ends_with(b"]]>")
    } else if piece.starts_with(b"?") {
        piece.ends_with(b"?>")
    } else {
        let mut quote = None;
        for byte in piece {
            match quote {
                Some(open) if open == *byte => quote = None,
                None if matches!(byte, b'"' | b'\'') => quote = Some(*byte),
                Some(_) | None => {}
            }
        }
        quote.is_none()
    }
}

/// Whether an instruction declares another encoding than UTF-8.
fn is_foreign(piece: &[u8]) -> bool {
    let text = String::from_utf8_lossy(piece).to_ascii_lowercase();
    text.contains("encoding") && !text.contains("utf-8") && !text.contains("us-ascii")
}

impl<'a> Tag<'a> {
    /// Whether it ends an element.
    pub(super) fn is_end(&self) -> bool {
        self.inside.starts_with(b"/")
    }

    /// Whether it is an element without content.
    pub(super) fn is_empty(&self) -> bool {
        self.inside.ends_with(b"/")
    }

    /// Its length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.inside.len() as u64
    }

    /// The element's name with its prefix.
    pub(super) fn name(&self) -> &'a [u8] {
        let inside = self.inside.strip_prefix(b"/").unwrap_or(self.inside);
        let end = inside
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        &inside[..end.unwrap_or(inside.len())]
    }

    /// The element's name without its prefix.
    pub(super) fn local_name(&self) -> &'a [u8] {
        local(self.name())
    }

    /// The value of an attribute as it is written, and whether it stands there.
    pub(super) fn attribute(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.attributes()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The value of an attribute whose name without prefix is this.
    pub(super) fn local_attribute(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.attributes()
            .find(|(key, _)| local(key) == name)
            .map(|(_, value)| value)
    }

    /// Names and values of the attributes.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
        let mut rest = &self.inside[self.name().len()..];
        std::iter::from_fn(move || {
            let equals = rest.iter().position(|byte| *byte == b'=')?;
            let key = rest[..equals].trim_ascii();
            let value = rest[equals + 1..].trim_ascii_start();
            let quote = *value
                .first()
                .filter(|quote| matches!(quote, b'"' | b'\''))?;
            let value = &value[1..];
            let end = value.iter().position(|byte| *byte == quote)?;
            rest = &value[end + 1..];
            Some((key, &value[..end]))
        })
    }
}

fn local(name: &[u8]) -> &[u8] {
    let colon = name.iter().position(|byte| *byte == b':');
    &name[colon.map_or(0, |colon| colon + 1)..]
}

/// The text of an attribute with its references resolved.
pub(super) fn unescaped(value: &[u8]) -> String {
    let text = String::from_utf8_lossy(value).into_owned();
    if !text.contains('&') {
        return text;
    }
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text, |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_past_quotes_comments_and_instructions() {
        let text =
            "<?xml encoding='UTF-8'?><!-- <x> --><a:b c=\"1>0\" d = '2'/>text<![CDATA[<y>]]></z >";
        let mut tags = Tags::new(text.as_bytes());
        let tag = tags.next().unwrap().unwrap();
        assert_eq!(tag.name(), b"a:b");
        assert_eq!(tag.local_name(), b"b");
        assert_eq!(tag.attribute(b"c"), Some(&b"1>0"[..]));
        assert_eq!(tag.attribute(b"d"), Some(&b"2"[..]));
        assert_eq!(tag.attribute(b"e"), None);
        assert!(tag.is_empty() && !tag.is_end());
        let tag = tags.next().unwrap().unwrap();
        assert_eq!(tag.name(), b"z");
        assert!(tag.is_end());
        assert!(tag.text >= 4);
        assert!(tags.next().unwrap().is_none());
    }

    #[test]
    fn what_no_workbook_holds_is_refused() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<?xml encoding=\"UTF-16\"?><a/>",
            "<a\0/>",
            "<a",
        ] {
            assert!(Tags::new(text.as_bytes()).next().is_err(), "{text}");
        }
    }
}
