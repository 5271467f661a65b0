use std::sync::Arc;

use tagora_dsl::ast::{self, Occurrence};

use super::Stream;
use super::compile::Compiler;
use crate::error::Result;
use crate::time;

/// Where something must lie.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Window {
    /// So far from now.
    Timed(time::Window),
    /// Behind an event.
    Since(Arc<Anchor>),
}

/// The event behind which a window begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Anchor {
    pub(crate) which: Occurrence,
    pub(crate) stream: Stream,
}

impl Window {
    /// What the passing of time can move out of it or into it; nothing, if only events can.
    pub(crate) fn timed(&self) -> Option<time::Window> {
        match self {
            Self::Timed(window) => Some(*window),
            Self::Since(_) => None,
        }
    }
}

impl Compiler<'_> {
    pub(super) fn window(&self, written: &ast::Window) -> Result<Window> {
        if let ast::Window::Since { which, stream } = written {
            return Ok(Window::Since(Arc::new(Anchor { which: *which, stream: self.stream(stream)? })));
        }
        let window = time::Window::of(written, self.zone).ok_or_else(|| super::compile::fault("a window has no edges"))?;
        Ok(Window::Timed(window))
    }

    pub(super) fn optional_window(&self, written: Option<&ast::Window>) -> Result<Option<Window>> {
        written.map(|window| self.window(window)).transpose()
    }
}
