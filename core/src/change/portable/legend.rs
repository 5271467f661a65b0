use super::words::text;
use crate::bytes::{Reader, put, put_bytes};
use crate::rule::{Legend, Names};

/// What a legend begins with: the last byte is the number of the form.
const HEAD: [u8; 5] = *b"tgfl\x01";

impl Legend {
    /// In bytes, for a store: see `docs/format-feed.md`.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = HEAD.to_vec();
        put(&mut out, self.version.into());
        for names in [&self.tags, &self.rules, &self.events, &self.attributes] {
            put(&mut out, names.all().len() as u64);
            names.all().iter().for_each(|name| put_bytes(&mut out, name.as_bytes()));
        }
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) writes. `None` where bytes say what cannot be.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        if reader.take(HEAD.len())? != HEAD {
            return None;
        }
        let version = u32::try_from(reader.number()?).ok()?;
        let [tags, rules, events, attributes] =
            [names(&mut reader)?, names(&mut reader)?, names(&mut reader)?, names(&mut reader)?];
        reader.is_at_end().then_some(Self { version, tags, rules, events, attributes })
    }
}

fn names(reader: &mut Reader<'_>) -> Option<Names> {
    let count = reader.number()?;
    (0..count).map(|_| Some(text(reader)?.into())).collect()
}
