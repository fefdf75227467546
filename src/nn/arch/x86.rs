//! Intel's and AMD's processors: which instructions this one has, and its vectors.
#![expect(
    unsafe_code,
    reason = "instructions may be used only after asking the processor for them, and vectors are loaded through pointers"
)]
#![expect(
    clippy::cast_possible_wrap,
    reason = "counts of what a vector holds are at most 16"
)]
#![expect(
    clippy::inline_always,
    reason = "inner loops must be compiled with the instructions of the function they stand in"
)]

use std::arch::x86_64 as cpu;

use super::Arch;
use super::Portable;
use super::Vector;
use super::Work;

/// 256-bit vectors with fused multiply-add: Intel since 2013, AMD since 2015. Private, as is what follows: code for it is
/// reached through [`dispatch`] alone.
#[derive(Clone, Copy, Debug)]
struct Avx2;

impl Arch for Avx2 {
    const FUSED: bool = true;
    const REGISTERS: usize = 16;
    type F32 = F32x8;
    type F64 = F64x4;
}

/// 512-bit vectors and twice the registers: Intel's servers since 2017, AMD since 2022.
#[derive(Clone, Copy, Debug)]
struct Avx512;

impl Arch for Avx512 {
    const FUSED: bool = true;
    const REGISTERS: usize = 32;
    type F32 = F32x16;
    type F64 = F64x8;
}

#[target_feature(enable = "avx2,fma,bmi1,bmi2,avx512f,avx512bw,avx512dq,avx512vl")]
fn avx512<W: Work>(work: W) -> W::Output {
    work.run::<Avx512>()
}

#[target_feature(enable = "avx2,fma,bmi1,bmi2")]
fn avx2<W: Work>(work: W) -> W::Output {
    work.run::<Avx2>()
}

/// The answers are kept by the standard library: each is a look at a bit.
#[inline]
fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
}

#[inline]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
}

/// Does the work with the best instructions of this machine.
#[inline]
pub fn dispatch<W: Work>(work: W) -> W::Output {
    if has_avx2() && has_avx512() {
        // SAFETY: the processor has every feature the function was compiled for.
        unsafe { avx512(work) }
    } else if has_avx2() {
        // SAFETY: as above.
        unsafe { avx2(work) }
    } else {
        work.run::<Portable>()
    }
}

/// Does the work with vectors of no more than 256 bits, for work that would not fill longer ones: they take longer to divide.
#[inline]
pub fn dispatch_narrow<W: Work>(work: W) -> W::Output {
    if has_avx2() {
        // SAFETY: the processor has every feature the function was compiled for.
        unsafe { avx2(work) }
    } else {
        work.run::<Portable>()
    }
}

/// Asks for the line of the cache with the value at `index`, if there is one, before it is needed.
#[inline(always)]
pub fn prefetch<R>(values: &[R], index: usize) {
    if let Some(value) = values.get(index) {
        // SAFETY: every x86-64 processor has the instruction, and it changes nothing but the caches.
        unsafe { cpu::_mm_prefetch::<{ cpu::_MM_HINT_T0 }>(std::ptr::from_ref(value).cast()) };
    }
}

/// Does the work with 256-bit vectors, where this machine has them.
#[cfg(test)]
pub(in crate::nn) fn avx2_if_there<W: Work>(work: W) {
    if has_avx2() {
        // SAFETY: the processor has every feature the function was compiled for.
        unsafe { avx2(work) };
    }
}

/// The vectors of an architecture: what [`Vector`] asks for, by the instructions named.
///
/// The functions carry no target features of their own, but are part of the function that [`dispatch`] chose, which does: an
/// instruction that a processor does not have is never reached.
macro_rules! vector {
    (
        $(#[$about:meta])*
        $Name:ident = $Register:ty, $LEN:literal times $Number:ty:
        $splat:path, $load:path, $store:path, $mul_add:path;
        part($place:ident, $count:ident) $load_part:expr, |$register:ident| $store_part:expr;
        interleave($a:ident, $b:ident) $low:expr, $high:expr
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        struct $Name($Register);

        impl Vector<$Number> for $Name {
            const LEN: usize = $LEN;
            type Array = [$Number; $LEN];

            #[inline(always)]
            fn arrays(values: &[$Number]) -> &[[$Number; $LEN]] {
                values.as_chunks().0
            }

            #[inline(always)]
            fn splat(value: $Number) -> Self {
                // SAFETY: part of a function that was chosen for having the instruction.
                Self(unsafe { $splat(value) })
            }

            #[inline(always)]
            fn load(values: &[$Number]) -> Self {
                let values = &values[..$LEN];
                // SAFETY: as above, and there are as many values as are read.
                Self(unsafe { $load(values.as_ptr()) })
            }

            #[inline(always)]
            fn load_part(values: &[$Number], $count: usize) -> Self {
                assert!($count <= $LEN, "more values than a vector holds");
                let $place = values[..$count].as_ptr();
                // SAFETY: as above; the mask lets no more values be read.
                Self(unsafe { $load_part })
            }

            #[inline(always)]
            fn store(self, values: &mut [$Number]) {
                let values = &mut values[..$LEN];
                // SAFETY: as above, and there are as many values as are written.
                unsafe { $store(values.as_mut_ptr(), self.0) };
            }

            #[inline(always)]
            fn store_part(self, values: &mut [$Number], $count: usize) {
                assert!($count <= $LEN, "more values than a vector holds");
                let ($place, $register) = (values[..$count].as_mut_ptr(), self.0);
                // SAFETY: as above; the mask lets no more values be written.
                unsafe { $store_part };
            }

            #[inline(always)]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                // SAFETY: part of a function that was chosen for having the instruction.
                Self(unsafe { $mul_add(self.0, factor.0, addend.0) })
            }

            #[inline(always)]
            fn interleave(self, other: Self) -> (Self, Self) {
                let ($a, $b) = (self.0, other.0);
                // SAFETY: part of a function that was chosen for having the instructions.
                unsafe { (Self($low), Self($high)) }
            }
        }
    };
}

vector! {
    /// 512 bits.
    F32x16 = cpu::__m512, 16 times f32:
    cpu::_mm512_set1_ps, cpu::_mm512_loadu_ps, cpu::_mm512_storeu_ps, cpu::_mm512_fmadd_ps;
    part(place, count)
        cpu::_mm512_maskz_loadu_ps(!(!0 << count) as u16, place),
        |register| cpu::_mm512_mask_storeu_ps(place, !(!0 << count) as u16, register);
    interleave(a, b)
        cpu::_mm512_permutex2var_ps(
            a,
            cpu::_mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
            b,
        ),
        cpu::_mm512_permutex2var_ps(
            a,
            cpu::_mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
            b,
        )
}

vector! {
    /// 512 bits.
    F64x8 = cpu::__m512d, 8 times f64:
    cpu::_mm512_set1_pd, cpu::_mm512_loadu_pd, cpu::_mm512_storeu_pd, cpu::_mm512_fmadd_pd;
    part(place, count)
        cpu::_mm512_maskz_loadu_pd(!(!0 << count) as u8, place),
        |register| cpu::_mm512_mask_storeu_pd(place, !(!0 << count) as u8, register);
    interleave(a, b)
        cpu::_mm512_permutex2var_pd(a, cpu::_mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), b),
        cpu::_mm512_permutex2var_pd(a, cpu::_mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), b)
}

vector! {
    /// 256 bits.
    F32x8 = cpu::__m256, 8 times f32:
    cpu::_mm256_set1_ps, cpu::_mm256_loadu_ps, cpu::_mm256_storeu_ps, cpu::_mm256_fmadd_ps;
    part(place, count)
        cpu::_mm256_maskload_ps(place, mask32(count)),
        |register| cpu::_mm256_maskstore_ps(place, mask32(count), register);
    interleave(a, b)
        cpu::_mm256_permute2f128_ps::<0x20>(cpu::_mm256_unpacklo_ps(a, b), cpu::_mm256_unpackhi_ps(a, b)),
        cpu::_mm256_permute2f128_ps::<0x31>(cpu::_mm256_unpacklo_ps(a, b), cpu::_mm256_unpackhi_ps(a, b))
}

vector! {
    /// 256 bits.
    F64x4 = cpu::__m256d, 4 times f64:
    cpu::_mm256_set1_pd, cpu::_mm256_loadu_pd, cpu::_mm256_storeu_pd, cpu::_mm256_fmadd_pd;
    part(place, count)
        cpu::_mm256_maskload_pd(place, mask64(count)),
        |register| cpu::_mm256_maskstore_pd(place, mask64(count), register);
    interleave(a, b)
        cpu::_mm256_permute2f128_pd::<0x20>(cpu::_mm256_unpacklo_pd(a, b), cpu::_mm256_unpackhi_pd(a, b)),
        cpu::_mm256_permute2f128_pd::<0x31>(cpu::_mm256_unpacklo_pd(a, b), cpu::_mm256_unpackhi_pd(a, b))
}

/// All bits of the first `count` of eight numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn mask32(count: usize) -> cpu::__m256i {
    let places = cpu::_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    cpu::_mm256_cmpgt_epi32(cpu::_mm256_set1_epi32(count as i32), places)
}

/// All bits of the first `count` of four numbers.
#[inline]
#[target_feature(enable = "avx2")]
fn mask64(count: usize) -> cpu::__m256i {
    let places = cpu::_mm256_setr_epi64x(0, 1, 2, 3);
    cpu::_mm256_cmpgt_epi64(cpu::_mm256_set1_epi64x(count as i64), places)
}
