//! Tables built into the program; `assets/README.md` names their sources and licences.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;

use super::cell::Rules;
use super::column::ColumnBuilder;
use super::spec::BuiltinTable;
use super::table::Column;
use super::table::Table;

const DIGITS: &[u8] = include_bytes!("../../assets/digits.txt.gz");
const IRIS: &str = include_str!("../../assets/iris.csv");

impl BuiltinTable {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Iris, Self::Digits];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iris => "Iris",
            Self::Digits => "Digits",
        }
    }

    /// The table.
    ///
    /// ```
    /// use deltascope::data::BuiltinTable;
    ///
    /// let iris = BuiltinTable::Iris.table();
    /// assert_eq!((iris.rows(), iris.columns.len()), (150, 5));
    /// ```
    pub fn table(self) -> Table {
        match self {
            Self::Iris => plain_table(self.name(), IRIS),
            Self::Digits => digits_table(self.name()),
        }
    }
}

/// The digits: a line for each image, its 64 pixels from the left to the right and from the top to the bottom and then
/// its digit, each as one digit to the base 17.
fn digits_table(name: &str) -> Table {
    let mut text = String::new();
    // The bytes are part of the program, so reading them cannot fail.
    MultiGzDecoder::new(DIGITS).read_to_string(&mut text).ok();
    let mut columns = vec![Vec::new(); 65];
    for line in text.lines() {
        for (column, digit) in columns.iter_mut().zip(line.chars()) {
            column.push(f64::from(digit.to_digit(17).unwrap_or_default()));
        }
    }
    let names = (0..64).map(|pixel| format!("pixel_{}_{}", pixel / 8, pixel % 8));
    let columns = names
        .chain(["digit".to_owned()])
        .zip(columns)
        .map(|(name, values)| Column::numbers(name, values))
        .collect();
    Table::new(name, columns)
}

/// A table from text that is known to be well formed: a header, commas, no quotation marks, no missing cells.
fn plain_table(name: &str, text: &str) -> Table {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let mut builders: Vec<ColumnBuilder> = names.iter().map(|_| ColumnBuilder::new()).collect();
    let rules = Rules::default();
    for line in lines {
        for (builder, cell) in builders.iter_mut().zip(line.split(',')) {
            builder.push(cell, &rules);
        }
    }
    let columns = names
        .into_iter()
        .zip(builders)
        .map(|(name, builder)| Column::new(name, builder.finish(|_, _| {})))
        .collect();
    Table::new(name, columns)
}

#[cfg(test)]
mod tests {
    use super::super::table::Values;
    use super::*;

    #[test]
    fn digits_are_those_of_scikit_learn() {
        // sklearn.datasets.load_digits(): numpy.bincount(target), data.sum(), data[:, [0, 20, 36, 63]].sum(axis=0).
        let table = BuiltinTable::Digits.table();
        assert_eq!((table.rows(), table.columns.len()), (1797, 65));
        let column = |index: usize| match &table.columns[index].values {
            Values::Numeric(values) => values.clone(),
            Values::Category { .. } => panic!("column {index} is not numeric"),
        };
        let sum = |index: usize| column(index).iter().sum::<f64>();
        assert_eq!([0, 20, 36, 63].map(sum), [0.0, 12_755.0, 18_512.0, 655.0]);
        assert_eq!((0..64).map(sum).sum::<f64>(), 561_718.0);
        let count = |digit: u8| {
            column(64)
                .iter()
                .filter(|d| **d == f64::from(digit))
                .count()
        };
        let counts = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(count), counts);
        assert_eq!(table.columns[64].name, "digit");
    }

    #[test]
    fn iris_has_the_published_means() {
        // Means of Fisher (1936), table II, over the three species: 5.8433, 3.0573, 3.758, 1.1993.
        let table = BuiltinTable::Iris.table();
        for (index, expected) in [5.843_333, 3.057_333, 3.758, 1.199_333]
            .into_iter()
            .enumerate()
        {
            let Values::Numeric(values) = &table.columns[index].values else {
                panic!("column {index} is not numeric");
            };
            let mean = values.iter().sum::<f64>() / 150.0;
            assert!((mean - expected).abs() < 1e-6, "column {index}: {mean}");
        }
        let Values::Category { codes, classes } = &table.columns[4].values else {
            panic!("the species is numeric");
        };
        assert_eq!(classes, &["setosa", "versicolor", "virginica"]);
        for code in 0..3 {
            assert_eq!(codes.iter().filter(|other| **other == code).count(), 50);
        }
    }
}
