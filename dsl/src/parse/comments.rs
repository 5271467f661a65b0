//! Gives each comment to the declaration it belongs to.

use crate::ast::{Declaration, DeclarationKind, Handbook};
use crate::span::Span;

/// Puts `comments` (in order of place) into the tree, and notes the blank lines between declarations.
pub(super) fn attach(handbook: &mut Handbook, comments: Vec<(String, Span)>, source: &str) {
    let mut comments = comments.into_iter().peekable();
    let whole = Span::new(0, source.len());
    handbook.closing = place(&mut handbook.declarations, &mut comments, whole, source);
}

type Comments = std::iter::Peekable<std::vec::IntoIter<(String, Span)>>;

/// Hands out the comments up to the end of `within`; gives back those behind the last declaration.
fn place(declarations: &mut [Declaration], comments: &mut Comments, within: Span, source: &str) -> Vec<String> {
    let mut previous_end = within.start;
    let mut is_first = true;
    for declaration in declarations.iter_mut() {
        let span = declaration.span;
        let mut block_start = span.start;
        while let Some((text, at)) = comments.next_if(|(_, at)| at.start < span.start) {
            block_start = block_start.min(at.start);
            declaration.comments.before.push(text);
        }
        let gap = source.get(previous_end..block_start).unwrap_or_default();
        declaration.comments.blank_line = !is_first && gap.matches('\n').count() > 1;
        if let DeclarationKind::Group(group) = &mut declaration.kind {
            let inside = Span::new(group.name.span.end, span.end);
            group.closing = place(&mut group.members, comments, inside, source);
        }
        while let Some((text, _)) = comments.next_if(|(_, at)| at.start < span.end) {
            declaration.comments.before.push(text);
        }
        previous_end = span.end;
        let same_line = |at: usize| source.get(span.end..at).is_some_and(|between| !between.contains('\n'));
        if let Some((text, at)) = comments.next_if(|(_, at)| at.start < within.end && same_line(at.start)) {
            previous_end = at.end;
            declaration.comments.after = Some(text);
        }
        is_first = false;
    }
    let mut closing = Vec::new();
    while let Some((text, _)) = comments.next_if(|(_, at)| at.start < within.end) {
        closing.push(text);
    }
    closing
}
