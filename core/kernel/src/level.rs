use std::sync::LazyLock;

/// What kernels are compiled for. A value exists only where the processor has what the level needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(Tier);

/// As [`Level`], to be matched on in this crate alone: nobody else can claim a level that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    Scalar,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

static AVAILABLE: LazyLock<Vec<Level>> = LazyLock::new(detect);

impl Level {
    /// What every processor of the kind has.
    pub const SCALAR: Self = Self(Tier::Scalar);

    /// The best that this processor has.
    #[must_use]
    pub fn best() -> Self {
        AVAILABLE.last().copied().unwrap_or(Self::SCALAR)
    }

    /// All that this processor has, the best last.
    #[must_use]
    pub fn available() -> &'static [Self] {
        &AVAILABLE
    }

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Tier::Scalar => "scalar",
            #[cfg(target_arch = "aarch64")]
            Tier::Neon => "NEON",
            #[cfg(target_arch = "x86_64")]
            Tier::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Tier::Avx512 => "AVX-512",
        }
    }

    #[inline]
    pub(crate) fn tier(self) -> Tier {
        self.0
    }
}

/// Asks for the very features that `kernel!` compiles for.
fn detect() -> Vec<Level> {
    #[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64")), expect(unused_mut, reason = "nothing to add there"))]
    let mut levels = vec![Level::SCALAR];
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        levels.push(Level(Tier::Neon));
    }
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx2") && has!("bmi1") && has!("bmi2") && has!("lzcnt") && has!("popcnt") {
            levels.push(Level(Tier::Avx2));
            let has_512 = has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl");
            if has_512 && has!("avx512vpopcntdq") {
                levels.push(Level(Tier::Avx512));
            }
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_level_is_the_last_and_scalar_the_first() {
        assert_eq!(Level::available().first(), Some(&Level::SCALAR));
        assert_eq!(Level::available().last(), Some(&Level::best()));
        let names: Vec<_> = Level::available().iter().map(|level| level.name()).collect();
        assert!(["scalar", "scalar AVX2", "scalar AVX2 AVX-512", "scalar NEON"].contains(&names.join(" ").as_str()), "{names:?}");
    }
}
