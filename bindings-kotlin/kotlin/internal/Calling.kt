// Failures of calls become exceptions of the public kind.

package dev.tagora.internal

import dev.tagora.ClosedException
import dev.tagora.HandbookException
import dev.tagora.InvalidInputException
import dev.tagora.Refusal
import dev.tagora.Span
import dev.tagora.StoreException
import dev.tagora.TagoraException
import dev.tagora.UnknownNameException
import dev.tagora.InternalException as Fault

/** Runs a call of the native library. */
internal fun <T> calling(call: () -> T): T =
    try {
        call()
    } catch (failed: NativeFailure.Refused) {
        throw exception(failed)
    } catch (failed: InternalException) {
        throw fault(failed.message ?: "a call failed", failed)
    }

/** A fault of tagora itself. */
internal fun fault(message: String, cause: Throwable? = null): TagoraException =
    Fault(Refusal("internal", "a fault of tagora itself: $message", cause = cause))

private fun exception(failed: NativeFailure.Refused): TagoraException {
    val refusal =
        Refusal(
            code = failed.code,
            message = failed.reason,
            help = failed.help,
            span = failed.span?.let { Span(it.start.toInt(), it.end.toInt()) },
            record = failed.record?.toInt(),
            diagnostics = diagnostics(failed.detail),
        )
    // A text with diagnostics is unsound, whatever the first of them is about.
    return if (refusal.diagnostics.isEmpty()) exception(refusal) else HandbookException(refusal)
}

/** The exception for a code. Codes that have no class of their own become [TagoraException]. */
internal fun exception(refusal: Refusal): TagoraException =
    when (refusal.code) {
        "unknown-event", "unknown-attribute", "unknown-property", "unknown-tag", "unknown-group", "unknown-rule",
        "unknown-segment", "unknown-route", "unknown-consumer",
        -> UnknownNameException(refusal)
        "assigns-defined-tag", "invalid-value", "invalid-customer", "invalid-instant", "instant-out-of-range",
        "clock-went-back", "clock-jump", "wrong-clock", "invalid-merge", "invalid-json", "invalid-utf8", "invalid-bitmap",
        "invalid-cursor", "consumer-exists", "invalid-consumer", "invalid-filter", "invalid-sequence",
        "invalid-count", "invalid-analysis", "limit-exceeded",
        -> InvalidInputException(refusal)
        "closed" -> ClosedException(refusal)
        "store-failed", "store-full", "store-locked", "store-exists", "no-store", "store-damaged", "commit-lost", "format-too-new",
        "read-only",
        -> StoreException(refusal)
        "internal", "poisoned" -> Fault(refusal)
        else -> TagoraException(refusal)
    }
