//! Customer ids, as they cross.

use tagora::CustomerId;

/// A customer id: a number or a text.
#[derive(uniffi::Enum)]
pub enum NativeCustomer {
    /// `7`.
    Number {
        /// From 0 to 2^64 - 1.
        id: u64,
    },
    /// `"7"`.
    Text {
        /// 1 to 256 bytes.
        id: String,
    },
}

impl From<NativeCustomer> for CustomerId {
    fn from(customer: NativeCustomer) -> Self {
        match customer {
            NativeCustomer::Number { id } => Self::from(id),
            NativeCustomer::Text { id } => Self::from(id),
        }
    }
}

/// Ids as Kotlin gets them.
pub(crate) fn to_kotlin(ids: Vec<CustomerId>) -> Vec<NativeCustomer> {
    ids.into_iter()
        .map(|id| match id {
            CustomerId::Number(id) => NativeCustomer::Number { id },
            CustomerId::Text(id) => NativeCustomer::Text { id: id.as_ref().to_owned() },
        })
        .collect()
}
