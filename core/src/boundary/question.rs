//! What an analysis is asked, as JSON: what is left out has its default here, once for all languages.

use serde::Deserialize;

use crate::analysis::{Cycle, Pairs, Period};
use crate::engine::By;
use crate::error::{Error, ErrorKind, Result};

/// One question: an object with one field, whose name says what is asked. A segment that is left out is everybody.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Question {
    Breakdown {
        segment: Option<String>,
        by: Dividing,
        numbers: Option<String>,
    },
    Cross {
        segment: Option<String>,
        rows: Dividing,
        columns: Dividing,
    },
    Top {
        segment: Option<String>,
        attribute: String,
        #[serde(default = "ten")]
        limit: usize,
    },
    Distribution {
        segment: Option<String>,
        numbers: String,
        #[serde(default = "quartiles")]
        percents: Vec<f64>,
    },
    Rhythm {
        segment: Option<String>,
        events: String,
        #[serde(with = "CycleName")]
        cycle: Cycle,
    },
    Coverage {
        segment: Option<String>,
        group: String,
    },
    Lifts {
        segment: Option<String>,
        tags: Vec<String>,
    },
    Passage {
        segment: Option<String>,
        funnel: String,
        by: Option<Dividing>,
    },
    Elapsed {
        segment: Option<String>,
        begin: String,
        end: String,
        #[serde(default = "all_pairs", with = "PairsName")]
        pairs: Pairs,
        #[serde(default = "quartiles")]
        percents: Vec<f64>,
    },
    Retention {
        segment: Option<String>,
        begin: String,
        back: String,
        #[serde(with = "PeriodName")]
        period: Period,
        periods: usize,
    },
    Transitions {
        segment: Option<String>,
        group: String,
        /// The earlier instant, in milliseconds.
        before: i64,
    },
    Conversion {
        segment: Option<String>,
        tag: String,
        goal: String,
        /// The span in which the tag is gained.
        since: i64,
        before: i64,
        within_millis: i64,
        #[serde(default = "quartiles")]
        percents: Vec<f64>,
    },
    BeforeAfter {
        segment: Option<String>,
        tag: String,
        events: String,
        since: i64,
        before: i64,
        within_millis: i64,
    },
    Contrast {
        first: String,
        second: String,
        #[serde(default = "ten")]
        limit: usize,
    },
}

/// By what customers are divided: `{"group": …}` or `{"attribute": …}`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Dividing {
    Group(String),
    Attribute(String),
}

impl Dividing {
    pub(super) fn by(&self) -> By<'_> {
        match self {
            Self::Group(name) => By::Group(name),
            Self::Attribute(name) => By::Attribute(name),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", remote = "Cycle")]
enum CycleName {
    Hours,
    Weekdays,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", remote = "Pairs")]
enum PairsName {
    First,
    All,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", remote = "Period")]
enum PeriodName {
    Days,
    Weeks,
    Months,
}

fn ten() -> usize {
    10
}

fn quartiles() -> Vec<f64> {
    vec![25.0, 50.0, 75.0]
}

fn all_pairs() -> Pairs {
    Pairs::All
}

impl Question {
    pub(super) fn read(json: &str) -> Result<Self> {
        let json: serde_json::Value =
            serde_json::from_str(json).map_err(|error| Error::new(ErrorKind::InvalidJson, format!("not valid JSON: {error}")))?;
        serde_json::from_value(json)
            .map_err(|wrong| Error::new(ErrorKind::InvalidAnalysis, format!("no question to an analysis: {wrong}")))
    }
}
