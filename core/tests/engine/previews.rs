//! What a handbook would do is told, and nothing of it is done.

use std::ops::ControlFlow;

use tagora::{Assign, DefinitionDiff, Engine, Moved, PreviewOptions, Progress, Scope};

use super::{DAY, Kept, at, batch, engine, event, tags};

const BEFORE: &str = "event e\nevent f\ntag much when count(e) >= 2\ntag old when did f\ntag vip\nsegment good = has much";
const AFTER: &str = "event e\nevent f\ntag much when count(e) >= 1\ntag renamed formerly old when did f\ntag dear when has much and in good\n\
    tag vip\nsegment good = has much and not has vip\nsegment new = did f\n\
    rule greet when has much then emit hello on backfill notify\nrule other when did f then emit bye\nroute way { has dear -> \"a\"; else -> \"b\" }";

fn known() -> Kept {
    let engine = engine(BEFORE);
    let mut batch = batch((0..6_u64).flat_map(|id| (0..=id % 2).map(move |day| event(id, "e", day as i64 * DAY))));
    batch.event(event(9_u64, "f", 0)).assign(Assign::pin(1_u64, "vip", at(DAY)).by("li"));
    engine.apply(&batch, at(DAY)).unwrap();
    engine
}

fn seen(engine: &Engine) -> String {
    let held: Vec<_> = (0..10_u64).map(|id| tags(engine, id)).collect();
    let text = engine.handbook().unwrap().print(tagora::dsl::Language::English);
    format!("{:?} {text} {held:?} {:?}", engine.clock(), engine.changes(0, 1_000))
}

#[test]
fn all_that_a_handbook_would_do_is_told() {
    let engine = known();
    let before = seen(&engine);
    let preview = engine.preview(AFTER, &PreviewOptions::default()).unwrap();
    assert_eq!(seen(&engine), before);
    let much = &preview.tags[0];
    assert_eq!((&*much.tag, much.definition, much.gained, much.lost, much.stayed), ("much", DefinitionDiff::Changed, 3, 0, 3));
    let renamed = &preview.tags[1];
    assert_eq!((&*renamed.tag, &*renamed.formerly[0], renamed.gained, renamed.stayed), ("renamed", "old", 0, 1));
    assert_eq!(preview.customers("much", Moved::Gained, None, 2).unwrap(), [0.into(), 2.into()]);
    assert_eq!(preview.customers("much", Moved::Gained, Some(&2.into()), 2).unwrap(), [4.into()]);
    assert_eq!(preview.customers("old", Moved::Stayed, None, 2).unwrap(), [9.into()], "by its old name");
    let samples = preview.samples("much", Moved::Gained, 2).unwrap();
    assert_eq!(samples.iter().map(|sample| sample.customer.clone()).collect::<Vec<_>>(), [0.into(), 2.into()]);
    let (was, is) = (samples[0].before.as_ref().unwrap(), samples[0].after.as_ref().unwrap());
    assert_eq!((was.is_held, is.is_held), (false, true));
    assert_eq!(is.definition.as_ref().unwrap().value.as_deref(), Some("1"));
    let sample = &preview.samples("renamed", Moved::Stayed, 5).unwrap()[0];
    assert_eq!((&*sample.before.as_ref().unwrap().tag, &*sample.after.as_ref().unwrap().tag), ("old", "renamed"));
    let affected = preview.affected("much").unwrap();
    assert_eq!((affected.tags, affected.segments), (vec!["dear".into()], vec!["good".into()]));
    assert_eq!((affected.rules, affected.routes), (vec!["greet".into()], vec!["way".into()]));
    let segments: Vec<_> = preview
        .segments()
        .unwrap()
        .into_iter()
        .map(|diff| (diff.segment.to_string(), diff.gained, diff.lost, diff.stayed))
        .collect();
    assert_eq!(segments, [("good".to_owned(), 3, 1, 2), ("new".to_owned(), 1, 0, 0)]);
    let fired: Vec<_> =
        preview.fired().into_iter().map(|fired| (fired.rule, fired.kind, fired.what, fired.times, fired.customers)).collect();
    assert_eq!(fired, [("greet".into(), "emitted", "hello".into(), 6, 6)]);
    let dear = preview.prepare("has dear and not has vip").unwrap();
    assert_eq!(preview.after().count(&dear).unwrap(), 5);
    assert_eq!(preview.before().count(&dear).unwrap_err().code(), "segment-outdated");
    let sizes = preview.sizes(&[at(DAY), at(0)], &Progress::default()).unwrap();
    assert_eq!((sizes[0].at, sizes[0].customers, sizes[0].tags[0].1), (at(0), 7, 6));
    assert_eq!(preview.sizes(&[at(2 * DAY)], &Progress::default()).unwrap_err().code(), "no-such-instant");
    // Later commits do not touch it, and the handbook may be loaded as it is.
    engine.apply(&batch([event(0_u64, "e", 2 * DAY)]), at(2 * DAY)).unwrap();
    assert_eq!(preview.before().size("much").unwrap(), 3);
    assert_eq!(engine.load(AFTER).unwrap().version, preview.version);
}

#[test]
fn nobody_out_of_scope_is_told_of() {
    let engine = known();
    let scope = Scope::Segment(engine.prepare("has much").unwrap());
    let how = PreviewOptions { scope, ..PreviewOptions::default() };
    let preview = engine.preview(AFTER, &how).unwrap();
    assert_eq!(
        preview.tags.iter().map(|diff| diff.gained).sum::<u64>(),
        2,
        "two of the three who are much are dear, one is pinned"
    );
    assert!(preview.changes.iter().all(|change| [1, 3, 5].map(Into::into).contains(&change.customer)));
    assert!(preview.after().explain(0_u64, "much").unwrap().is_none());
    assert_eq!(preview.customers("renamed", Moved::Stayed, None, 9).unwrap(), []);
    // That somebody else was given a tag is not told by a refusal either.
    let lacking = AFTER.replace("tag vip\n", "").replace(" and not has vip", "");
    assert_eq!(engine.preview(&lacking, &PreviewOptions::default()).unwrap_err().code(), "tag-has-members");
    let others = PreviewOptions { scope: Scope::Customers([0.into(), 3.into()].into()), ..PreviewOptions::default() };
    assert_eq!(engine.preview(&lacking, &others).unwrap().tags.last().unwrap().lost, 0);
}

#[test]
fn a_preview_is_refused_as_a_load_is_and_can_be_called_off() {
    let engine = known();
    let before = seen(&engine);
    let code = |text: &str| engine.preview(text, &PreviewOptions::default()).unwrap_err().code();
    assert_eq!(code("tag much when has nothing"), engine.load("tag much when has nothing").unwrap_err().code());
    assert_eq!(code("event e\nevent f"), "tag-has-members");
    assert_eq!(
        engine.preview_json("{", &PreviewOptions::default()).unwrap_err().code(),
        engine.load_json("{").unwrap_err().code()
    );
    let preview = engine.preview(AFTER, &PreviewOptions::default()).unwrap();
    assert_eq!(preview.customers("nope", Moved::Gained, None, 1).unwrap_err().code(), "unknown-tag");
    assert_eq!(preview.customers("much", Moved::Gained, None, 0).unwrap_err().code(), "invalid-count");
    assert_eq!(preview.samples("nope", Moved::Gained, 1).unwrap_err().code(), "unknown-tag");
    assert_eq!(preview.samples("much", Moved::Gained, 0).unwrap_err().code(), "invalid-count");
    assert_eq!(preview.samples("much", Moved::Gained, usize::MAX).unwrap().len(), 3);
    assert_eq!(preview.affected("nope").unwrap_err().code(), "unknown-tag");
    let progress = Progress::default();
    progress.cancel();
    let how = PreviewOptions { progress: progress.clone(), ..PreviewOptions::default() };
    assert_eq!(engine.preview(AFTER, &how).unwrap_err().code(), "cancelled");
    assert_eq!(preview.sizes(&[at(0)], &progress).unwrap_err().code(), "cancelled");
    assert_eq!(seen(&engine), before);
}

#[test]
fn a_preview_that_is_called_off_on_the_way_leaves_no_trace() {
    let engine = known();
    engine.apply(&batch((0..2_000_u64).map(|id| event(id, "e", DAY))), at(DAY)).unwrap();
    let before = seen(&engine);
    let progress = Progress::telling(|done, _| if done < 500 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) });
    let how = PreviewOptions { progress: progress.clone(), ..PreviewOptions::default() };
    assert_eq!(engine.preview(AFTER, &how).unwrap_err().code(), "cancelled");
    assert!(progress.done().0 >= 500);
    assert_eq!(seen(&engine), before);
    assert!(engine.judged().unwrap().is_empty());
    assert_eq!(engine.preview(AFTER, &PreviewOptions::default()).unwrap().tags[0].gained, 1_994);
}

#[test]
fn the_first_handbook_can_be_previewed() {
    let engine = Engine::in_memory();
    let preview = engine.preview(BEFORE, &PreviewOptions::default()).unwrap();
    assert_eq!((preview.version, preview.tags.len(), preview.changes.len()), (1, 3, 0));
    assert!(preview.tags.iter().all(|diff| diff.definition == DefinitionDiff::New));
    assert_eq!((preview.segments().unwrap().len(), preview.before().customers()), (1, 0));
    assert!(preview.samples("much", Moved::Gained, 3).unwrap().is_empty());
    assert!(engine.handbook().is_none());
}

#[test]
fn no_more_of_the_past_is_counted_than_fits() {
    let engine = engine("event e\ntag t when did e");
    engine.apply(&batch([event("a", "e", 0)]), at(DAY * 365)).unwrap();
    let instants: Vec<_> = (0..3_000_000).map(at).collect();
    assert_eq!(engine.sizes(&instants, &Scope::All, &Progress::default()).unwrap_err().code(), "limit-exceeded");
    assert_eq!(engine.sizes(&[], &Scope::All, &Progress::default()).unwrap(), []);
    let sizes = engine.sizes(&[at(-1), at(0), at(0)], &Scope::All, &Progress::default()).unwrap();
    assert_eq!(sizes.iter().map(|sizes| (sizes.customers, sizes.tags[0].1)).collect::<Vec<_>>(), [(0, 0), (1, 1)]);
}

#[test]
fn of_tags_that_become_one_it_is_explained_which_a_customer_held() {
    let engine = engine("event e\ntag a\ntag b\ntag c");
    let mut records = batch((1..=3_u64).map(|id| event(id, "e", 0)));
    records.add_tag(1_u64, "a", at(0), "li").add_tag(2_u64, "b", at(0), "li").add_tag(3_u64, "c", at(0), "li");
    engine.apply(&records, at(0)).unwrap();
    let preview = engine.preview("event e\ntag a formerly b, c", &PreviewOptions::default()).unwrap();
    let samples = preview.samples("a", Moved::Stayed, 3).unwrap();
    let was: Vec<_> = samples.iter().map(|sample| sample.before.as_ref().map(|told| (&*told.tag, told.is_held))).collect();
    assert_eq!(was, [Some(("a", true)), Some(("b", true)), Some(("c", true))]);
}
