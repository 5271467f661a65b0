/// Nanoseconds that go by from now on. For telling how long something took; nothing may depend on it.
#[expect(clippy::disallowed_methods, reason = "measures how long a query takes; no outcome depends on it")]
pub(crate) fn stopwatch() -> impl Fn() -> u64 {
    let start = std::time::Instant::now();
    move || u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
}
