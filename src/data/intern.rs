//! Distinct texts, numbered in order of first appearance, without an allocation for each.

/// A set of texts with their numbers.
#[derive(Default)]
pub(super) struct Interner {
    text: String,
    ends: Vec<usize>,
    /// Open addressing with linear probing; `EMPTY` or a code. The length is a power of two.
    slots: Vec<u32>,
}

const EMPTY: u32 = u32::MAX;

impl Interner {
    /// The number of distinct texts.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a code.
    pub(super) fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.text[start..self.ends[code]]
    }

    /// The code of a text, new if it was not seen before.
    pub(super) fn code(&mut self, text: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let slot = self.slot(text);
        if self.slots[slot] == EMPTY {
            self.slots[slot] = self.ends.len() as u32;
            self.text.push_str(text);
            self.ends.push(self.text.len());
        }
        self.slots[slot]
    }

    /// All texts in order.
    pub(super) fn into_texts(self) -> Vec<String> {
        (0..self.len() as u32)
            .map(|code| self.get(code).to_owned())
            .collect()
    }

    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(text) as usize & mask;
        while self.slots[slot] != EMPTY && self.get(self.slots[slot]) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        self.slots = vec![EMPTY; size];
        for code in 0..self.ends.len() as u32 {
            let slot = self.slot(self.get(code));
            self.slots[slot] = code;
        }
    }
}

/// Folded multiplication over eight bytes at a time; good enough spread for cells, at a few nanoseconds each.
fn hash(text: &str) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product >> 64) as u64 ^ product as u64
    };
    let mut state = 0x9E37_79B9_7F4A_7C15 ^ text.len() as u64;
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = fold(state ^ u64::from_le_bytes(word), 0xA076_1D64_78BD_642F);
    }
    let rest = chunks.remainder();
    let mut word = [0; 8];
    word[..rest.len()].copy_from_slice(rest);
    fold(state ^ u64::from_le_bytes(word), 0xE703_7ED1_A0B4_28DB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_first_appearance_and_texts_come_back() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..5000)
            .map(|i| format!("text {}", i * 7919 % 5000))
            .collect();
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(interner.code(text), index as u32);
        }
        for (index, text) in texts.iter().enumerate() {
            assert_eq!(interner.code(text), index as u32);
        }
        assert_eq!(interner.into_texts(), texts);
    }
}
