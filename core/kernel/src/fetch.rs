//! Memory that is asked for before it is read.

/// The bytes of a line of the cache.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 64;

/// Asks for values that are going to be read, where the processor can be asked: it fetches them while something else is done.
/// Nothing comes of it but time.
#[inline(always)]
pub fn fetch<T: ?Sized>(values: &T) {
    #[cfg(target_arch = "x86_64")]
    for at in (0..size_of_val(values)).step_by(LINE) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let place = std::ptr::from_ref(values).cast::<i8>().wrapping_add(at);
        // SAFETY: it is a hint, which reads nothing and may name any address; every x86-64 processor knows it.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(place) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = values;
}
