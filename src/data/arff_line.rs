//! The words of a line of an ARFF file: quoted with `'` or `"`, `\` escapes, `%` begins a comment.

/// A word and whether it was quoted; a quoted `?` is a text, a bare one is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) quoted: bool,
}

/// A line while it is being taken apart.
pub(super) struct Line<'a> {
    rest: &'a str,
}

impl<'a> Line<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.trim_start(),
        }
    }

    /// What was not taken yet, without a comment.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty() || self.rest.starts_with('%')
    }

    /// Takes this character if it is next.
    pub(super) fn take(&mut self, character: char) -> bool {
        match self.rest.strip_prefix(character) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    /// Takes a word; a bare one ends before a character of `ends`.
    ///
    /// # Errors
    /// When a quotation mark is not closed.
    pub(super) fn word(&mut self, ends: &[char]) -> Result<Word, String> {
        let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '\'' | '"')) else {
            let end = self.rest.find(ends).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest.trim_start();
            return Ok(Word {
                text: word.trim_end().to_owned(),
                quoted: false,
            });
        };
        let mut text = String::new();
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((place, character)) = characters.next() {
            match character {
                '\\' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, other)) => text.push(other),
                    None => break,
                },
                character if character == quote => {
                    self.rest = self.rest[place + 1..].trim_start();
                    return Ok(Word { text, quoted: true });
                }
                other => text.push(other),
            }
        }
        Err(format!("a quotation mark {quote} is not closed; close it"))
    }

    /// Takes the values of a row: separated by commas, or, if there is none, by white space.
    pub(super) fn values(&mut self) -> Result<Vec<Word>, String> {
        let separators: &[char] = if self.rest.contains(',') {
            &[',', '\t', '%']
        } else {
            &[' ', '\t', '%']
        };
        let mut values = Vec::new();
        loop {
            values.push(self.word(separators)?);
            let comma = self.take(',');
            if self.is_empty() {
                if comma {
                    values.push(Word {
                        text: String::new(),
                        quoted: false,
                    });
                }
                return Ok(values);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(line: &str) -> Vec<String> {
        let values = Line::new(line).values().unwrap();
        values.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn rows_are_taken_apart() {
        assert_eq!(values("1, 2.5 ,x"), ["1", "2.5", "x"]);
        assert_eq!(values("1  2\tx % note"), ["1", "2", "x"]);
        assert_eq!(values("'a, b','it\\'s',\"c\""), ["a, b", "it's", "c"]);
        assert_eq!(values("a b,,c,"), ["a b", "", "c", ""]);
        assert_eq!(values("?"), ["?"]);
        assert!(Line::new("'open, 1").values().is_err());
    }
}
