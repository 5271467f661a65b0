package dev.tagora.internal

import dev.tagora.Applied
import dev.tagora.Backup
import dev.tagora.Consumer
import dev.tagora.ConsumerPage
import dev.tagora.Customer
import dev.tagora.Diagnosis
import dev.tagora.Diagnostic
import dev.tagora.Episode
import dev.tagora.Erased
import dev.tagora.Explanation
import dev.tagora.FeedPage
import dev.tagora.Filter
import dev.tagora.Foreseen
import dev.tagora.HandbookDiff
import dev.tagora.HeldTag
import dev.tagora.Language
import dev.tagora.Loaded
import dev.tagora.Outlook
import dev.tagora.Preview
import dev.tagora.Profile
import dev.tagora.Record
import dev.tagora.RouteTarget
import dev.tagora.Routed
import dev.tagora.Salvage
import dev.tagora.Settings
import dev.tagora.Sizes
import dev.tagora.Start
import dev.tagora.Table
import dev.tagora.TestReport
import dev.tagora.Timeline
import dev.tagora.Upcoming
import dev.tagora.Verified
import java.nio.file.Path
import java.time.Instant

/** The only user of what is generated: another generator would change this file and [calling], and nothing that users see. */
internal class Native(private val engine: NativeEngine) {
    fun flush(): Boolean = calling { engine.flush() }

    fun verify(full: Boolean): Verified = verified(calling { engine.verify(full) })

    fun backup(path: Path): Backup = backupOf(text(path.toString(), "the path").let { into -> calling { engine.backup(into) } })

    fun compact(): Unit = calling { engine.compact() }

    fun load(handbook: String): Loaded = load(utf8(handbook, "the handbook"))

    fun load(handbook: ByteArray): Loaded = loaded(calling { engine.load(handbook) })

    fun loadJson(handbook: String): Loaded = loadJson(utf8(handbook, "the handbook"))

    fun loadJson(handbook: ByteArray): Loaded = loaded(calling { engine.loadJson(handbook) })

    fun check(handbook: String): List<Diagnostic> = check(utf8(handbook, "the handbook"))

    fun check(handbook: ByteArray): List<Diagnostic> = diagnostics(calling { engine.check(handbook) })

    fun diff(handbook: String, language: Language): HandbookDiff = diff(utf8(handbook, "the handbook"), language)

    fun diff(handbook: ByteArray, language: Language): HandbookDiff =
        handbookDiff(calling { engine.diff(handbook, language == Language.CHINESE) })

    fun test(handbook: String): TestReport = test(utf8(handbook, "the handbook"))

    fun test(handbook: ByteArray): TestReport = testReport(calling { engine.test(handbook) })

    fun apply(records: Iterable<Record>, now: Instant?): Applied = apply(json(records), now)

    fun apply(records: String, now: Instant?): Applied = apply(utf8(records, "the text of the records"), now)

    fun apply(records: ByteArray, now: Instant?): Applied {
        val at = now?.let(::millis)
        return applied(calling { engine.apply(records, at) })
    }

    fun advanceTo(now: Instant): Applied {
        val at = millis(now)
        return applied(calling { engine.advanceTo(at) })
    }

    fun has(customer: Customer, tag: String): Boolean {
        val (who, what) = native(customer) to text(tag, "the name of the tag")
        return calling { engine.has(who, what) }
    }

    fun tags(customer: Customer): List<HeldTag> {
        val who = native(customer)
        return heldTags(calling { engine.tags(who) })
    }

    fun explain(customer: Customer, tag: String): Explanation? {
        val (who, what) = native(customer) to text(tag, "the name of the tag")
        return explanation(calling { engine.explain(who, what) })
    }

    fun forecast(customer: Customer, until: Instant): List<Upcoming> {
        val (who, end) = native(customer) to millis(until)
        return upcoming(calling { engine.forecast(who, end) })
    }

    fun episodes(customer: Customer, tag: String): List<Episode> {
        val (who, what) = native(customer) to text(tag, "the name of the tag")
        return episodesOf(calling { engine.episodes(who, what) })
    }

    fun profile(customer: Customer): Profile? {
        val who = native(customer)
        return profile(calling { engine.profile(who) })
    }

    fun timeline(customer: Customer, before: Long?, limit: Int?): Timeline {
        val who = native(customer)
        val (end, most) = counted(before, "before")?.toULong() to counted(limit, "limit")?.toUInt()
        return timeline(calling { engine.timeline(who, end, most) })
    }

    fun preview(
        handbook: ByteArray,
        about: List<String>,
        customers: Int?,
        samples: Int?,
        sizes: List<Instant>,
        acceptsIncomplete: Boolean,
    ): Preview {
        val (tags, past) = about.map { text(it, "the name of the tag") } to sizes.map(::millis)
        val (most, drawn) = counted(customers, "customers")?.toUInt() to counted(samples, "samples")?.toUInt()
        return preview(calling { engine.preview(handbook, tags, most, drawn, past, acceptsIncomplete) })
    }

    fun sizes(at: List<Instant>): List<Sizes> {
        val past = at.map(::millis)
        return sizesOf(calling { engine.sizes(past) })
    }

    fun forecastTag(tag: String, until: Instant, limit: Int?, after: Foreseen?): Outlook {
        val (what, end) = text(tag, "the name of the tag") to millis(until)
        val (at, who) = after?.at?.let(::millis) to after?.customer?.let(::native)
        val most = counted(limit, "limit")?.toUInt()
        return outlook(calling { engine.forecastTag(what, end, most, at, who) })
    }

    fun forecastCondition(condition: String, until: Instant, limit: Int?, after: Foreseen?): Outlook {
        val (what, end) = text(condition, "the condition") to millis(until)
        val (at, who) = after?.at?.let(::millis) to after?.customer?.let(::native)
        val most = counted(limit, "limit")?.toUInt()
        return outlook(calling { engine.forecastCondition(what, end, most, at, who) })
    }

    fun diagnose(similarPercent: Int?, flaps: Long?, since: Instant?): Diagnosis {
        val (percent, times) = counted(similarPercent, "similarPercent")?.toUInt() to counted(flaps, "flaps")?.toULong()
        val from = since?.let(::millis)
        return diagnosis(calling { engine.diagnose(percent, times, from) })
    }

    fun members(tag: String): List<Customer> {
        val what = text(tag, "the name of the tag")
        return calling { engine.members(what) }.map(::public)
    }

    fun route(customer: Customer, route: String): Routed? {
        val (who, what) = native(customer) to text(route, "the name of the route")
        return routed(calling { engine.route(who, what) })
    }

    fun routeTargets(route: String): List<RouteTarget> {
        val what = text(route, "the name of the route")
        return routeTargetsOf(calling { engine.routeTargets(what) })
    }

    fun routeMembers(route: String, target: String): List<Customer> {
        val (what, where) = text(route, "the name of the route") to text(target, "the target")
        return calling { engine.routeMembers(what, where) }.map(::public)
    }

    fun count(condition: String): Long {
        val what = text(condition, "the condition")
        return calling { engine.count(what) }.toLong()
    }

    fun ids(condition: String): List<Customer> {
        val what = text(condition, "the condition")
        return calling { engine.ids(what) }.map(::public)
    }

    fun erase(customer: Customer): Erased {
        val who = native(customer)
        return erased(calling { engine.erase(who) })
    }

    fun analysis(question: String, below: Long, at: Instant?): Table {
        val instant = at?.let(::millis)
        return table(calling { engine.analysis(question, below.toULong(), instant) })
    }

    fun changes(after: Long, max: Int): FeedPage {
        require(after >= 0) { "after is a whole number from 0, not $after" }
        require(max >= 0) { "max is a whole number from 0, not $max" }
        return feedPage(calling { engine.changes(after.toULong(), max.toUInt()) })
    }

    fun subscribe(name: String, filter: Filter, start: Start): Consumer {
        val (who, asked) = text(name, "the name of the consumer") to text(json(filter), "the filter")
        val after =
            (start as? Start.After)?.sequence?.let {
                require(it >= 0) { "a consumer starts behind a whole number from 0, not $it" }
                it.toULong()
            }
        return consumer(calling { engine.subscribe(who, asked, start == Start.Beginning, after) })
    }

    fun poll(name: String, max: Int): ConsumerPage {
        val who = text(name, "the name of the consumer")
        require(max >= 0) { "max is a whole number from 0, not $max" }
        return consumerPage(calling { engine.poll(who, max.toUInt()) })
    }

    fun ack(name: String, sequence: Long) {
        val (who, number) = text(name, "the name of the consumer") to sequence(sequence)
        calling { engine.ack(who, number) }
    }

    fun ackMissed(name: String, sequence: Long) {
        val (who, number) = text(name, "the name of the consumer") to sequence(sequence)
        calling { engine.ackMissed(who, number) }
    }

    fun unsubscribe(name: String) {
        val who = text(name, "the name of the consumer")
        calling { engine.unsubscribe(who) }
    }

    fun consumers(): List<Consumer> = consumers(calling { engine.consumers() })

    fun clock(): Instant? = calling { engine.clock() }?.let(Instant::ofEpochMilli)

    fun handbookPage(language: Language): String? = calling { engine.handbookPage(language == Language.CHINESE) }

    fun handbook(language: Language): String? = calling { engine.handbook(language == Language.CHINESE) }

    fun handbookJson(): String? = calling { engine.handbookJson() }

    /** Not the generated `close`, behind which a call would fail without a code. */
    fun close(): Unit = calling { engine.shut() }

    companion object {
        fun inMemory(settings: Settings) = Native(NativeEngine(settings.native()))

        fun open(path: Path, settings: Settings): Native {
            val (folder, given) = text(path.toString(), "the path") to settings.native()
            return Native(calling { NativeEngine.open(folder, given) })
        }

        fun openReadOnly(path: Path, settings: Settings): Native {
            val (folder, given) = text(path.toString(), "the path") to settings.native()
            return Native(calling { NativeEngine.openReadOnly(folder, given) })
        }

        private fun <N : Number> counted(number: N?, what: String): N? {
            require(number == null || number.toLong() >= 0) { "$what is a whole number from 0, not $number" }
            return number
        }

        fun salvage(damaged: Path, path: Path): Salvage {
            val (from, into) = text(damaged.toString(), "the path") to text(path.toString(), "the path")
            return salvageOf(calling { salvageStore(from, into) })
        }

        private fun sequence(number: Long): ULong {
            require(number >= 0) { "sequence is a whole number from 0, not $number" }
            return number.toULong()
        }

        private fun native(customer: Customer): NativeCustomer =
            when (customer) {
                is Customer.Number -> NativeCustomer.Number(customer.value)
                is Customer.Text -> NativeCustomer.Text(text(customer.value, "the id of the customer"))
            }

        private fun public(customer: NativeCustomer): Customer =
            when (customer) {
                is NativeCustomer.Number -> Customer.Number(customer.id)
                is NativeCustomer.Text -> Customer.Text(customer.id)
            }
    }
}
