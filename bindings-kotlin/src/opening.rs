use std::sync::Arc;

use tagora::boundary::Opening;

use crate::engine::NativeEngine;
use crate::error::NativeFailure;
use crate::settings::NativeSettings;

type Result<T> = std::result::Result<T, NativeFailure>;

/// An engine that is being opened.
#[derive(uniffi::Object)]
pub struct NativeOpening {
    opening: Opening,
}

#[uniffi::export]
impl NativeOpening {
    /// Begins to open an engine in a folder.
    #[uniffi::constructor]
    pub fn of_folder(path: &str, settings: NativeSettings) -> Result<Self> {
        Ok(Self { opening: Opening::of_folder(path.as_ref(), &settings.into())? })
    }

    /// How many customers a condition is true of.
    pub fn count(&self, condition: &str) -> Result<u64> {
        Ok(self.opening.count(condition)?)
    }

    /// Whether a condition is counted without waiting.
    pub fn is_early(&self, condition: &str) -> Result<bool> {
        Ok(self.opening.is_early(condition)?)
    }

    /// Whether all is there.
    pub fn is_done(&self) -> Result<bool> {
        Ok(self.opening.is_done()?)
    }

    /// Waits for the engine.
    pub fn engine(&self) -> Result<Arc<NativeEngine>> {
        Ok(Arc::new(NativeEngine::of(self.opening.engine()?)))
    }

    /// Calls the opening off. Not `close`, as with [`NativeEngine::shut`].
    pub fn shut(&self) -> Result<()> {
        Ok(self.opening.close()?)
    }
}
