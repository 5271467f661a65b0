package dev.tagora

import java.time.Instant
import java.time.LocalDate

/**
 * One dated fact about one customer. Of the records of one instant, one with a larger [sequence] is later.
 *
 * A value of an attribute or property is null (none), a Boolean, a String, a number, an Instant, a LocalDate, a
 * Duration, or for a set a collection of such, in any order. Exact decimals are given as BigDecimal or text.
 */
public sealed interface Record {
    /** Whom it is about. */
    public val customer: Customer

    /** When. */
    public val at: Instant

    /** Order among records of one instant. */
    public val sequence: Long?

    /** The customer is known from [at] on. Its first record of another kind has the same effect if it is an event. */
    public data class Known(
        override val customer: Customer,
        override val at: Instant,
        override val sequence: Long? = null,
    ) : Record

    /** Attributes have new values. */
    public data class Set(
        override val customer: Customer,
        val values: Map<String, Any?>,
        override val at: Instant,
        override val sequence: Long? = null,
    ) : Record

    /** Something happened. A second event of the customer with the same [id] is a duplicate, and ignored. */
    public data class Event(
        override val customer: Customer,
        val event: String,
        override val at: Instant,
        val id: String? = null,
        val properties: Map<String, Any?> = emptyMap(),
        override val sequence: Long? = null,
    ) : Record

    /**
     * A tag is given, by a person or program (the host if neither is named) or by an import, of which the same again is a
     * duplicate. If the customer has it, only [renew] moves its end.
     */
    public data class Add(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        val import: Import? = null,
        val ends: Ends? = null,
        val renew: Boolean = false,
        override val sequence: Long? = null,
    ) : Record

    /** A tag is taken, by a person or program (the host if neither is named) or by an import. */
    public data class Remove(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        val import: Import? = null,
        override val sequence: Long? = null,
    ) : Record

    /** The customer holds the tag, defined or not. */
    public data class Pin(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        override val sequence: Long? = null,
    ) : Record

    /** The pin goes. */
    public data class Unpin(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        override val sequence: Long? = null,
    ) : Record

    /** The customer does not hold the tag, defined or not. */
    public data class Ban(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        override val sequence: Long? = null,
    ) : Record

    /** The ban goes. */
    public data class Unban(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        override val sequence: Long? = null,
    ) : Record

    /** The customer is [into]. */
    public data class Merge(
        override val customer: Customer,
        val into: Customer,
        override val at: Instant,
        override val sequence: Long? = null,
    ) : Record
}

/** An import: the same name and version again, with the same customer and tag, is a duplicate. */
public data class Import(val source: String, val version: Long)

/** When an assignment ends. */
public sealed interface Ends {
    /** At this instant, at which it no longer holds. */
    public data class At(val instant: Instant) : Ends

    /** With this day in the handbook's zone. */
    public data class With(val day: LocalDate) : Ends

    /** So long after the record's instant, in the language's words: `30 days`. */
    public data class After(val time: String) : Ends
}
