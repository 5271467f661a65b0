package dev.tagora.test

import dev.tagora.Customer
import dev.tagora.Record
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.booleanOrNull
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import java.time.Instant

/** The records of a vector as Kotlin's own; null where those cannot say the same, as when the vector is about a wrong form. */
internal fun typed(records: JsonElement): List<Record>? =
    (records as? JsonArray)?.map { typed(it as? JsonObject ?: return null) ?: return null }

private val KINDS =
    mapOf("set" to setOf("set"), "event" to setOf("event", "id", "properties"), "add" to setOf("add", "by"), "remove" to setOf("remove", "by"))

private fun typed(json: JsonObject): Record? {
    val verbs = json.keys.filter { it in KINDS }
    val verb = verbs.firstOrNull()
    val known = setOf("customer", "at", "sequence") + KINDS[verb].orEmpty()
    if (verbs.size > 1 || json.keys.any { it !in known }) return null
    val customer = customer(json["customer"]) ?: return null
    val at = (json["at"] as? JsonPrimitive)?.let(::instant) ?: return null
    val sequence = json["sequence"]?.let { it.jsonPrimitive.longOrNull ?: return null }
    fun text(name: String) = (json[name] as? JsonPrimitive)?.takeIf { it.isString }?.content
    return when (verb) {
        null -> Record.Known(customer, at, sequence)
        "set" -> Record.Set(customer, values(json["set"]) ?: return null, at, sequence)
        "event" -> {
            val properties = json["properties"]?.let { values(it) ?: return null }
            Record.Event(customer, text("event") ?: return null, at, text("id"), properties.orEmpty(), sequence)
        }
        "add" -> Record.Add(customer, text("add") ?: return null, at, text("by"), sequence)
        else -> Record.Remove(customer, text("remove") ?: return null, at, text("by"), sequence)
    }
}

private fun customer(json: JsonElement?): Customer? =
    (json as? JsonPrimitive)?.let { if (it.isString) Customer(it.content) else it.content.toULongOrNull()?.let { id -> Customer(id) } }

private fun instant(json: JsonPrimitive): Instant? =
    if (json.isString) runCatching { Instant.parse(json.content) }.getOrNull() else json.longOrNull?.let(Instant::ofEpochMilli)

private fun values(json: JsonElement?): Map<String, Any?>? = (json as? JsonObject)?.mapValues { (_, value) -> value(value) ?: if (value is JsonNull) null else return null }

private fun value(json: JsonElement): Any? =
    (json as? JsonPrimitive)?.let {
        if (it.isString) it.content else it.booleanOrNull ?: it.longOrNull ?: it.contentOrNull?.toDouble()
    }
