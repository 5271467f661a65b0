//! What takes long: worked out beside the event loop, told by a promise.

use napi::{Env, Task};
use tagora::boundary::{BoundaryError, Handle, Settings};

use crate::engine::NativeEngine;
use crate::error::Failed;

/// An engine in a folder is opened.
pub struct Opening {
    pub(crate) path: String,
    pub(crate) settings: Settings,
    pub(crate) reads: bool,
}

impl Task for Opening {
    type Output = Handle;
    type JsValue = NativeEngine;

    fn compute(&mut self) -> napi::Result<Handle> {
        let open = if self.reads { Handle::open_read_only } else { Handle::open };
        rejected(open(self.path.as_ref(), &self.settings))
    }

    fn resolve(&mut self, _: Env, handle: Handle) -> napi::Result<NativeEngine> {
        Ok(NativeEngine { handle })
    }
}

/// What was committed is put on the disk.
pub struct Flushing(pub(crate) Handle);

impl Task for Flushing {
    type Output = bool;
    type JsValue = bool;

    fn compute(&mut self) -> napi::Result<bool> {
        rejected(self.0.flush())
    }

    fn resolve(&mut self, _: Env, is_durable: bool) -> napi::Result<bool> {
        Ok(is_durable)
    }
}

/// An engine is verified.
pub struct Verifying {
    pub(crate) handle: Handle,
    pub(crate) full: bool,
}

impl Task for Verifying {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        rejected(self.handle.verify(self.full))
    }

    fn resolve(&mut self, _: Env, found: String) -> napi::Result<String> {
        Ok(found)
    }
}

/// A question to an analysis.
pub struct Asking {
    pub(crate) handle: Handle,
    pub(crate) question: String,
    pub(crate) below: u64,
    pub(crate) at: Option<i64>,
}

impl Task for Asking {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        rejected(self.handle.analysis(&self.question, self.below, self.at))
    }

    fn resolve(&mut self, _: Env, found: String) -> napi::Result<String> {
        Ok(found)
    }
}

pub(crate) fn rejected<T>(result: Result<T, BoundaryError>) -> napi::Result<T> {
    result.map_err(|error| Failed::from(error).rejected())
}
