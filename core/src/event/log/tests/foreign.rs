use std::sync::Arc;

use proptest::prelude::*;

use super::{SMALL, expected, found, given};
use crate::event::Entry;
use crate::event::log::{Log, Page, Sizes};
use crate::time::Instant;

fn sealed(entries: &[Arc<Entry>], sizes: Sizes) -> Log {
    let mut log = Log::new(7, sizes);
    entries.iter().for_each(|entry| log.append(entry.clone()));
    log.seal();
    log
}

fn entries() -> impl Strategy<Value = Vec<Arc<Entry>>> {
    prop::collection::vec(given::entry(9).prop_map(Arc::new), 1..80)
}

proptest! {
    #[test]
    fn a_log_comes_back_from_its_bytes(entries in entries()) {
        let log = sealed(&entries, SMALL);
        let page = |page: &Arc<Page>| Page::read(page.bytes()).unwrap();
        let runs: Vec<Vec<Page>> = log.runs().iter().map(|run| run.pages().iter().map(page).collect()).collect();
        let back = Log::of_runs(9, SMALL, runs).unwrap();
        for of in entries.iter().map(|entry| entry.of) {
            prop_assert_eq!(found(&back, &[of], Instant::MIN, Instant::NEVER), expected(&entries, &[of], Instant::MIN, Instant::NEVER));
        }
        for entry in &entries {
            prop_assert!(entry.identity().is_none_or(|identity| back.twin(&[entry.of], &identity).is_some()));
        }
    }

    #[test]
    fn the_same_entries_are_the_same_bytes(entries in entries()) {
        let bytes = |entries: &[Arc<Entry>]| -> Vec<Vec<u8>> {
            let log = sealed(entries, Sizes::default());
            log.runs().iter().flat_map(|run| run.pages()).map(|page| page.bytes().to_vec()).collect()
        };
        let mut reversed = entries.clone();
        reversed.reverse();
        prop_assert_eq!(bytes(&entries), bytes(&reversed));
    }

    #[test]
    fn foreign_bytes_are_pages_or_not(entries in entries(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>()) {
        let log = sealed(&entries, Sizes::default());
        for page in log.runs().iter().flat_map(|run| run.pages()) {
            let mut bytes = page.bytes().to_vec();
            prop_assert!(Page::read(&bytes[..cut.index(bytes.len())]).is_none());
            let len = bytes.len();
            changes.iter().for_each(|(place, byte)| bytes[place.index(len)] = *byte);
            if let Some(page) = Page::read(&bytes) {
                prop_assert!(page.len() <= 8 * bytes.len());
                let log = Log::of_runs(7, SMALL, vec![vec![page]]).unwrap();
                prop_assert_eq!(log.customers(|_| true).map(|(_, entries)| entries.len()).sum::<usize>(), log.len());
                let mut merged = log.clone();
                entries.iter().for_each(|entry| merged.append(entry.clone()));
                merged.seal();
                while merged.merge(usize::MAX) {}
                prop_assert_eq!(merged.len(), log.len() + entries.len());
            }
        }
    }
}
