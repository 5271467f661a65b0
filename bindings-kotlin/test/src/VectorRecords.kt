package dev.tagora.test

import dev.tagora.Customer
import dev.tagora.Ends
import dev.tagora.Import
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
import java.time.LocalDate

/** The records of a vector as Kotlin's own; null where those cannot say the same, as when the vector is about a wrong form. */
internal fun typed(records: JsonElement): List<Record>? =
    (records as? JsonArray)?.map { typed(it as? JsonObject ?: return null) ?: return null }

/** The verbs, and what may stand beside each. */
private val VERBS =
    mapOf(
        "set" to emptySet(),
        "event" to setOf("id", "properties"),
        "add" to setOf("by", "import", "version", "for", "until", "renew"),
        "remove" to setOf("by", "import", "version"),
        "pin" to setOf("by"),
        "unpin" to setOf("by"),
        "ban" to setOf("by"),
        "unban" to setOf("by"),
        "merge_into" to emptySet(),
    )

private fun typed(json: JsonObject): Record? {
    val verbs = json.keys.filter { it in VERBS }
    val verb = verbs.firstOrNull()
    val known = setOf("customer", "at", "sequence", verb) + VERBS[verb].orEmpty()
    if (verbs.size > 1 || json.keys.any { it !in known }) return null
    val customer = customer(json["customer"]) ?: return null
    val at = (json["at"] as? JsonPrimitive)?.let(::instant) ?: return null
    val sequence = json["sequence"]?.let { it.jsonPrimitive.longOrNull ?: return null }
    // A text that is no text has another meaning than none.
    if (listOf("id", "by", "import", "for").any { it in json && json.string(it) == null }) return null
    val by = json.string("by")
    val import = json.string("import")?.let { Import(it, json["version"]?.jsonPrimitive?.longOrNull ?: return null) }
    if (import == null && "version" in json) return null
    val what = if (verb in setOf(null, "set", "merge_into")) "" else json.string(verb!!) ?: return null
    return when (verb) {
        null -> Record.Known(customer, at, sequence)
        "set" -> Record.Set(customer, values(json["set"]) ?: return null, at, sequence)
        "event" -> {
            val properties = json["properties"]?.let { values(it) ?: return null }
            Record.Event(customer, what, at, json.string("id"), properties.orEmpty(), sequence)
        }
        "add" -> {
            val renew = json["renew"]?.let { it.jsonPrimitive.booleanOrNull ?: return null }
            val ends = if ("for" in json || "until" in json) ends(json) ?: return null else null
            Record.Add(customer, what, at, by, import, ends, renew ?: false, sequence)
        }
        "remove" -> Record.Remove(customer, what, at, by, import, sequence)
        "pin" -> Record.Pin(customer, what, at, by, sequence)
        "unpin" -> Record.Unpin(customer, what, at, by, sequence)
        "ban" -> Record.Ban(customer, what, at, by, sequence)
        "merge_into" -> Record.Merge(customer, customer(json[verb]) ?: return null, at, sequence)
        else -> Record.Unban(customer, what, at, by, sequence)
    }
}

private fun ends(json: JsonObject): Ends? {
    val time = json.string("for")
    val until = json["until"] as? JsonPrimitive
    return when {
        until == null -> time?.let { Ends.After(it) }
        time != null -> null
        else -> instant(until)?.let { Ends.At(it) } ?: runCatching { Ends.With(LocalDate.parse(until.content)) }.getOrNull()
    }
}

private fun JsonObject.string(name: String): String? = (this[name] as? JsonPrimitive)?.takeIf { it.isString }?.content

private fun customer(json: JsonElement?): Customer? =
    (json as? JsonPrimitive)?.let { if (it.isString) Customer(it.content) else it.content.toULongOrNull()?.let { id -> Customer(id) } }

private fun instant(json: JsonPrimitive): Instant? =
    if (json.isString) runCatching { Instant.parse(json.content) }.getOrNull() else json.longOrNull?.let(Instant::ofEpochMilli)

private fun values(json: JsonElement?): Map<String, Any?>? = (json as? JsonObject)?.mapValues { (_, value) -> value(value) ?: if (value is JsonNull) null else return null }

private fun value(json: JsonElement): Any? =
    when (json) {
        is JsonPrimitive -> if (json.isString) json.content else json.booleanOrNull ?: json.longOrNull ?: json.contentOrNull?.toDouble()
        is JsonArray -> json.map { if (it is JsonArray) return null else value(it) ?: return null }
        else -> null
    }
