use super::column::Column;
use super::kind::Kind;
use crate::value::Quantity;

/// An attribute whose values are exact numbers, to be added up as they are stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers<'a> {
    column: &'a Column,
    places: u8,
}

impl<'a> Numbers<'a> {
    pub(crate) fn of(column: &'a Column) -> Option<Self> {
        match column.kind() {
            Kind::Number { places } => Some(Self { column, places }),
            _ => None,
        }
    }

    /// As [`Column::word`].
    pub(crate) fn word(self, block: usize, word: usize, wanted: u64, into: &mut [i64; 64]) -> u64 {
        self.column.word(block, word, wanted, into)
    }

    /// What a sum of stored values is.
    pub(crate) fn quantity(self, sum: i128) -> Quantity {
        Quantity::Exact { numerator: sum, denominator: 10_i128.pow(u32::from(self.places)) }
    }
}
