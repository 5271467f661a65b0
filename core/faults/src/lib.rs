//! What a program asks of its disk: recorded, failed on demand, and made into what a cut of power can leave.
//!
//! For: tests of what must survive. The calls of the C library that change files are defined here, so that a program this crate is linked
//! into calls them, SQLite as well as Rust; without a [`Recording`] they hand on to the system and do nothing else. Not for: programs that
//! are given to anybody. Linux only: on other systems the crate is empty.
//!
//! ```
//! # #[cfg(target_os = "linux")] {
//! use tagora_faults::{Call, Crash, Recording};
//! let root = std::env::temp_dir().join(format!("tagora-faults-{}", std::process::id()));
//! std::fs::create_dir_all(&root).unwrap();
//! let recording = Recording::begin(&root);
//! std::fs::write(root.join("letter"), "dear").unwrap();
//! let calls = recording.end();
//! assert!(matches!(&calls[..], [Call::Made { .. }, Call::Wrote { bytes, .. }] if bytes == b"dear"));
//! // Nobody waited for the disk, so the letter may be there or not.
//! # std::fs::remove_dir_all(&root).unwrap();
//! tagora_faults::leave(&calls, Crash::Kept, 0, &root).unwrap();
//! assert_eq!(std::fs::read_to_string(root.join("letter")).unwrap(), "dear");
//! # std::fs::remove_dir_all(&root).unwrap();
//! tagora_faults::leave(&calls, Crash::Dropped, 0, &root).unwrap();
//! assert!(!root.join("letter").exists());
//! # std::fs::remove_dir_all(&root).unwrap();
//! # }
//! ```
#![cfg(target_os = "linux")]

mod calls;
mod disk;
mod recording;

pub use disk::{Crash, leave};
pub use recording::{Call, Fault, Recording};
