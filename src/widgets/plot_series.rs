//! Long series on few pixels: a pyramid of block minima and maxima, grown as the series grows, from which the visible
//! stretch is read with at most two points for each block. Spikes survive, gaps stay gaps, both ends are kept.
//!
//! Blocks hold `2^k` values and start at multiples of `2^k`, so the picture does not flicker while a series grows.

use std::ops::Range;

use super::scale::Scale;

/// The smallest blocks that are stored hold `2^BASE` values; smaller ones are read from the series itself.
const BASE: u32 = 4;

/// The extremes of a block of values.
#[derive(Clone, Copy, Debug)]
struct Block {
    min: f64,
    max: f64,
    min_at: u32,
    max_at: u32,
    /// Whether some value of the block cannot be drawn.
    gap: bool,
}

impl Block {
    const EMPTY: Self = Self {
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        min_at: 0,
        max_at: 0,
        gap: false,
    };

    fn add(&mut self, index: usize, value: f64, scale: Scale) {
        if !scale.shows(value) {
            self.gap = true;
            return;
        }
        if value < self.min {
            (self.min, self.min_at) = (value, index as u32);
        }
        if value > self.max {
            (self.max, self.max_at) = (value, index as u32);
        }
    }

    fn merge(&mut self, other: &Self) {
        if other.min < self.min {
            (self.min, self.min_at) = (other.min, other.min_at);
        }
        if other.max > self.max {
            (self.max, self.max_at) = (other.max, other.max_at);
        }
        self.gap |= other.gap;
    }

    fn is_empty(&self) -> bool {
        self.min > self.max
    }
}

/// The pyramid of one series.
#[derive(Clone, Debug, Default)]
pub struct SeriesCache {
    key: u64,
    scale: Scale,
    len: usize,
    /// The value in the middle and the last one, by which a replaced series is noticed.
    witness: [u64; 2],
    hidden: usize,
    levels: Vec<Vec<Block>>,
}

impl SeriesCache {
    /// Follows `values`. Work is in proportion to the values added since the last call, unless `key` or `scale` changed or
    /// the series was replaced: then everything is read again.
    pub fn sync(&mut self, key: u64, scale: Scale, values: &[f64]) {
        if self.key != key || self.scale != scale || !self.is_prefix_of(values) {
            *self = Self {
                key,
                scale,
                ..Self::default()
            };
        }
        if values.len() == self.len {
            return;
        }
        self.hidden += values[self.len..]
            .iter()
            .filter(|value| value.is_finite() && !scale.shows(**value))
            .count();
        self.append(values);
        self.len = values.len();
        self.witness = Self::witness_of(values);
    }

    /// The least and the greatest value that can be drawn.
    pub fn extremes(&self) -> Option<(f64, f64)> {
        let mut whole = Block::EMPTY;
        for block in self.levels.last()? {
            whole.merge(block);
        }
        (!whole.is_empty()).then_some((whole.min, whole.max))
    }

    /// The least and the greatest value that can be drawn within `range`, or a little beyond where it is long.
    pub fn extremes_within(&self, values: &[f64], range: Range<usize>) -> Option<(f64, f64)> {
        let range = range.start..range.end.min(self.len);
        if range.is_empty() {
            return None;
        }
        let mut shift = 0;
        while range.len() >> shift > 1024 {
            shift += 1;
        }
        let mut whole = Block::EMPTY;
        for index in (range.start >> shift)..=((range.end - 1) >> shift) {
            whole.merge(&self.block(values, index, shift));
        }
        (!whole.is_empty()).then_some((whole.min, whole.max))
    }

    /// How many finite values the scale cannot show (values ≤ 0 on a logarithmic axis).
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// Writes the polyline of `values[range]` over `epochs` to `line`, with at most `max_points` points and the two ends.
    /// The values must be those of the last [`Self::sync`].
    pub fn reduce(
        &self,
        epochs: &[f64],
        values: &[f64],
        range: Range<usize>,
        max_points: usize,
        line: &mut Polyline,
    ) {
        line.clear();
        let range = range.start..range.end.min(self.len).min(epochs.len());
        if range.is_empty() {
            return;
        }
        let mut pen = Pen {
            epochs,
            values,
            scale: self.scale,
            line,
            last: None,
        };
        if range.len() <= max_points.max(2) {
            for index in range {
                pen.point(index);
            }
            return;
        }
        let blocks = (max_points / 2).max(1);
        let mut shift = 1;
        while ((range.end - 1) >> shift) - (range.start >> shift) + 1 > blocks {
            shift += 1;
        }
        pen.point(range.start);
        for index in (range.start >> shift)..=((range.end - 1) >> shift) {
            pen.block(&self.block(values, index, shift));
        }
        if pen.last.is_none_or(|last| last < range.end - 1) {
            pen.point(range.end - 1);
        }
    }

    /// The block of `2^shift` values with this index.
    fn block(&self, values: &[f64], index: usize, shift: u32) -> Block {
        if let Some(level) = shift.checked_sub(BASE) {
            let top = self.levels.len().saturating_sub(1);
            let level = level as usize;
            if level <= top {
                return self.levels[level]
                    .get(index)
                    .copied()
                    .unwrap_or(Block::EMPTY);
            }
        }
        let mut block = Block::EMPTY;
        let end = ((index + 1) << shift).min(self.len);
        let start = (index << shift).min(end);
        for (offset, &value) in values[start..end].iter().enumerate() {
            block.add(start + offset, value, self.scale);
        }
        block
    }

    /// Whether the values seen so far still stand at the start of `values`, judged by two of them.
    fn is_prefix_of(&self, values: &[f64]) -> bool {
        self.len == 0
            || (values.len() >= self.len && self.witness == Self::witness_of(&values[..self.len]))
    }

    fn witness_of(values: &[f64]) -> [u64; 2] {
        let last = values.len() - 1;
        [values[last / 2].to_bits(), values[last].to_bits()]
    }

    /// Takes in `values[self.len..]`.
    fn append(&mut self, values: &[f64]) {
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        let base = &mut self.levels[0];
        for (index, &value) in values.iter().enumerate().skip(self.len) {
            let block = index >> BASE;
            if block == base.len() {
                base.push(Block::EMPTY);
            }
            base[block].add(index, value, self.scale);
        }
        let mut level = 0;
        while self.levels[level].len() > 1 {
            if level + 1 == self.levels.len() {
                self.levels.push(Vec::new());
            }
            let (lower, upper) = self.levels.split_at_mut(level + 1);
            let (lower, upper) = (&lower[level], &mut upper[0]);
            // Blocks before the first new value are complete.
            upper.truncate(self.len >> (BASE as usize + level + 1));
            for pair in lower[2 * upper.len()..].chunks(2) {
                let mut block = Block::EMPTY;
                for part in pair {
                    block.merge(part);
                }
                upper.push(block);
            }
            level += 1;
        }
    }
}

/// Writes points and gaps to a polyline.
struct Pen<'a> {
    epochs: &'a [f64],
    values: &'a [f64],
    scale: Scale,
    line: &'a mut Polyline,
    /// The index of the last point drawn.
    last: Option<usize>,
}

impl Pen<'_> {
    fn point(&mut self, index: usize) {
        if self.scale.shows(self.values[index]) {
            self.draw(index);
        } else {
            self.line.lift();
        }
    }

    fn block(&mut self, block: &Block) {
        if block.gap {
            self.line.lift();
        }
        if !block.is_empty() {
            let (a, b) = (block.min_at as usize, block.max_at as usize);
            self.draw(a.min(b));
            self.draw(a.max(b));
        }
        if block.gap {
            self.line.lift();
        }
    }

    fn draw(&mut self, index: usize) {
        if self.last.is_none_or(|last| last < index) {
            self.line
                .points
                .push([self.epochs[index], self.values[index]]);
            self.last = Some(index);
        }
    }
}

/// The pieces of a curve between its gaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Polyline {
    points: Vec<[f64; 2]>,
    /// Where a new piece starts.
    starts: Vec<usize>,
}

impl Polyline {
    /// The pieces as `[epoch, value]`; a piece of one point is a value between two gaps.
    pub fn pieces(&self) -> impl Iterator<Item = &[[f64; 2]]> {
        let ends = self.starts.iter().copied().chain([self.points.len()]);
        let starts = std::iter::once(0).chain(self.starts.iter().copied());
        starts
            .zip(ends)
            .map(|(start, end)| &self.points[start..end])
            .filter(|piece| !piece.is_empty())
    }

    /// The number of points in all.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    fn clear(&mut self) {
        self.points.clear();
        self.starts.clear();
    }

    fn lift(&mut self) {
        if self.starts.last() != Some(&self.points.len()) {
            self.starts.push(self.points.len());
        }
    }
}

/// The rows that a view of the epochs `from..=to` needs: those inside and one more on either side.
pub fn visible_rows(epochs: &[f64], from: f64, to: f64) -> Range<usize> {
    let start = epochs.partition_point(|&epoch| epoch < from);
    let end = epochs.partition_point(|&epoch| epoch <= to);
    start.saturating_sub(1)..(end + 1).min(epochs.len())
}

/// The row whose epoch is nearest to `epoch`.
pub fn nearest_row(epochs: &[f64], epoch: f64) -> Option<usize> {
    let after = epochs.partition_point(|&other| other < epoch);
    let candidates = after.saturating_sub(1)..(after + 1).min(epochs.len());
    candidates.min_by(|&a, &b| {
        let distance = |row: usize| (epochs[row] - epoch).abs();
        distance(a).total_cmp(&distance(b))
    })
}
