//! The one error type.

use std::sync::Arc;

use tagora_dsl::{Diagnostic, Language, Span};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal;)*) => {
        /// What went wrong, stable across releases.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ErrorKind { $($(#[doc = $doc])+ $variant,)* }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code, the same in every language binding. For [`Handbook`](Self::Handbook) errors the code of the
            /// first diagnostic stands in its place: see [`Error::code`].
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it stands for, as the documentation says it.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)* }
            }
        }
    };
}

kinds! {
    /// A handbook or condition is not sound; [`Error::diagnostics`] has the details.
    Handbook = "handbook";
    /// Data came before any handbook was loaded.
    NoHandbook = "no-handbook";
    /// A new handbook gives an attribute or property another type than its stored values have.
    IncompatibleType = "incompatible-type";
    /// A new handbook lacks an assignable tag that customers were given, or gives it a definition.
    TagHasMembers = "tag-has-members";
    /// A record names an event type that the handbook does not declare.
    UnknownEvent = "unknown-event";
    /// A record names an attribute that the handbook does not declare.
    UnknownAttribute = "unknown-attribute";
    /// A record names a property that its event type does not have.
    UnknownProperty = "unknown-property";
    /// A tag is named that the handbook does not declare.
    UnknownTag = "unknown-tag";
    /// A group is named that the handbook does not declare.
    UnknownGroup = "unknown-group";
    /// A rule is named that the handbook does not declare.
    UnknownRule = "unknown-rule";
    /// A segment is named that the handbook does not declare.
    UnknownSegment = "unknown-segment";
    /// A route is named that the handbook does not declare.
    UnknownRoute = "unknown-route";
    /// A record assigns a tag that has a definition.
    AssignsDefinedTag = "assigns-defined-tag";
    /// A customer would be merged into itself.
    InvalidMerge = "invalid-merge";
    /// A value does not fit its type.
    InvalidValue = "invalid-value";
    /// A customer id is empty or too long.
    InvalidCustomer = "invalid-customer";
    /// A text is no instant.
    InvalidInstant = "invalid-instant";
    /// A number is no instant of the years -9999 to 9999.
    InstantOutOfRange = "instant-out-of-range";
    /// The clock would have to go back.
    ClockWentBack = "clock-went-back";
    /// A replay by the host's clock, or a batch with an instant where events are the clock.
    WrongClock = "wrong-clock";
    /// A record is too far ahead of all others: it would take the clock along.
    ClockJump = "clock-jump";
    /// The past is asked for before anything is known, or the future.
    NoSuchInstant = "no-such-instant";
    /// A segment was prepared for another engine or another version of the handbook.
    SegmentOutdated = "segment-outdated";
    /// A text is no cursor, or the cursor of another query.
    InvalidCursor = "invalid-cursor";
    /// No consumer of the change feed has this name.
    UnknownConsumer = "unknown-consumer";
    /// A consumer of the change feed has this name already, and another filter.
    ConsumerExists = "consumer-exists";
    /// A consumer's name is empty or too long.
    InvalidConsumer = "invalid-consumer";
    /// A filter of changes cannot be read, or names a kind or cause that does not exist.
    InvalidFilter = "invalid-filter";
    /// A number is acknowledged that lies before what is acknowledged or beyond what was told, or a consumer would begin beyond the feed.
    InvalidSequence = "invalid-sequence";
    /// Consumers have not acknowledged as many changes as are kept for them; nothing of what was refused is in effect.
    FeedFull = "feed-full";
    /// No customers are asked for, or more than there are.
    InvalidCount = "invalid-count";
    /// An analysis is asked for what it cannot be of: events by a condition that names none, a percentile beyond 100.
    InvalidAnalysis = "invalid-analysis";
    /// A batch, a text, the set of waiting records, the keywords of a handbook, the parts of an analysis or the segments joined in one exceed
    /// their limit, or a customer's life has more days to walk through than are walked at once.
    LimitExceeded = "limit-exceeded";
    /// More of the past is asked for than is kept.
    NotKept = "not-kept";
    /// Long work was called off; nothing of it is in effect.
    Cancelled = "cancelled";
    /// A text is not valid JSON, or not of the form that is needed.
    InvalidJson = "invalid-json";
    /// Bytes are not valid UTF-8.
    InvalidUtf8 = "invalid-utf8";
    /// Bytes are no Roaring bitmap in its portable form.
    InvalidBitmap = "invalid-bitmap";
    /// The store could not take a commit; nothing of it is in effect.
    StoreFailed = "store-failed";
    /// The store has no room for a commit; nothing of it is in effect, and the engine can go on.
    StoreFull = "store-full";
    /// Somebody else writes to the store.
    StoreLocked = "store-locked";
    /// There is something where a new store is to be made.
    StoreExists = "store-exists";
    /// There is no store where one is to be read.
    NoStore = "no-store";
    /// Something of what a store holds is not as it was written.
    StoreDamaged = "store-damaged";
    /// A commit that was acknowledged is no longer in the store.
    CommitLost = "commit-lost";
    /// The store was written by a newer release in a form that is not known yet.
    FormatTooNew = "format-too-new";
    /// The engine was opened for reading alone.
    ReadOnly = "read-only";
    /// An earlier commit failed: the engine must be opened anew.
    Poisoned = "poisoned";
    /// The engine was closed.
    Closed = "closed";
    /// A fault of tagora itself; please report it.
    Internal = "internal";
}

/// An error: a stable [`code`](Self::code), a message, and often a help line.
///
/// ```
/// use tagora::Engine;
/// let error = Engine::in_memory().load("tag 活跃 when did 购买").unwrap_err();
/// assert_eq!(error.code(), "unknown-event");
/// assert_eq!(error.to_string(), "unknown event `购买`");
/// assert_eq!(error.help(), Some("declare it, or check the spelling"));
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, thiserror::Error)]
#[error("{}{message}", .record.map(|index| format!("record {index}: ")).unwrap_or_default())]
struct Inner {
    kind: ErrorKind,
    message: String,
    help: Option<String>,
    record: Option<usize>,
    diagnostics: Arc<[Diagnostic]>,
}

/// Results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), help: None, record: None, diagnostics: Arc::new([]) }))
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Nothing is called so. `help` is for when no candidate is near enough to be meant.
    pub(crate) fn unknown<'a>(
        kind: ErrorKind,
        what: &str,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) -> Self {
        let meant = tagora_dsl::did_you_mean(name, candidates);
        let help = meant.map_or_else(|| help.to_owned(), |meant| format!("did you mean {}?", quote(&meant)));
        Self::new(kind, format!("unknown {what} {}", quote(name))).with_help(help)
    }

    /// Says which record of a batch it is about.
    pub(crate) fn at_record(mut self, index: usize) -> Self {
        self.0.record = Some(index);
        self
    }

    pub(crate) fn handbook(diagnostics: Vec<Diagnostic>) -> Self {
        let mut error = Self::new(ErrorKind::Handbook, "the handbook is not sound");
        if let Some(first) = diagnostics.first() {
            error.0.message = first.message(Language::English);
            error.0.help = first.help(Language::English);
        }
        error.0.diagnostics = diagnostics.into();
        error
    }

    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code, such as `unknown-tag`. For an unsound handbook the code of its first diagnostic.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.diagnostics.first().map_or_else(|| self.0.kind.code(), |d| d.code().as_str())
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The index in its batch of the record it is about.
    #[must_use]
    pub fn record(&self) -> Option<usize> {
        self.0.record
    }

    /// The bytes of the handbook's or condition's text that the first diagnostic is about.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.0.diagnostics.first().map(Diagnostic::span)
    }

    /// All that is wrong with a handbook or condition; empty for other errors.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }
}

const SHOWN_CHARS: usize = 40;

/// The host's text for a message: in backticks, on one line, bounded in length.
pub(crate) fn quote(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let more = if text.chars().nth(SHOWN_CHARS).is_some() { "…" } else { "" };
    format!("`{shown}{more}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes are promised to hosts: this list may grow, its members may not change.
    #[test]
    fn codes_are_frozen() {
        let codes: Vec<_> = ErrorKind::ALL.iter().map(|k| k.code()).collect();
        assert_eq!(
            codes.join(" "),
            "handbook no-handbook incompatible-type tag-has-members unknown-event unknown-attribute unknown-property unknown-tag \
             unknown-group unknown-rule unknown-segment unknown-route assigns-defined-tag invalid-merge invalid-value invalid-customer invalid-instant instant-out-of-range clock-went-back \
             wrong-clock clock-jump no-such-instant segment-outdated invalid-cursor unknown-consumer consumer-exists invalid-consumer invalid-filter invalid-sequence feed-full invalid-count invalid-analysis limit-exceeded not-kept cancelled invalid-json invalid-utf8 invalid-bitmap \
             store-failed store-full store-locked store-exists no-store store-damaged commit-lost format-too-new read-only poisoned closed internal"
        );
    }

    #[test]
    fn quotes_are_bounded() {
        assert_eq!(quote("a\nb"), "`a b`");
        assert_eq!(quote(&"客".repeat(1000)).chars().count(), 43);
    }
}
