//! Consumers of the change feed.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tagora::{Assign, Batch, Change, Consumer, CustomerId, Engine, Error, FeedFull, Filter, MemoryStore, Options, Record, Start};

use super::{DAY, at, batch, engine, event};

/// One tag moves out of its group and is called otherwise, and back.
const HANDBOOKS: [&str; 2] = [
    "event 到访\nevent 咨询 { 产品: text }\n\
     group 客户 {\n  tag 会员\n  tag 常来 formerly 常来 when count(到访, last 3 days) >= 2\n  group 意向 open { tag 奶粉 }\n}\n\
     tag 新 when did 到访 in last 1 day\n\
     rule 记下 on 咨询 then add 意向/{产品}\nrule 发 on 到访 then emit 欢迎, notify 销售",
    "event 到访\nevent 咨询 { 产品: text }\n\
     group 客户 {\n  tag 会员\n  group 意向 open { tag 奶粉 }\n}\ntag 常来 formerly 客户/常来 when count(到访, last 3 days) >= 2\n\
     tag 新 when did 到访 in last 1 day\n\
     rule 记下 on 咨询 then add 意向/{产品}\nrule 发 on 到访 then emit 欢迎, notify 销售",
];
const OFTEN: [&str; 2] = ["客户/常来", "常来"];
const CUSTOMERS: u64 = 4;

#[derive(Clone, Debug)]
enum Step {
    Visit(u64),
    Ask(u64, &'static str),
    Import(u64, &'static str, bool),
    Merge(u64, u64),
    Erase(u64),
    /// The clock goes on by so many hours.
    Advance(i64),
    Handbook(usize),
    Subscribe(&'static str, Asked, Option<u64>),
    Unsubscribe(&'static str),
    Poll(&'static str, usize),
    /// A number between the one acknowledged and one beyond what was told, in 16ths of the way.
    Ack(&'static str, u64),
    AckMissed(&'static str, u64),
    /// The engine is opened anew from what its store holds.
    Reopen,
}

/// A filter, as the model sees it: the tag that changes its name is [`OFTEN`] 0.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    tags: BTreeSet<&'static str>,
    groups: BTreeSet<&'static str>,
    rules: BTreeSet<&'static str>,
    kinds: BTreeSet<&'static str>,
    causes: BTreeSet<&'static str>,
    customers: Option<BTreeSet<CustomerId>>,
    without: BTreeSet<&'static str>,
}

fn some(of: &'static [&'static str]) -> impl Strategy<Value = BTreeSet<&'static str>> {
    prop_oneof![2 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(prop::sample::select(of), 1..3)]
}

fn asked() -> impl Strategy<Value = Asked> {
    let tags = some(&["客户/会员", OFTEN[0], "新", "客户/意向/奶粉", "客户/意向/汽车"]);
    let customers = prop::option::weighted(0.3, prop::collection::btree_set((0..CUSTOMERS + 1).prop_map(CustomerId::from), 1..3));
    let kinds = some(&["gained", "lost", "emitted", "notified"]);
    let causes = some(&["event", "rule", "time", "import", "merge", "handbook"]);
    let sorts = (tags, some(&["客户", "客户/意向"]), some(&["记下", "发"]), kinds, causes, customers, some(&["crm", "erp"]));
    let asked = sorts.prop_map(|(tags, groups, rules, kinds, causes, customers, without)| Asked {
        tags,
        groups,
        rules,
        kinds,
        causes,
        customers,
        without,
    });
    prop_oneof![1 => Just(Asked::default()), 4 => asked]
}

fn step() -> impl Strategy<Value = Step> {
    let customer = || 0..CUSTOMERS;
    let name = || prop::sample::select(vec!["crm", "报表"]);
    prop_oneof![
        6 => customer().prop_map(Step::Visit),
        3 => (customer(), prop::sample::select(vec!["奶粉", "汽车"])).prop_map(|(customer, what)| Step::Ask(customer, what)),
        3 => (customer(), prop::sample::select(vec!["crm", "erp"]), any::<bool>()).prop_map(|(of, by, add)| Step::Import(of, by, add)),
        1 => (customer(), customer()).prop_map(|(from, into)| Step::Merge(from, into)),
        1 => customer().prop_map(Step::Erase),
        3 => (1..40_i64).prop_map(Step::Advance),
        1 => (0..2_usize).prop_map(Step::Handbook),
        4 => (name(), asked(), prop::option::of(0..30_u64)).prop_map(|(name, asked, start)| Step::Subscribe(name, asked, start)),
        1 => name().prop_map(Step::Unsubscribe),
        6 => (name(), prop_oneof![0..4_usize, Just(100)]).prop_map(|(name, max)| Step::Poll(name, max)),
        5 => (name(), 0..18_u64).prop_map(|(name, part)| Step::Ack(name, part)),
        3 => (name(), 0..18_u64).prop_map(|(name, part)| Step::AckMissed(name, part)),
        1 => Just(Step::Reopen),
    ]
}

struct Reader {
    asked: Asked,
    acked: u64,
    told: u64,
    told_gone: u64,
}

/// The feed as a list of all changes, and readers that look through all of it.
struct Model {
    options: Options,
    commits: Vec<Vec<Change>>,
    last: u64,
    gone: u64,
    readers: BTreeMap<&'static str, Reader>,
    handbook: usize,
    /// All ids of one customer.
    merged: Vec<BTreeSet<CustomerId>>,
}

impl Model {
    fn acked(&self) -> u64 {
        self.readers.values().map(|reader| reader.acked).min().unwrap_or(u64::MAX)
    }

    fn changes(&self) -> impl Iterator<Item = &Change> {
        self.commits.iter().flatten()
    }

    fn waiting(&self) -> usize {
        self.changes().filter(|change| change.sequence > self.acked()).count()
    }

    fn most(&self) -> usize {
        self.options.feed_kept.max(self.options.feed_held_max)
    }

    fn add(&mut self, changes: Vec<Change>) {
        let (acked, refuses) = (self.acked(), self.options.feed_full == FeedFull::Refuse);
        if refuses && !changes.is_empty() {
            assert!(self.waiting() == 0 || self.waiting() + changes.len() <= self.most(), "should have been refused");
        }
        let Some(last) = changes.last() else { return };
        assert_eq!(last.sequence, self.last + changes.len() as u64);
        self.last = last.sequence;
        self.commits.push(changes);
        while self.changes().count() > self.options.feed_kept && self.commits.len() > 1 {
            let oldest = self.commits[0].last().unwrap().sequence;
            if oldest > acked && (refuses || self.changes().count() <= self.most()) {
                break;
            }
            self.commits.remove(0);
            self.gone = oldest;
        }
    }

    fn passes(&self, asked: &Asked, change: &Change) -> bool {
        let any = |names: &BTreeSet<&str>, name: &str| names.is_empty() || names.contains(name);
        let about = || {
            let tag = &**change.kind.tag()?;
            let known = if OFTEN.contains(&tag) { OFTEN[0] } else { tag };
            let is_in = |group: &&str| tag.strip_prefix(group).is_some_and(|rest| rest.starts_with('/'));
            Some(asked.tags.contains(known) || asked.groups.iter().any(is_in))
        };
        let (rule, source) = match &change.cause {
            tagora::Cause::Rule { rule, .. } => (Some(&**rule), None),
            tagora::Cause::Import { source, .. } => (None, Some(&**source)),
            _ => (None, None),
        };
        let is_of = |customers: &BTreeSet<CustomerId>| {
            let same = self.merged.iter().find(|ids| ids.contains(&change.customer));
            customers.contains(&change.customer) || same.is_some_and(|ids| ids.iter().any(|id| customers.contains(id)))
        };
        ((asked.tags.is_empty() && asked.groups.is_empty()) || about() == Some(true))
            && (asked.rules.is_empty() || rule.is_some_and(|rule| asked.rules.contains(rule)))
            && any(&asked.kinds, change.kind.name())
            && any(&asked.causes, change.cause.name())
            && asked.customers.as_ref().is_none_or(is_of)
            && source.is_none_or(|source| !asked.without.contains(source))
    }

    fn filter(&self, asked: &Asked) -> Filter {
        let mut filter = Filter::new();
        for &tag in &asked.tags {
            filter = filter.tag(if tag == OFTEN[0] { OFTEN[self.handbook] } else { tag });
        }
        filter = asked.groups.iter().fold(filter, |filter, &group| filter.group(group));
        filter = asked.rules.iter().fold(filter, |filter, &rule| filter.rule(rule));
        filter = asked.kinds.iter().fold(filter, |filter, &kind| filter.kind(kind));
        filter = asked.causes.iter().fold(filter, |filter, &cause| filter.cause(cause));
        filter = asked.customers.iter().flatten().fold(filter, |filter, customer| filter.customer(customer));
        asked.without.iter().fold(filter, |filter, &source| filter.without_import(source))
    }

    fn merge(&mut self, from: CustomerId, into: CustomerId) {
        let (one, others) =
            std::mem::take(&mut self.merged).into_iter().partition(|ids| ids.contains(&from) || ids.contains(&into));
        let one: Vec<BTreeSet<_>> = one;
        self.merged = others;
        self.merged.push(one.into_iter().flatten().chain([from, into]).collect());
    }

    fn erase(&mut self, ids: &[CustomerId]) {
        self.commits.iter_mut().for_each(|changes| changes.retain(|change| !ids.contains(&change.customer)));
        self.commits.retain(|changes| !changes.is_empty());
        self.merged.retain(|merged| !ids.iter().any(|id| merged.contains(id)));
        for reader in self.readers.values_mut() {
            if let Some(customers) = &mut reader.asked.customers {
                customers.retain(|customer| !ids.contains(customer));
            }
        }
    }
}

fn unknown<T>(result: Result<T, Error>) {
    assert_eq!(result.err().unwrap().code(), "unknown-consumer");
}

/// What a consumer is told, from a list of all changes.
fn poll(engine: &Engine, model: &mut Model, name: &'static str, max: usize) {
    let Some(reader) = model.readers.get(name) else { return unknown(engine.poll(name, max)) };
    let page = engine.poll(name, max).unwrap();
    if reader.acked < model.gone {
        let missed = page.missed.unwrap();
        assert_eq!((missed.first, missed.last, missed.count()), (reader.acked + 1, model.gone, model.gone - reader.acked));
        assert_eq!((page.changes.len(), page.next), (0, reader.acked));
        let gone = model.gone;
        model.readers.get_mut(name).unwrap().told_gone = gone;
        return;
    }
    let passing = model.changes().filter(|change| change.sequence > reader.acked && model.passes(&reader.asked, change));
    let expected: Vec<Change> = passing.take(max).cloned().collect();
    let next = match expected.last() {
        _ if max == 0 => reader.acked,
        Some(last) if expected.len() == max => last.sequence,
        _ => model.last,
    };
    assert_eq!((page.changes.iter().collect::<Vec<_>>(), page.next, page.missed), (expected, next, None), "{:?}", reader.asked);
    let reader = model.readers.get_mut(name).unwrap();
    reader.told = reader.told.max(next);
}

fn acknowledge(
    model: &mut Model,
    name: &'static str,
    part: u64,
    told: fn(&Reader) -> u64,
    ack: &dyn Fn(u64) -> Result<(), Error>,
) {
    let Some(reader) = model.readers.get_mut(name) else { return unknown(ack(0)) };
    let most = told(reader).max(reader.acked);
    let sequence =
        (reader.acked + (most - reader.acked) * part / 16).saturating_sub(u64::from(part == 17 && reader.acked > 0) * most);
    let sequence = if part == 17 && sequence == 0 && reader.acked == 0 { most + 1 } else { sequence };
    match ack(sequence) {
        Ok(()) => {
            assert!((reader.acked..=most).contains(&sequence));
            reader.acked = sequence;
        }
        Err(error) => {
            assert!(!(reader.acked..=most).contains(&sequence), "{error}");
            assert_eq!(error.code(), "invalid-sequence");
        }
    }
}

fn run(options: Options, steps: Vec<Step>) {
    let store = MemoryStore::default();
    let opened = |options: &Options| Engine::with_store(options.clone(), Box::new(store.clone())).unwrap();
    let mut engine = opened(&options);
    engine.load(HANDBOOKS[0]).unwrap();
    let mut model =
        Model { options, commits: Vec::new(), last: 0, gone: 0, readers: BTreeMap::new(), handbook: 0, merged: Vec::new() };
    let mut now = DAY;
    engine.advance_to(at(now)).unwrap();
    for (number, step) in (1..).zip(steps) {
        now += 1;
        let apply =
            |record: Record| Some(engine.apply(&[record].into_iter().collect::<Batch>(), at(now)).map(|done| done.changes));
        let done = match step {
            Step::Visit(of) => apply(Record::Event(event(of, "到访", now))),
            Step::Ask(of, what) => apply(Record::Event(event(of, "咨询", now).with("产品", what))),
            Step::Import(of, by, add) => {
                let assign = if add { Assign::add(of, "会员", at(now)) } else { Assign::remove(of, "会员", at(now)) };
                let mut batch = Batch::new();
                batch.customer(of, at(now)).assign(assign.import(by, number));
                Some(engine.apply(&batch, at(now)).map(|done| done.changes))
            }
            Step::Merge(from, into) if from != into => {
                let mut batch = Batch::new();
                let done = engine.apply(batch.merge(from, into, at(now)), at(now));
                if done.is_ok() {
                    model.merge(from.into(), into.into());
                }
                Some(done.map(|done| done.changes))
            }
            Step::Merge(..) => None,
            Step::Erase(of) => {
                model.erase(&engine.erase(of).unwrap().ids);
                None
            }
            Step::Advance(hours) => {
                now += hours * 3_600_000;
                Some(engine.advance_to(at(now)).map(|done| done.changes))
            }
            Step::Handbook(handbook) => {
                let done = engine.load(HANDBOOKS[handbook]);
                if done.is_ok() {
                    model.handbook = handbook;
                }
                Some(done.map(|done| done.changes))
            }
            Step::Subscribe(name, asked, start) => {
                let filter = model.filter(&asked);
                let acked = match start {
                    None => model.last,
                    Some(0) => model.gone,
                    Some(number) => number,
                };
                let start = match start {
                    None => Start::Now,
                    Some(0) => Start::Beginning,
                    Some(number) => Start::After(number),
                };
                match (engine.subscribe(name, &filter, start), model.readers.get(name)) {
                    (Ok(consumer), Some(reader)) => {
                        assert_eq!((&reader.asked, consumer.acked), (&asked, reader.acked));
                    }
                    (Ok(consumer), None) => {
                        assert_eq!((consumer.acked, consumer.pending), (acked, model.last - acked));
                        model.readers.insert(name, Reader { asked, acked, told: 0, told_gone: 0 });
                    }
                    (Err(error), Some(reader)) => {
                        assert_eq!(error.code(), "consumer-exists");
                        assert_ne!(reader.asked, asked);
                    }
                    (Err(error), None) => {
                        assert_eq!(error.code(), "invalid-sequence");
                        assert!(acked > model.last);
                    }
                }
                None
            }
            Step::Unsubscribe(name) => {
                match model.readers.remove(name) {
                    Some(_) => engine.unsubscribe(name).unwrap(),
                    None => unknown(engine.unsubscribe(name)),
                }
                None
            }
            Step::Reopen => {
                drop(engine);
                engine = opened(&model.options);
                // What was told may not have been heard.
                model.readers.values_mut().for_each(|reader| (reader.told, reader.told_gone) = (0, 0));
                None
            }
            Step::Poll(name, max) => {
                poll(&engine, &mut model, name, max);
                None
            }
            Step::Ack(name, part) => {
                acknowledge(&mut model, name, part, |reader| reader.told, &|sequence| engine.ack(name, sequence));
                None
            }
            Step::AckMissed(name, part) => {
                acknowledge(&mut model, name, part, |reader| reader.told_gone, &|sequence| engine.ack_missed(name, sequence));
                None
            }
        };
        match done {
            Some(Ok(changes)) => model.add(changes.iter().collect()),
            Some(Err(error)) => {
                assert_eq!((error.code(), model.options.feed_full), ("feed-full", FeedFull::Refuse), "{error}");
                assert!(model.waiting() > 0);
                now = engine.clock().unwrap().millis();
            }
            None => {}
        }
        let told: Vec<(String, u64, u64, u64)> = engine
            .consumers()
            .into_iter()
            .map(|Consumer { name, acked, pending, missed, .. }| (name, acked, pending, missed))
            .collect();
        let expected = model.readers.iter().map(|(name, reader)| {
            (name.to_string(), reader.acked, model.last - reader.acked, model.gone.saturating_sub(reader.acked))
        });
        assert_eq!(told, expected.collect::<Vec<_>>());
    }
}

proptest! {
    #[test]
    fn consumers_are_told_what_a_look_at_all_changes_says(
        steps in prop::collection::vec(step(), 1..80),
        feed_kept in prop_oneof![0..12_usize, Just(1_000)],
        feed_held_max in prop_oneof![Just(0), 0..40_usize],
        refuses in any::<bool>(),
    ) {
        let feed_full = if refuses { FeedFull::Refuse } else { FeedFull::LetGo };
        run(Options { feed_kept, feed_held_max, feed_full, ..Options::default() }, steps);
    }
}

fn visits(engine: &Engine, count: i64) {
    let clock = engine.clock().map_or(0, tagora::Instant::millis);
    for n in 1..=count {
        engine.apply(&batch([event(format!("c{}", clock + n), "到访", clock + n)]), at(clock + n)).unwrap();
    }
}

#[test]
fn what_is_asked_for_must_be_known() {
    let engine = engine(HANDBOOKS[0]);
    let code = |filter: Filter| {
        let error = engine.subscribe("crm", &filter, Start::Now).unwrap_err();
        (error.code(), error.help().unwrap().to_owned())
    };
    let new = Filter::new;
    assert_eq!(code(new().tag("会园")), ("unknown-tag", "did you mean `会员`?".into()));
    assert_eq!(code(new().group("客护")).0, "unknown-group");
    assert_eq!(code(new().rule("记上")).0, "unknown-rule");
    assert_eq!(code(new().kind("gaind")), ("invalid-filter", "did you mean `gained`?".into()));
    assert_eq!(code(new().cause("imports")), ("invalid-filter", "did you mean `import`?".into()));
    assert_eq!(code(new().customer("")).0, "invalid-customer");
    assert_eq!(code((0..10_001_u64).fold(new(), |filter, customer| filter.customer(customer))).0, "limit-exceeded");
    let empty = Engine::in_memory();
    for filter in [new().tag("会员"), new().group("客户"), new().rule("发")] {
        assert!(empty.subscribe("crm", &filter, Start::Now).unwrap_err().code().starts_with("unknown-"));
    }
    for name in ["".to_owned(), "x".repeat(257)] {
        assert_eq!(engine.subscribe(&name, &new(), Start::Now).unwrap_err().code(), "invalid-consumer");
    }
    for number in 0..1_000 {
        engine.subscribe(&number.to_string(), &new(), Start::Now).unwrap();
    }
    assert_eq!(engine.subscribe("one more", &new(), Start::Now).unwrap_err().code(), "limit-exceeded");
    // Names are told whole, and any end of them does.
    let consumer = empty_after(&engine).subscribe("crm", &new().tag("会员").tag("奶粉").group("意向"), Start::Now).unwrap();
    assert_eq!(consumer.filter, new().tag("客户/会员").tag("客户/意向/奶粉").group("客户/意向"));
}

fn empty_after(engine: &Engine) -> &Engine {
    for consumer in engine.consumers() {
        engine.unsubscribe(&consumer.name).unwrap();
    }
    engine
}

#[test]
fn what_is_missed_must_be_acknowledged_by_itself() {
    let engine = Engine::with_options(Options { feed_kept: 4, ..Options::default() });
    engine.load(HANDBOOKS[0]).unwrap();
    engine.subscribe("crm", &Filter::new().tag("新"), Start::Now).unwrap();
    visits(&engine, 1);
    let page = engine.poll("crm", 9).unwrap();
    assert_eq!((page.changes.len(), page.next), (1, 3));
    visits(&engine, 5);
    // What it was told it has, though it is gone by now.
    assert!(engine.poll("crm", 9).unwrap().missed.is_some());
    engine.ack("crm", page.next).unwrap();
    let page = engine.poll("crm", 9).unwrap();
    let missed = page.missed.unwrap();
    assert_eq!((missed.first, missed.last, page.next), (4, 15, 3));
    // Who goes on as if nothing was missed comes no further.
    engine.ack("crm", page.next).unwrap();
    assert_eq!(engine.poll("crm", 9).unwrap().missed, Some(missed));
    assert_eq!(engine.ack("crm", missed.last).unwrap_err().code(), "invalid-sequence");
    assert_eq!(engine.ack_missed("crm", missed.last + 1).unwrap_err().code(), "invalid-sequence");
    engine.ack_missed("crm", missed.last).unwrap();
    let page = engine.poll("crm", 9).unwrap();
    assert_eq!((page.changes.len(), page.next, page.missed), (1, 18, None));
}

#[test]
fn a_full_feed_refuses_what_would_make_more() {
    let options = Options { feed_kept: 4, feed_held_max: 6, feed_full: FeedFull::Refuse, ..Options::default() };
    let engine = Engine::with_options(options);
    engine.load(HANDBOOKS[0]).unwrap();
    engine.subscribe("crm", &Filter::new(), Start::Now).unwrap();
    visits(&engine, 2);
    let refused = engine.apply(&batch([event("more", "到访", 3)]), at(3)).unwrap_err();
    assert_eq!((refused.code(), refused.kind()), ("feed-full", tagora::ErrorKind::FeedFull));
    assert_eq!(engine.clock(), Some(at(2)), "nothing of it is in effect");
    assert_eq!(engine.advance_to(at(3 * DAY)).unwrap_err().code(), "feed-full");
    assert_eq!(engine.load("event 到访\ndrop 客户/*").unwrap_err().code(), "feed-full");
    // What makes no changes is taken.
    engine.apply(&batch([]), at(3)).unwrap();
    engine.ack("crm", engine.poll("crm", 3).unwrap().next).unwrap();
    engine.apply(&batch([event("more", "到访", 4)]), at(4)).unwrap();
    assert_eq!(engine.poll("crm", 100).unwrap().changes.len(), 6);
    engine.unsubscribe("crm").unwrap();
    visits(&engine, 9);
}
