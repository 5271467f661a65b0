//! Values: what hosts hand in, what is stored, how two compare.

mod arithmetic;
mod bucket;
mod convert;
mod datum;
mod dictionary;
mod quantity;
mod set;
mod text;
mod tuple;

pub(crate) use arithmetic::reckon;
pub(crate) use bucket::bucket;
pub use convert::Value;
pub(crate) use convert::typed;
pub(crate) use datum::Datum;
pub(crate) use dictionary::Dictionary;
pub(crate) use quantity::Quantity;
pub(crate) use set::Set;
pub(crate) use text::{folded, normal, passes};
pub(crate) use tuple::{Tuple, order_of};
