package dev.tagora

import dev.tagora.internal.Native
import dev.tagora.internal.Settings
import java.time.Instant

/**
 * A customer-tag engine that lives in memory. Threads may share it. After [close] every call throws a [ClosedException].
 *
 * What is null keeps its default.
 *
 * @param latenessMillis records older than the clock by more than this are refused and counted; 30 days if null
 * @param maxWaiting records dated later than the clock wait, at most so many; 100,000 if null
 * @param feedKept changes that the feed keeps for readers; 1,000,000 if null
 * @param clock who moves the clock
 * @param maxJumpMillis with the clock of events: the longest time between two neighbouring instants; 366 days if null
 * @param maxChanges changes of one step of the clock, which stops there; 1,000,000 if null
 * @param maxBatch records in one batch; 1,000,000 if null
 * @param maxCustomerRecords records kept of one customer; 100,000 if null
 * @param maxEarlierHandbooks earlier handbooks whose rules are kept; 1,000 if null
 * @param maxOpenTags tags of open groups that are not declared, so many a customer has at a time; 100 if null
 * @param threads threads that work on a large query, the caller's among them; 1 if null: the engine starts none
 */
public class Engine
    @JvmOverloads
    constructor(
        latenessMillis: Long? = null,
        maxWaiting: Long? = null,
        feedKept: Long? = null,
        clock: Clock = Clock.HOST,
        maxJumpMillis: Long? = null,
        maxChanges: Long? = null,
        maxBatch: Long? = null,
        maxCustomerRecords: Long? = null,
        maxEarlierHandbooks: Long? = null,
        maxOpenTags: Long? = null,
        threads: Long? = null,
    ) : AutoCloseable {
        private val native =
            Native(
                Settings(
                    latenessMillis,
                    maxWaiting,
                    feedKept,
                    clock,
                    maxJumpMillis,
                    maxChanges,
                    maxBatch,
                    maxCustomerRecords,
                    maxEarlierHandbooks,
                    maxOpenTags,
                    threads,
                ),
            )

        /** Brings a handbook into force. */
        public fun load(handbook: String): Loaded = native.load(handbook)

        /** Brings a handbook, encoded as UTF-8, into force. */
        public fun load(handbook: ByteArray): Loaded = native.load(handbook)

        /** Brings a handbook that is JSON into force; docs/handbook-json.md shows its form. */
        public fun loadJson(handbook: String): Loaded = native.loadJson(handbook)

        /** Brings a handbook that is JSON, encoded as UTF-8, into force. */
        public fun loadJson(handbook: ByteArray): Loaded = native.loadJson(handbook)

        /** Checks a handbook without touching the engine, and gives its warnings. */
        public fun check(handbook: String): List<Diagnostic> = native.check(handbook)

        /** Checks a handbook, encoded as UTF-8. */
        public fun check(handbook: ByteArray): List<Diagnostic> = native.check(handbook)

        /**
         * Takes in records and moves the clock to [now]: all of it, or after an exception none of it. Where events are the clock
         * there is no [now]: it goes to the latest record.
         */
        @JvmOverloads
        public fun apply(records: Iterable<Record>, now: Instant? = null): Applied = native.apply(records, now)

        /** Takes in records as the text of a JSON array or of JSON lines. */
        @JvmOverloads
        public fun apply(records: String, now: Instant? = null): Applied = native.apply(records, now)

        /** Takes in records as JSON, encoded as UTF-8. */
        @JvmOverloads
        public fun apply(records: ByteArray, now: Instant? = null): Applied = native.apply(records, now)

        /** Moves the clock; where there are more than `maxChanges` changes, less far: go on from [Applied.clock]. */
        public fun advanceTo(now: Instant): Applied = native.advanceTo(now)

        /** Whether a customer holds a tag now. */
        public fun has(customer: Customer, tag: String): Boolean = native.has(customer, tag)

        /** Whether a customer holds a tag now. */
        public fun has(customer: String, tag: String): Boolean = has(Customer(customer), tag)

        /** Whether a customer holds a tag now. */
        public fun has(customer: Long, tag: String): Boolean = has(Customer(customer), tag)

        /** The tags that a customer holds now, in the handbook's order. */
        public fun tags(customer: Customer): List<HeldTag> = native.tags(customer)

        /** The tags that a customer holds now, in the handbook's order. */
        public fun tags(customer: String): List<HeldTag> = tags(Customer(customer))

        /** The tags that a customer holds now, in the handbook's order. */
        public fun tags(customer: Long): List<HeldTag> = tags(Customer(customer))

        /** The customers who hold a tag now, in id order. */
        public fun members(tag: String): List<Customer> = native.members(tag)

        /** Where a route leads a customer now; null if nowhere, or if the customer waits for room. */
        public fun route(customer: Customer, route: String): Routed? = native.route(customer, route)

        /** Where a route leads a customer now; null if nowhere, or if the customer waits for room. */
        public fun route(customer: String, route: String): Routed? = route(Customer(customer), route)

        /** Where a route leads a customer now; null if nowhere, or if the customer waits for room. */
        public fun route(customer: Long, route: String): Routed? = route(Customer(customer), route)

        /** The targets of a route, in the handbook's order. */
        public fun routeTargets(route: String): List<RouteTarget> = native.routeTargets(route)

        /** The customers whom a route leads to a target now, in id order. */
        public fun routeMembers(route: String, target: String): List<Customer> = native.routeMembers(route, target)

        /** How many customers a condition is true of now. */
        public fun count(condition: String): Long = native.count(condition)

        /** The customers a condition is true of now, in id order. */
        public fun ids(condition: String): List<Customer> = native.ids(condition)

        /** Erases all data of a customer. */
        public fun erase(customer: Customer): Erased = native.erase(customer)

        /** Erases all data of a customer. */
        public fun erase(customer: String): Erased = erase(Customer(customer))

        /** Erases all data of a customer. */
        public fun erase(customer: Long): Erased = erase(Customer(customer))

        /** The changes behind number [after], at most [max]. */
        @JvmOverloads
        public fun changes(after: Long = 0, max: Int = 1000): FeedPage = native.changes(after, max)

        /** The clock; null before the first batch. */
        public val clock: Instant?
            get() = native.clock()

        /** The handbook in force, printed in English or Chinese; null before one is loaded. */
        @JvmOverloads
        public fun handbook(language: Language = Language.ENGLISH): String? = native.handbook(language)

        /** The handbook in force as the text of its JSON form; null before one is loaded. */
        public fun handbookJson(): String? = native.handbookJson()

        /** Runs the tests of a handbook without touching the engine. */
        public fun test(handbook: String): TestReport = native.test(handbook)

        /** Runs the tests of a handbook, encoded as UTF-8, without touching the engine. */
        public fun test(handbook: ByteArray): TestReport = native.test(handbook)

        /** Lets go of the engine. Closing again does nothing. */
        override fun close(): Unit = native.close()
    }
