//! The most multiply-adds that the processor does in a second: independent sums that never leave its registers.
#![expect(
    clippy::inline_always,
    reason = "the loop must be compiled with the instructions of the function it stands in"
)]

use std::hint::black_box;
use std::time::Instant;

use deltascope::nn::arch::Arch;
use deltascope::nn::arch::Work;
use deltascope::nn::arch::dispatch;
use deltascope::nn::arch::mul_add;
use deltascope::nn::spread::both;

/// Values of a vector, and vectors of sums: enough to hide the latency of an instruction.
const LANES: usize = 16;
const SUMS: usize = 8;
const ROUNDS: usize = 1 << 20;

/// A round of multiply-adds, and how long it took in seconds.
struct Sums;

impl Work for Sums {
    type Output = f64;

    #[inline(always)]
    fn run<A: Arch>(self) -> f64 {
        let (factors, others) = black_box(([1e-3_f32; LANES], [1.0_f32; SUMS]));
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = [[0.0_f32; LANES]; SUMS];
        let begin = Instant::now();
        // Written out: the compiler keeps an array of vectors in memory.
        for _ in 0..ROUNDS {
            add::<A>(&factors, others[0], &mut a);
            add::<A>(&factors, others[1], &mut b);
            add::<A>(&factors, others[2], &mut c);
            add::<A>(&factors, others[3], &mut d);
            add::<A>(&factors, others[4], &mut e);
            add::<A>(&factors, others[5], &mut f);
            add::<A>(&factors, others[6], &mut g);
            add::<A>(&factors, others[7], &mut h);
        }
        let seconds = begin.elapsed().as_secs_f64();
        black_box([a, b, c, d, e, f, g, h]);
        seconds
    }
}

/// `sums += factors · other`.
#[inline(always)]
fn add<A: Arch>(factors: &[f32; LANES], other: f32, sums: &mut [f32; LANES]) {
    for i in 0..LANES {
        sums[i] = mul_add::<A, f32>(factors[i], other, sums[i]);
    }
}

/// GFLOP/s in 32 bits, the fastest of some rounds, on one thread or on two of the pool from which it is called.
pub fn gflops(threads: usize) -> f64 {
    let work = (2 * SUMS * LANES * ROUNDS) as f64;
    let round = |_| {
        if threads < 2 {
            return work / dispatch(Sums);
        }
        let (first, second) = both(|| dispatch(Sums), || dispatch(Sums));
        2.0 * work / first.max(second)
    };
    (0..20).map(round).fold(0.0, f64::max) / 1e9
}
