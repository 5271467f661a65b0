//! Times and memory, as the other systems measure theirs.
#![expect(clippy::disallowed_methods, reason = "a measuring program")]

use std::path::Path;
use std::time::{Duration, Instant as Clock};

use crate::Result;

/// For so long a question is repeated, at least so often, at most so often.
const TIME: Duration = Duration::from_secs(1);
const AT_LEAST: usize = 5;
/// What takes longer than this by itself is only asked twice more.
const LONG: Duration = Duration::from_secs(1);
const AT_LEAST_LONG: usize = 2;
const AT_MOST: usize = 1_000;
/// What takes less than this is asked several times in a row, and the time divided.
const SHORT: Duration = Duration::from_micros(100);

/// How long something took, and what came of it.
pub fn once<T>(work: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let clock = Clock::now();
    let done = work()?;
    Ok((clock.elapsed().as_secs_f64(), done))
}

/// The best time of several, in seconds, after one to warm up; and the answer.
pub fn best<T>(mut work: impl FnMut() -> Result<T>) -> Result<(f64, T)> {
    let clock = Clock::now();
    work()?;
    let at_least = if clock.elapsed() > LONG { AT_LEAST_LONG } else { AT_LEAST };
    let clock = Clock::now();
    let answer = work()?;
    let mut best = clock.elapsed();
    let together = (SHORT.as_nanos() / best.as_nanos().max(1)).clamp(1, 1_000) as u32;
    let begun = Clock::now();
    for run in 1..AT_MOST {
        if run >= at_least && begun.elapsed() > TIME {
            break;
        }
        let clock = Clock::now();
        for _ in 0..together {
            std::hint::black_box(work()?);
        }
        best = best.min(clock.elapsed() / together);
    }
    Ok((best.as_secs_f64(), answer))
}

/// Bytes of memory: the most there were, and how many there are.
pub fn memory() -> Result<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|_| "memory is only measured on Linux")?;
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).ok_or_else(|| format!("no `{name}` in the status"))?;
        let kilobytes: u64 = line.split_whitespace().nth(1).ok_or("a line without a number")?.parse()?;
        Ok::<_, Box<dyn std::error::Error>>(kilobytes * 1024)
    };
    Ok((of("VmHWM")?, of("VmRSS")?))
}

/// Bytes of the files in a folder.
pub fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
