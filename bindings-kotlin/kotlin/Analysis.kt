package dev.tagora

import dev.tagora.internal.Question
import java.time.Duration
import java.time.Instant

/** By what customers are divided. */
public sealed interface By {
    /** By the tags of a group. A customer with several is in several parts. */
    public data class Group(val name: String) : By

    /** By the values of an attribute. */
    public data class Attribute(val name: String) : By
}

/** What comes round again. */
public enum class Cycle { HOURS, WEEKDAYS }

/** Which pairs of a customer count. */
public enum class Pairs { FIRST, ALL }

/** Days, weeks from Monday on, or months of the calendar, in the handbook's zone. */
public enum class Period { DAYS, WEEKS, MONTHS }

/**
 * What an analysis found. A cell is a `String`, a `Long` or a `Double`; all of a column are of one kind. `null` is a number that there
 * is none of (nobody to take a mean of), or one that is held back because it would tell of too few. Exact decimals are the
 * nearest doubles.
 *
 * @property columns their names
 * @property rows all as long as there are columns
 * @property totals counts about all of it, such as `customers`
 */
public data class Table(val columns: List<String>, val rows: List<List<Any?>>, val totals: Map<String, Long?>) {
    /** The cells of a column. */
    public fun column(name: String): List<Any?> {
        val place = columns.indexOf(name)
        require(place >= 0) { "there is no column $name among $columns" }
        return rows.map { it[place] }
    }

    /** The rows as maps from the names of columns. */
    public fun maps(): List<Map<String, Any?>> = rows.map { columns.zip(it).toMap() }
}

/**
 * Numbers about customers: see [Engine.analysis].
 *
 * A segment is a condition; `null` is everybody. Each call sees the engine as it is then, or as it was at the instant asked for. How each
 * number is read, and what is held back, is described in docs/analytics.md.
 */
public class Analysis internal constructor(private val engine: Engine, private val below: Long, private val at: Instant?) {
    /** How many customers by tag of a group or value of an attribute; of [numbers], an expression, each part's `values`, `sum` and `mean`. */
    @JvmOverloads
    public fun breakdown(by: By, segment: String? = null, numbers: String? = null): Table =
        ask(Question("breakdown").by("by", by).text("segment", segment).text("numbers", numbers))

    /** How many customers are in each part by one thing and in each by another. */
    @JvmOverloads
    public fun cross(rows: By, columns: By, segment: String? = null): Table =
        ask(Question("cross").by("rows", rows).by("columns", columns).text("segment", segment))

    /** The most frequent values of an attribute, 10 of them if not said otherwise, and behind them all others. */
    @JvmOverloads
    public fun top(attribute: String, limit: Int? = null, segment: String? = null): Table =
        ask(Question("top").text("attribute", attribute).number("limit", limit?.toLong()).text("segment", segment))

    /** How the numbers of an expression lie: sum, mean and percentiles (25, 50, 75 if not said otherwise). */
    @JvmOverloads
    public fun distribution(numbers: String, percents: List<Double>? = null, segment: String? = null): Table =
        ask(Question("distribution").text("numbers", numbers).numbers("percents", percents).text("segment", segment))

    /**
     * At which hours or on which weekdays events happen. [events] is a condition such as `did pay where amount > 10`, or what adds up
     * what they say, `sum(pay.amount)`.
     */
    @JvmOverloads
    public fun rhythm(events: String, cycle: Cycle, segment: String? = null): Table =
        ask(Question("rhythm").text("events", events).name("cycle", cycle).text("segment", segment))

    /** How many customers have `none`, `one` and `several` of the tags of a group. */
    @JvmOverloads
    public fun coverage(group: String, segment: String? = null): Table =
        ask(Question("coverage").text("group", group).text("segment", segment))

    /** Which tags go together, and how much more than by chance: a row for each two. */
    @JvmOverloads
    public fun lifts(tags: List<String>, segment: String? = null): Table =
        ask(Question("lifts").texts("tags", tags).text("segment", segment))

    /** How far customers come on the way of a funnel, `sequence(view, cart, pay within 7 days)`, step by step. */
    @JvmOverloads
    public fun passage(funnel: String, by: By? = null, segment: String? = null): Table =
        ask(Question("passage").text("funnel", funnel).by("by", by).text("segment", segment))

    /** How many milliseconds it took from one event to another. */
    @JvmOverloads
    public fun elapsed(
        begin: String,
        end: String,
        pairs: Pairs? = null,
        percents: List<Double>? = null,
        segment: String? = null,
    ): Table {
        val question = Question("elapsed").text("begin", begin).text("end", end).name("pairs", pairs)
        return ask(question.numbers("percents", percents).text("segment", segment))
    }

    /** How many of those who began in the same period came back in each of the [periods] from then on. */
    @JvmOverloads
    public fun retention(begin: String, back: String, period: Period, periods: Int, segment: String? = null): Table {
        val question = Question("retention").text("begin", begin).text("back", back).name("period", period)
        return ask(question.number("periods", periods.toLong()).text("segment", segment))
    }

    /** From which tag of a group those who are in the segment now went to which, since an earlier instant. */
    @JvmOverloads
    public fun transitions(group: String, before: Instant, segment: String? = null): Table =
        ask(Question("transitions").text("group", group).instant("before", before).text("segment", segment))

    /**
     * How many of those who first gained a tag from [since] on and before [before] reached a goal within some time. Percentiles are of the
     * milliseconds that it took.
     */
    @JvmOverloads
    public fun conversion(
        tag: String,
        goal: String,
        since: Instant,
        before: Instant,
        within: Duration,
        percents: List<Double>? = null,
        segment: String? = null,
    ): Table {
        val question = Question("conversion").text("tag", tag).text("goal", goal).span(since, before, within)
        return ask(question.numbers("percents", percents).text("segment", segment))
    }

    /** What those who first gained a tag in a span did before that and after, equally long. */
    @JvmOverloads
    public fun beforeAfter(
        tag: String,
        events: String,
        since: Instant,
        before: Instant,
        within: Duration,
        segment: String? = null,
    ): Table {
        val question = Question("before_after").text("tag", tag).text("events", events).span(since, before, within)
        return ask(question.text("segment", segment))
    }

    /** What distinguishes two segments: the tags whose shares differ most, 10 of them if not said otherwise. */
    @JvmOverloads
    public fun contrast(first: String, second: String, limit: Int? = null): Table =
        ask(Question("contrast").text("first", first).text("second", second).number("limit", limit?.toLong()))

    private fun ask(question: Question): Table = engine.ask(question.toString(), below, at)
}
