//! What is asked of all systems. It is written into the data's manifest, from which every system takes it.

use serde::{Deserialize, Serialize};

/// 2025-01-01, when the events begin.
pub const START: i64 = 1_735_689_600_000;
pub const DAY: i64 = 86_400_000;
/// So many days of events. The clock then stands at 2025-06-30.
pub const DAYS: i64 = 180;
pub const END: i64 = START + DAYS * DAY;

pub const EVENTS: [&str; 4] = ["view", "cart", "purchase", "chat"];
pub const CHANNELS: [&str; 6] = ["web", "app", "shop", "mini", "phone", "mail"];
pub const SOURCES: [&str; 5] = ["store", "search", "friend", "advert", "fair"];
pub const REGIONS: u64 = 34;
/// How many ids a page has.
pub const PAGE: usize = 1_000;

/// The data, and what is asked about it. Tags are called by their rank, from 1, the most frequent, on; events, channels and the rest by their
/// places in the lists.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub customers: u64,
    pub tags: u64,
    pub events: u64,
    pub seed: u64,
    pub regions: u64,
    pub event_names: Vec<String>,
    pub channels: Vec<String>,
    pub sources: Vec<String>,
    pub queries: Queries,
    pub rules: Rules,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Queries {
    /// Two tags each.
    pub and_dense: Vec<[u64; 2]>,
    pub and_sparse: Vec<[u64; 2]>,
    pub or_many: Vec<u64>,
    /// `(a and b and not c) or (d and e)`.
    pub composite: [u64; 5],
    pub at_least: AtLeast,
    pub overlap: Vec<u64>,
    pub coverage: Coverage,
    pub breakdown: Segment,
    pub page: Paging,
    pub funnel: Funnel,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AtLeast {
    pub k: u64,
    pub of: Vec<u64>,
}

/// How many of those without a tag have none, one and several of others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Coverage {
    pub without: u64,
    pub of: Vec<u64>,
}

/// Those with one tag and without another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Segment {
    pub with: u64,
    pub without: u64,
}

/// The ids of a segment behind one of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paging {
    pub segment: Segment,
    pub behind: u64,
    pub limit: usize,
}

/// Events one after another, by their places, and the milliseconds from the first to the last at most.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Funnel {
    pub steps: Vec<usize>,
    pub within: i64,
}

/// Bounds of the rules: an event lies in a window if it is later than the instant given for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rules {
    pub now: i64,
    pub day: i64,
    pub last_30_days: i64,
    pub last_60_days: i64,
    pub last_90_days: i64,
    pub last_3_months: i64,
    pub names: Vec<String>,
}

impl Queries {
    /// For so many tags; `behind` is the last id of the page before the one that is asked for.
    pub fn of(tags: u64, behind: u64) -> Self {
        let sparse = (tags / 10).max(10);
        let many = tags / 5 + 1;
        let pairs = |first: u64| vec![[first, first + 2], [first, first + 1], [first + 1, first + 3]];
        Self {
            // Of tags that are scattered, of one that is and one that is clustered, of clustered ones.
            and_dense: pairs(1),
            and_sparse: pairs(sparse + 1 - sparse % 2),
            or_many: (many..many + (tags / 2).min(100)).collect(),
            composite: [5, 6, 7, 8, 9],
            at_least: AtLeast { k: 3, of: (2..12).collect() },
            overlap: (1..21).collect(),
            coverage: Coverage { without: 1, of: (21..41).collect() },
            breakdown: Segment { with: 2, without: 5 },
            page: Paging { segment: PAGED, behind, limit: PAGE },
            funnel: Funnel { steps: vec![0, 1, 2], within: 7 * DAY },
        }
    }
}

/// Whose ids are paged through.
pub const PAGED: Segment = Segment { with: 1, without: 2 };

impl Rules {
    pub fn new() -> Self {
        Self {
            now: END,
            day: DAY,
            last_30_days: END - 30 * DAY,
            last_60_days: END - 60 * DAY,
            last_90_days: END - 90 * DAY,
            // 2025-03-30: what happened at its first instant leaves the window as the clock comes to 06-30.
            last_3_months: START + (31 + 28 + 29) * DAY,
            names: crate::handbook::RULES.iter().map(|(name, _)| (*name).to_owned()).collect(),
        }
    }
}
