use std::borrow::Cow;
use std::cmp::Ordering;

use super::counts::Counts;
use super::kind::Kind;
use super::page::{Page, ROWS, WORDS};
use super::selection::{Ranges, Selection};
use super::texts::Texts;
use crate::customer::Ordinal;
use crate::numbering::Pieces;
use crate::value::{Datum, Set};

/// So many ordinals make a block.
pub(crate) const BLOCK: u32 = 65_536;

/// The words of a mask of a block, one bit for each customer.
pub(crate) const MASK: usize = BLOCK as usize / 64;

/// The pages of a block, each with as many words of its mask.
pub(crate) const PAGES: usize = BLOCK as usize / ROWS;

/// The values of one attribute, by customer. Cloning shares them; a change copies one page, and tells apart by their
/// `Arc`s the blocks and pages that it touched from those that it did not.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    kind: Kind,
    blocks: Pieces<Pieces<Page>>,
    /// What the codes of a column of texts or sets mean.
    texts: Texts,
}

impl Column {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, blocks: Pieces::default(), texts: Texts::default() }
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    fn page(&self, customer: Ordinal) -> Option<&Page> {
        let (block, page, _) = split(customer);
        self.blocks.get(block)?.get(page)
    }

    /// What is stored for a customer.
    pub(crate) fn stored(&self, customer: Ordinal) -> Option<i64> {
        self.page(customer)?.get(split(customer).2)
    }

    /// The value that is stored like this.
    pub(crate) fn datum(&self, stored: i64) -> Option<Datum> {
        let text = || self.texts.text(u32::try_from(stored).ok()?);
        match self.kind {
            Kind::Text => text().map(|text| Datum::Text(text.into())),
            Kind::Set => Set::read(text()?).map(Datum::Set),
            kind => kind.value(stored),
        }
    }

    /// A customer's value.
    pub(crate) fn value(&self, customer: Ordinal) -> Option<Datum> {
        self.datum(self.stored(customer)?)
    }

    fn page_at(&self, page: usize) -> Option<&Page> {
        self.blocks.get(page / PAGES)?.get(page % PAGES)
    }

    /// Between which stored values all of a page lie; none, if there are none.
    pub(crate) fn zone(&self, page: usize) -> Option<(i64, i64)> {
        self.page_at(page)?.zone()
    }

    /// The same of a block.
    pub(crate) fn zone_of_block(&self, block: usize) -> Option<(i64, i64)> {
        let zones = self.blocks.get(block)?.all().filter_map(Page::zone);
        zones.reduce(|(low, high), (first, last)| (low.min(first), high.max(last)))
    }

    /// Gives a customer a value, or takes it away. Whether it could: no value of another kind can be stored.
    pub(crate) fn put(&mut self, customer: Ordinal, value: Option<&Datum>) -> bool {
        let before = self.stored(customer);
        let text = match (self.kind, value) {
            (Kind::Text, Some(Datum::Text(text))) => Some(Cow::Borrowed(&**text)),
            (Kind::Set, Some(Datum::Set(set))) => Some(Cow::Owned(set.to_string())),
            _ => None,
        };
        let stored = match (text, value) {
            (_, None) => None,
            (Some(text), _) => {
                let known = self.texts.find(&text).map(i64::from);
                if known.is_some() && known == before {
                    return true;
                }
                let Some(code) = self.texts.hold(&text) else { return false };
                Some(i64::from(code))
            }
            (None, Some(value)) => match self.kind.stored(value) {
                None => return false,
                stored => stored,
            },
        };
        if stored != before {
            let (block, page, row) = split(customer);
            self.blocks.change(block).change(page).put(row, stored);
            if let (Kind::Text | Kind::Set, Some(code)) = (self.kind, before.and_then(|code| u32::try_from(code).ok())) {
                self.texts.release(code);
            }
        }
        true
    }

    /// Which customers of a block are selected.
    pub(crate) fn select(&self, block: usize, selection: &Selection, mask: &mut [u64; MASK]) {
        let pages = self.blocks.get(block);
        let of_next = self.blocks.get(block + 1).and_then(|pages| pages.get(0));
        let mut next = pages.and_then(|pages| pages.get(0));
        for (page, words) in mask.chunks_exact_mut(WORDS).enumerate() {
            let this = next;
            next = if page + 1 < PAGES { pages.and_then(|pages| pages.get(page + 1)) } else { of_next };
            match this {
                Some(page) => page.select(selection, next, words),
                None => words.fill(if selection.missing { u64::MAX } else { 0 }),
            }
        }
    }

    /// Takes out of a page's mask who is not selected.
    pub(crate) fn narrow(&self, page: usize, selection: &Selection, mask: &mut [u64]) {
        let mut selected = [if selection.missing { u64::MAX } else { 0 }; WORDS];
        if let Some(page) = self.page_at(page) {
            page.select(selection, None, &mut selected);
        }
        mask.iter_mut().zip(selected).for_each(|(word, selected)| *word &= selected);
    }

    /// Between which numbers all that is stored lies; none, if nothing is.
    pub(crate) fn span(&self) -> Option<(i64, i64)> {
        let spans = self.blocks.all().flat_map(Pieces::all).filter_map(Page::span);
        spans.reduce(|(low, high), (first, last)| (low.min(first), high.max(last)))
    }

    /// Ready to count its values.
    pub(crate) fn counts(&self) -> Counts {
        let (low, high) = self.span().unwrap_or((0, 0));
        Counts::of(low, high)
    }

    /// Reads what is stored for those who are wanted of the 64 customers of a word of a block's mask, and tells who of them has something. What
    /// stands at the places of others means nothing.
    pub(crate) fn word(&self, block: usize, word: usize, wanted: u64, into: &mut [i64; 64]) -> u64 {
        let page = self.blocks.get(block).and_then(|pages| pages.get(word / WORDS));
        page.map_or(0, |page| page.word(word % WORDS, wanted, into))
    }

    /// Counts the values of those customers of a block who are in a mask, so many in all, and how many of them have none.
    pub(crate) fn count(&self, block: usize, mask: &[u64; MASK], customers: u32, counts: &mut Counts) {
        let before = counts.some();
        let pages = |block: usize| self.blocks.get(block).into_iter().flat_map(Pieces::all);
        let pages =
            pages(block).zip(mask.chunks_exact(WORDS)).zip(pages(block).skip(1).map(Some).chain([pages(block + 1).next()]));
        pages.for_each(|((page, words), next)| page.count(words, next, counts));
        counts.miss(u64::from(customers).saturating_sub(counts.some() - before));
    }

    /// Whether a customer is selected.
    pub(crate) fn takes(&self, customer: Ordinal, selection: &Selection) -> bool {
        selection.takes(self.stored(customer))
    }

    /// A stored value as text.
    pub(crate) fn shown(&self, stored: i64) -> String {
        let shown = match self.kind {
            Kind::Text | Kind::Set => u32::try_from(stored).ok().and_then(|code| self.texts.text(code)).map(str::to_owned),
            kind => kind.value(stored).map(|value| value.to_string()),
        };
        shown.unwrap_or_default()
    }

    /// Whether what is stored says which of two values comes first; codes do not.
    pub(crate) fn is_in_order(&self) -> bool {
        !matches!(self.kind, Kind::Text | Kind::Set)
    }

    /// The values that compare with another in one of some orders.
    pub(crate) fn compared(&self, with: &Datum, accepts: impl Fn(Ordering) -> bool) -> Ranges {
        match (self.kind, with) {
            (Kind::Text, Datum::Text(with)) => {
                if accepts(Ordering::Equal) && !accepts(Ordering::Less) && !accepts(Ordering::Greater) {
                    return Ranges::of_values(self.texts.find(with).map(i64::from));
                }
                self.such(|text| accepts(text.cmp(with)))
            }
            (Kind::Text | Kind::Set, _) => Ranges::default(),
            (kind, with) => kind.compared(with, accepts),
        }
    }

    /// As [`compared`](Self::compared) with a value that can be stored, if what is stored is in order.
    pub(crate) fn ordered(&self, with: &Datum, accepts: impl Fn(Ordering) -> bool) -> Option<Ranges> {
        self.kind.stored(with).map(|stored| Ranges::around(stored, accepts))
    }

    /// The values of which a test is true, where it is true up to some value and false from there on.
    pub(crate) fn up_to(&self, is_true: impl Fn(&Datum) -> bool) -> Ranges {
        self.kind.up_to(is_true)
    }

    /// How many different texts there are, or were at one time.
    pub(crate) fn texts(&self) -> u32 {
        self.texts.len()
    }

    /// The texts of which a test is true.
    pub(crate) fn such(&self, mut is_true: impl FnMut(&str) -> bool) -> Ranges {
        let codes = self.texts.all().filter(|(_, text)| is_true(text)).map(|(code, _)| i64::from(code));
        Ranges::of_values(codes)
    }

    /// The sets of which a test is true.
    pub(crate) fn sets(&self, is_true: impl Fn(&Set) -> bool) -> Ranges {
        self.such(|text| Set::read(text).is_some_and(|set| is_true(&set)))
    }

    #[cfg(any(test, feature = "measure"))]
    pub(crate) fn bytes(&self) -> usize {
        self.texts.bytes() + self.blocks.all().flat_map(Pieces::all).map(Page::bytes).sum::<usize>()
    }
}

/// Block, page and row.
fn split(customer: Ordinal) -> (usize, usize, usize) {
    let customer = customer as usize;
    (customer / BLOCK as usize, customer / ROWS % PAGES, customer % ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Datum {
        Datum::Text(text.into())
    }

    #[test]
    fn a_change_copies_one_page() {
        let mut column = Column::new(Kind::Bool);
        for customer in (0..3 * BLOCK).step_by(1_000) {
            assert!(column.put(customer, Some(&Datum::Bool(true))));
        }
        let before = column.clone();
        assert!(column.put(BLOCK + 5_000, Some(&Datum::Bool(false))));
        let shared =
            |block: usize, page: usize| column.blocks.get(block).unwrap().shares(before.blocks.get(block).unwrap(), page);
        assert!(column.blocks.shares(&before.blocks, 0) && !column.blocks.shares(&before.blocks, 1));
        assert!(shared(1, 0) && !shared(1, 1) && shared(1, 2));
        assert_eq!((before.stored(BLOCK + 5_000), column.stored(BLOCK + 5_000)), (None, Some(0)));
        // What changes nothing touches nothing.
        let same = column.clone();
        assert!(column.put(0, Some(&Datum::Bool(true))) && column.put(1, None));
        assert!(column.blocks.shares(&same.blocks, 0));
    }

    #[test]
    fn texts_go_with_their_last_holder() {
        let mut column = Column::new(Kind::Text);
        for (customer, name) in [(0, "a"), (1, "b"), (2, "a"), (2, "c"), (0, "b"), (0, "b")] {
            assert!(column.put(customer, Some(&text(name))));
        }
        let texts = |column: &Column| column.texts.all().map(|(_, text)| text.to_owned()).collect::<Vec<_>>();
        assert_eq!(texts(&column).len(), 2, "a has gone");
        assert_eq!(column.compared(&text("a"), Ordering::is_eq), Ranges::default());
        let before = column.clone();
        assert!(column.put(0, None) && column.put(1, None));
        assert_eq!((texts(&column), texts(&before).len()), (vec!["c".to_owned()], 2));
    }

    #[test]
    fn another_kind_is_refused() {
        let mut column = Column::new(Kind::Number { places: 2 });
        let number = |text: &str| Datum::Number(tagora_dsl::Number::parse(text).unwrap());
        assert!(column.put(7, Some(&number("1.25"))));
        assert!(!column.put(7, Some(&number("1.255"))) && !column.put(7, Some(&text("1"))));
        assert_eq!(column.stored(7), Some(125));
    }

    #[test]
    fn blocks_without_values_are_missing() {
        let column = Column::new(Kind::Float);
        let mut mask = [1; MASK];
        column.select(3, &Selection::missing(), &mut mask);
        assert_eq!(mask, [u64::MAX; MASK]);
        column.select(3, &Selection::missing().not(), &mut mask);
        assert_eq!(mask, [0; MASK]);
        assert!(column.bytes() < 1_000);
    }
}
