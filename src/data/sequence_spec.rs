//! What a document says about sequences: which rows follow one another, and windows over the past of each row.

use serde::Deserialize;
use serde::Serialize;

/// How rows form sequences. Column names may be those of ignored columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SequenceSpec {
    /// The column of numbers or dates that orders the rows; `None` = the order of the table, in which
    /// each of several files is a sequence of its own if there is no group.
    #[serde(default)]
    pub order: Option<String>,
    /// Rows with the same value of this column are one sequence; `None` = all rows are.
    #[serde(default)]
    pub group: Option<String>,
    /// A step of the order column longer than this begins a new sequence, so that no window reaches over a gap; in the
    /// column's own unit. `None` = no step does.
    #[serde(default)]
    pub longest_step: Option<f64>,
    /// Windows over the past, for a network without a memory; `None` = each row is a sample of its own.
    #[serde(default)]
    pub windows: Option<WindowSpec>,
}

/// What a network sees of the past. For each time t of a sequence, the inputs are the values of the input columns at
/// t−1, …, t−lags, and the target is the value of the target columns at t + horizon − 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowSpec {
    /// How many steps back the inputs reach.
    pub lags: usize,
    /// How many steps after the last input the target lies.
    pub horizon: usize,
    /// Whether the past of the targets is an input too.
    pub past_targets: bool,
    /// Input columns that are known ahead, such as the day of the week: their value at t is the input, not their past.
    #[serde(default)]
    pub known: Vec<String>,
}

impl WindowSpec {
    /// The most steps back that an input may reach.
    pub const MAX_LAGS: usize = 1000;

    /// Whether all these columns are known ahead.
    pub fn all_known(&self, columns: &[&str]) -> bool {
        let mut columns = columns.iter();
        columns.all(|column| self.known.iter().any(|name| name == column))
    }

    /// How many rows of a sequence come before the first that has a whole window, counted to the row of the target.
    pub fn reach(&self) -> usize {
        self.lags + self.horizon.max(1) - 1
    }

    /// What is impossible in it, and what to do.
    pub fn problem(&self) -> Option<String> {
        let Self { lags, horizon, .. } = self;
        let most = Self::MAX_LAGS;
        if !(1..=most).contains(lags) {
            Some(format!(
                "a window of {lags} steps back cannot be made; choose from 1 to {most}"
            ))
        } else if !(1..=most).contains(horizon) {
            Some(format!(
                "a target {horizon} steps ahead cannot be set; choose from 1 to {most}"
            ))
        } else {
            None
        }
    }
}
