//! Tables of bits.

use super::super::table::Column;

/// The four patterns of exclusive or, the second input changing faster.
pub(super) fn xor() -> Vec<Column> {
    vec![
        Column::numbers("x1", vec![0.0, 0.0, 1.0, 1.0]),
        Column::numbers("x2", vec![0.0, 1.0, 0.0, 1.0]),
        Column::numbers("xor", vec![0.0, 1.0, 1.0, 0.0]),
    ]
}

/// All patterns of `bits` bits and their parity.
pub(super) fn parity(bits: usize) -> Vec<Column> {
    let rows = 1_usize << bits;
    let mut columns: Vec<Column> = (0..bits)
        .map(|bit| {
            let values = (0..rows).map(|row| (row >> bit & 1) as f64).collect();
            Column::numbers(format!("x{}", bit + 1), values)
        })
        .collect();
    let odd = (0..rows)
        .map(|row| f64::from(row.count_ones() % 2))
        .collect();
    columns.push(Column::numbers("parity", odd));
    columns
}

/// All patterns of `bits` bits and whether each is its own mirror image (Rumelhart, Hinton & Williams, 1986).
pub(super) fn symmetry(bits: usize) -> Vec<Column> {
    let mut columns = parity(bits);
    columns.pop();
    let rows = 1_usize << bits;
    let symmetric =
        |row: usize| (0..bits / 2).all(|bit| row >> bit & 1 == row >> (bits - 1 - bit) & 1);
    let values = (0..rows)
        .map(|row| f64::from(u8::from(symmetric(row))))
        .collect();
    columns.push(Column::numbers("symmetric", values));
    columns
}

/// The squares of a T and of a C, row and column, in a block of 3 × 3.
const T: [(usize, usize); 5] = [(0, 0), (0, 1), (0, 2), (1, 1), (2, 1)];
const C: [(usize, usize); 5] = [(0, 0), (0, 1), (1, 0), (2, 0), (2, 1)];

/// A T or a C of five squares, turned in the four ways and in every place of a square grid; the target is 1 for a T
/// (Rumelhart, Hinton & Williams, 1986). Two squares of a T are as far apart as two of a C, so it takes three to tell.
pub(super) fn t_and_c(size: usize) -> Vec<Column> {
    let mut patterns: Vec<(Vec<f64>, f64)> = Vec::new();
    let places = size - 2;
    for (letter, target) in [(T, 1.0), (C, 0.0)] {
        let mut squares = letter;
        for _ in 0..4 {
            for place in 0..places * places {
                let (down, right) = (place / places, place % places);
                let mut grid = vec![0.0; size * size];
                for (row, column) in squares {
                    grid[(row + down) * size + column + right] = 1.0;
                }
                patterns.push((grid, target));
            }
            squares = squares.map(|(row, column)| (column, 2 - row));
        }
    }
    let mut columns: Vec<Column> = (0..size * size)
        .map(|square| {
            let name = format!("r{}c{}", square / size + 1, square % size + 1);
            let values = patterns.iter().map(|(grid, _)| grid[square]).collect();
            Column::numbers(name, values)
        })
        .collect();
    let targets = patterns.iter().map(|(_, target)| *target).collect();
    columns.push(Column::numbers("T", targets));
    columns
}

/// Unit vectors twice.
pub(super) fn encoder(units: usize) -> Vec<Column> {
    let side = |name: &'static str| {
        (0..units).map(move |unit| {
            let values = (0..units)
                .map(|row| f64::from(u8::from(row == unit)))
                .collect();
            Column::numbers(format!("{name}{}", unit + 1), values)
        })
    };
    side("in").chain(side("out")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::table::Values;
    use super::*;

    #[test]
    fn parity_of_two_bits_is_exclusive_or() {
        let parity = parity(2);
        assert_eq!(parity[2].values, Values::Numeric(vec![0.0, 1.0, 1.0, 0.0]));
        assert_eq!(parity[0].values, Values::Numeric(vec![0.0, 1.0, 0.0, 1.0]));
    }

    #[test]
    fn the_encoder_is_two_identities() {
        let columns = encoder(3);
        assert_eq!(columns.len(), 6);
        assert_eq!(columns[4].name, "out2");
        assert_eq!(columns[4].values, columns[1].values);
        assert_eq!(columns[1].values, Values::Numeric(vec![0.0, 1.0, 0.0]));
    }

    #[test]
    fn eight_of_sixty_four_patterns_are_symmetric() {
        // The first three bits choose the last three: 2³ patterns. Palindromes of six bits, for example 0, 12, 18, 63.
        let columns = symmetry(6);
        let Values::Numeric(symmetric) = &columns[6].values else {
            panic!("not numeric");
        };
        let ones: Vec<usize> = (0..64).filter(|row| symmetric[*row] == 1.0).collect();
        assert_eq!(ones, [0, 12, 18, 30, 33, 45, 51, 63]);
    }

    #[test]
    fn pairs_of_squares_do_not_tell_a_t_from_a_c() {
        // Squared distances of all pairs by hand, for both letters: four 1, two 2, two 4, two 5.
        for letter in [T, C] {
            let mut distances = Vec::new();
            for (place, (row, column)) in letter.iter().enumerate() {
                for (other_row, other_column) in &letter[..place] {
                    let (down, right) = (row.abs_diff(*other_row), column.abs_diff(*other_column));
                    distances.push(down * down + right * right);
                }
            }
            distances.sort_unstable();
            assert_eq!(distances, [1, 1, 1, 1, 2, 2, 4, 4, 5, 5]);
        }
    }

    #[test]
    fn letters_are_in_every_place_and_turned_in_four_ways() {
        let columns = t_and_c(4);
        assert_eq!(columns.len(), 17);
        let square = |index: usize, row: usize| match &columns[index].values {
            Values::Numeric(values) => values[row],
            Values::Category { .. } => panic!("not numeric"),
        };
        let mut seen = std::collections::BTreeSet::new();
        for row in 0..32 {
            let ones: Vec<usize> = (0..16).filter(|index| square(*index, row) == 1.0).collect();
            assert_eq!(ones.len(), 5);
            assert!(seen.insert(ones), "pattern {row} is there twice");
            assert_eq!(square(16, row), f64::from(u8::from(row < 16)));
        }
        // Upright in the first place: the bar of the T in the first row, its stem below.
        assert_eq!([0, 1, 2, 5, 9].map(|index| square(index, 0)), [1.0; 5]);
        // Turned once: the bar in the last column of the block, its stem to the left.
        assert_eq!([2, 6, 10, 5, 4].map(|index| square(index, 4)), [1.0; 5]);
    }
}
