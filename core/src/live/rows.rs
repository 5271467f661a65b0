use std::ops::Range;

use super::row::Row;
use crate::customer::Ordinal;

/// The rows of all customers, by ordinal.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// The row of a customer of whom nothing is known.
    blank: Box<[i64]>,
    /// So many rows are laid out together.
    together: usize,
    pages: Vec<Box<[i64]>>,
}

/// So many words a page has, about: a megabyte, also where rows are long.
const PAGE: usize = 1 << 17;

impl Rows {
    pub(super) fn new(blank: Box<[i64]>) -> Self {
        let together = (PAGE / blank.len().max(1)).max(1);
        Self { blank, together, pages: Vec::new() }
    }

    /// A customer's row; blank, if there was none.
    pub(super) fn of(&mut self, customer: Ordinal) -> Row<'_> {
        Row::new(self.words(customer))
    }

    /// The words of a customer's row.
    pub(super) fn words(&mut self, customer: Ordinal) -> &mut [i64] {
        let (page, place) = self.place(customer);
        while self.pages.len() <= page {
            self.pages.push(self.blank.repeat(self.together).into());
        }
        let words = self.blank.len();
        &mut self.pages[page][place * words..(place + 1) * words]
    }

    /// Bits in a customer's row; none, if there is no row.
    pub(super) fn bits(&self, customer: Ordinal, place: Range<usize>) -> &[i64] {
        let (page, row) = self.place(customer);
        let row = row * self.blank.len();
        self.pages.get(page).and_then(|page| page.get(row + place.start..row + place.end)).unwrap_or(&[])
    }

    /// The page that has a customer's row, and which in it that is.
    fn place(&self, customer: Ordinal) -> (usize, usize) {
        let together = self.together.max(1);
        (customer as usize / together, customer as usize % together)
    }

    /// Bytes in use.
    #[cfg(feature = "measure")]
    pub(super) fn bytes(&self) -> usize {
        self.pages.iter().map(|page| size_of_val(&**page)).sum()
    }

    /// Lets go of what is kept of a customer.
    pub(super) fn clear(&mut self, customer: Ordinal) {
        let blank = self.blank.clone();
        self.words(customer).copy_from_slice(&blank);
    }
}
