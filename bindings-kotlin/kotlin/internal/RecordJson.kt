// Records as the JSON that the engine reads.

package dev.tagora.internal

import dev.tagora.Customer
import dev.tagora.Ends
import dev.tagora.Import
import dev.tagora.InvalidInputException
import dev.tagora.Record
import dev.tagora.Refusal
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonObjectBuilder
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import java.math.BigDecimal
import java.time.Duration
import java.time.Instant
import java.time.LocalDate

internal fun json(records: Iterable<Record>): ByteArray {
    val text = JsonArray(records.map(::json)).toString()
    if (!isWellFormed(text)) throw invalid("a text holds half of a surrogate pair")
    return text.encodeToByteArray()
}

private fun json(record: Record): JsonObject =
    buildJsonObject {
        put("customer", json(record.customer))
        put("at", JsonPrimitive(millis(record.at)))
        record.sequence?.let { put("sequence", JsonPrimitive(it)) }
        when (record) {
            is Record.Known -> Unit
            is Record.Set -> put("set", values(record.values))
            is Record.Event -> {
                put("event", JsonPrimitive(record.event))
                record.id?.let { put("id", JsonPrimitive(it)) }
                put("properties", values(record.properties))
            }
            is Record.Add -> {
                assign("add", record.tag, record.by, record.import)
                record.ends?.let { ends(it) }
                if (record.renew) put("renew", JsonPrimitive(true))
            }
            is Record.Remove -> assign("remove", record.tag, record.by, record.import)
            is Record.Pin -> assign("pin", record.tag, record.by)
            is Record.Unpin -> assign("unpin", record.tag, record.by)
            is Record.Ban -> assign("ban", record.tag, record.by)
            is Record.Unban -> assign("unban", record.tag, record.by)
            is Record.Merge -> put("merge_into", json(record.into))
        }
    }

private fun JsonObjectBuilder.assign(verb: String, tag: String, by: String?, import: Import? = null) {
    put(verb, JsonPrimitive(tag))
    by?.let { put("by", JsonPrimitive(it)) }
    import?.let {
        put("import", JsonPrimitive(it.source))
        put("version", JsonPrimitive(it.version))
    }
}

private fun JsonObjectBuilder.ends(ends: Ends) {
    when (ends) {
        is Ends.At -> put("until", JsonPrimitive(millis(ends.instant)))
        is Ends.With -> put("until", JsonPrimitive(ends.day.toString()))
        is Ends.After -> put("for", JsonPrimitive(ends.time))
    }
}

internal fun json(customer: Customer): JsonElement =
    when (customer) {
        is Customer.Number -> JsonPrimitive(customer.value)
        is Customer.Text -> JsonPrimitive(customer.value)
    }

private fun values(values: Map<String, Any?>): JsonObject = JsonObject(values.mapValues { (name, value) -> json(value, name) })

private fun json(value: Any?, name: String): JsonElement =
    if (value is Collection<*>) JsonArray(value.map { single(it, name) }) else single(value, name)

private fun single(value: Any?, name: String): JsonElement =
    when (value) {
        null -> JsonNull
        is Boolean -> JsonPrimitive(value)
        is String -> JsonPrimitive(value)
        // As text it stays exact: a reader of JSON takes other numbers as doubles.
        is BigDecimal -> JsonPrimitive(plain(value))
        is Double -> if (value.isFinite()) JsonPrimitive(value) else throw invalid("$value is no number in JSON")
        is Float -> if (value.isFinite()) JsonPrimitive(value) else throw invalid("$value is no number in JSON")
        is Number -> JsonPrimitive(value)
        is Instant -> JsonPrimitive(millis(value))
        is LocalDate -> JsonPrimitive(value.toString())
        is Duration -> JsonPrimitive(value.toMillis())
        else -> throw IllegalArgumentException("the value of $name is a ${value.javaClass.name}, which a record cannot hold")
    }

/** Without an exponent, unless that takes more digits than any value has; the engine refuses those. */
private fun plain(value: BigDecimal): String = if (value.scale() in -100..100) value.toPlainString() else value.toString()

private fun invalid(why: String) = InvalidInputException(Refusal("invalid-json", "not valid JSON: $why"))
