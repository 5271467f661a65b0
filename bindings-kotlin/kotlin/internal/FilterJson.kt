package dev.tagora.internal

import dev.tagora.Filter
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject

/** A filter as the JSON that the engine reads. */
internal fun json(filter: Filter): String =
    buildJsonObject {
        val sorts =
            mapOf(
                "tags" to filter.tags,
                "groups" to filter.groups,
                "rules" to filter.rules,
                "kinds" to filter.kinds,
                "causes" to filter.causes,
                "without_imports" to filter.withoutImports,
            )
        for ((sort, names) in sorts) put(sort, JsonArray(names.map(::JsonPrimitive)))
        filter.customers?.let { customers -> put("customers", JsonArray(customers.map(::json))) }
    }.toString()
