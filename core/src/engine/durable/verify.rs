//! Whether all is as it was written, and as the log says.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::begun::Laid;
use super::journal::Journal;
use super::opening::{bring, work_out};
use super::reading::each;
use super::sets::{self, of_tag};
use super::unreadable;
use crate::column::Column;
use crate::engine::options::Options;
use crate::engine::progress::Progress;
use crate::engine::state::State;
use crate::error::{Result, quote};
use crate::live::Standing;
use crate::store::{Store, Table};
use crate::threads::Threads;

/// How thoroughly an engine is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verify {
    /// Every row of the store is read, and is as it was written. Takes as long as reading the store does.
    Quick,
    /// Also the file is looked through, and all that follows from the log is worked out anew, once from the store and once from
    /// memory, and compared with what is in force. Takes about twice as long as opening the engine does.
    Full,
}

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// How many rows of the store were read; none in memory.
    pub rows: u64,
    /// What is not as it should be, a sentence each; none if all is sound.
    pub findings: Vec<String>,
}

impl Verified {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

pub(in crate::engine) fn verify(
    journal: Option<&Journal>,
    state: &State,
    (options, threads): (&Options, &Arc<Threads>),
    how: Verify,
) -> Result<Verified> {
    let mut verified = Verified::default();
    if let Some(journal) = journal {
        for table in Table::ALL {
            let read = each(journal.store(), table, 0..=u64::MAX, |_, _| {
                verified.rows += 1;
                Some(())
            });
            verified.findings.extend(read.err().map(|error| error.to_string()));
        }
    }
    if how == Verify::Quick {
        return Ok(verified);
    }
    let mut anew = State { lives: Default::default(), tags: Default::default(), ..state.clone() };
    (anew.universe, anew.attributes, anew.open_tags) = Default::default();
    anew.attributes.fit(&anew.schema);
    let progress = Progress::default();
    work_out(&mut anew, &mut Standing::new(threads.clone()), &progress)?;
    compare("worked out anew from memory", &anew, state, &mut verified.findings);
    if let Some(journal) = journal {
        match journal.store().check() {
            Ok(findings) => verified.findings.extend(findings),
            // Where it is damaged so that it cannot even be looked through, that is what is found.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => verified.findings.push(unreadable(&error).to_string()),
            Err(error) => return Err(unreadable(&error)),
        }
        let laid = Laid::of(journal.store(), options);
        let brought = laid.and_then(|laid| {
            compare_sets(journal.store(), &laid, state, &mut verified.findings)?;
            bring(journal.store(), laid, threads.clone(), &progress)
        });
        match brought {
            Ok(brought) => compare("brought back from the store", &brought.state, state, &mut verified.findings),
            Err(error) => verified.findings.push(error.to_string()),
        }
    }
    Ok(verified)
}

/// Says which of the sets that are stored are not those in force.
fn compare_sets(store: &dyn Store, laid: &Laid, state: &State, findings: &mut Vec<String>) -> Result<()> {
    let Some((now, _)) = laid.sets_now()? else { return Ok(()) };
    for (number, column) in sets::all(state).enumerate() {
        let what = || match number.checked_sub(of_tag(0)).and_then(|tag| state.plan.as_ref()?.tags.get(tag)) {
            Some(tag) => format!("who holds {}", quote(&tag.path)),
            None => "who is a customer".to_owned(),
        };
        match now.set(store, number) {
            Ok(stored) if stored == *column => {}
            Ok(_) => findings.push(format!("{}, as it is stored as a set, is not what is in force", what())),
            Err(error) => findings.push(error.to_string()),
        }
    }
    Ok(())
}

/// Says where one state differs from another.
fn compare(how: &str, anew: &State, state: &State, findings: &mut Vec<String>) {
    let mut differ = |what: &str, is_same: bool| {
        if !is_same {
            findings.push(format!("{what}, {how}, is not what is in force"));
        }
    };
    differ("the number of the last commit", anew.commit == state.commit);
    differ("the clock", anew.clock == state.clock);
    differ("how many ids there are", anew.register.given() == state.register.given());
    let ids = (0..u32::try_from(state.register.given()).unwrap_or(u32::MAX))
        .all(|ordinal| anew.register.key(ordinal) == state.register.key(ordinal));
    differ("which ids there are", ids);
    differ("how many records there are", anew.log.len() == state.log.len());
    differ("how many records wait", anew.waiting.len() == state.waiting.len());
    differ("who is a customer", anew.universe == state.universe);
    let paths = state.plan.iter().flat_map(|plan| &plan.tags).map(|tag| &tag.path);
    for ((path, one), other) in paths.zip(anew.tags.iter()).zip(state.tags.iter()) {
        differ(&format!("who holds `{path}`"), one == other);
    }
    let open = |state: &State| -> BTreeMap<Arc<str>, Column> {
        let held = state.open_tags.iter().filter(|(_, column)| !column.is_empty());
        held.map(|(path, column)| (path.clone(), column.clone())).collect()
    };
    let told = |state: &State| state.feed.page(0, usize::MAX, &state.register);
    differ("the change feed", told(anew) == told(state));
    let gave = |state: &State| {
        let mut bytes = Vec::new();
        state.routes.write(&mut bytes);
        bytes
    };
    differ("what routes gave", gave(anew) == gave(state));
    differ("who holds tags of open groups", open(anew) == open(state));
}
