//! Names of columns.

use std::collections::HashMap;
use std::collections::HashSet;

/// Names for the columns: a line end becomes a space, blank ones become `column 3`, repeated ones get a suffix.
pub(super) fn unique_names(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut unique = Vec::new();
    let names: Vec<String> = names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let name = name.replace('\n', " ").trim().to_owned();
            if name.is_empty() {
                format!("column {}", index + 1)
            } else {
                name
            }
        })
        .collect();
    let mut taken: HashSet<String> = names.iter().cloned().collect();
    for name in names {
        let count = next.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            unique.push(name);
            continue;
        }
        let fresh = loop {
            let candidate = format!("{name} ({count})");
            if taken.insert(candidate.clone()) {
                break candidate;
            }
            *count += 1;
        };
        unique.push(fresh);
    }
    unique
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_unique() {
        let names = ["a", "", "a", "a (2)", " b\nc ", "a"].map(str::to_owned);
        assert_eq!(
            unique_names(names),
            ["a", "column 2", "a (3)", "a (2)", "b c", "a (4)"]
        );
    }
}
