/// How an engine behaves. Every default of tagora stands here.
///
/// ```
/// let options = tagora::Options { lateness_millis: 7 * 86_400_000, ..Default::default() };
/// let engine = tagora::Engine::with_options(options);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What an engine that is kept in a folder promises of a commit. Default [`Full`](Durability::Full).
    pub durability: Durability,
    /// Who moves the clock. Default the host.
    pub clock: Clock,
    /// With the clock of events: the longest time between two neighbouring instants, of records or the clock. Default 366 days.
    pub max_jump_millis: i64,
    /// Changes of one step of the clock, which stops there and says how far it came. What falls due at one instant is done
    /// together, also if it is more. Default 1,000,000.
    pub max_changes: usize,
    /// Records kept of one customer; those that wait may come on top. Default 100,000.
    pub max_customer_records: usize,
    /// Earlier handbooks whose rules are kept, because what they did stays. Default 1,000.
    pub max_earlier_handbooks: usize,
    /// Tags of open groups that are not declared: so many a customer has at a time, held or beaten. One more is declined.
    /// Default 100.
    pub max_open_tags: usize,
    /// Records older than the clock by more than this are refused and counted; below zero counts as zero. Default 30 days.
    pub lateness_millis: i64,
    /// How long events are kept: those that are older, behind the oldest instant at which a late record may come (see
    /// [`lateness_millis`](Self::lateness_millis)), are let go of as the clock goes on, some at a time. `None`, the default, keeps them
    /// for ever. Below zero counts as zero.
    ///
    /// Creations, attributes, assignments and merges stay, and so do the events through which rules are set off, since what
    /// rules did is worked out from them. What looks further back than events are kept is refused with `not-kept`: conditions of a
    /// handbook (unless that is [accepted](crate::LoadOptions::accepts_incomplete)), queries, and looks at the past. An event is known
    /// again by its id as long as it is kept. Since when a tag is held is told as far as what is kept says.
    pub retention_millis: Option<i64>,
    /// Records dated later than the clock wait; at most so many. Default 100,000.
    pub max_waiting: usize,
    /// Records in one batch. Default 1,000,000.
    pub max_batch: usize,
    /// Changes that the feed keeps for readers; whole commits are let go, the newest always stays. Default 1,000,000.
    pub feed_kept: usize,
    /// Changes that the feed keeps at most where consumers have not acknowledged them: so long they are kept beyond
    /// [`feed_kept`](Self::feed_kept). What does not exceed that adds nothing to it. Default 0.
    pub feed_held_max: usize,
    /// What happens where consumers have not acknowledged more changes than are kept. Default they miss them.
    pub feed_full: FeedFull,
    /// Threads that work on a large query or commit, and on opening a store, the caller's among them; the others stand by from the first such one on. With 1,
    /// the default, the engine starts no thread. 0 counts as 1, more than 256 as 256. What a query gives and a commit tells does not
    /// depend on it.
    pub threads: usize,
    /// Bounds on handbooks and conditions.
    pub handbook_limits: tagora_dsl::Limits,
}

/// What a commit that was acknowledged survives. Whatever is lost, what is left is all up to some commit.
///
/// | | acknowledged when | survives the process | survives a loss of power |
/// |--|--|--|--|
/// | `Full` | it is on the disk, by itself | yes | yes |
/// | `Group` | it is on the disk, together with what came meanwhile | yes | yes |
/// | `Relaxed` | the operating system has it | yes | but for the last moments |
///
/// An engine [in memory](crate::Engine::in_memory) keeps nothing beyond its own life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// Each commit is put on the disk before readers see it and the call returns.
    #[default]
    Full,
    /// Readers see a commit as soon as it is worked out; the call returns when it is on the disk. Calls of several threads wait for
    /// the disk together.
    Group,
    /// The call returns at once; all is put on the disk every so often, and with [`Engine::flush`](crate::Engine::flush).
    Relaxed {
        /// How often, in milliseconds; 0 counts as 1.
        every_millis: u32,
    },
}

/// Who moves the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// The host, with each batch and between them. Later records wait.
    #[default]
    Host,
    /// The records: a replay of what happened. The host may advance it too.
    Events,
}

/// What happens where [consumers](crate::Engine::subscribe) have not acknowledged more changes than are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeedFull {
    /// The oldest are let go of. A consumer that has not acknowledged them is told how many it missed.
    #[default]
    LetGo,
    /// Whatever would make more changes is refused with `feed-full` until consumers have acknowledged some. A commit before which
    /// all is acknowledged is never refused.
    Refuse,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            durability: Durability::Full,
            clock: Clock::Host,
            max_jump_millis: 366 * 86_400_000,
            max_changes: 1_000_000,
            max_customer_records: 100_000,
            max_earlier_handbooks: 1_000,
            max_open_tags: 100,
            lateness_millis: 30 * 86_400_000,
            retention_millis: None,
            max_waiting: 100_000,
            max_batch: 1_000_000,
            feed_kept: 1_000_000,
            feed_held_max: 0,
            feed_full: FeedFull::LetGo,
            threads: 1,
            handbook_limits: tagora_dsl::Limits::default(),
        }
    }
}
