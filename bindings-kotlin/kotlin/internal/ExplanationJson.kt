// Explanations from the JSON that the engine writes.

package dev.tagora.internal

import dev.tagora.Basis
import dev.tagora.Clause
import dev.tagora.Episode
import dev.tagora.EpisodeEnd
import dev.tagora.Explanation
import dev.tagora.Seen
import dev.tagora.Turning
import dev.tagora.Upcoming
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject

internal fun explanation(text: String): Explanation? = (Json.parseToJsonElement(text) as? JsonObject)?.explanation()

internal fun JsonObject.explanation(): Explanation =
    Explanation(
        tag = text("tag"),
        at = instant("at"),
        isHeld = boolean("is_held"),
        basis = Basis.valueOf(text("basis").uppercase().replace('-', '_')),
        since = optionalInstant("since"),
        until = optionalInstant("until"),
        cause = part("cause")?.cause(),
        definition = part("definition")?.clause(),
        next = part("next")?.run { Turning(instant("at"), boolean("gained"), field("cause").jsonObject.cause(), part("definition")?.clause()) },
        ahead = instant("ahead"),
        text = text("text"),
        textZh = text("text_zh"),
    )

internal fun upcoming(text: String): List<Upcoming> =
    listed(text) { Upcoming(instant("at"), text("tag"), boolean("gained"), field("cause").jsonObject.cause()) }

internal fun episodesOf(text: String): List<Episode> =
    listed(text) {
        val end = part("end")?.run { EpisodeEnd(instant("at"), field("cause").jsonObject.cause()) }
        Episode(instant("since"), field("cause").jsonObject.cause(), end)
    }

private fun JsonObject.clause(): Clause =
    Clause(
        text = text("text"),
        textZh = text("text_zh"),
        isTrue = boolean("is_true"),
        value = optional("value"),
        against = optional("against"),
        events = field("events").jsonArray.map { it.jsonObject.run { Seen(text("event"), optional("id"), instant("at")) } },
        allEvents = long("all_events"),
        clauses = field("clauses").jsonArray.map { it.jsonObject.clause() },
    )

/** A part that may be missing. */
internal fun JsonObject.part(name: String): JsonObject? = field(name) as? JsonObject
