//! Where a customer goes whom no capacity concerns: a matter of its own turns alone.

use super::places::Place;
use crate::change::Cause;
use crate::customer::Ordinal;
use crate::rule::Route;
use crate::time::Instant;

/// A customer whose life was worked out anew up to an instant.
#[derive(Debug)]
pub(crate) struct Anew {
    pub(crate) customer: Ordinal,
    pub(crate) until: Instant,
    pub(crate) cause: Cause,
    /// All turns of the conditions of lines up to there, in order of time: the tag, and whether it became true.
    pub(crate) turns: Vec<(Instant, usize, bool)>,
}

/// What a route without capacities gives a customer after such turns.
pub(super) fn place_after(route: &Route, turns: &[(Instant, usize, bool)]) -> Option<Place> {
    let mut holds = vec![false; route.lines.len()];
    let mut place: Option<Place> = None;
    for turns in turns.chunk_by(|one, next| one.0 == next.0) {
        let Some(&(at, ..)) = turns.first() else { continue };
        let mut gained = false;
        for &(_, tag, is) in turns {
            if let Some(line) = route.line_with(tag) {
                holds[line] = is;
                gained |= is && !route.lines[line].is_else;
            }
        }
        let stays = place.is_some_and(|place| {
            let line = route.line_of(place.target);
            holds[line] && !(route.lines[line].is_else && gained)
        });
        if !stays {
            let before = place;
            let line = (0..holds.len()).find(|&line| holds[line]);
            let target = line.and_then(|line| route.lines[line].targets.clone().next());
            place = target.map(|target| before.filter(|before| before.target == target).unwrap_or(Place { target, since: at }));
        }
    }
    place
}
