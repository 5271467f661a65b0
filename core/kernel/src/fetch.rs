//! Memory that is asked for before it is read.

/// The bytes of a line of the cache.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 64;

/// Asks for some values, where the processor can be asked.
#[inline(always)]
pub(crate) fn fetch<T>(values: &[T; 64]) {
    #[cfg(target_arch = "x86_64")]
    for at in (0..size_of_val(values)).step_by(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let place = values.as_ptr().cast::<i8>().wrapping_add(at);
        // SAFETY: it is a hint, which reads nothing and may name any address; every x86-64 processor knows it.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}
