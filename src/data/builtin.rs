//! Tables built into the program; `assets/README.md` names their sources and licences.

use super::cell::Rules;
use super::column::ColumnBuilder;
use super::spec::BuiltinTable;
use super::table::Column;
use super::table::Table;

const IRIS: &str = include_str!("../../assets/iris.csv");

impl BuiltinTable {
    /// All of them.
    pub const ALL: [Self; 1] = [Self::Iris];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iris => "Iris",
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
        }
    }
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
