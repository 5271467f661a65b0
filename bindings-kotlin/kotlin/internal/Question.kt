package dev.tagora.internal

import dev.tagora.By
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import java.time.Duration
import java.time.Instant
import dev.tagora.internal.text as wellFormed

/** A question to an analysis as it crosses. What is `null` is left out: its default is that of the library. */
internal class Question(private val what: String) {
    private val fields = mutableMapOf<String, JsonElement>()

    fun text(name: String, value: String?) = field(name, value?.let { JsonPrimitive(wellFormed(it, name)) })

    fun texts(name: String, values: List<String>) = field(name, JsonArray(values.map { JsonPrimitive(wellFormed(it, name)) }))

    fun number(name: String, value: Long?) = field(name, value?.let(::JsonPrimitive))

    fun numbers(name: String, values: List<Double>?): Question {
        require(values?.all { it.isFinite() } ?: true) { "$name are numbers, not $values" }
        return field(name, values?.let { list -> JsonArray(list.map(::JsonPrimitive)) })
    }

    fun name(name: String, value: Enum<*>?) = field(name, value?.let { JsonPrimitive(it.name.lowercase()) })

    fun instant(name: String, value: Instant) = number(name, millis(value))

    fun span(since: Instant, before: Instant, within: Duration): Question =
        instant("since", since).instant("before", before).number("within_millis", millis(within))

    fun by(name: String, value: By?): Question =
        when (value) {
            null -> this
            is By.Group -> field(name, JsonObject(mapOf("group" to JsonPrimitive(wellFormed(value.name, "the group")))))
            is By.Attribute -> field(name, JsonObject(mapOf("attribute" to JsonPrimitive(wellFormed(value.name, "the attribute")))))
        }

    private fun field(name: String, value: JsonElement?): Question {
        value?.let { fields[name] = it }
        return this
    }

    override fun toString(): String = JsonObject(mapOf(what to JsonObject(fields))).toString()
}
