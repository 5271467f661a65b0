//! What benches reach of the inside: the columns and indexes that nothing public shows alone. No part of the interface.

use std::sync::Arc;

use jiff::tz::TimeZone;
use tagora_kernel::{Bits, Level};

use crate::analysis;
use crate::attribute::{Attributes, BLOCK, Column, Kind, MASK, Ranges, Selection};
use crate::change::{Drafts, Feed, FeedPage, Keep, Reason, What};
use crate::column::Blocks;
use crate::customer::{CustomerId, Register};
pub use crate::engine::Bytes;
use crate::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
pub use crate::event::log::measure::{Events, Noted};
use crate::inside;
use crate::keyword::{Hits, Keywords, Question};
use crate::query::{Clock, Direction, Formula, Found, Ranking};
use crate::rule::{Legend, Mention, Term};
use crate::time::Instant;
use crate::value::{Datum, Dictionary};

/// What an engine takes in memory.
///
/// # Errors
/// `poisoned`.
pub fn bytes(engine: &Engine) -> Result<Bytes> {
    engine.bytes()
}

/// The ids of customers and their ordinals.
#[derive(Clone, Debug, Default)]
pub struct Ids(Register);

impl Ids {
    /// The ordinal of an id, a new one if it has none.
    pub fn enter(&mut self, id: &CustomerId) -> Option<u32> {
        self.0.enter(id)
    }

    /// The ordinal of an id.
    #[must_use]
    pub fn ordinal(&self, id: &CustomerId) -> Option<u32> {
        self.0.ordinal(id)
    }

    /// The id of an ordinal.
    #[must_use]
    pub fn id(&self, ordinal: u32) -> Option<CustomerId> {
        self.0.id(ordinal)
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

/// An attribute of whole numbers.
#[derive(Clone, Debug)]
pub struct Numbers {
    column: Column,
    customers: u32,
}

impl Numbers {
    /// The numbers of customers by ordinal.
    pub fn new(numbers: impl IntoIterator<Item = i64>) -> Self {
        let mut numbers_of = Self { column: Column::new(Kind::Number { places: 0 }), customers: 0 };
        for number in numbers {
            numbers_of.put(numbers_of.customers, number);
        }
        numbers_of
    }

    /// A customer has another number.
    pub fn put(&mut self, customer: u32, number: i64) {
        self.column.put(customer, Some(&Datum::Number(number.into())));
        self.customers = self.customers.max(customer + 1);
    }

    /// How many of a set's customers, or of all, have each number.
    #[must_use]
    pub fn shares(&self, within: Option<&inside::Column>) -> Vec<(Option<i64>, u64)> {
        let mut spreading = analysis::Spreading::new(&self.column);
        for block in 0..self.customers.div_ceil(BLOCK) as usize {
            let found = within.map_or(Found::Everybody, |within| {
                let mut room = Bits::ZERO;
                let bits = within.bits(block, &mut room).clone();
                let len = tagora_kernel::count(Level::best(), &bits);
                Found::of_bits(Box::new(bits), len)
            });
            spreading.add(block, &found);
        }
        spreading.counts().found().collect()
    }

    /// The ids of the customers with the largest numbers.
    #[must_use]
    pub fn first(&self, ids: &Ids, limit: usize) -> Vec<CustomerId> {
        let attributes = Attributes::of([self.column.clone()]);
        let (term, clock) = (Term::Attribute(0), Clock { now: Instant::MIN, zone: &TimeZone::UTC });
        let mut ranking = Ranking::new(limit, Direction::Descending, &ids.0);
        if let Some(formula) = Formula::of(&term, &attributes, clock) {
            for block in ranking.in_order(&formula, self.customers.div_ceil(BLOCK) as usize) {
                if ranking.is_open(&formula, block) {
                    ranking.look(&formula, block, &Found::Everybody);
                }
            }
        }
        ranking.into_places().into_iter().map(|place| place.id.into()).collect()
    }

    /// How many have a number in one of the ranges.
    #[must_use]
    pub fn count(&self, ranges: &[(i64, i64)]) -> u64 {
        let values = ranges.iter().fold(Ranges::default(), |all, &(first, last)| all.or(&Ranges::of(first, last)));
        let (selection, mut mask, mut count) = (Selection::values(values), [0; MASK], 0);
        for block in 0..self.customers.div_ceil(BLOCK) {
            self.column.select(block as usize, &selection, &mut mask);
            count += mask.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        }
        count
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.column.bytes()
    }
}

/// The change feed, with names for so many tags and event types as are asked for.
#[derive(Clone, Debug, Default)]
pub struct ChangeFeed {
    feed: Feed,
    legend: Arc<Legend>,
    ids: Register,
    commits: u64,
}

/// A tag of a customer comes or goes.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The ordinal.
    pub customer: u32,
    /// When.
    pub at: Instant,
    /// The tag's number.
    pub tag: usize,
    /// Whether it comes.
    pub gained: bool,
    /// The number of the type of event behind it, and the event's id; `None` where time passed.
    pub event: Option<(usize, Option<&'a str>)>,
}

impl ChangeFeed {
    /// The feed of customers with these ids.
    #[must_use]
    pub fn new(ids: &Ids, tags: usize, events: usize) -> Self {
        let names = |of: &'static str, count: usize| (0..count).map(move |number| format!("{of}/{number}").into()).collect();
        let legend = Legend { tags: names("tag", tags), events: names("event", events), ..Legend::default() };
        Self { legend: Arc::new(legend), ids: ids.0.clone(), ..Self::default() }
    }

    /// A commit. Gives how many changes it has.
    pub fn append<'a>(&mut self, turns: impl IntoIterator<Item = Turn<'a>>, keep: usize) -> usize {
        let mut drafts = Drafts::default();
        for Turn { customer, at, tag, gained, event } in turns {
            let what = if gained { What::Gained(tag) } else { What::Lost(tag) };
            let why = event.map_or(Reason::Time, |(event, id)| Reason::Event { event, id, at });
            drafts.push(customer, at, what, why);
        }
        self.commits += 1;
        self.feed
            .append(
                drafts,
                self.commits,
                &self.legend,
                Keep { changes: keep, acked: u64::MAX, unacked: 0, refuses: false },
                &self.ids,
            )
            .len()
    }

    /// At most `max` changes behind number `after`.
    #[must_use]
    pub fn page(&self, after: u64, max: usize) -> FeedPage {
        self.feed.page(after, max, &self.ids)
    }

    /// Bytes in use, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.feed.bytes()
    }

    /// What a store has of the changes behind a number, in bytes.
    #[must_use]
    pub fn stored(&self, after: u64) -> Vec<Vec<u8>> {
        self.feed.pieces_behind(after).unwrap_or_default().into_iter().map(|piece| piece.bytes).collect()
    }

    /// A commit. Gives what a store gets of it, in bytes.
    pub fn append_and_store<'a>(&mut self, turns: impl IntoIterator<Item = Turn<'a>>, keep: usize) -> Vec<Vec<u8>> {
        let before = self.feed.marks().last;
        self.append(turns, keep);
        self.stored(before)
    }

    /// The feed from what a store has of all its changes. `None` if it is not of this feed.
    #[must_use]
    pub fn of_stored(&self, pieces: &[Vec<u8>]) -> Option<Self> {
        let legends = |version| (version == self.legend.version).then(|| self.legend.clone());
        let feed = Feed::of_pieces(pieces, self.feed.marks(), &legends, self.ids.given())?;
        Some(Self { feed, ..self.clone() })
    }
}

/// Conditions that texts mention one of some words, each looked for by itself or all in one pass.
#[derive(Debug)]
pub struct Mentions {
    mentions: Vec<Mention>,
    keywords: Keywords,
    questions: Vec<Question>,
    hits: Hits,
}

impl Mentions {
    /// A condition for each list of words: it must be met by one of the words, outside of the phrases if there are any.
    ///
    /// # Errors
    /// If the words are too many.
    pub fn new(lists: &[Vec<&str>], unless: Option<&[&str]>) -> Result<Self> {
        let too_many = || Error::new(ErrorKind::LimitExceeded, "too many words");
        let of = |words: &[&str]| Dictionary::new(words.iter().copied()).map(Arc::new).ok_or_else(too_many);
        let unless = unless.map(of).transpose()?;
        let mention = |words: &Vec<&str>| Ok(Mention::Words { words: of(words)?, all: false, unless: unless.clone() });
        let mentions = lists.iter().map(mention).collect::<Result<Vec<_>>>()?;
        let keywords = Keywords::of(&mentions)?;
        let questions = mentions.iter().filter_map(|mention| keywords.question(mention)).collect();
        Ok(Self { mentions, keywords, questions, hits: Hits::default() })
    }

    /// How many of the conditions are met on a text, by one pass.
    pub fn met(&mut self, text: &str) -> usize {
        self.keywords.search(text, &mut self.hits);
        self.questions.iter().filter(|question| question.is_met(&self.hits)).count()
    }

    /// The same, each condition by itself.
    #[must_use]
    pub fn met_one_by_one(&self, text: &str) -> usize {
        self.mentions.iter().filter(|mention| mention.is_in(text)).count()
    }

    /// Bytes in use for the pass, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.keywords.bytes()
    }
}

/// A text as words are looked for in it.
#[must_use]
pub fn folded(text: &str) -> String {
    crate::value::folded(text)
}

/// How many customers each two of some sets share: for `n` sets, that of sets `i <= j` at `i * n + j`.
#[must_use]
pub fn overlap(sets: &[&inside::Column]) -> Vec<u64> {
    let blocks = sets.iter().map(|set| set.blocks()).max().unwrap_or(0);
    let sets: Vec<&dyn Blocks> = sets.iter().map(|set| *set as &dyn Blocks).collect();
    let mut overlapping = analysis::Overlapping::new(&sets, Level::best());
    for block in 0..blocks {
        overlapping.add(block, &Found::Everybody);
    }
    overlapping.counts()
}
