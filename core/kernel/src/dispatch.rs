/// Writes a function once and compiles it for each level. The level comes as its first argument.
///
/// The body is a plain function that is always inlined: into one without features, and into one for each level, where
/// the compiler uses what that level has. So all levels run the same source, and differ only in what it becomes.
macro_rules! kernel {
    ($(#[$meta:meta])* $vis:vis fn $name:ident $(<const $size:ident: usize>)? ($($argument:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name $(<const $size: usize>)? (level: $crate::Level, $($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn plain $(<const $size: usize>)? ($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
            fn avx2 $(<const $size: usize>)? ($($argument: $type),*) $(-> $result)? {
                plain $(::<$size>)? ($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vpopcntdq,avx2,bmi1,bmi2,lzcnt,popcnt")]
            fn avx512 $(<const $size: usize>)? ($($argument: $type),*) $(-> $result)? {
                plain $(::<$size>)? ($($argument),*)
            }

            #[cfg(target_arch = "aarch64")]
            #[target_feature(enable = "neon")]
            fn neon $(<const $size: usize>)? ($($argument: $type),*) $(-> $result)? {
                plain $(::<$size>)? ($($argument),*)
            }

            match level.tier() {
                $crate::level::Tier::Scalar => plain $(::<$size>)? ($($argument),*),
                #[cfg(target_arch = "aarch64")]
                // SAFETY: a level of this tier is made only where the processor was asked for the features named above.
                $crate::level::Tier::Neon => unsafe { neon $(::<$size>)? ($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: a level of this tier is made only where the processor was asked for the features named above.
                $crate::level::Tier::Avx2 => unsafe { avx2 $(::<$size>)? ($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: a level of this tier is made only where the processor was asked for the features named above.
                $crate::level::Tier::Avx512 => unsafe { avx512 $(::<$size>)? ($($argument),*) },
            }
        }
    };
}
