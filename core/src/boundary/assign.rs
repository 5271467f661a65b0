//! JSON to what is done about a tag.

use serde_json::{Map, Value as Json};

use super::records::{field, instant, malformed, text};
use crate::customer::CustomerId;
use crate::error::Result;
use crate::event::{Assign, Ends};
use crate::time::Instant;

/// The verbs, and what may stand beside each.
pub(super) const VERBS: &[(&str, &[&str])] = &[
    ("add", &["add", "by", "import", "version", "for", "until", "renew"]),
    ("remove", &["remove", "by", "import", "version"]),
    ("pin", &["pin", "by"]),
    ("unpin", &["unpin", "by"]),
    ("ban", &["ban", "by"]),
    ("unban", &["unban", "by"]),
];

pub(super) fn read(verb: &str, fields: &Map<String, Json>, customer: CustomerId, at: Instant, sequence: u64) -> Result<Assign> {
    let tag = text(fields, verb)?;
    let assign = match verb {
        "add" => lasting(Assign::add(customer, tag, at), fields)?,
        "remove" => Assign::remove(customer, tag, at),
        "pin" => Assign::pin(customer, tag, at),
        "unpin" => Assign::unpin(customer, tag, at),
        "ban" => Assign::ban(customer, tag, at),
        _ => Assign::unban(customer, tag, at),
    };
    let assign = match (fields.contains_key("by"), fields.contains_key("import")) {
        (true, true) => return Err(malformed("a tag is assigned by one: `by` a person, or an `import`")),
        (true, false) => assign.by(text(fields, "by")?),
        (false, true) => {
            let version = field(fields, "version")?.as_u64().ok_or_else(|| malformed("`version` is a whole number from 0"))?;
            assign.import(text(fields, "import")?, version)
        }
        (false, false) if fields.contains_key("version") => return Err(malformed("`version` is that of an `import`")),
        (false, false) => assign,
    };
    Ok(assign.sequence(sequence))
}

/// `for`, `until` and `renew`.
fn lasting(mut assign: Assign, fields: &Map<String, Json>) -> Result<Assign> {
    let is_given = |name: &str| fields.get(name).is_some_and(|json| !json.is_null());
    if is_given("for") && is_given("until") {
        return Err(malformed("an assignment ends once: `for` a time, or `until` an instant or a day"));
    }
    if is_given("for") {
        let text = text(fields, "for")?;
        match text.parse() {
            Ok(ends @ Ends::After(_)) => assign = assign.ends(ends),
            _ => return Err(malformed("`for` is a length of time such as \"30 days\"")),
        }
    }
    if is_given("until") {
        let ends = match field(fields, "until")? {
            Json::String(text) => match text.parse()? {
                Ends::After(_) => return Err(malformed("`until` is an instant or a date; a length of time stands behind `for`")),
                ends => ends,
            },
            json => Ends::At(instant(json)?),
        };
        assign = assign.ends(ends);
    }
    match fields.get("renew") {
        None | Some(Json::Null | Json::Bool(false)) => Ok(assign),
        Some(Json::Bool(true)) => Ok(assign.renew()),
        Some(_) => Err(malformed("`renew` is true or false")),
    }
}
