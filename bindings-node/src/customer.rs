//! Customer ids: a bigint or a text come in; what fits a number exactly goes out as one.

use napi::bindgen_prelude::{BigInt, Either, Either3};
use tagora::CustomerId;

use crate::error::Failed;

/// The largest whole number up to which a JavaScript number is exact.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// An id as JavaScript passes it.
pub type CustomerIn = Either<BigInt, String>;
/// An id as JavaScript gets it.
pub type CustomerOut = Either3<f64, BigInt, String>;

pub(crate) fn from_js(customer: CustomerIn) -> Result<CustomerId, Failed> {
    match customer {
        Either::A(id) => match id.get_u64() {
            (false, id, true) => Ok(id.into()),
            _ => Err(Failed::customer()),
        },
        Either::B(id) => Ok(id.into()),
    }
}

pub(crate) fn to_js(ids: Vec<CustomerId>) -> Vec<CustomerOut> {
    ids.into_iter()
        .map(|id| match id {
            CustomerId::Number(id) if id <= MAX_SAFE => Either3::A(id as f64),
            CustomerId::Number(id) => Either3::B(BigInt::from(id)),
            CustomerId::Text(id) => Either3::C(id.as_ref().to_owned()),
        })
        .collect()
}
