//! Panics stop here: a host must not be torn down by a fault of ours.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use super::BoundaryError;
use crate::error::ErrorKind;

/// Runs a call. A panic becomes an error with the code `internal`, and every later call one with `poisoned`.
pub(super) fn guarded<T>(poisoned: &AtomicBool, call: impl FnOnce() -> Result<T, BoundaryError>) -> Result<T, BoundaryError> {
    if poisoned.load(Ordering::Acquire) {
        return Err(BoundaryError::new(ErrorKind::Poisoned, "an earlier call failed inside tagora; open the engine anew"));
    }
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|panic| {
        poisoned.store(true, Ordering::Release);
        let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
        let message = format!("a fault of tagora itself: {}", text.unwrap_or_default());
        Err(BoundaryError::new(ErrorKind::Internal, message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_poisons() {
        let poisoned = AtomicBool::new(false);
        assert_eq!(guarded(&poisoned, || Ok(1)), Ok(1));
        let error = guarded::<()>(&poisoned, || panic!("boom")).unwrap_err();
        assert_eq!((error.code.as_str(), error.message.as_str()), ("internal", "a fault of tagora itself: boom"));
        assert_eq!(guarded(&poisoned, || Ok(1)).unwrap_err().code, "poisoned");
    }
}
