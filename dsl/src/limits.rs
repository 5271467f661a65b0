//! How much a handbook's text may ask for.

/// Bounds on a handbook, so that hostile text costs little. Each has a diagnostic code of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of source text. Code `source-too-large`. Default 1 MiB.
    pub source_bytes: usize,
    /// Brackets and negations inside one another, counted before parsing. Code `too-deep`. Default 64.
    pub depth: usize,
    /// Conditions, expressions and declarations in all. Code `too-many-nodes`. Default 200,000.
    pub nodes: usize,
    /// Members of one list (enum, `in (…)`, `has any of (…)`, properties). Code `list-too-long`. Default 10,000.
    pub list: usize,
    /// Length of a window or duration, in years. Code `window-too-long`. Default 100.
    pub window_years: u32,
    /// Steps of one test. Code `too-many-steps`. Default 1,000.
    pub steps: usize,
    /// Events of a sequence, repetitions included, and slices of a window. Code `sequence-too-long`. Default 100.
    pub sequence: usize,
    /// Diagnostics reported for one text; what is beyond is counted. Code `too-many-errors`. Default 100.
    pub errors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 1 << 20,
            depth: 64,
            nodes: 200_000,
            list: 10_000,
            window_years: 100,
            steps: 1_000,
            sequence: 100,
            errors: 100,
        }
    }
}
