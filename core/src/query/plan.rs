use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::attribute::attribute_of;
use super::circuit::Circuit;
use crate::rule::{Named, Predicate, TagSet};

/// So many times a name is replaced by what it stands for; behind that, its truth is tested customer by customer.
const MAX_REPLACED: u32 = 256;

/// The leaf that stands for all customers that a reading tells about.
pub(super) const WITHIN: usize = 0;

/// How a query is run: sets joined where a part is a tag, a test of each customer where it is not.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct QueryPlan {
    pub(crate) leaves: Vec<PlanLeaf>,
    /// What is asked for, of whoever is in the sets.
    pub(crate) circuit: Circuit,
    /// The same, of whom the reading tells about alone.
    pub(crate) within: Circuit,
}

/// What a circuit joins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PlanLeaf {
    /// All customers that the reading tells about.
    Within,
    /// The members of a tag's column.
    Tag(usize),
    /// Those of a tag that is not declared, by its path.
    OpenTag(Arc<str>),
    /// Those of anything that came to be in an open group.
    OpenGroup(usize),
    /// Those whose value of one attribute the predicate, which is about nothing else, accepts: a scan of its column.
    Attribute { attribute: usize, predicate: Box<Predicate> },
    /// Customers of whom it is true, one by one.
    Test(Box<Predicate>),
}

impl QueryPlan {
    pub(crate) fn of(predicate: &Predicate, named: &Named) -> Self {
        let mut planner = Planner { named, left: MAX_REPLACED, leaves: vec![PlanLeaf::Within], tags: HashMap::new() };
        let part = planner.part(predicate);
        let circuit = planner.placed(part);
        let is_set = |leaf: usize| !matches!(planner.leaves[leaf], PlanLeaf::Test(_));
        let within = grouped(Circuit::All(vec![Circuit::Leaf(WITHIN), circuit.clone()]), &is_set);
        let circuit = grouped(circuit, &is_set);
        Self { circuit, within, leaves: planner.leaves }
    }

    /// Whether it selects nobody who has none of its tags.
    pub(crate) fn is_inside_tags(&self) -> bool {
        self.circuit
            .is_inside(&|leaf| matches!(self.leaves[leaf], PlanLeaf::Tag(_) | PlanLeaf::OpenTag(_) | PlanLeaf::OpenGroup(_)))
    }

    /// Whether one customer is selected, if `says` tells it of each leaf.
    pub(crate) fn has(&self, says: &impl Fn(&PlanLeaf) -> bool) -> bool {
        self.within.has(&|leaf| says(&self.leaves[leaf]))
    }
}

struct Planner<'p> {
    named: &'p Named,
    /// So many names may still be replaced.
    left: u32,
    leaves: Vec<PlanLeaf>,
    tags: HashMap<usize, usize>,
}

/// A part of a plan: a circuit, or a scan or test that may still become one with others.
enum Part {
    Circuit(Circuit),
    Scan(usize, Predicate),
    Test(Predicate),
}

impl Planner<'_> {
    fn part(&mut self, predicate: &Predicate) -> Part {
        match predicate {
            Predicate::HoldsAny(tags) => Part::Circuit(Circuit::Any(self.tags(tags))),
            Predicate::HoldsAll(tags) => Part::Circuit(Circuit::All(self.tags(tags))),
            // Only who holds the tag is looked at.
            Predicate::SetBy(set_by) => {
                let test = self.placed(Part::Test(predicate.clone()));
                Part::Circuit(Circuit::All(vec![Circuit::Any(self.tags(&set_by.tags)), test]))
            }
            Predicate::Not(inner) => match self.part(inner) {
                Part::Test(test) => Part::Test(Predicate::Not(Box::new(test))),
                Part::Scan(attribute, scan) => Part::Scan(attribute, Predicate::Not(Box::new(scan))),
                Part::Circuit(circuit) => Part::Circuit(Circuit::Not(Box::new(circuit))),
            },
            Predicate::All(parts) => self.join(parts, Circuit::All, Predicate::All),
            Predicate::Any(parts) => self.join(parts, Circuit::Any, Predicate::Any),
            Predicate::AtLeast(least, parts) => {
                let parts: Vec<Part> = parts.iter().map(|part| self.part(part)).collect();
                if parts.iter().all(|part| matches!(part, Part::Test(_))) {
                    return Part::Test(predicate.clone());
                }
                let parts = parts.into_iter().map(|part| self.placed(part)).collect();
                Part::Circuit(Circuit::AtLeast(*least as usize, parts))
            }
            Predicate::Named(number) if self.left > 0 && self.named.get(*number).is_some() => {
                self.left -= 1;
                self.named.get(*number).map_or(Part::Circuit(Circuit::Any(Vec::new())), |meant| self.part(meant))
            }
            other => match attribute_of(other) {
                Some(attribute) => Part::Scan(attribute, other.clone()),
                None => Part::Test(other.clone()),
            },
        }
    }

    /// All that is said of one attribute becomes one scan of it; all tests become one, so that each customer is looked at once and only where the sets leave it open.
    fn join(
        &mut self,
        parts: &[Predicate],
        join: fn(Vec<Circuit>) -> Circuit,
        join_tests: fn(Vec<Predicate>) -> Predicate,
    ) -> Part {
        let (mut circuits, mut scans, mut tests) = (Vec::new(), BTreeMap::<usize, Vec<Predicate>>::new(), Vec::new());
        for part in parts {
            match self.part(part) {
                Part::Test(test) => tests.push(test),
                Part::Scan(attribute, scan) => scans.entry(attribute).or_default().push(scan),
                Part::Circuit(circuit) => circuits.push(circuit),
            }
        }
        let one = |mut parts: Vec<Predicate>| if parts.len() == 1 { parts.remove(0) } else { join_tests(parts) };
        let mut others: Vec<Part> = scans.into_iter().map(|(attribute, parts)| Part::Scan(attribute, one(parts))).collect();
        if !tests.is_empty() {
            others.push(Part::Test(one(tests)));
        }
        if circuits.is_empty() && others.len() == 1 {
            return others.remove(0);
        }
        circuits.extend(others.into_iter().map(|part| self.placed(part)));
        Part::Circuit(join(circuits))
    }

    fn tags(&mut self, tags: &TagSet) -> Vec<Circuit> {
        let mut circuits: Vec<Circuit> = tags.declared.iter().map(|&tag| self.tag(tag)).collect();
        circuits.extend(tags.paths.iter().map(|path| self.leaf(PlanLeaf::OpenTag(path.clone()))));
        circuits.extend(tags.groups.iter().map(|&group| self.leaf(PlanLeaf::OpenGroup(group))));
        circuits
    }

    fn tag(&mut self, tag: usize) -> Circuit {
        if let Some(&leaf) = self.tags.get(&tag) {
            return Circuit::Leaf(leaf);
        }
        self.tags.insert(tag, self.leaves.len());
        self.leaf(PlanLeaf::Tag(tag))
    }

    fn placed(&mut self, part: Part) -> Circuit {
        match part {
            Part::Circuit(circuit) => circuit,
            Part::Scan(attribute, predicate) => self.leaf(PlanLeaf::Attribute { attribute, predicate: Box::new(predicate) }),
            Part::Test(test) => self.leaf(PlanLeaf::Test(Box::new(test))),
        }
    }

    fn leaf(&mut self, leaf: PlanLeaf) -> Circuit {
        self.leaves.push(leaf);
        Circuit::Leaf(self.leaves.len() - 1)
    }
}

/// Parts of parts of the same kind in one list, and what is made of sets alone together, before what is not.
fn grouped(circuit: Circuit, is_set: &impl Fn(usize) -> bool) -> Circuit {
    match circuit {
        Circuit::Leaf(leaf) => Circuit::Leaf(leaf),
        Circuit::Not(inner) => match grouped(*inner, is_set) {
            Circuit::Not(inner) => *inner,
            inner => Circuit::Not(Box::new(inner)),
        },
        Circuit::All(parts) => {
            let flat = flat(parts, is_set, |part| match part {
                Circuit::All(parts) => Ok(parts),
                other => Err(other),
            });
            joined(flat, Circuit::All, is_set)
        }
        Circuit::Any(parts) => {
            let flat = flat(parts, is_set, |part| match part {
                Circuit::Any(parts) => Ok(parts),
                other => Err(other),
            });
            joined(flat, Circuit::Any, is_set)
        }
        Circuit::AtLeast(least, parts) => Circuit::AtLeast(least, parts.into_iter().map(|part| grouped(part, is_set)).collect()),
    }
}

fn flat(
    parts: Vec<Circuit>,
    is_set: &impl Fn(usize) -> bool,
    same: impl Fn(Circuit) -> Result<Vec<Circuit>, Circuit>,
) -> Vec<Circuit> {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match same(grouped(part, is_set)) {
            Ok(parts) => flat.extend(parts),
            Err(part) => flat.push(part),
        }
    }
    flat
}

fn joined(parts: Vec<Circuit>, join: fn(Vec<Circuit>) -> Circuit, is_set: &impl Fn(usize) -> bool) -> Circuit {
    let (mut sets, mut others): (Vec<Circuit>, Vec<Circuit>) = parts.into_iter().partition(|part| part.all_leaves(is_set));
    if others.is_empty() {
        return if sets.len() == 1 { sets.remove(0) } else { join(sets) };
    }
    match sets.len() {
        0 => {}
        1 => others.insert(0, sets.remove(0)),
        _ => others.insert(0, join(sets)),
    }
    if others.len() == 1 { others.remove(0) } else { join(others) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Term;

    fn holds(tag: usize) -> Predicate {
        Predicate::HoldsAny(TagSet { declared: [tag].into(), ..TagSet::default() })
    }

    fn test() -> Predicate {
        Predicate::Missing(Term::Holding(TagSet::default()))
    }

    #[test]
    fn sets_come_before_tests_and_tests_are_one() {
        let predicate = Predicate::All(vec![test(), Predicate::Any(vec![holds(1), test()]), holds(0), holds(2), test()]);
        let plan = QueryPlan::of(&predicate, &Named::new(Vec::new(), &[]));
        let Circuit::All(parts) = &plan.circuit else { panic!("{plan:?}") };
        let tags = |circuit: &Circuit| {
            let mut marks = vec![false; plan.leaves.len()];
            circuit.mark(&mut marks);
            (0..marks.len()).filter(|&leaf| marks[leaf]).map(|leaf| plan.leaves[leaf].clone()).collect::<Vec<_>>()
        };
        assert_eq!(tags(&parts[0]), [PlanLeaf::Tag(0), PlanLeaf::Tag(2)]);
        assert_eq!(tags(&parts[1]), [PlanLeaf::Tag(1), PlanLeaf::Test(Box::new(test()))]);
        assert_eq!(tags(&parts[2]), [PlanLeaf::Test(Box::new(Predicate::All(vec![test(), test()])))]);
        assert!(plan.is_inside_tags());
        let Circuit::All(within) = &plan.within else { panic!("{plan:?}") };
        assert_eq!(tags(&within[0]), [PlanLeaf::Within, PlanLeaf::Tag(0), PlanLeaf::Tag(2)]);
    }

    #[test]
    fn what_is_said_of_one_attribute_is_one_scan() {
        let missing = |attribute| Predicate::Missing(Term::Attribute(attribute));
        let not = |inner| Predicate::Not(Box::new(inner));
        let leaves = |predicate| QueryPlan::of(&predicate, &Named::new(Vec::new(), &[])).leaves;
        let scan = |attribute, predicate| PlanLeaf::Attribute { attribute, predicate: Box::new(predicate) };
        let both = Predicate::All(vec![not(missing(3)), Predicate::Any(vec![missing(3), not(missing(3))])]);
        assert_eq!(leaves(both.clone()), [PlanLeaf::Within, scan(3, both)]);
        let parts = Predicate::All(vec![missing(4), missing(3), holds(0), missing(4)]);
        let fours = Predicate::All(vec![missing(4), missing(4)]);
        assert_eq!(leaves(parts), [PlanLeaf::Within, PlanLeaf::Tag(0), scan(3, missing(3)), scan(4, fours)]);
    }

    #[test]
    fn names_become_sets_but_not_without_end() {
        let twice = |name| Predicate::All(vec![Predicate::Named(name), Predicate::Named(name)]);
        let mut predicates = vec![holds(7)];
        predicates.extend((0..100).map(twice));
        let order: Vec<usize> = (0..predicates.len()).collect();
        let named = Named::new(predicates, &order);
        assert_eq!(QueryPlan::of(&Predicate::Named(0), &named).leaves[1], PlanLeaf::Tag(7));
        let plan = format!("{:?}", QueryPlan::of(&Predicate::Named(100), &named));
        assert!(plan.contains("Test(Named") && plan.len() < 100_000, "{}", plan.len());
    }
}
