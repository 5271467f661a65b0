//! Several threads for large queries and commits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon_core::{ThreadPool, ThreadPoolBuilder};

/// What takes less time, by a guess, stays on the caller's thread: to wake another takes some 10 µs.
const SMALL_NANOS: u64 = 50_000;
/// More threads count as so many.
const MOST: usize = 256;
/// No more blocks are taken at a time.
const PIECE: usize = 8;

/// The threads on which an engine works: the caller's, and those that stand by for what is large.
///
/// They are started by the first large query or commit, and end with the engine and the last snapshot of it.
#[derive(Debug)]
pub struct Threads {
    count: usize,
    standing: OnceLock<Option<Standing>>,
}

#[derive(Debug)]
struct Standing {
    pool: ThreadPool,
    /// Where they are: a process forked from this one has none of them.
    process: u32,
}

impl Threads {
    /// So many, the caller's among them.
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self { count: count.clamp(1, MOST), standing: OnceLock::new() }
    }

    /// Works through some blocks, which takes so many nanoseconds by a guess. Each thread makes what it works with by
    /// `begin`, takes a `step` for each block that falls to it, in ascending order, and hands over what `end` makes of it.
    ///
    /// A panic in a step comes out here, when all threads are done.
    pub(crate) fn work<S, R: Send>(
        &self,
        blocks: usize,
        nanos: u64,
        begin: impl Fn() -> S + Sync,
        step: impl Fn(&mut S, usize) + Sync,
        end: impl Fn(S) -> R + Sync,
    ) -> Vec<R> {
        let others = self.count.min(blocks).saturating_sub(1);
        let pool = if nanos < SMALL_NANOS || others == 0 { None } else { self.pool() };
        let Some(pool) = pool else {
            let mut made = begin();
            (0..blocks).for_each(|block| step(&mut made, block));
            return vec![end(made)];
        };
        let piece = (blocks / (8 * self.count)).clamp(1, PIECE);
        let next = AtomicUsize::new(0);
        let take = || {
            let mut made = None;
            loop {
                let from = next.fetch_add(piece, Ordering::Relaxed);
                if from >= blocks {
                    return made.map(&end);
                }
                let made = made.get_or_insert_with(&begin);
                (from..blocks.min(from + piece)).for_each(|block| step(made, block));
            }
        };
        let of_others = Mutex::new(Vec::with_capacity(others));
        let mut all: Vec<R> = pool.in_place_scope(|scope| {
            for _ in 0..others {
                scope.spawn(|_| {
                    if let Some(made) = take() {
                        of_others.lock().unwrap_or_else(PoisonError::into_inner).push(made);
                    }
                });
            }
            take().into_iter().collect()
        });
        all.extend(of_others.into_inner().unwrap_or_else(PoisonError::into_inner));
        all
    }

    /// None where no threads can be had: then the caller's does it all.
    fn pool(&self) -> Option<&ThreadPool> {
        let standing = self.standing.get_or_init(|| {
            let builder = ThreadPoolBuilder::new().num_threads(self.count - 1).thread_name(|n| format!("tagora-{n}"));
            Some(Standing { pool: builder.build().ok()?, process: std::process::id() })
        });
        standing.as_ref().filter(|standing| standing.process == std::process::id()).map(|standing| &standing.pool)
    }
}

impl Default for Threads {
    fn default() -> Self {
        Self::new(1)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread::{ThreadId, current, sleep};
    use std::time::Duration;

    use super::*;

    fn blocks_and_threads(threads: &Threads, blocks: usize, nanos: u64) -> (Vec<usize>, BTreeSet<String>) {
        let made = threads.work(
            blocks,
            nanos,
            Vec::new,
            |made: &mut Vec<(usize, ThreadId)>, block| {
                sleep(Duration::from_millis(1));
                made.push((block, current().id()));
            },
            |made| {
                assert!(made.is_sorted_by_key(|(block, _)| *block));
                made
            },
        );
        let mut blocks: Vec<usize> = made.iter().flatten().map(|(block, _)| *block).collect();
        blocks.sort_unstable();
        (blocks, made.iter().flatten().map(|(_, thread)| format!("{thread:?}")).collect())
    }

    #[test]
    fn each_block_is_worked_on_once() {
        for count in [0, 1, 2, 4] {
            let threads = Threads::new(count);
            for blocks in [0, 1, 2, 7, 100] {
                let (worked, used) = blocks_and_threads(&threads, blocks, u64::MAX);
                assert_eq!(worked, (0..blocks).collect::<Vec<_>>(), "{count} threads");
                assert!(used.len() <= count.max(1));
                if blocks == 100 && count > 1 {
                    assert!(used.len() > 1, "{count} threads, and only {used:?} worked");
                }
            }
        }
    }

    #[test]
    fn what_is_small_or_alone_starts_no_thread() {
        let (threads, one) = (Threads::new(4), Threads::new(1));
        assert_eq!(blocks_and_threads(&threads, 50, SMALL_NANOS - 1).1.len(), 1);
        assert_eq!(blocks_and_threads(&one, 50, u64::MAX).1.len(), 1);
        assert!(threads.standing.get().is_none() && one.standing.get().is_none());
    }

    #[test]
    fn a_panic_comes_out_and_the_threads_stand() {
        let threads = Threads::new(3);
        for at in [0, 5, 63] {
            let step = |_: &mut (), block| assert!(block != at, "on purpose");
            let worked = catch_unwind(AssertUnwindSafe(|| threads.work(64, u64::MAX, || (), step, |()| ())));
            assert!(worked.is_err());
            assert_eq!(blocks_and_threads(&threads, 40, u64::MAX).0.len(), 40);
        }
    }

    #[test]
    fn a_forked_process_works_alone() {
        let threads = Threads::new(2);
        let pool = ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        threads.standing.set(Some(Standing { pool, process: std::process::id().wrapping_add(1) })).unwrap();
        assert_eq!(blocks_and_threads(&threads, 50, u64::MAX).1.len(), 1);
    }
}
