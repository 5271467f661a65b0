use std::collections::HashMap;
use std::sync::Arc;

use crate::bytes::{Reader, put, put_bytes};

/// Words as they are written: each once, from then on by its number.
#[derive(Default)]
pub(super) struct Written(HashMap<Arc<str>, u64>);

impl Written {
    pub(super) fn put(&mut self, out: &mut Vec<u8>, word: &Arc<str>) {
        if let Some(&known) = self.0.get(word) {
            put(out, known);
            return;
        }
        self.0.insert(word.clone(), self.0.len() as u64 + 1);
        put(out, 0);
        put_bytes(out, word.as_bytes());
    }
}

/// Words as they are read.
#[derive(Default)]
pub(super) struct Read(Vec<Arc<str>>);

impl Read {
    pub(super) fn word(&mut self, reader: &mut Reader<'_>) -> Option<Arc<str>> {
        if let Some(known) = reader.number()?.checked_sub(1) {
            return self.0.get(usize::try_from(known).ok()?).cloned();
        }
        let word: Arc<str> = reader.text()?.into();
        self.0.push(word.clone());
        Some(word)
    }
}

/// A text that may be missing: 0, or its length and one, and the text.
pub(super) fn put_optional(out: &mut Vec<u8>, text: Option<&str>) {
    put(out, text.map_or(0, |text| text.len() as u64 + 1));
    out.extend_from_slice(text.unwrap_or_default().as_bytes());
}

pub(super) fn optional<'a>(reader: &mut Reader<'a>) -> Option<Option<&'a str>> {
    let Some(length) = reader.number()?.checked_sub(1) else { return Some(None) };
    let text = reader.take(usize::try_from(length).ok()?)?;
    Some(Some(std::str::from_utf8(text).ok()?))
}
