//! Sharing rows out to training, validation and test.
//!
//! The rows of each class are put in random order (the split stream of the seed), then all rows are lined up so that
//! every stretch of the line holds every class in its share; the line is cut into the three parts. So the parts have
//! exactly the sizes that largest remainders give, and each class is within one row or so of its share.

use super::random::Random;
use super::random::SPLIT_STREAM;
use super::split_spec::SplitSpec;

/// The rows of the three parts, each in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) train: Vec<usize>,
    pub(super) validation: Vec<usize>,
    pub(super) test: Vec<usize>,
}

impl Parts {
    /// The parts without the rows that are not kept.
    pub(super) fn only(mut self, kept: impl Fn(usize) -> bool) -> Self {
        for part in [&mut self.train, &mut self.validation, &mut self.test] {
            part.retain(|row| kept(*row));
        }
        self
    }
}

/// The sizes of the parts: whole numbers nearest to the shares whose sum is `rows`, by largest remainder; of equal
/// remainders the earlier part takes the row.
pub(super) fn sizes(rows: usize, spec: &SplitSpec) -> [usize; 3] {
    let exact = [spec.train, spec.validation, spec.test].map(|share| {
        // Shares such as 0.15 are not exact in binary; the rounding keeps their ties ties.
        (share * rows as f64 * 1e6).round() / 1e6
    });
    let mut sizes = exact.map(|size| size as usize);
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| (exact[*b].fract()).total_cmp(&exact[*a].fract()));
    let mut left = rows.saturating_sub(sizes.iter().sum());
    for part in order.into_iter().cycle().take(9) {
        if left > 0 && exact[part] > 0.0 {
            sizes[part] += 1;
            left -= 1;
        }
    }
    sizes
}

/// Shares `rows` out; `class_of` gives the class of a row if classes keep their shares.
pub(super) fn split(
    rows: &[usize],
    class_of: Option<&dyn Fn(usize) -> u32>,
    spec: &SplitSpec,
    seed: u64,
) -> Parts {
    let line = line(rows, class_of, seed);
    let [train, validation, _] = sizes(rows.len(), spec);
    let sorted = |part: &[usize]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part
    };
    Parts {
        train: sorted(&line[..train]),
        validation: sorted(&line[train..train + validation]),
        test: sorted(&line[train + validation..]),
    }
}

/// The rows in random order, each class spread evenly if classes keep their shares.
pub(super) fn line(
    rows: &[usize],
    class_of: Option<&dyn Fn(usize) -> u32>,
    seed: u64,
) -> Vec<usize> {
    let mut line = rows.to_vec();
    Random::new(seed, SPLIT_STREAM).shuffle(&mut line);
    match class_of {
        Some(class_of) => spread(&line, class_of),
        None => line,
    }
}

/// The rows, each class spread evenly over the line: the k-th of n rows stands at (k + ½)/n.
fn spread(line: &[usize], class_of: &dyn Fn(usize) -> u32) -> Vec<usize> {
    let classes = line.iter().map(|row| class_of(*row)).max().unwrap_or(0) as usize + 1;
    let mut counts = vec![0_u64; classes];
    for row in line {
        counts[class_of(*row) as usize] += 1;
    }
    let mut seen = vec![0_u64; classes];
    let mut places: Vec<(u64, u64, usize)> = line
        .iter()
        .map(|row| {
            let class = class_of(*row) as usize;
            seen[class] += 1;
            (2 * seen[class] - 1, 2 * counts[class], *row)
        })
        .collect();
    // Fractions are compared exactly; the sort is stable, so rows at the same place stay in random order.
    places.sort_by(|(a, b, _), (c, d, _)| {
        (u128::from(*a) * u128::from(*d)).cmp(&(u128::from(*c) * u128::from(*b)))
    });
    places.into_iter().map(|(_, _, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(train: f64, validation: f64, test: f64) -> SplitSpec {
        SplitSpec {
            train,
            validation,
            test,
            ..SplitSpec::default()
        }
    }

    #[test]
    fn sizes_follow_largest_remainders() {
        assert_eq!(sizes(150, &spec(0.7, 0.15, 0.15)), [105, 23, 22]);
        assert_eq!(sizes(4, &spec(0.7, 0.15, 0.15)), [3, 1, 0]);
        assert_eq!(sizes(4, &spec(1.0, 0.0, 0.0)), [4, 0, 0]);
        assert_eq!(sizes(3, &spec(1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0)), [1, 1, 1]);
        assert_eq!(sizes(1, &spec(0.5, 0.5, 0.0)), [1, 0, 0]);
        assert_eq!(sizes(0, &spec(0.5, 0.5, 0.0)), [0, 0, 0]);
        for rows in 0..500 {
            assert_eq!(
                sizes(rows, &spec(0.61, 0.2, 0.19)).iter().sum::<usize>(),
                rows
            );
        }
    }

    #[test]
    fn every_row_is_in_one_part() {
        let rows: Vec<usize> = (0..101).map(|i| i * 3).collect();
        for class_of in [
            None,
            Some(&(|row: usize| (row % 5) as u32) as &dyn Fn(usize) -> u32),
        ] {
            let parts = split(&rows, class_of, &spec(0.5, 0.3, 0.2), 9);
            let mut all = [parts.train, parts.validation, parts.test].concat();
            all.sort_unstable();
            assert_eq!(all, rows);
        }
    }

    #[test]
    fn rare_classes_keep_their_shares() {
        // 90 rows of class 0, 10 of class 1: half of each in training, a quarter (2 or 3 of ten) in the others.
        let rows: Vec<usize> = (0..100).collect();
        let class_of = |row: usize| u32::from(row < 10);
        for seed in 0..20 {
            let parts = split(&rows, Some(&class_of), &spec(0.5, 0.25, 0.25), seed);
            let rare = |part: &[usize]| part.iter().filter(|row| **row < 10).count();
            assert_eq!(rare(&parts.train), 5);
            assert!((2..=3).contains(&rare(&parts.validation)));
            assert!((2..=3).contains(&rare(&parts.test)));
        }
    }
}
