//! What tagora is told of the data: its tags, and the nine rules, each a definition that is kept true or false.

use std::fmt::Write;

use crate::questions::{CHANNELS, Manifest, SOURCES};

/// The nine rules by name.
pub const RULES: [(&str, &str); 9] = [
    ("frequent", "count(purchase, last 30 days) > 3 and avg(purchase.amount, last 30 days) > 500"),
    ("spender", "sum(purchase.amount, last 90 days) >= 2000"),
    ("silent", "no contact in last 3 months"),
    ("hesitant", "cart then no purchase within 7 days in last 60 days"),
    ("versatile", "distinct(view.channel, last 90 days) >= 4"),
    ("quick_start", "first(purchase) - registered <= 7 days"),
    ("repeated", "sequence(purchase x2 within 2 days) in last 60 days"),
    ("rising", "count(view, last 30 days) > 2 * count(view, between 60 and 30 days ago)"),
    ("on_app", "last(contact.channel) = app"),
];

/// Attributes, events, rules, and so many tags that are given, of which those whose coverage is asked for are in a group.
pub fn text(manifest: &Manifest) -> String {
    let regions: Vec<String> = (0..manifest.regions).map(|region| format!("r{region}")).collect();
    let channels = CHANNELS.join(", ");
    let mut text = format!(
        "timezone \"UTC\"
attribute region: enum({})
attribute source: enum({})
attribute points: int
attribute registered: instant
event view {{ channel: enum({channels}) }}
event cart {{ amount: decimal(2), channel: enum({channels}) }}
event purchase {{ amount: decimal(2), channel: enum({channels}) }}
event chat {{ channel: enum({channels}) }}
event contact = view | cart | purchase | chat
",
        regions.join(", "),
        SOURCES.join(", ")
    );
    for (name, condition) in RULES {
        let _ = writeln!(text, "tag {name} when {condition}");
    }
    let grouped = &manifest.queries.coverage.of;
    let tag = |tag: &u64| format!("tag t{tag}\n");
    let _ = writeln!(text, "group interest {{\n{}}}", grouped.iter().map(tag).collect::<String>());
    text.extend((1..=manifest.tags).filter(|tag| !grouped.contains(tag)).map(|number| tag(&number)));
    text
}
