package dev.tagora

import dev.tagora.internal.Native
import dev.tagora.internal.utf8
import java.nio.file.Path
import java.time.Instant

/**
 * A customer-tag engine: `Engine()` lives in memory, [Engine.open] keeps it in a folder. Threads may share it. After [close] every
 * call throws a [ClosedException].
 */
public class Engine private constructor(private val native: Native) : AutoCloseable {
    /** An engine that keeps nothing beyond its own life. */
    @JvmOverloads
    public constructor(settings: Settings = Settings()) : this(Native.inMemory(settings))

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

    /** What a handbook says differently from the one in force, in words of [language], without touching the engine. */
    public fun diff(handbook: String, language: Language = Language.ENGLISH): HandbookDiff = native.diff(handbook, language)

    /** [diff] of a handbook that is encoded as UTF-8. */
    public fun diff(handbook: ByteArray, language: Language = Language.ENGLISH): HandbookDiff = native.diff(handbook, language)

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

    /** Why a customer holds a tag now or does not, and what changes it next; null if the customer is unknown. Ask it of single customers. */
    public fun explain(customer: Customer, tag: String): Explanation? = native.explain(customer, tag)

    /** Why a customer holds a tag now or does not, and what changes it next; null if the customer is unknown. Ask it of single customers. */
    public fun explain(customer: String, tag: String): Explanation? = explain(Customer(customer), tag)

    /** Why a customer holds a tag now or does not, and what changes it next; null if the customer is unknown. Ask it of single customers. */
    public fun explain(customer: Long, tag: String): Explanation? = explain(Customer(customer), tag)

    /** What a customer gains and loses up to an instant if nothing happens: what advancing the clock would tell, to the millisecond. */
    public fun forecast(customer: Customer, until: Instant): List<Upcoming> = native.forecast(customer, until)

    /** What a customer gains and loses up to an instant if nothing happens: what advancing the clock would tell, to the millisecond. */
    public fun forecast(customer: String, until: Instant): List<Upcoming> = forecast(Customer(customer), until)

    /** What a customer gains and loses up to an instant if nothing happens: what advancing the clock would tell, to the millisecond. */
    public fun forecast(customer: Long, until: Instant): List<Upcoming> = forecast(Customer(customer), until)

    /** When a customer held a tag, the oldest time first, as the handbook in force sees the past. */
    public fun episodes(customer: Customer, tag: String): List<Episode> = native.episodes(customer, tag)

    /** When a customer held a tag, the oldest time first, as the handbook in force sees the past. */
    public fun episodes(customer: String, tag: String): List<Episode> = episodes(Customer(customer), tag)

    /** When a customer held a tag, the oldest time first, as the handbook in force sees the past. */
    public fun episodes(customer: Long, tag: String): List<Episode> = episodes(Customer(customer), tag)

    /** Everything that is known of a customer now; null if it is unknown. Ask it of single customers. */
    public fun profile(customer: Customer): Profile? = native.profile(customer)

    /** Everything that is known of a customer now; null if it is unknown. Ask it of single customers. */
    public fun profile(customer: String): Profile? = profile(Customer(customer))

    /** Everything that is known of a customer now; null if it is unknown. Ask it of single customers. */
    public fun profile(customer: Long): Profile? = profile(Customer(customer))

    /** What happened to a customer, the newest first: at most [limit] things (100), of those [before] the [Timeline.next] of another page. */
    @JvmOverloads
    public fun timeline(customer: Customer, before: Long? = null, limit: Int? = null): Timeline = native.timeline(customer, before, limit)

    /** What happened to a customer, the newest first: at most [limit] things (100), of those [before] the [Timeline.next] of another page. */
    @JvmOverloads
    public fun timeline(customer: String, before: Long? = null, limit: Int? = null): Timeline = timeline(Customer(customer), before, limit)

    /** What happened to a customer, the newest first: at most [limit] things (100), of those [before] the [Timeline.next] of another page. */
    @JvmOverloads
    public fun timeline(customer: Long, before: Long? = null, limit: Int? = null): Timeline = timeline(Customer(customer), before, limit)

    /**
     * What a handbook would do if it were loaded now: who would enter, leave and stay, tag by tag, and what rules would tell. Nothing of it
     * takes effect. Of the tags that it is [about] it is told who is meant (at most so many [customers], 100), why ([samples], 3) and what
     * else looks at them; at past instants ([sizes]) how many would have held each tag. Takes as long as loading does; readers go on meanwhile.
     */
    @JvmOverloads
    public fun preview(
        handbook: String,
        about: List<String> = emptyList(),
        customers: Int? = null,
        samples: Int? = null,
        sizes: List<Instant> = emptyList(),
        acceptsIncomplete: Boolean = false,
    ): Preview = native.preview(utf8(handbook, "the handbook"), about, customers, samples, sizes, acceptsIncomplete)

    /** What a handbook, encoded as UTF-8, would do if it were loaded now. */
    @JvmOverloads
    public fun preview(
        handbook: ByteArray,
        about: List<String> = emptyList(),
        customers: Int? = null,
        samples: Int? = null,
        sizes: List<Instant> = emptyList(),
        acceptsIncomplete: Boolean = false,
    ): Preview = native.preview(handbook, about, customers, samples, sizes, acceptsIncomplete)

    /** How many customers held each tag at past instants, in order of time, as the handbook in force sees the past. */
    public fun sizes(at: List<Instant>): List<Sizes> = native.sizes(at)

    /**
     * Who gains or loses a tag up to an instant if nothing happens: what advancing the clock would tell, to the millisecond. At most [limit]
     * turns (1000), in order of time; those behind [after], the last of the page before.
     */
    @JvmOverloads
    public fun forecastTag(tag: String, until: Instant, limit: Int? = null, after: Foreseen? = null): Outlook =
        native.forecastTag(tag, until, limit, after)

    /** Of whom a condition comes to be true, and of whom it ceases to be: as [forecastTag]. Takes as long as loading the handbook does. */
    @JvmOverloads
    public fun forecastCondition(condition: String, until: Instant, limit: Int? = null, after: Foreseen? = null): Outlook =
        native.forecastCondition(condition, until, limit, after)

    /**
     * What live data say about the handbook in force. Tags are similar if of those who hold either so many hundredths (90) hold both; one
     * flaps for a customer who gained and lost it so many times (6) [since] an instant, as far back as the feed is kept.
     */
    @JvmOverloads
    public fun diagnose(similarPercent: Int? = null, flaps: Long? = null, since: Instant? = null): Diagnosis =
        native.diagnose(similarPercent, flaps, since)

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

    /**
     * Numbers about customers: now, or as today's handbook sees an instant in the past. What tells of 1 to [below] - 1 customers is held back,
     * and as much more as it takes that subtracting does not tell either; 0 holds back nothing. The past costs a replay of every
     * customer with each question.
     */
    @JvmOverloads
    public fun analysis(below: Long = 0, at: Instant? = null): Analysis {
        require(below >= 0) { "below is a whole number from 0, not $below" }
        return Analysis(this, below, at)
    }

    internal fun ask(question: String, below: Long, at: Instant?): Table = native.analysis(question, below, at)

    /** The changes behind number [after], at most [max]. */
    @JvmOverloads
    public fun changes(after: Long = 0, max: Int = 1000): FeedPage = native.changes(after, max)

    /** Lets a consumer read the change feed under a name. Doing so again with the same filter does nothing. */
    @JvmOverloads
    public fun subscribe(name: String, filter: Filter = Filter(), start: Start = Start.Now): Consumer =
        native.subscribe(name, filter, start)

    /** What a consumer has not acknowledged, at most [max] changes. */
    @JvmOverloads
    public fun poll(name: String, max: Int = 1000): ConsumerPage = native.poll(name, max)

    /** A consumer has done its work up to a number, the [ConsumerPage.next] of a page. */
    public fun ack(name: String, sequence: Long): Unit = native.ack(name, sequence)

    /** A consumer has taken note that it missed changes up to a number, the [Missed.last] of a page. */
    public fun ackMissed(name: String, sequence: Long): Unit = native.ackMissed(name, sequence)

    /** Forgets a consumer. */
    public fun unsubscribe(name: String): Unit = native.unsubscribe(name)

    /** All consumers of the change feed, in order of their names. */
    public fun consumers(): List<Consumer> = native.consumers()

    /** The clock; null before the first batch. */
    public val clock: Instant?
        get() = native.clock()

    /** The handbook in force, printed in English or Chinese; null before one is loaded. */
    @JvmOverloads
    public fun handbook(language: Language = Language.ENGLISH): String? = native.handbook(language)

    /** The handbook in force as a page of Markdown for people, with how many customers hold each tag; null before one is loaded. */
    public fun handbookPage(language: Language = Language.ENGLISH): String? = native.handbookPage(language)

    /** The handbook in force as the text of its JSON form; null before one is loaded. */
    public fun handbookJson(): String? = native.handbookJson()

    /** Runs the tests of a handbook without touching the engine. */
    public fun test(handbook: String): TestReport = native.test(handbook)

    /** Runs the tests of a handbook, encoded as UTF-8, without touching the engine. */
    public fun test(handbook: ByteArray): TestReport = native.test(handbook)

    /** Waits until all that was committed survives a loss of power. Gives whether it does: in memory nothing does. */
    public fun flush(): Boolean = native.flush()

    /** Looks for what is not as it was written; with [full] also compares what is in force with what the log says. */
    @JvmOverloads
    public fun verify(full: Boolean = false): Verified = native.verify(full)

    /**
     * Makes a copy of the store in a new folder, a store like any other. It is of one moment, that at which the copying begins; reading and
     * writing go on. Nothing that is there is ever written over.
     */
    public fun backup(path: Path): Backup = native.backup(path)

    /** Makes the file of the store as small as what it holds: of use after much went. Writing waits meanwhile, reading does not. */
    public fun compact(): Unit = native.compact()

    /** Lets go of the engine; one in a folder is put in order, so that it opens fast. Closing again does nothing. */
    override fun close(): Unit = native.close()

    public companion object {
        @JvmSynthetic
        internal fun of(native: Native): Engine = Engine(native)

        /** An engine that is kept in a folder: one that is there, or a new one. While it is open no other can write to the folder. */
        @JvmStatic
        @JvmOverloads
        public fun open(path: Path, settings: Settings = Settings()): Engine = Engine(Native.open(path, settings))

        /** An engine with what is in a folder now, for reading. Others may write to the folder meanwhile; that is not seen. */
        @JvmStatic
        @JvmOverloads
        public fun openReadOnly(path: Path, settings: Settings = Settings()): Engine = Engine(Native.openReadOnly(path, settings))

        /** Makes a new store of what is sound of a damaged one, which stays as it is. */
        @JvmStatic
        public fun salvage(damaged: Path, path: Path): Salvage = Native.salvage(damaged, path)
    }
}
