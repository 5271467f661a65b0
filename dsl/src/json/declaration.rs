//! A declaration is one object: what it declares under the declaration's word, and beside it `comments`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::ast::{Comments, Declaration, DeclarationKind};

const COMMENTS: &str = "comments";

impl<'de> Deserialize<'de> for Declaration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DeclarationVisitor)
    }
}

struct DeclarationVisitor;

impl<'de> Visitor<'de> for DeclarationVisitor {
    type Value = Declaration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a declaration")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Declaration, A::Error> {
        let (mut kind, mut comments): (Option<DeclarationKind>, Option<Comments>) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            if key == COMMENTS {
                if comments.replace(map.next_value()?).is_some() {
                    return Err(A::Error::duplicate_field(COMMENTS));
                }
            } else {
                let entry = Entry { key: Some(key), map: &mut map };
                if kind.replace(DeclarationKind::deserialize(MapAccessDeserializer::new(entry))?).is_some() {
                    return Err(A::Error::custom("two declarations in one, expected each in an object of its own"));
                }
            }
        }
        let kind = kind.ok_or_else(|| A::Error::custom("an object without a declaration"))?;
        Ok(Declaration { comments: comments.unwrap_or_default(), ..Declaration::built(kind) })
    }
}

/// One entry of a map whose key has been read already.
struct Entry<'a, A> {
    key: Option<String>,
    map: &'a mut A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Entry<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.key.take().map(|key| seed.deserialize(key.into_deserializer())).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
