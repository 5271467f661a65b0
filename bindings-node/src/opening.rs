use std::path::Path;

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;
use tagora::boundary::{Opening, Settings};

use crate::aside::rejected;
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
    pub fn of_folder(path: String, settings: NativeSettings) -> AsyncTask<Beginning> {
        AsyncTask::new(Beginning { path, settings: settings.into() })
    }

    /// How many customers a condition is true of.
    #[napi]
    #[must_use]
    pub fn count(&self, condition: String) -> AsyncTask<Counting> {
        AsyncTask::new(Counting { opening: self.opening.clone(), condition })
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
    pub fn engine(&self) -> AsyncTask<Waiting> {
        AsyncTask::new(Waiting(self.opening.clone()))
    }

    /// Calls the opening off.
    #[napi]
    #[must_use]
    pub fn close(&self) -> AsyncTask<Closing> {
        AsyncTask::new(Closing(self.opening.clone()))
    }
}

/// An opening begins.
pub struct Beginning {
    path: String,
    settings: Settings,
}

impl Task for Beginning {
    type Output = Opening;
    type JsValue = NativeOpening;

    fn compute(&mut self) -> napi::Result<Opening> {
        rejected(Opening::of_folder(Path::new(&self.path), &self.settings))
    }

    fn resolve(&mut self, _: Env, opening: Opening) -> napi::Result<NativeOpening> {
        Ok(NativeOpening { opening })
    }
}

/// Customers are counted, at once or when all is there.
pub struct Counting {
    opening: Opening,
    condition: String,
}

impl Task for Counting {
    type Output = u64;
    type JsValue = f64;

    fn compute(&mut self) -> napi::Result<u64> {
        rejected(self.opening.count(&self.condition))
    }

    fn resolve(&mut self, _: Env, count: u64) -> napi::Result<f64> {
        // There are fewer than 2^32 customers: the number is exact.
        Ok(count as f64)
    }
}

/// The engine is waited for.
pub struct Waiting(Opening);

impl Task for Waiting {
    type Output = tagora::boundary::Handle;
    type JsValue = NativeEngine;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        rejected(self.0.engine())
    }

    fn resolve(&mut self, _: Env, handle: Self::Output) -> napi::Result<NativeEngine> {
        Ok(NativeEngine { handle })
    }
}

/// An opening is called off.
pub struct Closing(Opening);

impl Task for Closing {
    type Output = ();
    type JsValue = ();

    fn compute(&mut self) -> napi::Result<()> {
        rejected(self.0.close())
    }

    fn resolve(&mut self, _: Env, (): ()) -> napi::Result<()> {
        Ok(())
    }
}
