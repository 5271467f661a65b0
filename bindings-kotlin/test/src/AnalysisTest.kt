package dev.tagora.test

import dev.tagora.Analysis
import dev.tagora.By
import dev.tagora.Cycle
import dev.tagora.Engine
import dev.tagora.Pairs
import dev.tagora.Period
import dev.tagora.Table
import dev.tagora.suspending
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.longOrNull
import org.junit.jupiter.api.Test
import java.lang.reflect.Modifier
import java.time.Duration
import java.time.Instant
import kotlin.io.path.readText
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** Numbers about customers, as tables. */
class AnalysisTest {
    private val shared = Json.parseToJsonElement(root.resolve("conformance/analytics.json").readText()).jsonObject

    private val answers = shared.getValue("answers").jsonObject.mapValues { it.value.jsonObject }

    private fun shop(): Engine {
        val engine = Engine()
        engine.load(shared.getValue("handbook").jsonArray.joinToString("\n") { it.jsonPrimitive.content })
        engine.apply(shared.getValue("records").toString(), Instant.ofEpochMilli(shared.getValue("now").jsonPrimitive.long))
        return engine
    }

    /** The questions of the shared answers, as they are asked in Kotlin. */
    private fun asked(engine: Engine): Map<String, Table> {
        val (now, channel) = engine.analysis() to By.Attribute("channel")
        val week = Duration.ofDays(7)
        return mapOf(
            "breakdown" to now.breakdown(channel, numbers = "sum(pay.amount)"),
            "breakdown of few" to engine.analysis(below = 2).breakdown(channel, segment = "did cart"),
            "breakdown of the past" to engine.analysis(at = day(3)).breakdown(By.Group("stage")),
            "cross" to now.cross(By.Group("stage"), channel),
            "top" to now.top("channel", limit = 1),
            "distribution" to now.distribution("sum(pay.amount)", percents = listOf(50.0, 100.0)),
            "rhythm" to now.rhythm("sum(pay.amount)", Cycle.WEEKDAYS),
            "coverage" to now.coverage("stage"),
            "lifts" to now.lifts(listOf("silent", "active")),
            "passage" to now.passage("sequence(view, cart, pay within 7 days)", by = channel),
            "elapsed" to now.elapsed("did view", "did cart", Pairs.FIRST, listOf(50.0)),
            "retention" to now.retention("did view", "did cart", Period.DAYS, 3),
            "transitions" to now.transitions("stage", day(3), segment = "channel = web"),
            "conversion" to now.conversion("active", "did pay", day(0), day(10), week, percents = listOf(50.0)),
            "before_after" to now.beforeAfter("active", "sum(pay.amount)", day(0), day(10), week),
            "contrast" to now.contrast("channel = web", "channel = shop", limit = 3),
        )
    }

    @Test
    fun `the shared answers`() {
        val found = asked(shop())
        assertEquals(answers.keys, found.keys)
        for ((name, table) in found) {
            val answer = answers.getValue(name)
            assertEquals(answer.getValue("columns").jsonArray.map { it.jsonPrimitive.content }, table.columns, name)
            assertEquals(answer.getValue("rows").jsonArray.map { row -> row.jsonArray.map(::cell) }, table.rows, name)
            assertEquals(answer.getValue("totals").jsonObject.mapValues { it.value.jsonPrimitive.longOrNull }, table.totals, name)
        }
    }

    private fun cell(json: JsonElement): Any? =
        json.jsonPrimitive.run {
            when {
                this is JsonNull -> null
                isString -> content
                '.' in content || 'e' in content -> content.toDouble()
                else -> long
            }
        }

    @Test
    fun `every kind is asked`() {
        val public = Analysis::class.java.declaredMethods.filter { Modifier.isPublic(it.modifiers) && !it.isSynthetic }
        val kinds = public.map { it.name }.toSet()
        assertEquals(14, kinds.size, "$kinds")
        val named = answers.values.flatMap { (it.getValue("question") as JsonObject).keys }.toSet()
        assertEquals(named.map { it.replace("_a", "A") }.toSet(), kinds)
    }

    @Test
    fun `tables are read by column and by row`() =
        runBlocking {
            val table = shop().suspending.analysis { coverage("stage") }
            assertEquals(listOf("none", "one", "several"), table.column("value"))
            assertEquals(4L, table.maps()[1]["customers"])
            assertFailsWith<IllegalArgumentException> { table.column("tag") }
            Unit
        }

    @Test
    fun defaults() {
        val analysis = shop().analysis()
        assertEquals(listOf("p25", "p50", "p75"), analysis.distribution("sum(pay.amount)").column("measure").takeLast(3))
        assertEquals(analysis.top("channel", limit = 10), analysis.top("channel"))
        val pairs = analysis.elapsed("did view", "did cart", Pairs.ALL, listOf(25.0, 50.0, 75.0))
        assertEquals(pairs, analysis.elapsed("did view", "did cart"))
    }

    @Test
    fun `what is refused`() {
        val engine = shop()
        val analysis = engine.analysis()
        assertEquals("unknown-group", refused { analysis.breakdown(By.Group("stages")) }.code)
        assertEquals("unknown-attribute", refused { analysis.top("colour") }.code)
        assertEquals("unknown-event", refused { analysis.rhythm("did vew", Cycle.HOURS) }.code)
        assertEquals("invalid-count", refused { analysis.top("channel", limit = 0) }.code)
        assertEquals("invalid-analysis", refused { analysis.top("channel", limit = -1) }.code)
        assertEquals("invalid-analysis", refused { analysis.distribution("sum(pay.amount)", listOf(101.0)) }.code)
        assertEquals("invalid-analysis", refused { analysis.passage("did view") }.code)
        assertEquals("no-such-instant", refused { engine.analysis(at = day(21)).coverage("stage") }.code)
        assertEquals("invalid-utf8", refused { analysis.coverage("\uD800") }.code)
        assertEquals("no-handbook", refused { Engine().analysis().coverage("stage") }.code)
        assertFailsWith<IllegalArgumentException> { engine.analysis(below = -1) }
        assertFailsWith<IllegalArgumentException> { analysis.distribution("sum(pay.amount)", listOf(Double.NaN)) }
    }
}
