// Previews, forecasts, profiles and diagnoses from the JSON that the engine writes.

package dev.tagora.internal

import dev.tagora.About
import dev.tagora.Act
import dev.tagora.Affected
import dev.tagora.Completeness
import dev.tagora.Diagnosis
import dev.tagora.Fired
import dev.tagora.Flapping
import dev.tagora.Foreseen
import dev.tagora.GroupCover
import dev.tagora.Happened
import dev.tagora.Happening
import dev.tagora.Known
import dev.tagora.Led
import dev.tagora.Meant
import dev.tagora.Outlook
import dev.tagora.Preview
import dev.tagora.Profile
import dev.tagora.Reckoned
import dev.tagora.Sample
import dev.tagora.SegmentDiff
import dev.tagora.Similar
import dev.tagora.Sizes
import dev.tagora.Sources
import dev.tagora.Suggested
import dev.tagora.TagSize
import dev.tagora.Timeline
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.longOrNull

internal fun preview(text: String): Preview =
    with(parsed(text)) {
        Preview(
            version = long("version"),
            warnings = list("warnings") { diagnostic() },
            tags = list("tags") { tagDiff() },
            groups = list("groups") { groupDiff() },
            segments = list("segments") { SegmentDiff(text("segment"), long("gained"), long("lost"), long("stayed")) },
            fired = list("fired") { Fired(text("rule"), text("kind"), text("what"), long("times"), long("customers")) },
            incompleteSince = optionalInstant("incomplete_since"),
            about = list("about") { about() },
            sizes = list("sizes") { sizes() },
        )
    }

private fun JsonObject.about() =
    About(
        tag = text("tag"),
        affected = field("affected").jsonObject.run { Affected(names("tags"), names("defines"), names("segments"), names("rules"), names("routes")) },
        gained = field("gained").jsonObject.meant(),
        lost = field("lost").jsonObject.meant(),
        stayed = field("stayed").jsonObject.meant(),
    )

private fun JsonObject.meant() =
    Meant(
        customers = field("customers").jsonArray.map(::customer),
        samples = list("samples") { Sample(customer(), part("before")?.explanation(), part("after")?.explanation()) },
    )

internal fun sizesOf(text: String): List<Sizes> = listed(text) { sizes() }

private fun JsonObject.sizes() =
    Sizes(instant("at"), long("customers"), list("tags") { TagSize(text("tag"), long("customers")) })

internal fun outlook(text: String): Outlook =
    with(parsed(text)) {
        val turns = list("turns") { Foreseen(instant("at"), customer(), boolean("gained"), field("cause").jsonObject.cause()) }
        Outlook(turns, boolean("is_more"))
    }

internal fun profile(text: String): Profile? =
    (Json.parseToJsonElement(text) as? JsonObject)?.run {
        Profile(
            customer = customer(),
            at = instant("at"),
            since = optionalInstant("since"),
            events = long("events"),
            completeness = field("completeness").jsonObject.run { Completeness(long("known"), long("declared")) },
            attributes = list("attributes") { Known(text("attribute"), optional("value"), optionalInstant("since")) },
            tags = list("tags") { heldTag() },
            numbers = list("numbers") { Reckoned(text("text"), text("text_zh"), optional("value")) },
            routes = list("routes") { Led(text("route"), text("target"), instant("since")) },
            suggestions = list("suggestions") { Suggested(text("tag"), instant("at"), optional("confidence"), field("cause").jsonObject.cause()) },
        )
    }

internal fun timeline(text: String): Timeline =
    with(parsed(text)) { Timeline(list("items") { Happening(instant("at"), happened()) }, field("next").jsonPrimitive.longOrNull) }

private fun JsonObject.happened(): Happened =
    when (val kind = text("kind")) {
        "created" -> Happened.Created
        "event" -> Happened.Event(text("event"), optional("id"), field("properties").jsonObject.mapValues { it.value.jsonPrimitive.content })
        "attribute" -> Happened.Attribute(text("attribute"), optional("value"))
        "assigned" -> Happened.Assigned(text("tag"), Act.valueOf(text("act").uppercase()), text("by"))
        "gained" -> Happened.Gained(text("tag"), field("cause").jsonObject.cause())
        "lost" -> Happened.Lost(text("tag"), field("cause").jsonObject.cause())
        else -> throw unknown("kind of what happened", kind)
    }

internal fun diagnosis(text: String): Diagnosis =
    with(parsed(text)) {
        Diagnosis(
            customers = long("customers"),
            heldByNobody = names("held_by_nobody"),
            heldByAll = names("held_by_all"),
            unused = names("unused"),
            similar = list("similar") { Similar(text("one"), text("other"), long("both"), long("either")) },
            groups = list("groups") { GroupCover(text("group"), long("none"), long("one"), long("several")) },
            tagsPerCustomer = field("tags_per_customer").jsonArray.map { it.jsonPrimitive.long },
            sources = list("sources") { Sources(text("tag"), long("defined"), long("people"), long("imports"), long("rules")) },
            flapping = list("flapping") { Flapping(text("tag"), long("customers"), long("most")) },
        )
    }

private fun <T> JsonObject.list(name: String, read: JsonObject.() -> T): List<T> = field(name).jsonArray.map { it.jsonObject.read() }
