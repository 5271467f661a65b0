use tagora::*;

/// Hosts move these between threads.
#[test]
fn everything_public_is_send_and_sync() {
    fn holds<T: Send + Sync>() {}
    holds::<Engine>();
    holds::<Snapshot>();
    holds::<Segment>();
    holds::<Scope>();
    holds::<Frozen>();
    holds::<Analysis<'static>>();
    holds::<Funnel>();
    holds::<Stream>();
    holds::<Expression>();
    holds::<Gains>();
    holds::<Figures>();
    holds::<Batch>();
    holds::<Events>();
    holds::<Values>();
    holds::<Record>();
    holds::<Applied>();
    holds::<Loaded>();
    holds::<Preview>();
    holds::<PreviewOptions>();
    holds::<ForecastOptions>();
    holds::<Outlook>();
    holds::<Profile>();
    holds::<Timeline>();
    holds::<DiagnoseOptions>();
    holds::<Diagnosis>();
    holds::<Progress>();
    holds::<LoadOptions>();
    holds::<Change>();
    holds::<Changes>();
    holds::<FeedPage>();
    holds::<Filter>();
    holds::<ConsumerPage>();
    holds::<Consumer>();
    holds::<HeldTag>();
    holds::<Error>();
    holds::<boundary::Handle>();
    holds::<boundary::BoundaryError>();
    holds::<dsl::CheckedHandbook>();
    holds::<dsl::Diagnostic>();
}

#[test]
fn errors_are_small() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}
