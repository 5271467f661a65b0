// From what a caller passes to what crosses.

package dev.tagora.internal

import dev.tagora.InvalidInputException
import dev.tagora.Refusal
import java.nio.CharBuffer
import java.nio.charset.CharacterCodingException
import java.time.Duration
import java.time.Instant

/** Milliseconds; what is finer is cut off. */
internal fun millis(instant: Instant): Long =
    try {
        instant.toEpochMilli()
    } catch (error: ArithmeticException) {
        throw InvalidInputException(
            Refusal("instant-out-of-range", "$instant is no instant in the years -9999 to 9999", cause = error),
        )
    }

/** Milliseconds of a length of time within which something is asked about. */
internal fun millis(length: Duration): Long =
    try {
        length.toMillis()
    } catch (error: ArithmeticException) {
        throw InvalidInputException(Refusal("invalid-analysis", "$length is too long", cause = error))
    }

/** A text without half surrogate pairs. */
internal fun text(text: String, what: String): String {
    if (!isWellFormed(text)) {
        throw InvalidInputException(
            Refusal("invalid-utf8", "$what holds half of a surrogate pair", help = "pass text that can be encoded as UTF-8"),
        )
    }
    return text
}

/** The bytes of a text. */
internal fun utf8(text: String, what: String): ByteArray = text(text, what).encodeToByteArray()

internal fun isWellFormed(text: String): Boolean =
    try {
        // A new encoder reports what is malformed, where `encodeToByteArray` would put a question mark.
        Charsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text))
        true
    } catch (_: CharacterCodingException) {
        false
    }
