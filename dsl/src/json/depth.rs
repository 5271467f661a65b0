//! How deep a tree nests, in levels of its JSON: nothing else may walk down a tree of which nobody knows.

use std::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant, Serializer,
};

/// Whether `tree` nests at most `most` levels deep. Does not go deeper than that itself.
pub(crate) fn is_within(tree: &impl Serialize, most: usize) -> bool {
    tree.serialize(Level(most)).is_ok()
}

/// Writes nothing; so many levels are left.
#[derive(Clone, Copy)]
struct Level(usize);

#[derive(Debug)]
struct TooDeep;

impl fmt::Display for TooDeep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("too deep")
    }
}

impl std::error::Error for TooDeep {}

impl serde::ser::Error for TooDeep {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl Level {
    fn below(self) -> Result<Self, TooDeep> {
        self.0.checked_sub(1).map(Self).ok_or(TooDeep)
    }
}

macro_rules! leaves {
    ($($method:ident($ty:ty))*) => {
        $(fn $method(self, _: $ty) -> Result<(), TooDeep> {
            Ok(())
        })*
    };
}

impl Serializer for Level {
    type Ok = ();
    type Error = TooDeep;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    leaves! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_f32(f32) serialize_f64(f64)
        serialize_char(char) serialize_str(&str) serialize_bytes(&[u8]) serialize_unit_struct(&'static str)
    }

    fn collect_str<T: ?Sized + fmt::Display>(self, _: &T) -> Result<(), TooDeep> {
        Ok(())
    }
    fn serialize_none(self) -> Result<(), TooDeep> {
        Ok(())
    }
    fn serialize_unit(self) -> Result<(), TooDeep> {
        Ok(())
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), TooDeep> {
        Ok(())
    }
    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), TooDeep> {
        value.serialize(self)
    }
    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, value: &T) -> Result<(), TooDeep> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), TooDeep> {
        value.serialize(self.below()?)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self, TooDeep> {
        self.below()
    }
    fn serialize_tuple(self, _: usize) -> Result<Self, TooDeep> {
        self.below()
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, TooDeep> {
        self.below()
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, TooDeep> {
        self.below()?.below()
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self, TooDeep> {
        self.below()
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, TooDeep> {
        self.below()
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, TooDeep> {
        self.below()?.below()
    }
}

macro_rules! parts {
    ($($kind:ident::$method:ident($($key:ty)?);)*) => {
        $(impl $kind for Level {
            type Ok = ();
            type Error = TooDeep;
            fn $method<T: ?Sized + Serialize>(&mut self, $(_: $key,)? value: &T) -> Result<(), TooDeep> {
                value.serialize(*self)
            }
            fn end(self) -> Result<(), TooDeep> {
                Ok(())
            }
        })*
    };
}

parts! {
    SerializeSeq::serialize_element();
    SerializeTuple::serialize_element();
    SerializeTupleStruct::serialize_field();
    SerializeTupleVariant::serialize_field();
    SerializeStruct::serialize_field(&'static str);
    SerializeStructVariant::serialize_field(&'static str);
}

impl SerializeMap for Level {
    type Ok = ();
    type Error = TooDeep;
    fn serialize_key<T: ?Sized + Serialize>(&mut self, _: &T) -> Result<(), TooDeep> {
        Ok(())
    }
    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), TooDeep> {
        value.serialize(*self)
    }
    fn end(self) -> Result<(), TooDeep> {
        Ok(())
    }
}
