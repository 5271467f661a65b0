//! What takes long: worked out beside the event loop, told by a promise.

use napi::bindgen_prelude::{AsyncTask, ToNapiValue, TypeName};
use napi::{Env, Task};
use tagora::boundary::BoundaryError;

use crate::error::Failed;

type Call<T> = Box<dyn FnMut() -> Result<T, BoundaryError> + Send>;

/// A call that takes long, and what JavaScript gets of what it gives.
pub struct Aside<T, J> {
    call: Call<T>,
    give: fn(T) -> J,
}

/// Has a call worked out beside the event loop.
pub(crate) fn aside<T, J>(
    call: impl FnMut() -> Result<T, BoundaryError> + Send + 'static,
    give: fn(T) -> J,
) -> AsyncTask<Aside<T, J>>
where
    T: Send + 'static,
    J: ToNapiValue + TypeName + 'static,
{
    AsyncTask::new(Aside { call: Box::new(call), give })
}

impl<T, J> Task for Aside<T, J>
where
    T: Send + 'static,
    J: ToNapiValue + TypeName + 'static,
{
    type Output = T;
    type JsValue = J;

    fn compute(&mut self) -> napi::Result<T> {
        (self.call)().map_err(|error| Failed::from(error).rejected())
    }

    fn resolve(&mut self, _: Env, found: T) -> napi::Result<J> {
        Ok((self.give)(found))
    }
}
