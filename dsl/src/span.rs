//! Where something stands in a handbook's text.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A range of bytes in the source, `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text it covers; empty if it lies outside `source` or splits a character.
    #[must_use]
    pub fn text(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }
}

/// A node of the syntax tree with its place in the text.
///
/// Two nodes are equal when they say the same, wherever they stand: the place takes no part in `==`.
#[derive(Clone, Debug)]
pub struct Spanned<T> {
    /// What was written.
    pub node: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A node at a place.
    pub const fn new(node: T, span: Span) -> Self {
        Self { node, span }
    }

    /// A node that stands nowhere, for trees built by a program.
    pub const fn built(node: T) -> Self {
        Self::new(node, Span::new(0, 0))
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.node.hash(state);
    }
}

/// A place as people and editors count: lines and columns from 1, and the UTF-16 offset from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Offset from the start of the text in UTF-16 code units, from 0.
    pub utf16: usize,
}

impl Default for Position {
    /// The start of a text.
    fn default() -> Self {
        Self { line: 1, column: 1, utf16: 0 }
    }
}

impl Position {
    /// The position of byte `offset` of `source` (its end, if the offset lies beyond).
    #[must_use]
    pub fn of(source: &str, offset: usize) -> Self {
        Self::of_all(source, &[offset]).into_values().next().unwrap_or_default()
    }

    /// The positions of many offsets in one pass over the text.
    pub(crate) fn of_all(source: &str, offsets: &[usize]) -> BTreeMap<usize, Self> {
        let mut places: BTreeMap<usize, Self> = offsets.iter().map(|&offset| (offset, Self::default())).collect();
        let (mut at, mut position) = (0, Self::default());
        for (&offset, place) in &mut places {
            let mut end = offset.min(source.len());
            while !source.is_char_boundary(end) {
                end -= 1;
            }
            position.advance(source.get(at..end).unwrap_or_default());
            (at, *place) = (end.max(at), position);
        }
        places
    }

    fn advance(&mut self, over: &str) {
        if let Some(last) = over.rfind('\n') {
            self.line += over.bytes().filter(|&b| b == b'\n').count();
            self.column = 1;
            self.column += over[last + 1..].chars().count();
        } else {
            self.column += over.chars().count();
        }
        // Characters of four bytes are those of two UTF-16 units.
        self.utf16 += over.chars().count() + over.bytes().filter(|&b| b >= 0xF0).count();
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let source = "ab\n标签😀x";
        let at_x = source.find('x').unwrap();
        assert_eq!(Position::of(source, at_x), Position { line: 2, column: 4, utf16: 7 });
        assert_eq!(Position::of(source, 999).column, 5);
        assert_eq!(Position::of(source, 4), Position { line: 2, column: 1, utf16: 3 });
    }

    #[test]
    fn many_positions_are_those_found_one_by_one() {
        let source = "ab\n\n标签😀x\n😀\r\nz";
        let offsets: Vec<usize> = (0..source.len() + 3).rev().collect();
        let all = Position::of_all(source, &offsets);
        for offset in offsets {
            assert_eq!(all[&offset], Position::of(source, offset), "{offset}");
        }
    }

    #[test]
    fn equality_ignores_the_place() {
        assert_eq!(Spanned::new(1, Span::new(0, 3)), Spanned::new(1, Span::new(5, 6)));
        assert_ne!(Spanned::built(1), Spanned::built(2));
    }
}
