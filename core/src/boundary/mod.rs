//! What every language binding is built on, and the only module it may use.
//!
//! For: plain owned types, one form of error, panics caught, JSON where a result has many parts. A binding maps
//! names, types and errors, and holds no logic. Not for: Rust programs; they use [`Engine`](crate::Engine).
//!
//! Records come in as JSON lines or a JSON array, one object each:
//!
//! | object | what it says |
//! |--|--|
//! | `{"customer": "c1", "at": T}` | the customer is known from T on |
//! | `{"customer": "c1", "at": T, "set": {"年龄": 30, "城市": null}}` | attributes have new values (`null`: none) |
//! | `{"customer": "c1", "at": T, "event": "购买", "id": "o1", "properties": {"金额": "12.50"}}` | an event; `id` and `properties` may be left out |
//! | `{"customer": "c1", "at": T, "add": "重点", "by": "zhang"}` | a tag is given (`remove`: taken); with `"for": "30 days"` or `"until": T` or a date it ends, `"renew": true` moves the end of one that is there |
//! | `{"customer": "c1", "at": T, "add": "会员", "import": "crm", "version": 7}` | the same by an import; the same again is a duplicate |
//! | `{"customer": "c1", "at": T, "pin": "重点", "by": "li"}` | a tag is pinned, whatever its definition says (`unpin`), or banned (`ban`, `unban`) |
//! | `{"customer": "c1", "at": T, "merge_into": "c2"}` | c1 is c2 |
//!
//! Each may have a `"sequence"`, a whole number: among records of one instant the larger is later.
//! A customer is a whole number or a text; T is milliseconds since 1970 or RFC 3339 text.

mod analysis;
mod assign;
mod diagnosed;
mod error;
mod explained;
mod guard;
mod handle;
mod json;
mod known;
#[cfg(feature = "sqlite")]
mod opening;
mod previewed;
mod question;
mod records;
mod settings;
mod what_if;

pub use error::{BoundaryError, Place};
pub use handle::Handle;
#[cfg(feature = "sqlite")]
pub use opening::Opening;
pub use settings::Settings;
pub use what_if::Previewed;
