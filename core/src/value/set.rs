use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use tagora_dsl::ast::{Element, Type};

use super::convert::{Value, typed};
use super::{Datum, Quantity};
use crate::error::{Error, ErrorKind, Result, quote};

/// So many elements a set may be given with.
const MAX_ELEMENTS: usize = 1_000;
/// So many bytes the texts of a set may have in all.
const MAX_BYTES: usize = 64 * 1024;

/// Different values of one type, in order.
#[derive(Clone, Debug)]
pub(crate) struct Set(Arc<[Datum]>);

impl Set {
    /// What a host gives as a list, in any order and some of it maybe twice.
    pub(super) fn of(list: &[Value], element: &Element, what: &str) -> Result<Self> {
        if list.len() > MAX_ELEMENTS {
            return Err(too_much(what, list.len(), "elements", MAX_ELEMENTS));
        }
        let ty = match element {
            Element::Int => Type::Int,
            Element::Text => Type::Text,
            Element::Enum(members) => Type::Enum(members.clone()),
        };
        let mut elements = list.iter().map(|value| typed(value, &ty, what)).collect::<Result<Vec<_>>>()?;
        let bytes = elements.iter().map(|element| if let Datum::Text(text) = element { text.len() } else { 0 }).sum();
        if bytes > MAX_BYTES {
            return Err(too_much(what, bytes, "bytes", MAX_BYTES));
        }
        elements.sort_by(Datum::order);
        elements.dedup();
        Ok(Self(elements.into()))
    }

    /// Reads what a set is [written](fmt::Display) as.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let elements: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
        let element = |json| match json {
            serde_json::Value::String(text) => Some(Datum::Text(text.into())),
            json => json.as_i64().map(|number| Datum::Number(number.into())),
        };
        Some(Self(elements.into_iter().map(element).collect::<Option<_>>()?))
    }

    pub(crate) fn holds(&self, element: &Datum) -> bool {
        self.0.binary_search_by(|held| held.order(element)).is_ok()
    }

    pub(crate) fn size(&self) -> Datum {
        Datum::from(Quantity::from_count(self.0.len()))
    }

    pub(super) fn order(&self, other: &Self) -> Ordering {
        let different = self.0.iter().zip(&*other.0).map(|(a, b)| a.order(b)).find(|order| order.is_ne());
        different.unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }
}

fn too_much(what: &str, found: usize, of: &str, limit: usize) -> Error {
    let message = format!("a set for {} has {found} {of}, the limit is {limit}", quote(what));
    Error::new(ErrorKind::LimitExceeded, message).with_help("keep what is many as events")
}

/// As a JSON array.
impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = self.0.iter().map(|element| match element {
            Datum::Text(text) => serde_json::Value::from(&**text).to_string(),
            other => other.to_string(),
        });
        write!(f, "[{}]", elements.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(list: &[&str]) -> Result<Set> {
        Set::of(&list.iter().map(|&text| text.into()).collect::<Vec<_>>(), &Element::Text, "兴趣")
    }

    fn numbers(list: &[i64]) -> Set {
        Set::of(&list.iter().map(|&number| number.into()).collect::<Vec<_>>(), &Element::Int, "x").unwrap()
    }

    #[test]
    fn order_and_repetition_do_not_matter() {
        let (one, other) = (set(&["b", "a", "b"]).unwrap(), set(&["a", "b"]).unwrap());
        assert!(one.order(&other).is_eq() && one.size() == other.size());
        assert!(one.holds(&Datum::Text("a".into())) && !one.holds(&Datum::Text("c".into())));
        assert_eq!((one.to_string().as_str(), set(&[]).unwrap().to_string().as_str()), (r#"["a","b"]"#, "[]"));
        assert_eq!(set(&["\"", "\n"]).unwrap().to_string(), r#"["\n","\""]"#);
        for set in [one, set(&[]).unwrap(), set(&["\"", "\n", "7", "\\u"]).unwrap(), numbers(&[i64::MIN, 0, i64::MAX])] {
            assert!(Set::read(&set.to_string()).unwrap().order(&set).is_eq());
        }
        assert!(Set::read("[null]").is_none() && Set::read("").is_none());
        assert!(set(&["a"]).unwrap().order(&other).is_lt() && set(&["b"]).unwrap().order(&other).is_gt());
    }

    #[test]
    fn what_is_large_is_refused() {
        let code = |list: &[&str]| set(list).map(|set| set.size()).map_err(|error| error.code());
        assert_eq!(code(&["a"; MAX_ELEMENTS]), Ok(Datum::Number(1.into())));
        assert_eq!(code(&["a"; MAX_ELEMENTS + 1]), Err("limit-exceeded"));
        let half = "a".repeat(MAX_BYTES / 2);
        assert_eq!(code(&[&half, &half]), Ok(Datum::Number(1.into())));
        assert_eq!(code(&[&half, &half, "a"]), Err("limit-exceeded"));
        let mixed = [Value::from("a"), Value::Int(1)];
        assert_eq!(Set::of(&mixed, &Element::Text, "x").unwrap_err().code(), "invalid-value");
        assert_eq!(Set::of(&[Value::List(Vec::new())], &Element::Int, "x").unwrap_err().code(), "invalid-value");
    }
}
