//! Counts in words.

use crate::widgets::scale::whole_number;

/// `1 row`, `2 rows`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        whole_number(count as u64),
        if count == 1 { one } else { many }
    )
}
