// Reads the vectors in conformance/; their form is described there.

package dev.tagora.test

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.time.Instant
import java.time.ZoneOffset
import java.time.format.DateTimeFormatter
import kotlin.io.path.readText
import kotlin.test.assertEquals

/** One case, named by its suite and its own name. */
internal class Vector(val name: String, val content: JsonObject)

internal object Vectors {
    private val index = read("index.json")

    /** How many cases there must be. */
    val expected: Int = index.getValue("cases").jsonPrimitive.int

    val all: List<Vector> =
        index.getValue("suites").jsonArray.flatMap { suite ->
            val name = suite.jsonPrimitive.content
            val content = read("$name.json")
            assertEquals(suite, content["suite"])
            content.getValue("cases").jsonArray.map { Vector("$name / ${it.jsonObject.getValue("name").text()}", it.jsonObject) }
        }

    private fun read(name: String) = Json.parseToJsonElement(root.resolve("conformance/$name").readText()).jsonObject
}

/** A text, or lines that each end with a line feed; what is neither is no text. */
internal fun JsonElement?.text(): String =
    when {
        this is JsonPrimitive && isString -> content
        this is JsonArray && all { it is JsonPrimitive && it.isString } -> joinToString("") { "${it.jsonPrimitive.content}\n" }
        else -> ""
    }

/** Milliseconds or text. */
internal fun JsonElement.moment(): Instant =
    with(jsonPrimitive) { if (isString) Instant.parse(content) else Instant.ofEpochMilli(content.toLong()) }

private val FORM = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC)

/** An instant as vectors write it. */
internal fun Instant.json(): JsonElement = JsonPrimitive(FORM.format(this))
