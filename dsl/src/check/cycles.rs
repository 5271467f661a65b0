//! The order in which tags and named conditions settle, and circles that have none.

use super::Checker;
use super::handbook::CheckedHandbook;
use crate::ast::{Condition, ConditionKind, Definition, Expr, ExprKind, Name, PastCondition, PathText, TagPattern};
use crate::diagnostic::Problem;

/// So many stations of a circle are shown at each end.
const SHOWN: usize = 4;

/// Something whose truth others may depend on, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A tag.
    Tag(usize),
    /// A named condition.
    Define(usize),
    /// A segment.
    Segment(usize),
    /// What comes to be in an open group beside the tags that are declared in it.
    Open(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// Being visited, so deep in the stack.
    Open(usize),
    Done,
}

impl Checker<'_> {
    /// Tags and named conditions in an order in which each stands behind those it depends on; reports circles.
    pub(super) fn order(&mut self, handbook: &CheckedHandbook) -> Vec<Node> {
        let places = Places(handbook);
        let needs = dependencies(handbook);
        let order = depth_first(&needs, |circle| self.circle(circle, &places));
        order.into_iter().filter_map(|place| places.node(place)).collect()
    }

    fn circle(&mut self, circle: &[(usize, usize)], places: &Places<'_>) {
        // It is told from its first name on, and may begin with a group.
        let names = circle.iter().enumerate().filter_map(|(at, (place, _))| Some((at, places.name(*place)?)));
        let Some((first, name)) = names.min_by_key(|(at, _)| *at) else { return };
        let stations: Vec<&(usize, usize)> = circle[first..].iter().chain(&circle[..=first]).collect();
        let left_out = stations.len() > 2 * SHOWN;
        let (head, tail) = stations.split_at(if left_out { SHOWN } else { stations.len() });
        let label = |station: &&(usize, usize)| Some(places.label(station.0));
        let mut path: Vec<Option<String>> = head.iter().map(label).collect();
        if left_out {
            path.push(None);
            path.extend(tail[tail.len() - SHOWN..].iter().map(label));
        }
        self.report(Problem::Cycle { path }, name.span);
    }
}

/// All places in an order in which each stands behind those it needs; tells circles.
fn depth_first(needs: &[Vec<usize>], mut circle: impl FnMut(&[(usize, usize)])) -> Vec<usize> {
    let mut marks = vec![Mark::New; needs.len()];
    let mut order = Vec::with_capacity(needs.len());
    for start in 0..needs.len() {
        // Depth first without recursion: a chain of 10,000 tags is no reason to overflow the stack.
        let mut stack = vec![(start, 0)];
        while let Some((place, next)) = stack.pop() {
            if next == 0 {
                if marks[place] != Mark::New {
                    continue;
                }
                marks[place] = Mark::Open(stack.len());
            }
            let Some(&need) = needs[place].get(next) else {
                marks[place] = Mark::Done;
                order.push(place);
                continue;
            };
            stack.push((place, next + 1));
            match marks[need] {
                Mark::New => stack.push((need, 0)),
                Mark::Open(depth) => circle(&stack[depth..]),
                Mark::Done => {}
            }
        }
    }
    order
}

/// Something that others may depend on, and the places of what it depends on itself.
pub(crate) struct Station {
    pub(crate) place: usize,
    pub(crate) what: What,
    pub(crate) needs: Vec<usize>,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Node(Node),
    /// A group as all of its tags.
    Group(usize),
}

impl CheckedHandbook {
    /// All that others may depend on, each behind what it depends on.
    pub(crate) fn stations(&self) -> Vec<Station> {
        let mut needs = dependencies(self);
        // A checked handbook has no circles.
        let order = depth_first(&needs, |_| {});
        let station =
            |place: usize| Some(Station { place, what: what_at(self, place)?, needs: std::mem::take(&mut needs[place]) });
        order.into_iter().filter_map(station).collect()
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        Places(self).count()
    }
}

/// What stands at a place.
pub(super) fn what_at(handbook: &CheckedHandbook, place: usize) -> Option<What> {
    let places = Places(handbook);
    match places.node(place) {
        Some(node) => Some(What::Node(node)),
        None => places.group(place).map(What::Group),
    }
}

/// The places of all that a condition looks at.
pub(super) fn looked_at(condition: &Condition, handbook: &CheckedHandbook) -> Vec<usize> {
    let mut needs = Vec::new();
    mentioned(condition, &Places(handbook), &mut needs);
    needs
}

/// Numbers for all that stands in the graph: tags, then groups (each as all of its tags), named conditions, segments, what
/// comes to be in open groups.
struct Places<'h>(&'h CheckedHandbook);

impl<'h> Places<'h> {
    fn of_group(&self, group: usize) -> usize {
        self.0.tags.len() + group
    }

    fn of_define(&self, define: usize) -> usize {
        self.of_group(self.0.groups.len()) + define
    }

    fn of_segment(&self, segment: usize) -> usize {
        self.of_define(self.0.defines.len()) + segment
    }

    fn of_open(&self, group: usize) -> usize {
        self.of_segment(self.0.segments.len()) + group
    }

    fn count(&self) -> usize {
        self.of_open(self.0.groups.len())
    }

    /// What settles there; groups do not settle as such, nor does anything come to be in those that are not open.
    fn node(&self, place: usize) -> Option<Node> {
        if place < self.of_group(0) {
            Some(Node::Tag(place))
        } else if place < self.of_define(0) {
            None
        } else if place < self.of_segment(0) {
            Some(Node::Define(place - self.of_define(0)))
        } else if place < self.of_open(0) {
            Some(Node::Segment(place - self.of_segment(0)))
        } else {
            Some(place - self.of_open(0)).filter(|&group| self.0.groups[group].nature.open).map(Node::Open)
        }
    }

    /// The group that stands there.
    fn group(&self, place: usize) -> Option<usize> {
        place.checked_sub(self.of_group(0)).filter(|&group| group < self.0.groups.len())
    }

    fn name(&self, place: usize) -> Option<&'h Name> {
        Some(match self.node(place)? {
            Node::Tag(tag) => &self.0.tags[tag].tag.name,
            Node::Define(define) => &self.0.defines[define].name,
            Node::Segment(segment) => &self.0.segments[segment].name,
            Node::Open(_) => return None,
        })
    }

    fn label(&self, place: usize) -> String {
        match self.node(place) {
            None => format!("{}/*", self.0.groups[place - self.of_group(0)].path),
            Some(Node::Open(group)) => format!("{}/*", self.0.groups[group].path),
            Some(Node::Tag(tag)) => self.0.tags[tag].path.to_string(),
            Some(_) => self.name(place).map_or_else(String::new, |name| name.node.clone()),
        }
    }
}

/// What each place's state depends on. A group stands for all of its tags: that way a pattern such as `服务/*` is one
/// entry, and so is the order within an exclusive group.
fn dependencies(handbook: &CheckedHandbook) -> Vec<Vec<usize>> {
    let places = Places(handbook);
    let mut needs = vec![Vec::new(); places.count()];
    for (tag, symbol) in handbook.tags.iter().enumerate() {
        if let Definition::When(condition) = &symbol.tag.definition {
            mentioned(condition, &places, &mut needs[tag]);
        }
    }
    for (number, define) in handbook.defines.iter().enumerate() {
        mentioned(&define.condition, &places, &mut needs[places.of_define(number)]);
    }
    for (number, segment) in handbook.segments.iter().enumerate() {
        mentioned(&segment.condition, &places, &mut needs[places.of_segment(number)]);
    }
    for (number, group) in handbook.groups.iter().enumerate() {
        needs[places.of_group(number)].extend(&group.tags);
        if let Some(outer) = group.path.0.split_last().and_then(|(_, outer)| handbook.group_at(outer)) {
            needs[places.of_group(outer)].push(places.of_group(number));
        }
        let open = group.nature.open.then(|| places.of_open(number));
        needs[places.of_group(number)].extend(open);
        if group.nature.exclusive || group.nature.at_most.is_some() {
            exclusive(&group.tags, open, handbook, &mut needs);
        }
    }
    for list in &mut needs {
        list.sort_unstable();
        list.dedup();
    }
    needs
}

/// In an exclusive group the first true definition wins, then the newest assignment, then `otherwise`. Each definition
/// waits for the one before; what is assigned waits for the last of them.
fn exclusive(tags: &[usize], open: Option<usize>, handbook: &CheckedHandbook, needs: &mut [Vec<usize>]) {
    let mut last_defined = None;
    let mut assignable: Vec<usize> = open.into_iter().collect();
    let mut otherwise = None;
    for &tag in tags {
        match handbook.tags[tag].tag.definition {
            Definition::When(_) => {
                needs[tag].extend(last_defined);
                last_defined = Some(tag);
            }
            Definition::Assignable => assignable.push(tag),
            Definition::Otherwise => {
                otherwise.get_or_insert(tag);
            }
        }
    }
    for &tag in &assignable {
        needs[tag].extend(last_defined);
    }
    if let Some(otherwise) = otherwise {
        needs[otherwise].extend(last_defined);
        needs[otherwise].extend(assignable);
    }
}

/// The tags, groups and names that a condition looks at, now or in the past.
fn mentioned(condition: &Condition, places: &Places<'_>, needs: &mut Vec<usize>) {
    let handbook = places.0;
    match &condition.node {
        ConditionKind::Has { tags, .. } => needs.extend(tags.iter().filter_map(|pattern| named(pattern, places))),
        ConditionKind::SetBy { tag, .. } => needs.extend(one_tag(&tag.node, places)),
        ConditionKind::Past(PastCondition::Turned { tags, .. }) => needs.extend(named(tags, places)),
        ConditionKind::InSegment(name) => needs.extend(handbook.segment(&name.node).map(|segment| places.of_segment(segment))),
        ConditionKind::Bare(path) => needs.extend(handbook.define(&path.node).map(|define| places.of_define(define))),
        kind => kind.values().into_iter().for_each(|value| looked_up(value, places, needs)),
    }
    for part in condition.node.parts() {
        mentioned(part, places, needs);
    }
}

/// The tag whose value or turns an expression is, or the tags of the group that it looks at.
fn looked_up(expr: &Expr, places: &Places<'_>, needs: &mut Vec<usize>) {
    let handbook = places.0;
    let group = |group: Option<usize>| group.map(|group| places.of_group(group));
    match &expr.node {
        ExprKind::TagValue(path) => needs.extend(handbook.tag(&path.node)),
        ExprKind::Turns { tags, .. } => needs.extend(named(tags, places)),
        ExprKind::TagsIn(path) => needs.extend(group(handbook.group(path))),
        ExprKind::Elapsed { since, .. } => looked_up(since, places, needs),
        ExprKind::Arithmetic { first, rest } => {
            looked_up(first, places, needs);
            rest.iter().for_each(|step| looked_up(&step.by, places, needs));
        }
        ExprKind::Name(path) if handbook.scale(expr).is_some() => needs.extend(group(handbook.scaled_group(&path.node))),
        _ => {}
    }
}

fn named(pattern: &TagPattern, places: &Places<'_>) -> Option<usize> {
    if pattern.whole_group {
        return places.0.group(&pattern.path).map(|group| places.of_group(group));
    }
    one_tag(&pattern.path.node, places)
}

/// A tag that is declared, or else all that comes to be in its open group.
fn one_tag(path: &PathText, places: &Places<'_>) -> Option<usize> {
    let open = || places.0.open_member(path).map(|group| places.of_open(group));
    places.0.tag(path).or_else(open)
}
