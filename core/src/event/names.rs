use std::cmp::Ordering;
use std::sync::Arc;

use tagora_dsl::CheckedHandbook;

use super::Schema;
use crate::value::normal;

/// The event types that a handbook declares, by their names: their numbers in the schema.
#[derive(Debug, Default)]
pub(crate) struct EventNames {
    /// In order of length, then of bytes: most names are told apart by their lengths.
    names: Box<[(Arc<str>, usize)]>,
}

impl EventNames {
    pub(crate) fn of(handbook: &CheckedHandbook, schema: &Schema) -> Self {
        let declared = handbook.events().iter().filter(|event| !event.is_class);
        let numbered = declared.filter_map(|event| Some((Arc::from(event.name.as_str()), schema.event(&event.name)?)));
        let mut names: Vec<(Arc<str>, usize)> = numbered.collect();
        names.sort_by(|(a, _), (b, _)| order(a, b));
        Self { names: names.into() }
    }

    /// The number of the type that somebody means by a name. Most write it as it is declared.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.find(name).or_else(|| self.find(&normal(name)))
    }

    fn find(&self, name: &str) -> Option<usize> {
        let place = self.names.binary_search_by(|(known, _)| order(known, name)).ok()?;
        self.names.get(place).map(|(_, number)| *number)
    }
}

fn order(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_found_by_any_way_to_write_its_name() {
        let text = "event view\nevent Ａpp打开\nevent cart\nevent 购买 { 金额: int }\nevent contact = view | cart";
        let handbook = tagora_dsl::read(text, &tagora_dsl::Limits::default()).unwrap();
        let schema = Schema::default().extended(&handbook).unwrap();
        let names = EventNames::of(&handbook, &schema);
        for name in ["view", "cart", "App打开", "购买"] {
            assert_eq!(names.number(name), schema.event(name), "{name}");
            assert!(names.number(name).is_some(), "{name}");
        }
        assert_eq!(names.number("Ａpp打开"), names.number("App打开"));
        assert_eq!(["contact", "views", "", "vieu"].map(|name| names.number(name)), [None; 4]);
    }
}
