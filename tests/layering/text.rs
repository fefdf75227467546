//! Rust as words with their lines, without comments and quoted texts.

/// A word or sign.
pub(crate) struct Token {
    /// Its line, from 1.
    pub(crate) line: usize,
    /// The word; `::` is one.
    pub(crate) word: String,
}

/// Whether it is a name or keyword.
pub(crate) fn is_word(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// The words and signs of a text.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let letters: Vec<char> = source.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let (mut place, mut line) = (0, 1);
    while place < letters.len() {
        let length = skipped(&letters[place..]);
        if length > 0 {
            line += letters[place..place + length]
                .iter()
                .filter(|letter| **letter == '\n')
                .count();
            place += length;
            continue;
        }
        let length = word_length(&letters[place..]);
        tokens.push(Token {
            line,
            word: letters[place..place + length].iter().collect(),
        });
        place += length;
    }
    tokens
}

/// The length of the white space, comment or quoted text that begins here, 0 if none does.
fn skipped(rest: &[char]) -> usize {
    match rest {
        [first, ..] if first.is_whitespace() => 1,
        ['/', '/', ..] => length_until(rest, |tail| tail.starts_with(&['\n'])),
        ['/', '*', ..] => block_comment(rest),
        ['"', ..] => quoted(rest, 1),
        ['b' | 'c', '"', ..] => quoted(rest, 2),
        ['r', '"' | '#', ..] => raw(rest, 1),
        ['b' | 'c', 'r', '"' | '#', ..] => raw(rest, 2),
        ['\'', '\\', ..] => 2 + length_until(&rest[2..], |tail| tail.starts_with(&['\''])) + 1,
        // A character, not a lifetime.
        ['\'', _, '\'', ..] => 3,
        _ => 0,
    }
    .min(rest.len())
}

fn length_until(rest: &[char], ends: impl Fn(&[char]) -> bool) -> usize {
    (0..rest.len())
        .find(|place| ends(&rest[*place..]))
        .unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut place) = (0_usize, 0);
    while place < rest.len() {
        match rest[place..] {
            ['/', '*', ..] => {
                depth += 1;
                place += 2;
            }
            ['*', '/', ..] => {
                depth -= 1;
                place += 2;
                if depth == 0 {
                    return place;
                }
            }
            _ => place += 1,
        }
    }
    place
}

/// A text in quotes whose first letter comes after `start`.
fn quoted(rest: &[char], start: usize) -> usize {
    let mut place = start;
    while place < rest.len() {
        match rest[place] {
            '\\' => place += 2,
            '"' => return place + 1,
            _ => place += 1,
        }
    }
    place
}

/// A raw text whose number signs begin at `start`; 0 for a raw name such as `r#type`.
fn raw(rest: &[char], start: usize) -> usize {
    let signs = rest[start..]
        .iter()
        .take_while(|letter| **letter == '#')
        .count();
    if rest.get(start + signs) != Some(&'"') {
        return 0;
    }
    let mut end = vec!['"'];
    end.resize(signs + 1, '#');
    let first = start + signs + 1;
    first + length_until(&rest[first..], |tail| tail.starts_with(&end)) + end.len()
}

fn word_length(rest: &[char]) -> usize {
    let word = |letter: &&char| letter.is_alphanumeric() || **letter == '_';
    match rest {
        [':', ':', ..] => 2,
        _ => rest.iter().take_while(word).count().max(1),
    }
}
