/// How an engine behaves. Every default of tagora stands here.
///
/// ```
/// let options = tagora::Options { lateness_millis: 7 * 86_400_000, ..Default::default() };
/// let engine = tagora::Engine::open(options, Box::new(tagora::MemoryStore));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Records older than the clock by more than this are refused and counted; below zero counts as zero. Default 30 days.
    pub lateness_millis: i64,
    /// Records dated later than the clock wait; at most so many. Default 100,000.
    pub max_waiting: usize,
    /// Records in one batch. Default 1,000,000.
    pub max_batch: usize,
    /// Changes that the feed keeps for readers; whole commits are let go, the newest always stays. Default 1,000,000.
    pub feed_kept: usize,
    /// Bounds on handbooks and conditions.
    pub handbook_limits: tagora_dsl::Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lateness_millis: 30 * 86_400_000,
            max_waiting: 100_000,
            max_batch: 1_000_000,
            feed_kept: 1_000_000,
            handbook_limits: tagora_dsl::Limits::default(),
        }
    }
}
