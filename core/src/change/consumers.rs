use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use super::Filter;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result};

/// How many consumers there are at most.
const MAX_CONSUMERS: usize = 1_000;
/// The longest name, in bytes.
const MAX_NAME: usize = 256;

/// All that is kept of a consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Subscription {
    pub(crate) name: String,
    /// In whole paths.
    pub(crate) filter: Filter,
    /// The version of the handbook whose names the filter uses.
    pub(crate) version: u32,
    /// Up to which number the consumer has done its work.
    pub(crate) acked: u64,
}

/// A consumer, and what it was told since the engine was opened: only that can be acknowledged.
#[derive(Debug)]
pub(crate) struct Subscribed {
    pub(crate) subscription: Subscription,
    /// All that this consumer ever was in this process shares it: whoever polls may look at an earlier state.
    told: Arc<Told>,
}

#[derive(Debug, Default)]
struct Told {
    /// The highest number up to which it was told all that passes.
    delivered: AtomicU64,
    /// The highest number up to which it was told that changes are gone.
    gone: AtomicU64,
}

impl Subscribed {
    pub(crate) fn told(&self, up_to: u64) {
        self.told.delivered.fetch_max(up_to, Ordering::Relaxed);
    }

    pub(crate) fn told_gone(&self, up_to: u64) {
        self.told.gone.fetch_max(up_to, Ordering::Relaxed);
    }

    /// The same consumer otherwise.
    fn with(&self, subscription: Subscription) -> Self {
        Self { subscription, told: self.told.clone() }
    }
}

/// Those who read the feed by name. Cloning shares them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Consumers {
    by_name: Arc<BTreeMap<String, Arc<Subscribed>>>,
}

impl Consumers {
    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = &Subscription> {
        self.by_name.values().map(|consumer| &consumer.subscription)
    }

    /// # Errors
    /// `unknown-consumer`.
    pub(crate) fn get(&self, name: &str) -> Result<&Arc<Subscribed>> {
        self.by_name.get(name).ok_or_else(|| {
            let names = self.by_name.keys().map(String::as_str);
            Error::unknown(ErrorKind::UnknownConsumer, "consumer", name, names, "subscribe first")
        })
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Subscription> {
        self.by_name.get(name).map(|consumer| &consumer.subscription)
    }

    /// Up to which number all have done their work; without consumers there is none.
    pub(crate) fn acked(&self) -> Option<u64> {
        self.all().map(|subscription| subscription.acked).min()
    }

    /// # Errors
    /// `invalid-consumer`, `limit-exceeded`.
    pub(crate) fn add(&mut self, subscription: Subscription) -> Result<()> {
        let name = &subscription.name;
        if name.is_empty() || name.len() > MAX_NAME {
            return Err(Error::new(ErrorKind::InvalidConsumer, format!("a consumer's name of {} bytes", name.len()))
                .with_help(format!("names have 1 to {MAX_NAME} bytes")));
        }
        if self.by_name.len() >= MAX_CONSUMERS {
            return Err(Error::new(ErrorKind::LimitExceeded, format!("there are {MAX_CONSUMERS} consumers already"))
                .with_help("unsubscribe those that are not needed any more"));
        }
        self.put(Subscribed { subscription, told: Arc::default() });
        Ok(())
    }

    fn put(&mut self, consumer: Subscribed) {
        Arc::make_mut(&mut self.by_name).insert(consumer.subscription.name.clone(), Arc::new(consumer));
    }

    /// # Errors
    /// `unknown-consumer`.
    pub(crate) fn remove(&mut self, name: &str) -> Result<()> {
        self.get(name)?;
        Arc::make_mut(&mut self.by_name).remove(name);
        Ok(())
    }

    /// A consumer has done its work up to a number. Whether that is new.
    ///
    /// # Errors
    /// `unknown-consumer`, `invalid-sequence`.
    pub(crate) fn ack(&mut self, name: &str, sequence: u64) -> Result<bool> {
        let delivered = self.get(name)?.told.delivered.load(Ordering::Relaxed);
        let help = "acknowledge the `next` of a page that `poll` gave since the engine was opened";
        self.go_on(name, sequence, delivered, "was told the changes up to", help)
    }

    /// A consumer has taken note that changes up to a number are gone. Whether that is new.
    ///
    /// # Errors
    /// As [`ack`](Self::ack).
    pub(crate) fn ack_missed(&mut self, name: &str, sequence: u64) -> Result<bool> {
        let gone = self.get(name)?.told.gone.load(Ordering::Relaxed);
        let help = "acknowledge the `last` of what `poll` says was missed";
        self.go_on(name, sequence, gone, "was told to have missed changes up to", help)
    }

    fn go_on(&mut self, name: &str, sequence: u64, most: u64, told: &str, help: &str) -> Result<bool> {
        let consumer = self.get(name)?;
        let acked = consumer.subscription.acked;
        let wrong = match sequence {
            back if back < acked => format!("{sequence} lies before {acked}, which is acknowledged already"),
            beyond if beyond > acked && beyond > most => format!("the consumer {told} {}, not {sequence}", most.max(acked)),
            _ => {
                let further = consumer.with(Subscription { acked: sequence, ..consumer.subscription.clone() });
                if sequence > acked {
                    self.put(further);
                }
                return Ok(sequence > acked);
            }
        };
        Err(Error::new(ErrorKind::InvalidSequence, wrong).with_help(help))
    }

    /// Forgets customers that filters name.
    pub(crate) fn forget(&mut self, ids: &[CustomerId]) {
        let mut changed = Vec::new();
        for consumer in self.by_name.values() {
            let mut subscription = consumer.subscription.clone();
            if subscription.filter.forget(ids) {
                changed.push(consumer.with(subscription));
            }
        }
        changed.into_iter().for_each(|consumer| self.put(consumer));
    }

    /// Whether these are the same, and have come as far.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.by_name, &other.by_name)
    }

    /// All consumers in bytes, for a store, if they are others than before.
    pub(crate) fn changed_since(&self, before: &Self) -> Option<Vec<u8>> {
        if Arc::ptr_eq(&self.by_name, &before.by_name) || self.all().eq(before.all()) {
            return None;
        }
        serde_json::to_vec(&self.all().collect::<Vec<_>>()).ok()
    }

    /// Reads what [`changed_since`](Self::changed_since) gives. `None` where bytes say what cannot be.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut consumers = Self::default();
        for subscription in serde_json::from_slice::<Vec<Subscription>>(bytes).ok()? {
            if consumers.find(&subscription.name).is_some() {
                return None;
            }
            consumers.add(subscription).ok()?;
        }
        Some(consumers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(name: &str, filter: Filter, acked: u64) -> Subscription {
        Subscription { name: name.into(), filter, version: 3, acked }
    }

    #[test]
    fn consumers_come_back_from_bytes() {
        let filter = Filter::new()
            .tag("a/b")
            .group("c")
            .rule("r")
            .kind("gained")
            .cause("time")
            .customer(7)
            .customer("x")
            .without_import("i");
        let mut consumers = Consumers::default();
        consumers.add(subscription("crm", filter, 12)).unwrap();
        let before = consumers.clone();
        consumers.add(subscription("标签", Filter::new(), 0)).unwrap();
        let back = Consumers::of_bytes(&consumers.changed_since(&before).unwrap()).unwrap();
        assert!(back.all().eq(consumers.all()) && back.all().len() == 2);
        assert!(back.changed_since(&consumers).is_none() && consumers.changed_since(&consumers.clone()).is_none());
        consumers.remove("标签").unwrap();
        assert!(consumers.changed_since(&before).is_none(), "as it was");
        // An empty set of customers is not the same as none.
        let mut consumers = back;
        consumers.forget(&[7.into(), "x".into()]);
        let back = Consumers::of_bytes(&consumers.changed_since(&before).unwrap()).unwrap();
        assert_eq!(back.find("crm").unwrap().filter.customers, Some([].into()));
        for wrong in ["", "{}", "[{}]", r#"[{"name": "", "filter": {}, "version": 1, "acked": 2}]"#] {
            assert!(Consumers::of_bytes(wrong.as_bytes()).is_none(), "{wrong}");
        }
        let twice = r#"{"name": "a", "filter": {}, "version": 1, "acked": 2}"#;
        assert!(Consumers::of_bytes(format!("[{twice}]").as_bytes()).is_some());
        assert!(Consumers::of_bytes(format!("[{twice}, {twice}]").as_bytes()).is_none());
    }

    #[test]
    fn whoever_polled_an_earlier_state_was_told() {
        let mut consumers = Consumers::default();
        consumers.add(subscription("crm", Filter::new(), 0)).unwrap();
        let earlier = consumers.clone();
        earlier.get("crm").unwrap().told(3);
        assert!(consumers.ack("crm", 2).unwrap() && !consumers.ack("crm", 2).unwrap());
        earlier.get("crm").unwrap().told(5);
        assert!(consumers.ack("crm", 6).is_err() && consumers.ack("crm", 1).is_err());
        assert!(consumers.ack("crm", 5).unwrap() && consumers.ack_missed("crm", 6).is_err());
        earlier.get("crm").unwrap().told_gone(8);
        assert!(consumers.ack_missed("crm", 8).unwrap() && consumers.acked() == Some(8));
    }
}
