//! `SplitMix64` (Steele, Lea & Flood, 2014) and what is drawn with it: a generator so small that a reference calculation in
//! any language starts from the same weights.

/// The generator: its i-th number is a hash of `seed + i · γ`.
pub struct SplitMix {
    state: u64,
}

impl SplitMix {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// 64 random bits.
    pub fn raw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.raw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A matrix uniform in `[low, high)`, filled row by row, in column-major order.
    pub fn matrix(&mut self, rows: usize, columns: usize, (low, high): (f64, f64)) -> Vec<f64> {
        let mut matrix = vec![0.0; rows * columns];
        for row in 0..rows {
            for column in 0..columns {
                matrix[column * rows + row] = low + (high - low) * self.unit();
            }
        }
        matrix
    }

    /// Pairs of standard normal numbers (Box & Muller, 1958); an odd last one uses up a pair too.
    pub fn normals(&mut self, count: usize) -> Vec<f64> {
        let mut normals = Vec::new();
        while normals.len() < count {
            let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
            let (sin, cos) = (std::f64::consts::TAU * self.unit()).sin_cos();
            normals.extend([radius * cos, radius * sin]);
        }
        normals.truncate(count);
        normals
    }

    /// A permutation of `0..n` (Fisher–Yates, downwards).
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            let j = (self.raw() % (i as u64 + 1)) as usize;
            order.swap(i, j);
        }
        order
    }

    /// `θ` of a chain with these layer sizes: `W₁ b₁ W₂ b₂ …`, weights and biases uniform in `±range`.
    pub fn uniform_chain(&mut self, sizes: &[usize], range: f64) -> Vec<f64> {
        let mut theta = Vec::new();
        for pair in sizes.windows(2) {
            theta.extend(self.matrix(pair[1], pair[0], (-range, range)));
            theta.extend(self.matrix(pair[1], 1, (-range, range)));
        }
        theta
    }
}
