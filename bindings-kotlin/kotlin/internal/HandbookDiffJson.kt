package dev.tagora.internal

import dev.tagora.HandbookChange
import dev.tagora.HandbookChangeKind
import dev.tagora.HandbookDiff
import dev.tagora.HandbookDifference
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

internal fun handbookDiff(text: String): HandbookDiff =
    with(parsed(text)) { HandbookDiff(field("changes").jsonArray.map { it.jsonObject.change() }, text("text")) }

private fun JsonObject.change() =
    HandbookChange(
        what = text("what"),
        name = text("name"),
        formerly = optional("formerly"),
        kind = HandbookChangeKind.valueOf(text("kind").uppercase()),
        differences = field("differences").jsonArray.map { it.jsonObject.difference() },
        through = field("through").jsonArray.map { it.jsonPrimitive.content },
        text = text("text"),
    )

private fun JsonObject.difference() = HandbookDifference(text("part"), optional("before"), optional("after"))
