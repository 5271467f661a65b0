use crate::Level;
use crate::fetch::fetch;

mod sealed {
    pub trait Sealed {}
}

/// A number that columns hold.
pub trait Number: Copy + PartialOrd + sealed::Sealed {
    /// Sets exactly the bits whose value lies in the range, both ends included, and counts them. Values for which there is
    /// no bit are left out; bits that have no value are cleared.
    ///
    /// While it reads it fetches as much of `ahead`, what will be read next: a processor that foresees that by itself
    /// loses its way from one piece of memory to the next.
    fn in_range(level: Level, values: &[Self], low: Self, high: Self, ahead: &[Self], into: &mut [u64]) -> u32;

    /// The smallest and the largest of the values; `None` of none.
    fn min_max(level: Level, values: &[Self]) -> Option<(Self, Self)>;
}

macro_rules! numbers {
    ($($number:ident)*) => {$(
        impl sealed::Sealed for $number {}

        impl Number for $number {
            fn in_range(level: Level, values: &[Self], low: Self, high: Self, ahead: &[Self], into: &mut [u64]) -> u32 {
                kernel! {
                    fn in_range(values: &[$number], low: $number, high: $number, ahead: &[$number], into: &mut [u64]) -> u32 {
                        let (whole, rest) = values.as_chunks::<64>();
                        let mut words = into.iter_mut();
                        let mut ahead = ahead.as_chunks::<64>().0.iter();
                        let mut count = 0_u32;
                        for (values, word) in whole.iter().zip(words.by_ref()) {
                            if let Some(ahead) = ahead.next() {
                                fetch(ahead);
                            }
                            *word = bits(values, |value| low <= value && value <= high);
                            count = count.wrapping_add(word.count_ones());
                        }
                        if let Some(word) = words.next() {
                            let rest = rest.iter().enumerate();
                            *word = rest.fold(0, |word, (n, &value)| word | u64::from(low <= value && value <= high) << n);
                            count = count.wrapping_add(word.count_ones());
                        }
                        words.for_each(|word| *word = 0);
                        count
                    }
                }
                in_range(level, values, low, high, ahead, into)
            }

            fn min_max(level: Level, values: &[Self]) -> Option<(Self, Self)> {
                kernel! {
                    fn min_max(values: &[$number], first: $number) -> ($number, $number) {
                        values.iter().fold((first, first), |(low, high), &value| {
                            (if value < low { value } else { low }, if value > high { value } else { high })
                        })
                    }
                }
                Some(min_max(level, values, *values.first()?))
            }
        }
    )*};
}

numbers! { i64 i32 i16 i8 u32 u16 u8 }

/// The answers to a question, a bit each.
#[inline(always)]
fn bits<T: Copy>(values: &[T; 64], is: impl Fn(T) -> bool) -> u64 {
    let mut flags = [0_u8; 64];
    for (flag, value) in flags.iter_mut().zip(values) {
        *flag = u8::from(is(*value));
    }
    let mut word = 0;
    for (n, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        // Each of the eight bytes has one bit at most: the product brings them next to each other, into the highest byte.
        let eight = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word |= eight << (8 * n);
    }
    word
}
