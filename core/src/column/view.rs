use tagora_kernel::{BITS, Bits};

/// A set of customers whose blocks can be looked at one at a time.
pub(crate) trait Blocks: Sync {
    /// What of it is in a block.
    fn view(&self, block: usize) -> View<'_>;
    /// Sets exactly the bits that are in it in a block.
    fn fill(&self, block: usize, into: &mut Bits);
    /// Whether one customer of a block is in it.
    fn contains(&self, block: usize, low: u16) -> bool;
    /// How many it has, where that is known without counting.
    fn known_len(&self) -> Option<u64>;

    /// A block as bits, in `room` if it has none of its own.
    fn bits<'b>(&'b self, block: usize, room: &'b mut Bits) -> &'b Bits {
        match self.view(block) {
            View::Empty => &NOBODY,
            View::Full => &EVERYBODY,
            View::Dense(bits, _) => bits,
            View::Listed(list) => {
                room.put_list(list);
                room
            }
            View::Unread(_) => {
                self.fill(block, room);
                room
            }
        }
    }
}

/// A block of a set of customers, as it can be looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum View<'a> {
    /// No customer.
    Empty,
    /// Every customer.
    Full,
    /// A few, as a sorted list.
    Listed(&'a [u16]),
    /// A bit each, and how many are set.
    Dense(&'a Bits, u32),
    /// Neither as list nor as bits, at most so many: `fill` it, or ask for each.
    Unread(u32),
}

impl View<'_> {
    /// The most members that it can have.
    pub(crate) fn most(self) -> u32 {
        match self {
            Self::Empty => 0,
            Self::Full => BITS as u32,
            Self::Listed(list) => list.len() as u32,
            Self::Dense(_, most) | Self::Unread(most) => most,
        }
    }
}

/// No customer of a block.
pub(crate) static NOBODY: Bits = Bits::ZERO;
/// All of a block.
pub(crate) static EVERYBODY: Bits = Bits::ONE;
