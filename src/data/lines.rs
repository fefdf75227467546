//! The line of each row in the file it was read from.

/// The lines of the rows; kept only where a row is not on the line after the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Rows with their lines; line 0 = from here on there are none.
    jumps: Vec<(usize, u64)>,
    next: u64,
}

impl Lines {
    /// Notes the line of the next row.
    pub(super) fn push(&mut self, row: usize, line: u64) {
        if line != self.next || self.jumps.is_empty() {
            self.jumps.push((row, line));
        }
        self.next = line + 1;
    }

    /// The line of a row, from 1; `None` if its file has no lines.
    pub fn line(&self, row: usize) -> Option<u64> {
        let after = self.jumps.partition_point(|(start, _)| *start <= row);
        let (start, line) = self.jumps[after.checked_sub(1)?];
        (line > 0).then(|| line + (row - start) as u64)
    }

    /// Sets the lines of another file below those of `rows` rows.
    pub(super) fn append(&mut self, rows: usize, below: Self) {
        if below.jumps.is_empty() && !self.jumps.is_empty() {
            self.jumps.push((rows, 0));
        }
        let jumps = below.jumps.into_iter();
        self.jumps
            .extend(jumps.map(|(row, line)| (rows + row, line)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pushed: &[u64]) -> Lines {
        let mut lines = Lines::default();
        for (row, line) in pushed.iter().enumerate() {
            lines.push(row, *line);
        }
        lines
    }

    #[test]
    fn rows_know_their_lines() {
        let lines = lines(&[2, 3, 6, 7]);
        assert_eq!(lines.jumps, [(0, 2), (2, 6)]);
        let found: Vec<_> = (0..4).map(|row| lines.line(row)).collect();
        assert_eq!(found, [Some(2), Some(3), Some(6), Some(7)]);
        assert_eq!(Lines::default().line(0), None);
    }

    #[test]
    fn appended_lines_are_those_of_their_own_file() {
        let mut all = lines(&[2, 3]);
        all.append(2, Lines::default());
        all.append(4, lines(&[2, 5]));
        let found: Vec<_> = (0..6).map(|row| all.line(row)).collect();
        assert_eq!(found, [Some(2), Some(3), None, None, Some(2), Some(5)]);
    }
}
