use std::sync::{Arc, LazyLock};

use proptest::prelude::*;

use super::{Cause, Change, ChangeKind, Changes, Drafts, Feed, Keep, Reason, What};
use crate::customer::{Ordinal, Register};
use crate::rule::Legend;
use crate::time::Instant;

pub(super) const CUSTOMERS: u32 = 6;

/// More rules and event types than have their numbers in one word.
pub(super) static LEGEND: LazyLock<Arc<Legend>> = LazyLock::new(|| {
    let names = |of: &'static str, count: u32| (0..count).map(move |number| Arc::from(format!("{of}{number}"))).collect();
    Arc::new(Legend {
        version: 7,
        tags: names("t", 5),
        rules: names("r", 20_000),
        events: names("e", 20_000),
        attributes: names("a", 3),
    })
});

pub(super) static IDS: LazyLock<Register> = LazyLock::new(|| {
    let mut register = Register::default();
    for customer in 0..CUSTOMERS {
        register.enter(&if customer % 2 == 0 { u64::from(customer).into() } else { format!("c{customer}").into() });
    }
    register
});

fn instant() -> impl Strategy<Value = Instant> {
    (0..4_i64).prop_map(|millis| Instant::from_millis(millis - 2).unwrap())
}

/// A name that has a number, small or large, or has none.
fn name(of: &'static str) -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["0", "1", "2", "16383", "16384", "19999", "没有"])
        .prop_map(move |rest| format!("{of}{rest}").into())
}

fn text() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["", "li", "导入", "2e5c3f0a-77"]).prop_map(Into::into)
}

fn kind() -> impl Strategy<Value = ChangeKind> {
    let payload = prop::collection::vec((text(), prop::option::of("[a价]{0,3}")), 0..3);
    prop_oneof![
        name("t").prop_map(|tag| ChangeKind::Gained { tag }),
        name("t").prop_map(|tag| ChangeKind::Lost { tag }),
        (text(), payload).prop_map(|(name, payload)| ChangeKind::Emitted { name, payload }),
        (name("t"), "[0-9]{0,2}").prop_map(|(tag, value)| ChangeKind::Value { tag, value }),
        (name("t"), prop::option::of("0\\.[0-9]")).prop_map(|(tag, confidence)| ChangeKind::Suggested { tag, confidence }),
        (name("t"), any::<bool>()).prop_map(|(tag, add)| ChangeKind::Proposed { tag, add }),
        name("t").prop_map(|tag| ChangeKind::Declined { tag }),
        text().prop_map(|team| ChangeKind::Notified { team }),
        (name("r"), text()).prop_map(|(route, target)| ChangeKind::Routed { route, target }),
        (name("r"), text()).prop_map(|(route, target)| ChangeKind::Unrouted { route, target }),
    ]
}

fn cause() -> impl Strategy<Value = Cause> {
    let id = || prop::option::of(text());
    let version = prop_oneof![Just(0), Just((1 << 28) - 1), Just(1 << 28), Just(u64::MAX)];
    prop_oneof![
        (name("e"), id(), instant()).prop_map(|(event, id, at)| Cause::Event { event, id, at }),
        (name("r"), prop::option::of(name("e")), id(), instant()).prop_map(|(rule, event, id, at)| Cause::Rule {
            rule,
            event,
            id,
            at
        }),
        Just(Cause::Time),
        name("a").prop_map(|name| Cause::Attribute { name }),
        Just(Cause::Created),
        text().prop_map(|by| Cause::Person { by }),
        (text(), version).prop_map(|(source, version)| Cause::Import { source, version }),
        Just(Cause::Expired),
        name("t").prop_map(|other| Cause::ExclusiveGroup { other }),
        (0..9_u64).prop_map(|customer| Cause::Merge { customer: customer.into() }),
        Just(Cause::Late),
        Just(Cause::Vacancy),
        any::<u32>().prop_map(|version| Cause::Handbook { version }),
    ]
}

pub(super) type Told = (Ordinal, Instant, ChangeKind, Cause);

pub(super) fn told() -> impl Strategy<Value = Told> {
    (0..CUSTOMERS, instant(), kind(), cause())
}

fn what(kind: ChangeKind) -> What {
    let number = |tag: &str| LEGEND.tags.number(tag);
    match &kind {
        ChangeKind::Gained { tag } => number(tag).map_or(What::Other(kind), What::Gained),
        ChangeKind::Lost { tag } => number(tag).map_or(What::Other(kind), What::Lost),
        _ => What::Other(kind),
    }
}

pub(super) fn drafts(told: &[Told]) -> Drafts {
    let mut drafts = Drafts::default();
    for (customer, at, kind, cause) in told {
        drafts.push(*customer, *at, what(kind.clone()), Reason::of(cause, &LEGEND));
    }
    drafts
}

/// So many changes, whoever reads them.
pub(super) fn kept(changes: usize) -> Keep {
    Keep { changes, acked: u64::MAX, unacked: 0, refuses: false }
}

/// What the feed is to tell of a commit.
fn numbered(mut told: Vec<Told>, first: u64, commit: u64) -> Vec<Change> {
    told.sort_by_key(|(customer, at, ..)| (*at, *customer));
    let change = |(sequence, (customer, at, kind, cause))| {
        let customer = IDS.id(customer).unwrap();
        Change { sequence, commit, at, customer, kind, cause, version: 7 }
    };
    (first..).zip(told).map(change).collect()
}

/// The feed as a plain list of commits.
#[derive(Default)]
struct Model {
    commits: Vec<Vec<Change>>,
    last: u64,
    gone: u64,
}

impl Model {
    fn held(&self) -> usize {
        self.commits.iter().map(Vec::len).sum()
    }

    fn append(&mut self, told: Vec<Told>, commit: u64, keep: usize) -> Vec<Change> {
        let changes = numbered(told, self.last + 1, commit);
        self.last += changes.len() as u64;
        if !changes.is_empty() {
            self.commits.push(changes.clone());
            while self.held() > keep && self.commits.len() > 1 {
                self.gone = self.commits.remove(0).last().unwrap().sequence;
            }
        }
        changes
    }

    fn forget(&mut self, customer: Ordinal) {
        let customer = IDS.id(customer).unwrap();
        self.commits.iter_mut().for_each(|changes| changes.retain(|change| change.customer != customer));
        self.commits.retain(|changes| !changes.is_empty());
    }

    fn page(&self, after: u64, max: usize) -> (Vec<Change>, u64, u64) {
        let from = after.clamp(self.gone, self.last);
        let behind = self.commits.iter().flatten().filter(|change| change.sequence > from);
        let changes: Vec<Change> = behind.take(max).cloned().collect();
        let next = changes.last().map_or(from.max(after), |change| change.sequence);
        (changes, next, self.gone.saturating_sub(after))
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// A commit of these changes, so many times over.
    Commit(Vec<Told>, usize),
    Forget(Ordinal),
    Page(u64, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let times = prop_oneof![6 => Just(1_usize), 2 => Just(40), 1 => Just(900)];
    prop_oneof![
        6 => (prop::collection::vec(told(), 0..8), times).prop_map(|(told, times)| Step::Commit(told, times)),
        1 => (0..CUSTOMERS).prop_map(Step::Forget),
        3 => (0..12_000_u64, prop_oneof![0..4_usize, 0..9_000_usize]).prop_map(|(after, max)| Step::Page(after, max)),
    ]
}

pub(super) fn list(changes: &Changes) -> Vec<Change> {
    changes.iter().collect()
}

proptest! {
    #[test]
    fn what_is_put_in_is_told(told in prop::collection::vec(told(), 0..40)) {
        let mut feed = Feed::default();
        let changes = feed.append(drafts(&told), 3, &LEGEND, kept(usize::MAX), &IDS);
        let expected = numbered(told, 1, 3);
        prop_assert_eq!(changes.len(), expected.len());
        prop_assert_eq!(changes.is_empty(), expected.is_empty());
        prop_assert_eq!(list(&changes), expected.clone());
        for place in 0..=expected.len() {
            prop_assert_eq!(changes.get(place), expected.get(place).cloned());
        }
        prop_assert_eq!(changes.into_iter().rev().collect::<Vec<_>>(), expected.into_iter().rev().collect::<Vec<_>>());
    }

    #[test]
    fn a_cut_lets_go_of_what_is_later(told in prop::collection::vec(told(), 0..12), most in 0..14_usize) {
        let end = Instant::from_millis(100).unwrap();
        let mut cut = drafts(&told);
        let reached = cut.cut(most, end);
        let at = |millis: i64| Instant::from_millis(millis - 2).unwrap();
        let before = |reached: Instant| told.iter().filter(|(_, at, ..)| *at <= reached).count();
        prop_assert_eq!(cut.len(), before(reached));
        if before(end) > most {
            let first = told.iter().map(|(_, at, ..)| *at).min().unwrap();
            prop_assert!(cut.len() <= most || cut.len() == before(first));
            let fits = |at: &Instant| before(*at) <= most && before(*at) < before(end);
            let latest = (0..4).map(at).filter(|&at| told.iter().any(|told| told.1 == at)).filter(fits).max();
            prop_assert_eq!(reached, latest.unwrap_or(if before(first) == before(end) { end } else { first }));
        } else {
            prop_assert_eq!(reached, end);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4 + 1, ..ProptestConfig::default() })]

    #[test]
    fn the_feed_is_a_list_of_commits(steps in prop::collection::vec(step(), 1..40), keep in prop_oneof![0..20_usize, 0..9_000_usize]) {
        let (mut feed, mut model) = (Feed::default(), Model::default());
        let mut held_before = Vec::new();
        for (commit, step) in (1..).zip(steps) {
            match step {
                Step::Commit(told, times) => {
                    let told: Vec<Told> = std::iter::repeat_n(told, times).flatten().collect();
                    let changes = feed.append(drafts(&told), commit, &LEGEND, kept(keep), &IDS);
                    let expected = model.append(told, commit, keep);
                    if expected.len() < 300 {
                        prop_assert_eq!(list(&changes), expected.clone());
                        held_before.push((changes, expected));
                    }
                }
                Step::Forget(customer) => {
                    feed.forget(&[customer]);
                    model.forget(customer);
                }
                Step::Page(after, max) => {
                    let page = feed.page(after, max, &IDS);
                    let (changes, next, missed) = model.page(after, max);
                    prop_assert_eq!((list(&page.changes), page.next, page.missed), (changes, next, missed));
                }
            }
            prop_assert_eq!(feed.last(), model.last);
            prop_assert_eq!(feed.held(), model.held());
        }
        let page = feed.page(0, usize::MAX, &IDS);
        prop_assert_eq!(list(&page.changes), model.page(0, usize::MAX).0);
        for (changes, told) in held_before {
            prop_assert_eq!(list(&changes), told, "what was handed out stays readable");
        }
    }

    #[test]
    fn many_small_commits_take_little_room(count in 1..3_000_u64) {
        let mut feed = Feed::default();
        for commit in 1..=count {
            let mut drafts = Drafts::default();
            drafts.push(0, Instant::from_millis(commit as i64).unwrap(), What::Gained(1), Reason::Time);
            feed.append(drafts, commit, &LEGEND, kept(1_000), &IDS);
        }
        prop_assert!(feed.chunks() <= 7 * 4 + 2, "{}", feed.chunks());
        let page = feed.page(0, usize::MAX, &IDS);
        prop_assert_eq!(page.changes.len() as u64, count.min(1_000));
        prop_assert!(page.changes.iter().all(|change| change.sequence == change.commit));
    }
}
