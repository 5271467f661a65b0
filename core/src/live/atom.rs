use super::given::Given;
use super::reckoned::Reckoned;
use super::remembered::Remembered;
use super::summed::Bound;
use super::told::Told;
use crate::rule::{Predicate, Property, Stream, Timing};
use crate::time;

/// A condition that is kept true or false.
#[derive(Clone, Debug)]
pub(super) enum Atom {
    Counted(Counted),
    Summed(Summed),
    Reckoned(Box<Reckoned>),
    Told(Box<Told>),
    Remembered(Box<Remembered>),
    Walked(Box<Walked>),
    Given(Box<Given>),
    /// Never true: it is due when something ends that is given for a time.
    Ends,
}

/// At least `k` events of a ring are in the window.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counted {
    /// Number of the ring.
    pub(super) ring: usize,
    pub(super) k: usize,
    pub(super) window: Option<time::Window>,
    /// Where a row keeps when the k-th latest leaves the window, if the calendar says when.
    pub(super) deadline: Option<usize>,
}

/// What the values of a series in the window come to, or their mean, stands in such a relation to a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Summed {
    /// Number of the source.
    pub(super) source: usize,
    pub(super) window: Option<time::Window>,
    pub(super) bound: Bound,
    /// Where a row keeps when the first value leaves that is in the window, and behind it which that is.
    pub(super) deadline: Option<usize>,
}

/// Worked out from the customer's log whenever a record that it looks at arrives, or its time has come.
#[derive(Clone, Debug)]
pub(super) struct Walked {
    pub(super) predicate: Predicate,
    /// Through what the passing of time can change it, if it can.
    pub(super) timing: Option<Timing>,
    /// Where a row keeps when that is next.
    pub(super) deadline: Option<usize>,
}

/// When time alone can change an atom: so long behind the instant that a row keeps at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timed {
    pub(super) atom: usize,
    pub(super) place: usize,
    /// In milliseconds.
    pub(super) span: i64,
}

/// The running totals of a stream.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) stream: Stream,
    /// Of what; none, if events are counted.
    pub(super) property: Option<Property>,
    /// Where a row keeps the number of its series and the length.
    pub(super) place: usize,
    /// The atoms that look at it.
    pub(super) atoms: Vec<usize>,
}

/// The latest instants of a stream.
#[derive(Clone, Debug)]
pub(super) struct Ring {
    pub(super) stream: Stream,
    /// How many.
    pub(super) kept: usize,
    /// Where a row keeps them, the latest first.
    pub(super) place: usize,
    /// The atoms that look at it.
    pub(super) atoms: Vec<usize>,
}
