//! What is no longer kept goes, whatever is sealed, merged or shared; nothing else does.

use std::sync::Arc;

use proptest::prelude::*;

use super::given::entry;
use super::{SMALL, expected, found};
use crate::event::Entry;
use crate::event::log::{Kind, Log};
use crate::time::Instant;

proptest! {
    #[test]
    fn only_what_is_older_goes(
        entries in prop::collection::vec(entry(5), 0..120), since in -20..20_i64, often in 1..12_usize, pages in 1..4_usize,
    ) {
        let since = Instant::from_millis(since).unwrap();
        let kept_since = |kind: Kind| matches!(kind, Kind::Event(0 | 2)).then_some(since);
        let goes = |entry: &Entry| kept_since(Kind::of(&entry.kind)).is_some_and(|since| entry.at < since);
        let mut log = Log::new(7, SMALL);
        let mut gone = 0;
        for (number, entry) in entries.iter().enumerate() {
            log.append(Arc::new(entry.clone()));
            if number % often == 0 {
                gone += log.let_go(&kept_since, pages).of.iter().map(|(_, count)| *count as usize).sum::<usize>();
            }
        }
        let shared = log.clone();
        let before = log.len();
        log.seal();
        log.merge(usize::MAX);
        while {
            let step = log.let_go(&kept_since, pages);
            gone += step.of.iter().map(|(_, count)| *count as usize).sum::<usize>();
            step.is_more
        } {}
        let model: Vec<Arc<Entry>> = entries.iter().filter(|entry| !goes(entry)).cloned().map(Arc::new).collect();
        let of: Vec<u32> = entries.iter().map(|entry| entry.of).collect();
        for of in &of {
            let (found, expected) = (found(&log, &[*of], Instant::MIN, Instant::NEVER), expected(&model, &[*of], Instant::MIN, Instant::NEVER));
            prop_assert_eq!(found, expected);
        }
        prop_assert_eq!((log.len(), shared.len()), (model.len(), before));
        prop_assert!(gone >= entries.len() - model.len());
    }
}
