//! One pass over the bytes before anything is built: how deep they nest.

use crate::limits::Limits;

/// One bracket of text is at most so many of JSON: a filter inside an operand inside a chain of `and` inside one of `or`.
const LEVELS_PER_BRACKET: usize = 12;
/// The handbook, its list of declarations, the declaration, its definition.
const LEVELS_AROUND: usize = 16;
/// One character of text is at most so many of JSON, but for the shortest.
const BYTES_PER_BYTE: usize = 16;

/// The most bytes of JSON that a text within the limits can become.
pub(super) fn most_bytes(limits: &Limits) -> usize {
    limits.source_bytes.saturating_mul(BYTES_PER_BYTE)
}

/// The deepest that the JSON of a text within the limits nests.
pub(super) fn most_levels(limits: &Limits) -> usize {
    limits.depth.saturating_mul(LEVELS_PER_BRACKET).saturating_add(LEVELS_AROUND)
}

/// Where brackets nest deeper than any text within the limits would.
pub(super) fn too_deep(json: &str, limits: &Limits) -> Option<usize> {
    let most = most_levels(limits);
    let (mut open, mut in_text, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => open += 1,
            b'}' | b']' if !in_text => open = open.saturating_sub(1),
            _ => {}
        }
        if open > most {
            return Some(at);
        }
    }
    None
}
