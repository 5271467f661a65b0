package dev.tagora

import java.io.Serializable

/** Something that tagora refuses to do. [code] is stable across releases and the same in every language; [message] may change. */
public open class TagoraException internal constructor(refusal: Refusal) : RuntimeException(refusal.message, refusal.cause) {
    override val message: String = refusal.message

    /** The stable code, such as `unknown-tag`. */
    public val code: String = refusal.code

    /** What to do about it. */
    public val help: String? = refusal.help

    /** Where in the handbook or condition. */
    public val span: Span? = refusal.span

    /** The index of the record it is about. */
    public val record: Int? = refusal.record

    /** All that is wrong with a handbook or condition. */
    public val diagnostics: List<Diagnostic> = refusal.diagnostics

    override fun toString(): String {
        val text = "${javaClass.name}: $message [$code]"
        return if (help == null) text else "$text\nhelp: $help"
    }
}

/** A handbook or condition is not sound; [diagnostics] has all of it. */
public class HandbookException internal constructor(refusal: Refusal) : TagoraException(refusal)

/** A name that the handbook does not declare. */
public class UnknownNameException internal constructor(refusal: Refusal) : TagoraException(refusal)

/** A record, a value, a text or an instant that does not fit. */
public class InvalidInputException internal constructor(refusal: Refusal) : TagoraException(refusal)

/** The engine was closed. */
public class ClosedException internal constructor(refusal: Refusal) : TagoraException(refusal)

/** The folder of an engine cannot be opened, read or written to, or is only read. */
public class StoreException internal constructor(refusal: Refusal) : TagoraException(refusal)

/** A fault of tagora itself, or an engine unusable after one. */
public class InternalException internal constructor(refusal: Refusal) : TagoraException(refusal)

/** A stretch of a string: the index of its first character, and one past its last. */
public data class Span(val start: Int, val end: Int) : Serializable

/** One thing wrong with a handbook or condition, in both languages. */
public data class Diagnostic(
    val code: String,
    val message: String,
    val messageZh: String,
    val help: String?,
    val helpZh: String?,
    /** Where in the text as a string. */
    val span: Span,
    /** Where in the text as UTF-8 bytes. */
    val bytes: Span,
    /** From 1. */
    val line: Int,
    /** In characters, from 1. */
    val column: Int,
) : Serializable

/** The fields of a [TagoraException]. */
internal class Refusal(
    val code: String,
    val message: String,
    val help: String? = null,
    val span: Span? = null,
    val record: Int? = null,
    val diagnostics: List<Diagnostic> = emptyList(),
    val cause: Throwable? = null,
)
