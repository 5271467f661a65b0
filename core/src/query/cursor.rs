use std::fmt;
use std::str::FromStr;

use super::Segment;
use crate::customer::CustomerId;
use crate::error::{Error, ErrorKind, Result, quote};

/// Where a page of customers ended: the next one begins behind it.
///
/// It names a customer, not a number: whoever is in the segment all the while is in exactly one of its pages, whatever
/// comes and goes in between, and also after the engine was opened anew. As text it can be handed out and read back; it
/// belongs to the condition it was made for, however that is worded.
///
/// ```
/// use tagora::{Batch, Cursor, Engine, Instant};
/// let engine = Engine::in_memory();
/// engine.load("attribute vip: bool")?;
/// let (mut batch, start) = (Batch::new(), Instant::from_millis(0)?);
/// (1..=3_u64).for_each(|id| {
///     batch.customer(id, start);
/// });
/// engine.apply(&batch, start)?;
/// let everybody = engine.prepare("not vip")?;
/// let first = engine.page(&everybody, None, 2)?;
/// assert_eq!(first.customers, [1.into(), 2.into()]);
/// let cursor: Cursor = first.next.expect("there is more").to_string().parse()?;
/// let second = engine.page(&everybody, Some(&cursor), 2)?;
/// assert_eq!((second.customers, second.next), (vec![3.into()], None));
/// # Ok::<(), tagora::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The hash of the condition.
    of: String,
    /// The last customer of the page.
    last: CustomerId,
}

/// A part of the customers in a segment, in id order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The customers.
    pub customers: Vec<CustomerId>,
    /// Where the next page begins; `None` if there is none.
    pub next: Option<Cursor>,
}

impl Cursor {
    pub(crate) fn behind(last: CustomerId, segment: &Segment) -> Self {
        Self { of: segment.identity().to_owned(), last }
    }

    /// The customer behind whom the next page begins.
    pub(crate) fn last_of(&self, segment: &Segment) -> Result<&CustomerId> {
        if self.of == segment.identity() {
            return Ok(&self.last);
        }
        let message = "the cursor belongs to another query";
        Err(Error::new(ErrorKind::InvalidCursor, message).with_help("begin with the first page of this one"))
    }
}

/// `1`, for the form; the hash; `n` and a number, or `t` and a text.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.last {
            CustomerId::Number(number) => write!(f, "1.{}.n{number}", self.of),
            CustomerId::Text(text) => write!(f, "1.{}.t{text}", self.of),
        }
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = || {
            let (of, last) = text.strip_prefix("1.")?.split_once('.')?;
            let is_hash = of.len() == 32 && of.bytes().all(|byte| byte.is_ascii_hexdigit());
            let last = match last.split_at_checked(1)? {
                ("n", number) => CustomerId::from(number.parse::<u64>().ok()?),
                ("t", text) => CustomerId::from(text),
                _ => return None,
            };
            is_hash.then(|| Self { of: of.to_owned(), last })
        };
        read().ok_or_else(|| {
            let message = format!("{} is no cursor", quote(text));
            Error::new(ErrorKind::InvalidCursor, message).with_help("pass on what a page gave as its next, unchanged")
        })
    }
}
