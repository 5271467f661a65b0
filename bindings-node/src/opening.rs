use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use tagora::boundary::{Handle, Opening, Settings};

use crate::aside::{Aside, aside};
use crate::engine::NativeEngine;
use crate::error::{Code, Failed};
use crate::settings::NativeSettings;

/// An engine that is being opened.
#[napi]
pub struct NativeOpening {
    opening: Opening,
}

#[napi]
impl NativeOpening {
    /// Begins to open an engine in a folder.
    #[napi]
    #[must_use]
    pub fn of_folder(path: String, settings: NativeSettings) -> AsyncTask<Aside<Opening, NativeOpening>> {
        let settings: Settings = settings.into();
        aside(move || Opening::of_folder(path.as_ref(), &settings), |opening| NativeOpening { opening })
    }

    /// How many customers a condition is true of.
    #[napi]
    #[must_use]
    pub fn count(&self, condition: String) -> AsyncTask<Aside<u64, f64>> {
        let opening = self.opening.clone();
        // There are fewer than 2^32 customers: the number is exact.
        aside(move || opening.count(&condition), |count| count as f64)
    }

    /// Whether a condition is counted without waiting.
    #[napi]
    pub fn is_early(&self, condition: String) -> Result<bool, napi::Error<Code>> {
        self.opening.is_early(&condition).map_err(|error| Failed::from(error).thrown())
    }

    /// Whether all is there.
    #[napi]
    pub fn is_done(&self) -> Result<bool, napi::Error<Code>> {
        self.opening.is_done().map_err(|error| Failed::from(error).thrown())
    }

    /// Waits for the engine.
    #[napi]
    #[must_use]
    pub fn engine(&self) -> AsyncTask<Aside<Handle, NativeEngine>> {
        let opening = self.opening.clone();
        aside(move || opening.engine(), |handle| NativeEngine { handle })
    }

    /// Calls the opening off.
    #[napi]
    #[must_use]
    pub fn close(&self) -> AsyncTask<Aside<(), ()>> {
        // At once: those who wait for it may take all threads that there are beside the event loop.
        self.opening.call_off();
        let opening = self.opening.clone();
        aside(move || opening.close(), |()| ())
    }
}
