use std::sync::Arc;

use super::Suppress;
use super::distribution::median;
use super::figures::{self, Figures};
use crate::value::Value;

/// How far customers came on the way of a [`Funnel`](crate::Funnel): all of a segment, or each part of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Passage {
    /// By what the segment is divided, if it is.
    pub by: Option<Arc<str>>,
    /// All customers of the segment first, then each part.
    pub parts: Vec<PassagePart>,
}

/// How far some customers came.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PassagePart {
    /// Which part it is; none for all customers and for those who have nothing.
    pub value: Option<Arc<str>>,
    /// How many they are, whether they began or not.
    pub customers: Option<u64>,
    /// Each step.
    pub steps: Vec<StepReached>,
}

/// How many came to a step.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepReached {
    /// The events of the step.
    pub name: Arc<str>,
    /// How many came to it.
    pub customers: Option<u64>,
    /// How many of them did not come to the next; of the last step nobody is told.
    pub dropped: Option<u64>,
    /// Among those who came to the first step, from 0 to 1.
    pub of_first: Option<f64>,
    /// Among those who came to the step before, from 0 to 1.
    pub of_previous: Option<f64>,
    /// The median of the milliseconds from the first step to where a customer first came to this one; told of all customers.
    pub median_millis: Option<Value>,
}

/// Of some customers how many they are, and how many came to each step.
pub(crate) struct Reached {
    pub(crate) value: Option<Arc<str>>,
    /// All of them, then each step.
    pub(crate) counts: Vec<u64>,
}

impl Passage {
    /// Of all customers, then of parts; `millis` are the times to each step.
    pub(crate) fn of(by: Option<&str>, names: &[String], parts: Vec<Reached>, millis: Vec<Vec<i64>>, suppress: Suppress) -> Self {
        let mut hidden: Vec<Vec<bool>> = parts.iter().map(|part| suppress.nested(&part.counts)).collect();
        // Of each step the parts make up all customers, which are told first.
        for step in 0..=names.len() {
            let mut of_parts: Vec<bool> = hidden.iter().skip(1).map(|hidden| hidden[step]).collect();
            suppress.complete(&mut of_parts, |part| parts.get(part + 1).map_or(0, |part| part.counts[step]));
            hidden.iter_mut().skip(1).zip(of_parts).for_each(|(hidden, is_hidden)| hidden[step] = is_hidden);
        }
        let medians: Vec<Option<Value>> = millis.into_iter().map(|millis| median(millis, suppress)).collect();
        let parts = parts.into_iter().zip(hidden).enumerate().map(|(place, (part, hidden))| {
            let told = |step: usize| part.counts.get(step).copied().filter(|_| !hidden[step]);
            let step = |(step, name): (usize, &String)| {
                let (customers, next) = (told(step + 1), told(step + 2).filter(|_| step + 1 < names.len()));
                StepReached {
                    name: name.as_str().into(),
                    customers,
                    dropped: customers.zip(next).map(|(here, next)| here.saturating_sub(next)),
                    of_first: figures::share(customers, told(1)),
                    of_previous: figures::share(customers, told(step)),
                    median_millis: medians.get(step).cloned().flatten().filter(|_| place == 0),
                }
            };
            PassagePart { customers: told(0), steps: names.iter().enumerate().map(step).collect(), value: part.value.clone() }
        });
        Self { by: by.map(Into::into), parts: parts.collect() }
    }

    /// A row for each step of each part: `part`, `step`, `customers`, `dropped`, `of_first`, `of_previous`,
    /// `median_millis`. Those of all customers come first; there the first cell says `all`.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let columns = Figures::of(&["part", "step", "customers", "dropped", "of_first", "of_previous", "median_millis"]);
        let parts = self.parts.iter().enumerate();
        let steps = parts.flat_map(|(place, part)| part.steps.iter().map(move |step| (place, part, step)));
        steps.fold(columns, |figures, (place, part, step)| {
            let value = if place == 0 { Some("all") } else { part.value.as_deref() };
            figures.row([
                figures::text(value),
                figures::text(Some(&*step.name)),
                figures::count(step.customers),
                figures::count(step.dropped),
                figures::ratio(step.of_first),
                figures::ratio(step.of_previous),
                step.median_millis.clone(),
            ])
        })
    }
}
