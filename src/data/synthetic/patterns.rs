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
}
