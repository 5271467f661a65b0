package dev.tagora

import java.time.Instant

/**
 * One dated fact about one customer. Of the records of one instant, one with a larger [sequence] is later.
 *
 * A value of an attribute or property is null (none), a Boolean, a String, a number, an Instant, a LocalDate or a
 * Duration. Exact decimals are given as BigDecimal or text.
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

    /** A tag is given. */
    public data class Add(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        override val sequence: Long? = null,
    ) : Record

    /** A tag is taken. */
    public data class Remove(
        override val customer: Customer,
        val tag: String,
        override val at: Instant,
        val by: String? = null,
        override val sequence: Long? = null,
    ) : Record
}
