//! Inputs that give the target away: a single one from which it follows almost perfectly, on a sample of the rows.

use super::super::table::Values;
use super::super::taken::Taken;
use super::column::Used;
use super::warning::Remedy;
use super::warning::Warning;
use super::warning::WarningKind;
use super::warning::percent;

/// Fewer rows than these show nothing.
const MIN_ROWS: usize = 30;

/// At most this many rows are looked at.
const MAX_ROWS: usize = 20_000;

/// About so many cells are looked at in all, so that many columns take no more time than many rows.
const CELLS: usize = 4_000_000;

/// Of so many targets at most.
const MAX_TARGETS: usize = 4;

/// A correlation above this in size, or a share of right guesses above it, is "almost perfectly".
const ALMOST: f64 = 0.999;

/// A class with this share of the rows is guessed nearly always without any input.
const ONE_SIDED: f64 = 0.99;

/// More classes than these are not told apart by thresholds.
const MAX_CLASSES: usize = 20;

/// A warning for each input that predicts a target almost perfectly. One input alone is the task itself.
pub(super) fn leakage(used: &[Used<'_>], rows: &[usize], warnings: &mut Vec<Warning>) {
    let inputs: Vec<&Used<'_>> = used.iter().filter(|column| column.is_input()).collect();
    if inputs.len() < 2 {
        return;
    }
    let rows = sample(rows, (CELLS / inputs.len()).clamp(200, MAX_ROWS));
    let targets = used.iter().filter(|column| !column.is_input());
    for target in targets.take(MAX_TARGETS) {
        for input in inputs.iter().filter(|input| !input.is_constant()) {
            let Some(evidence) = gives_away(&input.cells, &target.cells, &rows) else {
                continue;
            };
            let (name, of) = (input.name(), target.name());
            let text = format!(
                "`{name}` alone predicts the target `{of}` almost perfectly: {evidence}. Ignore it if it is not known beforehand"
            );
            warnings.push(
                Warning::of_column(WarningKind::Leakage, name, text)
                    .remedy(Remedy::Ignore(name.to_owned())),
            );
        }
    }
}

/// `count` of the rows, one from each of as many equal stretches, always the same ones.
fn sample(rows: &[usize], count: usize) -> Vec<usize> {
    if rows.len() <= count {
        return rows.to_vec();
    }
    let stretch = rows.len() as f64 / count as f64;
    (0..count)
        .map(|index| {
            // Weyl's sequence of the golden ratio: places in the stretches that follow no period of the rows.
            let place = (index as f64 * 0.618_033_988_749_895).fract();
            rows[(((index as f64 + place) * stretch) as usize).min(rows.len() - 1)]
        })
        .collect()
}

/// The evidence that the target follows from the input.
fn gives_away(input: &Taken<'_>, target: &Taken<'_>, rows: &[usize]) -> Option<String> {
    match (input, target) {
        (Taken::Numbers(x), Taken::Numbers(y)) => {
            let r = correlation(x, y, rows)?;
            (r.abs() > ALMOST).then(|| format!("correlation {}", near_one(r)))
        }
        (Taken::Classes { codes, classes }, Taken::Numbers(y)) => {
            let r = correlation_ratio(codes, classes.len(), y, rows)?;
            (r > ALMOST).then(|| format!("correlation ratio {}", near_one(r)))
        }
        (Taken::Numbers(x), Taken::Classes { codes, classes }) => {
            let (right, all) = by_thresholds(x, codes, classes.len(), rows)?;
            (right as f64 > ALMOST * all as f64).then(|| {
                let share = percent(right, all);
                format!("thresholds on it are right in {share} of {all} rows")
            })
        }
        (
            Taken::Classes { codes: x, classes },
            Taken::Classes {
                codes: y,
                classes: targets,
            },
        ) => {
            let (right, all) = by_class(x, classes.len(), y, targets.len(), rows)?;
            (right as f64 > ALMOST * all as f64).then(|| {
                let share = percent(right, all);
                format!("its classes are right in {share} of {all} rows")
            })
        }
    }
}

/// A number just below 1 with the digits that tell it from 1.
fn near_one(r: f64) -> String {
    let digits = (-(1.0 - r.abs()).log10()).ceil().clamp(3.0, 8.0) as usize + 1;
    if 1.0 - r.abs() < 1e-9 {
        format!("{r:.0}")
    } else {
        format!("{r:.digits$}")
    }
}

/// Pearson's r of the rows where both have a value.
fn correlation(x: &[f64], y: &[f64], rows: &[usize]) -> Option<f64> {
    let pairs = rows.iter().map(|row| (x[*row], y[*row]));
    let pairs: Vec<(f64, f64)> = pairs.filter(|(x, y)| !x.is_nan() && !y.is_nan()).collect();
    let n = pairs.len();
    if n < MIN_ROWS {
        return None;
    }
    let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n as f64;
    let (mean_x, mean_y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (x, y) = (x - mean_x, y - mean_y);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    let r = xy / xx.sqrt() / yy.sqrt();
    r.is_finite().then_some(r)
}

/// η: the root of the share of the variance of `y` that lies between the classes (Fisher, 1925). `None` where the classes
/// have fewer than three rows on average, for then they tell rows apart, not values.
fn correlation_ratio(codes: &[u32], classes: usize, y: &[f64], rows: &[usize]) -> Option<f64> {
    let present: Vec<(usize, f64)> = rows
        .iter()
        .filter(|row| codes[**row] != Values::MISSING && !y[**row].is_nan())
        .map(|row| (codes[*row] as usize, y[*row]))
        .collect();
    let n = present.len();
    if n < MIN_ROWS {
        return None;
    }
    let mean = present.iter().map(|(_, y)| y).sum::<f64>() / n as f64;
    let mut sums = vec![(0_usize, 0.0); classes];
    let mut whole = 0.0;
    for (class, y) in present {
        sums[class].0 += 1;
        sums[class].1 += y - mean;
        whole += (y - mean) * (y - mean);
    }
    let filled = sums.iter().filter(|(count, _)| *count > 0);
    if filled.clone().count() * 3 > n {
        return None;
    }
    let between: f64 = filled.map(|(count, sum)| sum * sum / *count as f64).sum();
    let ratio = (between / whole).sqrt();
    ratio.is_finite().then_some(ratio.min(1.0))
}

/// How many rows the most frequent target of each input class gets right, and of how many.
fn by_class(
    x: &[u32],
    classes: usize,
    y: &[u32],
    targets: usize,
    rows: &[usize],
) -> Option<(usize, usize)> {
    let pairs: Vec<(u32, u32)> = rows
        .iter()
        .map(|row| (x[*row], y[*row]))
        .filter(|(x, y)| *x != Values::MISSING && *y != Values::MISSING)
        .collect();
    if is_one_sided(pairs.iter().map(|(_, y)| *y), targets) {
        return None;
    }
    let mut sorted = pairs;
    sorted.sort_unstable();
    let mut best = vec![0_usize; classes];
    for run in sorted.chunk_by(|a, b| a == b) {
        let class = &mut best[run[0].0 as usize];
        *class = run.len().max(*class);
    }
    let filled = best.iter().filter(|count| **count > 0).count();
    (filled * 3 <= sorted.len()).then(|| (best.iter().sum(), sorted.len()))
}

/// Whether so few rows or so few classes are there that guessing right means nothing.
fn is_one_sided(targets: impl Iterator<Item = u32>, classes: usize) -> bool {
    let mut counts = vec![0_usize; classes];
    for target in targets {
        counts[target as usize] += 1;
    }
    let all: usize = counts.iter().sum();
    let most = counts.iter().copied().max().unwrap_or(0);
    all < MIN_ROWS || most as f64 >= ONE_SIDED * all as f64
}

/// How many rows a decision tree on this column alone gets right with as many leaves as there are classes.
fn by_thresholds(
    x: &[f64],
    codes: &[u32],
    classes: usize,
    rows: &[usize],
) -> Option<(usize, usize)> {
    let mut pairs: Vec<(f64, u32)> = rows
        .iter()
        .map(|row| (x[*row], codes[*row]))
        .filter(|(x, code)| !x.is_nan() && *code != Values::MISSING)
        .collect();
    if classes > MAX_CLASSES || is_one_sided(pairs.iter().map(|(_, code)| *code), classes) {
        return None;
    }
    pairs.sort_unstable_by(|(a, _), (b, _)| a.total_cmp(b));
    let mut leaves = vec![Leaf::new(0..pairs.len(), &pairs, classes)];
    while leaves.len() < classes {
        let Some(widest) =
            (0..leaves.len()).max_by(|a, b| leaves[*a].gain.total_cmp(&leaves[*b].gain))
        else {
            break;
        };
        let Leaf {
            range, cut, gain, ..
        } = leaves[widest].clone();
        if gain <= 0.0 {
            break;
        }
        leaves[widest] = Leaf::new(range.start..cut, &pairs, classes);
        leaves.push(Leaf::new(cut..range.end, &pairs, classes));
    }
    Some((leaves.iter().map(|leaf| leaf.right).sum(), pairs.len()))
}

/// A stretch of the sorted rows.
#[derive(Clone)]
struct Leaf {
    range: std::ops::Range<usize>,
    /// The rows of its most frequent class.
    right: usize,
    /// The best place to cut it, and by how much that makes its parts purer (the sum of n·Gini falls).
    cut: usize,
    gain: f64,
}

impl Leaf {
    fn new(range: std::ops::Range<usize>, pairs: &[(f64, u32)], classes: usize) -> Self {
        let mut after = vec![0_usize; classes];
        for (_, code) in &pairs[range.clone()] {
            after[*code as usize] += 1;
        }
        let right = after.iter().copied().max().unwrap_or(0);
        let squares = |count: usize| (count * count) as f64;
        let mut sum_after: f64 = after.iter().map(|count| squares(*count)).sum();
        let (mut before, mut sum_before) = (vec![0_usize; classes], 0.0);
        let whole = sum_after / range.len().max(1) as f64;
        let (mut cut, mut gain) = (range.start, 0.0);
        for index in range.clone().take(range.len().saturating_sub(1)) {
            let code = pairs[index].1 as usize;
            // (n + 1)² − n² = 2n + 1.
            sum_before += (2 * before[code] + 1) as f64;
            before[code] += 1;
            sum_after -= (2 * after[code] - 1) as f64;
            after[code] -= 1;
            if pairs[index].0 == pairs[index + 1].0 {
                continue;
            }
            let (left, rest) = (index + 1 - range.start, range.end - index - 1);
            let purer = sum_before / left as f64 + sum_after / rest as f64 - whole;
            if purer > gain {
                (cut, gain) = (index + 1, purer);
            }
        }
        Self {
            range,
            right,
            cut,
            gain,
        }
    }
}
