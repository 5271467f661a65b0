package dev.tagora.test

import dev.tagora.Cause
import dev.tagora.Customer
import dev.tagora.Engine
import dev.tagora.Foreseen
import dev.tagora.Happening
import dev.tagora.TagoraException
import dev.tagora.suspending
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.Test
import java.lang.reflect.Modifier
import java.time.Instant
import kotlin.io.path.readText
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** What would be, what is going to be, and what is known of a customer. */
class WhatIfTest {
    private val shared = Json.parseToJsonElement(root.resolve("conformance/what-if.json").readText()).jsonObject

    private val questions = shared.getValue("questions").jsonArray.map { it.jsonObject }

    private fun shop(): Engine {
        val engine = Engine()
        engine.load(shared["handbook"].text())
        engine.apply(shared.getValue("records").toString(), shared.getValue("now").moment())
        return engine
    }

    private fun JsonObject.name(field: String) = getValue(field).jsonPrimitive.content

    private fun JsonObject.number(field: String) = get(field)?.jsonPrimitive?.int

    private fun JsonObject.moments(field: String) = get(field)?.jsonArray.orEmpty().map { it.moment() }

    private fun JsonObject.customer() =
        getValue("customer").jsonPrimitive.run { if (isString) Customer(content) else Customer(long) }

    /** A turn of which nothing is known but where it stands. */
    private fun JsonObject.after() =
        get("after")?.jsonObject?.run { Foreseen(getValue("at").moment(), customer(), true, Cause.Time) }

    /** A question as it is asked in Kotlin. */
    private fun ask(engine: Engine, question: JsonObject): Any? =
        with(question) {
            when (val ask = name("ask")) {
                "preview" -> {
                    val about = get("about")?.jsonArray.orEmpty().map { it.jsonPrimitive.content }
                    engine.preview(get("handbook").text(), about, number("customers"), number("samples"), moments("sizes"))
                }
                "sizes" -> engine.sizes(moments("at"))
                "forecast_tag" -> engine.forecastTag(name("tag"), getValue("until").moment(), number("limit"), after())
                "forecast_condition" -> engine.forecastCondition(name("condition"), getValue("until").moment(), number("limit"), after())
                "profile" -> engine.profile(customer())
                "timeline" -> engine.timeline(customer(), get("before")?.jsonPrimitive?.long, number("limit"))
                "diagnose" -> engine.diagnose(number("similar_percent"), get("flaps")?.jsonPrimitive?.long, get("since")?.moment())
                else -> error("there is no question $ask")
            }
        }

    @Test
    fun `the shared questions`() {
        val engine = shop()
        var asked = 0
        for (question in questions) {
            val (name, expected) = question.name("name") to question["is"]
            if (expected != null) {
                assertEquals(expected, seen(plain(ask(engine, question)), expected), name)
            } else {
                val refusal = question.getValue("error")
                assertEquals(refusal, seen(plain(assertFailsWith<TagoraException>(name) { ask(engine, question) }), refusal), name)
            }
            asked += 1
        }
        assertEquals(shared.number("count"), asked)
    }

    /** Results in the form of the shared answers. */
    private fun plain(found: Any?): JsonElement =
        when (found) {
            null -> JsonNull
            is String -> JsonPrimitive(found)
            is Boolean -> JsonPrimitive(found)
            is Number -> JsonPrimitive(found)
            is Instant -> JsonPrimitive(found.toEpochMilli())
            is Customer.Number -> JsonPrimitive(found.value.toLong())
            is Customer.Text -> JsonPrimitive(found.value)
            is Enum<*> -> JsonPrimitive(found.name.lowercase().replace('_', '-'))
            is List<*> -> JsonArray(found.map(::plain))
            is Map<*, *> -> JsonObject(found.entries.associate { (name, value) -> "$name" to plain(value) })
            is Happening -> JsonObject(plain(found.what).jsonObject + ("at" to plain(found.at)))
            is TagoraException -> {
                val diagnostics = found.diagnostics.map { JsonArray(listOf(plain(it.code), plain(it.line), plain(it.column))) }
                JsonObject(mapOf("code" to plain(found.code), "help" to plain(found.help), "diagnostics" to JsonArray(diagnostics)))
            }
            else -> fields(found)
        }

    /** A data class as an object; what stands inside a sealed type names its kind. */
    private fun fields(found: Any): JsonObject {
        val told = found.javaClass.declaredFields.filter { !Modifier.isStatic(it.modifiers) }
        val fields =
            told.associate { field ->
                field.isAccessible = true
                field.name.replace(Regex("[A-Z]")) { "_${it.value.lowercase()}" } to plain(field.get(found))
            }
        val kind = found.javaClass.takeIf { it.enclosingClass != null }?.simpleName?.replace(Regex("(?<=.)[A-Z]")) { "-${it.value}" }
        return JsonObject(fields + listOfNotNull(kind).map { "kind" to JsonPrimitive(it.lowercase()) })
    }

    /** What is expected, and nothing of what is not. */
    private fun seen(found: JsonElement, expected: JsonElement): JsonElement =
        when {
            found is JsonObject && expected is JsonObject ->
                JsonObject(expected.filterKeys { it in found }.mapValues { (name, value) -> seen(found.getValue(name), value) })
            found is JsonArray && expected is JsonArray && found.size == expected.size ->
                JsonArray(found.zip(expected).map { (one, other) -> seen(one, other) })
            else -> found
        }

    @Test
    fun `calls suspend and give the same`() =
        runBlocking {
            val engine = shop()
            val (customer, handbook) = Customer(1) to shared["handbook"].text()
            with(engine.suspending) {
                assertEquals(engine.preview(handbook, about = listOf("regular")), preview(handbook, about = listOf("regular")))
                assertEquals(engine.preview(handbook), engine.preview(handbook.encodeToByteArray()))
                assertEquals(engine.sizes(listOf(day(5))), sizes(listOf(day(5))))
                assertEquals(engine.forecastTag("silent", day(60)), forecastTag("silent", day(60)))
                assertEquals(engine.forecastCondition("did buy", day(60)), forecastCondition("did buy", day(60)))
                assertEquals(engine.profile(1), profile(customer))
                assertEquals(engine.timeline(1, limit = 2), timeline(customer, limit = 2))
                assertEquals(engine.diagnose(), diagnose())
            }
            assertEquals(Customer("eve"), engine.profile("eve")?.customer)
            assertEquals(engine.timeline(Customer("eve")), engine.timeline("eve"))
        }

    @Test
    fun `what is refused`() {
        val engine = shop()
        assertEquals("invalid-utf8", refused { engine.preview("tag \uD800") }.code)
        assertEquals("invalid-utf8", refused { engine.preview("tag vip", about = listOf("\uD800")) }.code)
        assertEquals("instant-out-of-range", refused { engine.sizes(listOf(Instant.MAX)) }.code)
        assertEquals("no-handbook", refused { Engine().forecastTag("vip", day(1)) }.code)
        assertEquals("no-handbook", refused { Engine().diagnose() }.code)
        assertFailsWith<IllegalArgumentException> { engine.preview("tag vip", samples = -1) }
        assertFailsWith<IllegalArgumentException> { engine.timeline(1, before = -1) }
        assertFailsWith<IllegalArgumentException> { engine.forecastTag("vip", day(60), limit = -1) }
        assertFailsWith<IllegalArgumentException> { engine.diagnose(flaps = -1) }
        engine.close()
        assertEquals("closed", refused { engine.profile(1) }.code)
    }
}
