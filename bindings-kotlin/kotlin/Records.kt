package dev.tagora

import java.time.Instant

/**
 * Lists records, customer by customer:
 *
 * ```
 * records {
 *     customer("ann") {
 *         set(at, "city" to "Shanghai")
 *         event("purchase", at, id = "order-1", "amount" to "80.50")
 *     }
 * }
 * ```
 */
public fun records(list: Records.() -> Unit): List<Record> = Records().apply(list).listed

@DslMarker
internal annotation class RecordsMarker

/** Records as they are listed. */
@RecordsMarker
public class Records internal constructor() {
    internal val listed = mutableListOf<Record>()

    /** Records about one customer. */
    public fun customer(id: Customer, list: OfCustomer.() -> Unit) {
        OfCustomer(id, listed).list()
    }

    /** Records about one customer. */
    public fun customer(id: String, list: OfCustomer.() -> Unit): Unit = customer(Customer(id), list)

    /** Records about one customer. */
    public fun customer(id: Long, list: OfCustomer.() -> Unit): Unit = customer(Customer(id), list)

    /** Records about one customer as they are listed. */
    @RecordsMarker
    public class OfCustomer internal constructor(private val customer: Customer, private val listed: MutableList<Record>) {
        /** The customer is known from [at] on. */
        public fun known(at: Instant, sequence: Long? = null) {
            listed += Record.Known(customer, at, sequence)
        }

        /** Attributes have new values; null is none. */
        public fun set(at: Instant, vararg values: Pair<String, Any?>, sequence: Long? = null) {
            listed += Record.Set(customer, mapOf(*values), at, sequence)
        }

        /** Something happened. */
        public fun event(
            event: String,
            at: Instant,
            vararg properties: Pair<String, Any?>,
            id: String? = null,
            sequence: Long? = null,
        ) {
            listed += Record.Event(customer, event, at, id, mapOf(*properties), sequence)
        }

        /** A tag is given. */
        public fun add(
            tag: String,
            at: Instant,
            by: String? = null,
            import: Import? = null,
            ends: Ends? = null,
            renew: Boolean = false,
            sequence: Long? = null,
        ) {
            listed += Record.Add(customer, tag, at, by, import, ends, renew, sequence)
        }

        /** A tag is taken. */
        public fun remove(tag: String, at: Instant, by: String? = null, import: Import? = null, sequence: Long? = null) {
            listed += Record.Remove(customer, tag, at, by, import, sequence)
        }

        /** The customer holds the tag, defined or not. */
        public fun pin(tag: String, at: Instant, by: String? = null, sequence: Long? = null) {
            listed += Record.Pin(customer, tag, at, by, sequence)
        }

        /** The pin goes. */
        public fun unpin(tag: String, at: Instant, by: String? = null, sequence: Long? = null) {
            listed += Record.Unpin(customer, tag, at, by, sequence)
        }

        /** The customer does not hold the tag, defined or not. */
        public fun ban(tag: String, at: Instant, by: String? = null, sequence: Long? = null) {
            listed += Record.Ban(customer, tag, at, by, sequence)
        }

        /** The ban goes. */
        public fun unban(tag: String, at: Instant, by: String? = null, sequence: Long? = null) {
            listed += Record.Unban(customer, tag, at, by, sequence)
        }

        /** The customer is [into]. */
        public fun mergeInto(into: Customer, at: Instant, sequence: Long? = null) {
            listed += Record.Merge(customer, into, at, sequence)
        }
    }
}
