use crate::bytes::{Reader, put};
use crate::event::EntryKind;

/// What entries are about: those of one kind are one table of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Created,
    Attribute(u32),
    Assigned,
    Event(u32),
}

impl Kind {
    pub(super) fn of(kind: &EntryKind) -> Self {
        match kind {
            EntryKind::Created => Self::Created,
            EntryKind::Attribute { attribute, .. } => Self::Attribute(*attribute as u32),
            EntryKind::Assigned(_) => Self::Assigned,
            EntryKind::Event { event, .. } => Self::Event(*event as u32),
        }
    }

    /// A number for each kind, the smaller the fewer kinds there are.
    pub(super) fn rank(self) -> usize {
        match self {
            Self::Created => 0,
            Self::Assigned => 1,
            Self::Attribute(number) => 2 + 2 * number as usize,
            Self::Event(number) => 3 + 2 * number as usize,
        }
    }

    pub(super) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::Created => out.push(0),
            Self::Attribute(number) => {
                out.push(1);
                put(out, number.into());
            }
            Self::Assigned => out.push(2),
            Self::Event(number) => {
                out.push(3);
                put(out, number.into());
            }
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(match reader.byte()? {
            0 => Self::Created,
            1 => Self::Attribute(reader.at_most(u32::MAX.into())? as u32),
            2 => Self::Assigned,
            3 => Self::Event(reader.at_most(u32::MAX.into())? as u32),
            _ => return None,
        })
    }
}
