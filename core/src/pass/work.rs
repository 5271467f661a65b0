use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::ASK_NANOS;
use super::ground::Ground;
use super::tally::Tally;
use crate::customer::Ordinal;
use crate::event::log::Kind;
use crate::live::Reads;
use crate::reference::{Moment, is_true};
use crate::rule::Predicate;

/// What reading an entry of those that a condition looks at takes, about.
pub(super) const READ_NANOS: u64 = 200;

/// A condition, taken apart into what is worked out in a pass of its own.
#[derive(Debug)]
pub(super) enum Work<'p> {
    Tally(Tally<'p>),
    /// True or not by the entries of each customer.
    Read(Box<Read<'p>>),
    Not(Box<Self>),
    /// What is quick first.
    All(Vec<Self>),
    Any(Vec<Self>),
}

#[derive(Debug)]
pub(super) struct Read<'p> {
    predicate: Cow<'p, Predicate>,
    /// What it looks at.
    reads: Reads,
}

impl<'p> Work<'p> {
    /// None where the log does not tell.
    pub(super) fn of(predicate: &'p Predicate, ground: &Ground<'_>) -> Option<Self> {
        if let Some(tally) = Tally::of(predicate, ground) {
            return Some(Self::Tally(tally));
        }
        match predicate {
            Predicate::All(parts) | Predicate::Any(parts) => Self::joined(predicate, parts, ground),

            Predicate::Not(inner) => match Self::of(inner, ground)? {
                Self::Read(..) => Self::read(Cow::Borrowed(predicate), ground),
                inner => Some(Self::Not(Box::new(inner))),
            },
            _ => Self::read(Cow::Borrowed(predicate), ground),
        }
    }

    fn read(predicate: Cow<'p, Predicate>, ground: &Ground<'_>) -> Option<Self> {
        let reads = Reads::of(&predicate, ground.plan);
        (!reads.state).then(|| Self::Read(Box::new(Read { predicate, reads })))
    }

    /// All that has to be read is read once.
    fn joined(whole: &'p Predicate, parts: &'p [Predicate], ground: &Ground<'_>) -> Option<Self> {
        let is_all = matches!(whole, Predicate::All(_));
        let (mut works, mut read) = (Vec::new(), Vec::new());
        for part in parts {
            match Self::of(part, ground)? {
                Self::Read(part) => read.push(part.predicate.into_owned()),
                work => works.push(work),
            }
        }
        if works.is_empty() {
            return Self::read(Cow::Borrowed(whole), ground);
        }
        works.sort_by_key(Self::reads);
        if !read.is_empty() {
            let read = if is_all { Predicate::All(read) } else { Predicate::Any(read) };
            works.push(Self::read(Cow::Owned(read), ground)?);
        }
        Some(if is_all { Self::All(works) } else { Self::Any(works) })
    }

    /// Whether a part of it has to be read.
    fn reads(&self) -> bool {
        match self {
            Self::Tally(_) => false,
            Self::Read(..) => true,
            Self::Not(inner) => inner.reads(),
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::reads),
        }
    }

    /// What it takes, about.
    pub(super) fn nanos(&self, ground: &Ground<'_>) -> u64 {
        match self {
            Self::Tally(tally) => tally.nanos(ground),
            Self::Read(read) => ground.log.about(|kind| is_wanted(kind, &read.reads)) as u64 * READ_NANOS,
            Self::Not(inner) => inner.nanos(ground),
            Self::All(parts) | Self::Any(parts) => parts.iter().map(|part| part.nanos(ground)).sum(),
        }
    }

    /// Those of some customers, of one id each, of whom it is true.
    pub(super) fn found(
        &self,
        ground: &Ground<'_>,
        open: &RoaringBitmap,
        ask: &dyn Fn(&Predicate, Ordinal) -> bool,
    ) -> RoaringBitmap {
        if open.is_empty() {
            return RoaringBitmap::new();
        }
        match self {
            Self::Tally(tally) => tally.found(ground, open),
            Self::Read(read) if open.len() * ASK_NANOS < self.nanos(ground) => {
                open.iter().filter(|&customer| ask(&read.predicate, customer)).collect()
            }
            Self::Read(read) => read.found(ground, open),
            Self::Not(inner) => open - inner.found(ground, open, ask),
            Self::All(parts) => parts.iter().fold(open.clone(), |left, part| part.found(ground, &left, ask)),
            Self::Any(parts) => parts.iter().fold(RoaringBitmap::new(), |found, part| {
                let more = part.found(ground, &(open - &found), ask);
                found | more
            }),
        }
    }
}

pub(super) fn is_wanted(kind: Kind, reads: &Reads) -> bool {
    reads.birth
        || match kind {
            Kind::Event(event) => reads.events.contains(&(event as usize)),
            Kind::Attribute(attribute) => reads.attributes.contains(&(attribute as usize)),
            Kind::Created | Kind::Assigned => false,
        }
}

impl Read<'_> {
    /// Reads what it looks at, customer by customer.
    fn found(&self, ground: &Ground<'_>, open: &RoaringBitmap) -> RoaringBitmap {
        let Self { predicate, reads } = self;
        let says = |customer: Ordinal, entries: &[_]| {
            let id = if reads.id { ground.register.id(customer) } else { None };
            is_true(predicate, &Moment::of_log(ground.plan, ground.now, id.as_ref(), entries))
        };
        let (mut read, mut found) = (RoaringBitmap::new(), RoaringBitmap::new());
        for (customer, entries) in ground.log.customers(|kind| is_wanted(kind, reads)) {
            if open.contains(customer) {
                read.insert(customer);
                if says(customer, &entries[..entries.partition_point(|entry| entry.at <= ground.now)]) {
                    found.insert(customer);
                }
            }
        }
        let others = open - read;
        if reads.id {
            found.extend(others.into_iter().filter(|&customer| says(customer, &[])));
        } else if is_true(predicate, &ground.nothing()) {
            // They are all alike.
            found |= others;
        }
        found
    }
}
