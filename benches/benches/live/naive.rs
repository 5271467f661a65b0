//! The same 22 definitions as one would write them down by hand: lists of what happened, looked through at each event.

use std::collections::{HashMap, VecDeque};

use tagora::{CustomerId, Event, Record, Value};

use super::workload::DAY;

/// No definition looks further back, but for what is counted over all time.
const KEPT: i64 = 120 * DAY;

#[derive(Default)]
pub struct Naive {
    customers: HashMap<u64, Customer>,
    /// How often a tag came or went.
    pub changes: u64,
}

#[derive(Default)]
struct Customer {
    age: Option<i64>,
    is_vip: bool,
    purchases: VecDeque<Happened>,
    views: VecDeque<Happened>,
    carts: VecDeque<Happened>,
    chats: VecDeque<Happened>,
    coupons: VecDeque<Happened>,
    consults: VecDeque<Happened>,
    manuals: VecDeque<Happened>,
    purchases_ever: u64,
    contacts_ever: u64,
    held: u32,
}

struct Happened {
    at: i64,
    /// The amount in cents, or how long.
    number: i64,
    is_web: bool,
}

impl Naive {
    /// Takes in what customers are.
    pub fn know(&mut self, record: &Record) {
        let Record::Attribute { customer: CustomerId::Number(id), value: Some(value), .. } = record else { return };
        let customer = self.customers.entry(*id).or_default();
        match value {
            Value::Int(age) => customer.age = Some(*age),
            Value::Bool(is_vip) => customer.is_vip = *is_vip,
            _ => {}
        }
    }

    /// Takes in an event, and works out all of the customer's tags.
    pub fn take(&mut self, event: &Event) {
        let CustomerId::Number(id) = event.customer else { return };
        let customer = self.customers.entry(id).or_default();
        let mut happened = Happened { at: event.at.millis(), number: 0, is_web: false };
        for (_, value) in &event.properties {
            match value {
                Value::Float(amount) => happened.number = (amount * 100.0).round() as i64,
                Value::Int(number) => happened.number = *number,
                Value::Text(text) => happened.is_web = text == "web",
                _ => {}
            }
        }
        let (events, is_contact) = match event.event.as_str() {
            "purchase" => (&mut customer.purchases, true),
            "view" => (&mut customer.views, true),
            "cart" => (&mut customer.carts, true),
            "chat" => (&mut customer.chats, true),
            "consult" => (&mut customer.consults, true),
            "coupon" => (&mut customer.coupons, false),
            _ => (&mut customer.manuals, false),
        };
        while events.front().is_some_and(|first| first.at + KEPT <= happened.at) {
            events.pop_front();
        }
        events.push_back(happened);
        customer.purchases_ever += u64::from(event.event == "purchase");
        customer.contacts_ever += u64::from(is_contact);
        self.changes += u64::from(customer.settle(event.at.millis()));
    }

    /// Works out all tags of all customers at an instant.
    pub fn settle(&mut self, now: i64) {
        self.changes += self.customers.values_mut().map(|customer| u64::from(customer.settle(now))).sum::<u64>();
    }

    /// The holders of each tag, in order.
    pub fn members(&self) -> Vec<(&'static str, Vec<u64>)> {
        let members = |number: usize| {
            let holders = self.customers.iter().filter(|(_, customer)| customer.held >> number & 1 == 1);
            let mut ids: Vec<u64> = holders.map(|(id, _)| *id).collect();
            ids.sort_unstable();
            ids
        };
        let names = Customer::default().tags(0).map(|(name, _)| name);
        names.into_iter().enumerate().map(|(number, name)| (name, members(number))).collect()
    }
}

impl Customer {
    /// Gives how many tags came or went.
    fn settle(&mut self, now: i64) -> u32 {
        let held = self.tags(now).iter().rev().fold(0, |bits, (_, is_held)| bits << 1 | u32::from(*is_held));
        let held = if self.is_born() { held } else { 0 };
        (std::mem::replace(&mut self.held, held) ^ held).count_ones()
    }

    fn is_born(&self) -> bool {
        self.contacts_ever > 0 || !self.coupons.is_empty() || !self.manuals.is_empty()
    }

    fn tags(&self, now: i64) -> [(&'static str, bool); 22] {
        let Self { age, is_vip, purchases, views, carts, chats, coupons, consults, manuals, .. } = self;
        let count = |events: &VecDeque<Happened>, days: i64| within(events, now, days).count();
        let did = |events: &VecDeque<Happened>, days: i64| within(events, now, days).next().is_some();
        let is_young = age.is_some_and(|age| age < 30);
        let large = within(purchases, now, 90).filter(|purchase| purchase.number > 90_000).count();
        let frequent = count(purchases, 30) > 3;
        let hesitant = did(carts, 7) && !did(purchases, 7);
        let reader = within(views, now, 30).filter(|view| view.number > 120).count() >= 2;
        [
            ("frequent", frequent),
            ("lapsed_rich", !did(purchases, 120) && self.purchases_ever >= 2),
            ("silent", ![purchases, views, carts, chats, consults].iter().any(|events| did(events, 90))),
            ("hesitant", hesitant),
            ("carts", count(carts, 14) >= 3),
            ("reader", reader),
            ("unaided", count(manuals, 30) >= 3 && !did(consults, 30)),
            ("talker", count(chats, 14) >= 2),
            ("coupon_idle", did(coupons, 30)),
            ("young", is_young),
            ("young_frequent", is_young && count(purchases, 60) >= 2),
            ("vip_at_risk", *is_vip && !did(purchases, 60)),
            ("big_buyer", large >= 1),
            ("two_big", large >= 2),
            ("bought_today", did(purchases, 1)),
            ("week_buyer", did(purchases, 7)),
            ("month_buyer", did(purchases, 30)),
            ("quarter_buyer", did(purchases, 90)),
            ("first_steps", self.contacts_ever == 1),
            ("chat_then_quiet", did(chats, 60) && !did(chats, 30)),
            ("online", within(purchases, now, 30).any(|purchase| purchase.is_web)),
            ("core_customer", frequent && reader && !hesitant),
        ]
    }
}

/// Those of the last so many days, the latest first.
fn within(events: &VecDeque<Happened>, now: i64, days: i64) -> impl Iterator<Item = &Happened> {
    events.iter().rev().take_while(move |event| event.at > now - days * DAY)
}
