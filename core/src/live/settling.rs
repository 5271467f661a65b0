//! What settles on the short way, each behind what it depends on, and what must be looked at again when something turns.

use super::circuit::Circuit;
use crate::rule::{Definition, Plan, Settling};

/// The tags and named conditions in the order in which they settle.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) places: Vec<Place>,
    /// The places that look at each atom.
    pub(super) by_atom: Vec<Vec<usize>>,
}

/// A tag or a named condition.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) what: Settling,
    /// None of a tag that is claimed by whoever has none of its group otherwise.
    pub(super) circuit: Option<Circuit>,
    /// The tags of its group that come before it where they are true.
    pub(super) ahead: Vec<usize>,
    /// As many of them as leave it no room.
    pub(super) room: usize,
    /// The atom of a tag that is given and has rivals.
    pub(super) given: Option<usize>,
    /// The places that look at it. All of them come later.
    pub(super) behind: Vec<usize>,
}

impl Order {
    /// `given` are the atoms of the tags that are given, by tag number.
    pub(super) fn of(
        plan: &Plan,
        (tags, given): (&[Option<Circuit>], &[Option<usize>]),
        named: &[Option<Circuit>],
        atoms: usize,
    ) -> Self {
        let mut order = Self { places: Vec::new(), by_atom: vec![Vec::new(); atoms] };
        let (mut tag_places, mut named_places) = (vec![None; tags.len()], vec![None; named.len()]);
        for &what in &plan.order {
            let place = order.places.len();
            let (circuit, ahead, room) = match what {
                Settling::Tag(tag) => {
                    let circuit = match &plan.tags[tag].definition {
                        Definition::Assignable => match given.get(tag).copied().flatten() {
                            Some(atom) => Some(Circuit::Atom(atom)),
                            None => continue,
                        },
                        Definition::When(_) => tags[tag].clone(),
                        Definition::Otherwise => None,
                    };
                    tag_places[tag] = Some(place);
                    (circuit, ahead(tag, plan, &tag_places), plan.tags[tag].room)
                }
                Settling::Named(number) => {
                    named_places[number] = Some(place);
                    (named[number].clone(), Vec::new(), usize::MAX)
                }
                // Nothing comes to be on the short way.
                Settling::Open(_) => continue,
            };
            let mut looks = Looks::default();
            circuit.iter().for_each(|circuit| looks.at(circuit));
            for atom in looks.atoms {
                order.by_atom[atom].push(place);
            }
            let tags = looks.tags.iter().chain(&ahead).filter_map(|&tag| tag_places.get(tag).copied().flatten());
            let named = looks.named.iter().filter_map(|&number| named_places.get(number).copied().flatten());
            for before in tags.chain(named).collect::<Vec<_>>() {
                order.places[before].behind.push(place);
            }
            let given = match what {
                Settling::Tag(tag) if room < usize::MAX => given.get(tag).copied().flatten(),
                _ => None,
            };
            order.places.push(Place { what, circuit, ahead, room, given, behind: Vec::new() });
        }
        let lists = order.places.iter_mut().map(|place| &mut place.behind).chain(&mut order.by_atom);
        lists.for_each(|list| list.dedup());
        order
    }
}

/// The tags of a tag's group that come before it: true definitions in order of declaration, before what is given all of them, before
/// `otherwise` everything.
fn ahead(tag: usize, plan: &Plan, places: &[Option<usize>]) -> Vec<usize> {
    let of = &plan.tags[tag];
    if of.room == usize::MAX {
        return Vec::new();
    }
    let is_defined = |tag: usize| matches!(plan.tags[tag].definition, Definition::When(_));
    let comes_first = |&rival: &usize| match &of.definition {
        Definition::Otherwise => true,
        Definition::When(_) => rival < tag && is_defined(rival),
        Definition::Assignable => is_defined(rival),
    };
    of.rivals.iter().copied().filter(|&rival| rival != tag && places[rival].is_some()).filter(comes_first).collect()
}

/// What a circuit looks at.
#[derive(Default)]
struct Looks {
    atoms: Vec<usize>,
    tags: Vec<usize>,
    named: Vec<usize>,
}

impl Looks {
    fn at(&mut self, circuit: &Circuit) {
        match circuit {
            Circuit::Atom(atom) => self.atoms.push(*atom),
            Circuit::All(parts) | Circuit::Any(parts) | Circuit::AtLeast(_, parts) => parts.iter().for_each(|part| self.at(part)),
            Circuit::Not(part) => self.at(part),
            Circuit::HoldsAny(tags) | Circuit::HoldsAll(tags) => self.tags.extend(tags),
            Circuit::Named(number) => self.named.push(*number),
            // There is nothing to be asked on the short way.
            Circuit::Always(_) | Circuit::Asked(_) => {}
        }
    }
}
