//! The normal form of a condition: what is worded in different ways but means the same has one form, and one hash.
//!
//! It is worked out on the condition's JSON, so that a form of the language that is not known here stays as it is written:
//! two such conditions are then the same only if they are written alike. Equal forms always mean the same; conditions that
//! mean the same may still have different forms.

mod atoms;
mod hash;
mod logic;
mod parameters;
mod whole;
mod words;

pub use hash::DefinitionHash;
pub(crate) use logic::only_entry;

use serde_json::Value as Json;

use crate::ast::{Condition, Definition};
use crate::check::CheckedHandbook;

/// Brings a handbook's conditions into normal form.
pub(crate) struct Normaliser<'h> {
    handbook: &'h CheckedHandbook,
    /// The normal form of each named condition, once it has been asked for.
    defines: Vec<Option<Json>>,
    /// That of each parameter.
    parameters: Vec<Option<Json>>,
}

impl<'h> Normaliser<'h> {
    pub(crate) fn new(handbook: &'h CheckedHandbook) -> Self {
        Self { handbook, defines: vec![None; handbook.defines().len()], parameters: vec![None; handbook.parameters().len()] }
    }

    pub(crate) fn normal(&mut self, condition: &Condition) -> Json {
        // A tree without maps of odd keys is always JSON.
        let json = serde_json::to_value(condition).unwrap_or_default();
        self.condition(json)
    }

    pub(crate) fn hash(&mut self, condition: &Condition) -> DefinitionHash {
        DefinitionHash::of(&self.handbook.zones(), &self.normal(condition))
    }
}

impl CheckedHandbook {
    /// The hash of the normal form of a condition of this handbook: the same for two conditions only if they mean the same,
    /// in whatever language and words. It depends on the handbook's zone and the customers' own, on the named conditions the condition uses, on the
    /// values of its parameters and on the tags its patterns stand for; of tags, events, attributes and segments only on their names.
    ///
    /// Hashes stay the same from release to release, unless the changelog says otherwise.
    ///
    /// ```
    /// use tagora_dsl::{Limits, read, read_condition};
    /// let handbook = read("event 购买\nattribute 年龄: int", &Limits::default()).unwrap();
    /// let hash = |text| handbook.definition_hash(&read_condition(text, &handbook, &Limits::default()).unwrap());
    /// assert_eq!(hash("did 购买 in last 7 days and 年龄 between 18 and 25"), hash("年龄 <= 25 且 (年龄 满18岁 且 最近1周 购买过)"));
    /// assert_ne!(hash("did 购买 in last 7 days"), hash("did 购买 in last 8 days"));
    /// ```
    #[must_use]
    pub fn definition_hash(&self, condition: &Condition) -> DefinitionHash {
        Normaliser::new(self).hash(condition)
    }

    /// The hash of a tag's definition; `None` if it is not held by a condition, or there is no tag of this number.
    #[must_use]
    pub fn tag_hash(&self, tag: usize) -> Option<DefinitionHash> {
        match &self.tags().get(tag)?.tag.definition {
            Definition::When(condition) => Some(self.definition_hash(condition)),
            _ => None,
        }
    }
}
