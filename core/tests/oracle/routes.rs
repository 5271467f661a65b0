//! Routes against a plain model, which knows of conditions only what the feed tells of tags with the same conditions.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use tagora::{Batch, ChangeKind, Changes, CustomerId, Engine, Event, Instant, MemoryStore, Options, Scope, Verify};

const DAY: i64 = 86_400_000;

const BASE: &str = "event 咨询 { 意愿: int }\nevent 购买\nattribute 等级: int\n\
    tag 客户 when 等级 is missing or 等级 is not missing\n\
    tag 近期咨询 when did 咨询 in last 3 days\n\
    tag 常购 when count(购买, last 6 days) >= 2\n\
    tag 高级 when 等级 >= 2\n\
    tag 意愿强 when max(咨询.意愿, last 5 days) >= 3\n";

/// The tags of the base and the conditions that define them.
const CONDITIONS: [(&str, &str); 4] = [
    ("近期咨询", "did 咨询 in last 3 days"),
    ("常购", "count(购买, last 6 days) >= 2"),
    ("高级", "等级 >= 2"),
    ("意愿强", "max(咨询.意愿, last 5 days) >= 3"),
];

#[derive(Clone, Debug)]
struct Line {
    /// The condition's number; none of `else`.
    condition: Option<usize>,
    /// Whether it is written as `has` and the tag.
    by_tag: bool,
    targets: Vec<String>,
    capacity: Option<usize>,
}

type Route = Vec<Line>;

fn route(capacity: impl Strategy<Value = Option<usize>> + Clone) -> impl Strategy<Value = Route> {
    let line = (0..CONDITIONS.len(), any::<bool>(), 1..3_usize, capacity.clone());
    let last = prop::option::of((1..3_usize, capacity));
    (prop::collection::vec(line, 1..4), last).prop_map(|(lines, last)| {
        let lines = lines.into_iter().map(|(condition, by_tag, targets, capacity)| (Some(condition), by_tag, targets, capacity));
        let last = last.into_iter().map(|(targets, capacity)| (None, false, targets, capacity));
        let mut number = 0;
        let mut name = || {
            number += 1;
            format!("t{number}")
        };
        let line = |(condition, by_tag, targets, capacity)| Line {
            condition,
            by_tag,
            targets: (0..targets).map(|_| name()).collect(),
            capacity,
        };
        lines.chain(last).map(line).collect()
    })
}

fn text(route: &Route) -> String {
    let mut text = format!("{BASE}route r {{\n");
    for line in route {
        match line.condition.map(|condition| CONDITIONS[condition]) {
            Some((tag, _)) if line.by_tag => text += &format!("has {tag}"),
            Some((_, condition)) => text += condition,
            None => text += "else",
        }
        text += &format!(" -> \"{}\"", line.targets.join("\", \""));
        if let Some(capacity) = line.capacity {
            text += &format!(" capacity {capacity}");
        }
        text += "\n";
    }
    text + "}\n"
}

#[derive(Clone, Debug)]
enum What {
    Consulted(i64),
    Bought,
    Set(i64),
}

/// A customer, when in half days, what.
type Done = (u64, i64, What);

fn done() -> impl Strategy<Value = Done> {
    let what = prop_oneof![(0..5_i64).prop_map(What::Consulted), Just(What::Bought), (0..4_i64).prop_map(What::Set)];
    (0..6_u64, 0..40_i64, what)
}

#[derive(Clone, Debug)]
enum Step {
    /// Records, and by how many half days the clock goes on.
    Apply(Vec<Done>, i64),
    Load(Route),
    Erase(u64),
    /// The engine is dropped, or closed, and opened again.
    Reopen(bool),
}

fn instant(half_days: i64) -> Instant {
    Instant::from_millis(half_days * DAY / 2).unwrap()
}

fn batch(records: &[Done]) -> Batch {
    let mut batch = Batch::new();
    for (customer, at, what) in records {
        match what {
            What::Consulted(value) => batch.event(Event::new(*customer, "咨询", instant(*at)).with("意愿", *value)),
            What::Bought => batch.event(Event::new(*customer, "购买", instant(*at))),
            What::Set(value) => batch.set(*customer, "等级", *value, instant(*at)),
        };
    }
    batch
}

#[derive(Default)]
struct Model {
    route: Route,
    /// In order of first mention.
    known: Vec<CustomerId>,
    tags: BTreeMap<CustomerId, BTreeSet<String>>,
    given: BTreeMap<CustomerId, (String, Instant)>,
    waiting: BTreeMap<CustomerId, Instant>,
}

impl Model {
    fn holds(&self, customer: &CustomerId, line: &Line) -> bool {
        let tag = line.condition.map_or("客户", |condition| CONDITIONS[condition].0);
        self.tags.get(customer).is_some_and(|tags| tags.contains(tag))
    }

    fn line_of(&self, target: &str) -> Option<Line> {
        self.route.iter().find(|line| line.targets.iter().any(|of| of == target)).cloned()
    }

    fn has_room(&self, line: &Line, target: &str) -> bool {
        let taken = self.given.values().filter(|(given, _)| given == target).count();
        line.capacity.is_none_or(|capacity| taken < capacity)
    }

    /// The first target that a customer can take now, in a line that passes.
    fn target(&self, customer: &CustomerId, passes: impl Fn(&Line) -> bool) -> Option<String> {
        let lines = self.route.iter().filter(|line| passes(line) && self.holds(customer, line));
        lines
            .flat_map(|line| line.targets.iter().map(move |target| (line, target)))
            .find(|(line, target)| self.has_room(line, target))
            .map(|(_, target)| target.clone())
    }

    /// Everybody who can takes a place, whoever waited longest first.
    fn take(&mut self, at: Instant, movers: &BTreeSet<CustomerId>) {
        let mut movers = movers.clone();
        loop {
            let mut all: Vec<(Instant, usize)> = (0..self.known.len())
                .filter(|&place| {
                    let customer = &self.known[place];
                    !self.given.contains_key(customer) || movers.contains(customer)
                })
                .map(|place| (self.waiting.get(&self.known[place]).copied().unwrap_or(at), place))
                .collect();
            all.sort_unstable();
            let taken = all.into_iter().find_map(|(_, place)| {
                let customer = &self.known[place];
                let moves = movers.contains(customer);
                Some((customer.clone(), self.target(customer, |line| !moves || line.condition.is_some())?))
            });
            let Some((customer, target)) = taken else { break };
            movers.remove(&customer);
            self.waiting.remove(&customer);
            self.given.insert(customer, (target, at));
        }
        for customer in self.known.clone() {
            let meets = self.route.iter().any(|line| self.holds(&customer, line));
            if self.given.contains_key(&customer) || !meets {
                self.waiting.remove(&customer);
            } else {
                self.waiting.entry(customer).or_insert(at);
            }
        }
    }

    fn turn(&mut self, changes: &Changes) -> BTreeMap<Instant, BTreeSet<(CustomerId, String)>> {
        let mut gained: BTreeMap<Instant, BTreeSet<(CustomerId, String)>> = BTreeMap::new();
        let all: Vec<_> = changes.iter().collect();
        for now in all.chunk_by(|one, next| one.at == next.at) {
            let at = now[0].at;
            let mut movers = BTreeSet::new();
            for change in now {
                let tags = self.tags.entry(change.customer.clone()).or_default();
                match &change.kind {
                    ChangeKind::Gained { tag } => {
                        tags.insert(tag.to_string());
                        gained.entry(at).or_default().insert((change.customer.clone(), tag.to_string()));
                    }
                    ChangeKind::Lost { tag } => _ = tags.remove(&**tag),
                    _ => {}
                }
            }
            for customer in self.known.clone() {
                let Some((target, _)) = self.given.get(&customer) else { continue };
                let Some(line) = self.line_of(target) else { continue };
                if !self.holds(&customer, &line) {
                    self.given.remove(&customer);
                    continue;
                }
                let is_new = |line: &Line| {
                    line.condition.is_some_and(|condition| {
                        let tag = CONDITIONS[condition].0.to_owned();
                        self.holds(&customer, line) && gained[&at].contains(&(customer.clone(), tag))
                    })
                };
                if line.condition.is_none() && gained.contains_key(&at) && self.route.iter().any(is_new) {
                    movers.insert(customer);
                }
            }
            self.take(at, &movers);
        }
        gained
    }

    fn load(&mut self, route: Route, at: Instant) {
        self.route = route;
        let mut given: Vec<(Instant, usize, String)> = Vec::new();
        for (customer, (target, since)) in std::mem::take(&mut self.given) {
            let place = self.known.iter().position(|known| *known == customer).unwrap();
            given.push((since, place, target));
        }
        given.sort();
        let mut movers = BTreeSet::new();
        for (since, place, target) in given {
            let customer = self.known[place].clone();
            let Some(line) = self.line_of(&target) else { continue };
            if self.holds(&customer, &line) && self.has_room(&line, &target) {
                self.given.insert(customer.clone(), (target, since));
                if line.condition.is_none() {
                    movers.insert(customer);
                }
            }
        }
        self.take(at, &movers);
    }

    fn erase(&mut self, customer: &CustomerId, at: Instant) {
        self.known.retain(|known| known != customer);
        self.tags.remove(customer);
        self.given.remove(customer);
        self.waiting.remove(customer);
        self.take(at, &BTreeSet::new());
    }
}

/// What a reader of the feed knows of routes.
fn follow(told: &mut BTreeMap<CustomerId, String>, changes: &Changes) {
    for change in changes.iter() {
        match &change.kind {
            ChangeKind::Routed { target, .. } => {
                assert_eq!(told.insert(change.customer.clone(), target.to_string()), None, "{change:?}");
            }
            ChangeKind::Unrouted { target, .. } => {
                assert_eq!(told.remove(&change.customer).as_deref(), Some(&**target), "{change:?}");
            }
            _ => {}
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let limited = route(select(vec![None, Some(1), Some(1), Some(2)]));
    let step = prop_oneof![
        8 => (prop::collection::vec(done(), 0..4), 0..4_i64).prop_map(|(records, on)| Step::Apply(records, on)),
        1 => limited.prop_map(Step::Load),
        1 => (0..6_u64).prop_map(Step::Erase),
        1 => any::<bool>().prop_map(Step::Reopen),
    ];
    prop::collection::vec(step, 1..14)
}

/// The first capacity, so that no route is a matter of each customer alone: late records are told as corrections then.
fn limited(mut route: Route) -> Route {
    route[0].capacity.get_or_insert(2);
    route
}

proptest! {
    #[test]
    fn routes_are_those_of_the_model(first in route(select(vec![None, Some(1), Some(2)])), steps in steps()) {
        let rows = MemoryStore::default();
        let open = || Engine::with_store(Options::default(), Box::new(rows.clone())).unwrap();
        let mut engine = open();
        let mut model = Model { route: limited(first), ..Model::default() };
        engine.load(&text(&model.route)).unwrap();
        let (mut clock, mut told, mut seen) = (0, BTreeMap::new(), 0);
        engine.apply(&Batch::new(), instant(clock)).unwrap();
        for step in steps {
            match step {
                Step::Apply(records, on) => {
                    clock += on;
                    let records: Vec<Done> = records.into_iter().map(|(customer, at, what)| (customer, at.min(clock), what)).collect();
                    for (customer, ..) in &records {
                        let customer = CustomerId::from(*customer);
                        if !model.known.contains(&customer) {
                            model.known.push(customer);
                        }
                    }
                    let applied = engine.apply(&batch(&records), instant(clock)).unwrap();
                    model.turn(&applied.changes);
                }
                Step::Load(route) => {
                    let route = limited(route);
                    if text(&route) != text(&model.route) {
                        engine.load(&text(&route)).unwrap();
                        model.load(route, instant(clock));
                    }
                }
                Step::Erase(customer) => {
                    engine.erase(customer).unwrap();
                    told.remove(&CustomerId::from(customer));
                    model.erase(&customer.into(), instant(clock));
                }
                Step::Reopen(is_closed) => {
                    if is_closed {
                        engine.close().unwrap();
                    } else {
                        drop(engine);
                    }
                    engine = open();
                    let verified = engine.verify(Verify::Full).unwrap();
                    prop_assert!(verified.is_sound(), "{:?}", verified);
                }
            }
            let page = engine.changes(seen, usize::MAX);
            seen = page.next;
            follow(&mut told, &page.changes);
            let now = engine.snapshot(&Scope::All).unwrap();
            for customer in 0..6_u64 {
                let id = CustomerId::from(customer);
                let routed = now.route(customer, "r").unwrap().map(|routed| (routed.target.to_string(), routed.since));
                prop_assert_eq!(&routed, &model.given.get(&id).cloned(), "customer {}", customer);
                prop_assert_eq!(routed.map(|(target, _)| target), told.get(&id).cloned());
            }
            for target in now.route_targets("r").unwrap() {
                prop_assert_eq!(now.route_members("r", &target.target).unwrap().len() as u64, target.customers);
                prop_assert!(target.capacity.is_none_or(|capacity| target.customers <= u64::from(capacity)), "{:?}", target);
            }
        }
    }

    #[test]
    fn routes_without_capacities_are_the_same_in_any_order(
        route in route(Just(None)),
        records in prop::collection::vec((done(), any::<u16>(), 0..30_i64), 0..24),
    ) {
        let run = |order: &[(Done, u16, i64)], is_in_time: bool| {
            let engine = Engine::in_memory();
            engine.load(&text(&route)).unwrap();
            let (mut told, mut clock) = (BTreeMap::new(), 0);
            engine.apply(&Batch::new(), instant(clock)).unwrap();
            for (done, _, on) in order {
                clock = clock.max(if is_in_time { done.1 } else { *on + done.1 / 2 }).max(done.1);
                follow(&mut told, &engine.apply(&batch(std::slice::from_ref(done)), instant(clock)).unwrap().changes);
            }
            follow(&mut told, &engine.advance_to(instant(80)).unwrap().changes);
            let routed: Vec<_> = (0..6_u64).map(|customer| engine.route(customer, "r").unwrap()).collect();
            for (customer, routed) in (0_u64..).zip(&routed) {
                let target = routed.as_ref().map(|routed| routed.target.to_string());
                assert_eq!(told.get(&CustomerId::from(customer)).cloned(), target);
            }
            routed
        };
        // Of two values of one attribute at one instant the later told counts.
        let mut apart = BTreeSet::new();
        let records: Vec<_> = records.into_iter().filter(|((customer, at, _), ..)| apart.insert((*customer, *at))).collect();
        let mut in_time = records.clone();
        in_time.sort_by_key(|((_, at, _), ..)| *at);
        let mut mixed = records;
        mixed.sort_by_key(|(_, place, _)| *place);
        prop_assert_eq!(run(&in_time, true), run(&mixed, false));
    }
}
