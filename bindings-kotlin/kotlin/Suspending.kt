package dev.tagora

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext
import java.nio.file.Path
import java.time.Instant
import kotlin.time.Duration

/** The same engine for coroutines. */
public val Engine.suspending: SuspendingEngine
    get() = SuspendingEngine(this)

/**
 * An engine whose calls suspend instead of blocking: they run on [Dispatchers.IO]. A call that has begun is not cut
 * short by a cancellation.
 */
public class SuspendingEngine internal constructor(private val engine: Engine) {
    /** As [Engine.load]. */
    public suspend fun load(handbook: String): Loaded = aside { load(handbook) }

    /** As [Engine.loadJson]. */
    public suspend fun loadJson(handbook: String): Loaded = aside { loadJson(handbook) }

    /** As [Engine.check]. */
    public suspend fun check(handbook: String): List<Diagnostic> = aside { check(handbook) }

    /** As [Engine.diff]. */
    public suspend fun diff(handbook: String, language: Language = Language.ENGLISH): HandbookDiff = aside { diff(handbook, language) }

    /** As [Engine.test]. */
    public suspend fun test(handbook: String): TestReport = aside { test(handbook) }

    /** As [Engine.apply]. */
    public suspend fun apply(records: Iterable<Record>, now: Instant? = null): Applied = aside { apply(records, now) }

    /** As [Engine.apply]. */
    public suspend fun apply(records: String, now: Instant? = null): Applied = aside { apply(records, now) }

    /** As [Engine.apply]. */
    public suspend fun apply(records: ByteArray, now: Instant? = null): Applied = aside { apply(records, now) }

    /** As [Engine.advanceTo]. */
    public suspend fun advanceTo(now: Instant): Applied = aside { advanceTo(now) }

    /** As [Engine.has]. */
    public suspend fun has(customer: Customer, tag: String): Boolean = aside { has(customer, tag) }

    /** As [Engine.tags]. */
    public suspend fun tags(customer: Customer): List<HeldTag> = aside { tags(customer) }

    /** As [Engine.explain]. */
    public suspend fun explain(customer: Customer, tag: String): Explanation? = aside { explain(customer, tag) }

    /** As [Engine.forecast]. */
    public suspend fun forecast(customer: Customer, until: Instant): List<Upcoming> = aside { forecast(customer, until) }

    /** As [Engine.episodes]. */
    public suspend fun episodes(customer: Customer, tag: String): List<Episode> = aside { episodes(customer, tag) }

    /** As [Engine.profile]. */
    public suspend fun profile(customer: Customer): Profile? = aside { profile(customer) }

    /** As [Engine.timeline]. */
    public suspend fun timeline(customer: Customer, before: Long? = null, limit: Int? = null): Timeline =
        aside { timeline(customer, before, limit) }

    /** As [Engine.preview]. */
    public suspend fun preview(
        handbook: String,
        about: List<String> = emptyList(),
        customers: Int? = null,
        samples: Int? = null,
        sizes: List<Instant> = emptyList(),
        acceptsIncomplete: Boolean = false,
    ): Preview = aside { preview(handbook, about, customers, samples, sizes, acceptsIncomplete) }

    /** As [Engine.sizes]. */
    public suspend fun sizes(at: List<Instant>): List<Sizes> = aside { sizes(at) }

    /** As [Engine.forecastTag]. */
    public suspend fun forecastTag(tag: String, until: Instant, limit: Int? = null, after: Foreseen? = null): Outlook =
        aside { forecastTag(tag, until, limit, after) }

    /** As [Engine.forecastCondition]. */
    public suspend fun forecastCondition(condition: String, until: Instant, limit: Int? = null, after: Foreseen? = null): Outlook =
        aside { forecastCondition(condition, until, limit, after) }

    /** As [Engine.diagnose]. */
    public suspend fun diagnose(similarPercent: Int? = null, flaps: Long? = null, since: Instant? = null): Diagnosis =
        aside { diagnose(similarPercent, flaps, since) }

    /** As [Engine.members]. */
    public suspend fun members(tag: String): List<Customer> = aside { members(tag) }

    /** As [Engine.route]. */
    public suspend fun route(customer: Customer, route: String): Routed? = aside { route(customer, route) }

    /** As [Engine.routeTargets]. */
    public suspend fun routeTargets(route: String): List<RouteTarget> = aside { routeTargets(route) }

    /** As [Engine.routeMembers]. */
    public suspend fun routeMembers(route: String, target: String): List<Customer> = aside { routeMembers(route, target) }

    /** As [Engine.count]. */
    public suspend fun count(condition: String): Long = aside { count(condition) }

    /** As [Engine.ids]. */
    public suspend fun ids(condition: String): List<Customer> = aside { ids(condition) }

    /** As [Engine.erase]. */
    public suspend fun erase(customer: Customer): Erased = aside { erase(customer) }

    /** Asks an analysis as [Engine.analysis] gives it: `analysis(below = 5) { breakdown(By.Group("stage")) }`. */
    public suspend fun <T> analysis(below: Long = 0, at: Instant? = null, ask: Analysis.() -> T): T = aside { analysis(below, at).ask() }

    /** As [Engine.changes]. */
    public suspend fun changes(after: Long = 0, max: Int = 1000): FeedPage = aside { changes(after, max) }

    /**
     * The feed behind number [after] in pages of at most [max]. It ends with the last change that there is; with [every]
     * it goes on, and looks for new ones so often. An engine that is closed meanwhile ends it with a [ClosedException].
     */
    public fun feed(after: Long = 0, max: Int = 1000, every: Duration? = null): Flow<FeedPage> {
        require(max > 0) { "a page holds at least one change, not $max" }
        return flow {
            var number = after
            while (true) {
                val page = changes(number, max)
                if (page.changes.isNotEmpty() || page.missed > 0) {
                    emit(page)
                    number = page.next
                } else {
                    delay(every ?: break)
                }
            }
        }
    }

    /** As [Engine.subscribe]. */
    public suspend fun subscribe(name: String, filter: Filter = Filter(), start: Start = Start.Now): Consumer =
        aside { subscribe(name, filter, start) }

    /** As [Engine.poll]. */
    public suspend fun poll(name: String, max: Int = 1000): ConsumerPage = aside { poll(name, max) }

    /** As [Engine.ack]. */
    public suspend fun ack(name: String, sequence: Long): Unit = aside { ack(name, sequence) }

    /** As [Engine.ackMissed]. */
    public suspend fun ackMissed(name: String, sequence: Long): Unit = aside { ackMissed(name, sequence) }

    /** As [Engine.unsubscribe]. */
    public suspend fun unsubscribe(name: String): Unit = aside { unsubscribe(name) }

    /** As [Engine.consumers]. */
    public suspend fun consumers(): List<Consumer> = aside { consumers() }

    /**
     * What a consumer has not acknowledged, in pages of at most [max]. A page is acknowledged, with what it says was missed, when
     * the collector is done with it; one that fails or is cancelled before is told again. It ends with the last change that there
     * is; with [every] it goes on, and looks for new ones so often.
     */
    public fun consume(name: String, max: Int = 1000, every: Duration? = null): Flow<ConsumerPage> {
        require(max > 0) { "a page holds at least one change, not $max" }
        return flow {
            while (true) {
                val page = poll(name, max)
                val missed = page.missed
                val isTold = missed != null || page.changes.isNotEmpty()
                if (isTold) emit(page)
                if (missed != null) ackMissed(name, missed.last) else ack(name, page.next)
                if (!isTold) delay(every ?: break)
            }
        }
    }

    /** As [Engine.flush]. */
    public suspend fun flush(): Boolean = aside { flush() }

    /** As [Engine.verify]. */
    public suspend fun verify(full: Boolean = false): Verified = aside { verify(full) }

    /** As [Engine.backup]. */
    public suspend fun backup(path: Path): Backup = aside { backup(path) }

    /** As [Engine.compact]. */
    public suspend fun compact(): Unit = aside { compact() }

    private suspend fun <T> aside(call: Engine.() -> T): T = withContext(Dispatchers.IO) { engine.call() }
}
