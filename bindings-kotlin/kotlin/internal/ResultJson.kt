// Results from the JSON that the engine writes.

package dev.tagora.internal

import dev.tagora.Applied
import dev.tagora.Backup
import dev.tagora.Cause
import dev.tagora.Change
import dev.tagora.ChangeKind
import dev.tagora.Consumer
import dev.tagora.ConsumerPage
import dev.tagora.Customer
import dev.tagora.DefinitionDiff
import dev.tagora.Diagnostic
import dev.tagora.Erased
import dev.tagora.FeedPage
import dev.tagora.Filter
import dev.tagora.GroupDiff
import dev.tagora.HeldTag
import dev.tagora.Loaded
import dev.tagora.Missed
import dev.tagora.RouteTarget
import dev.tagora.Routed
import dev.tagora.Salvage
import dev.tagora.Span
import dev.tagora.Table
import dev.tagora.TagDiff
import dev.tagora.TagoraException
import dev.tagora.TestFailure
import dev.tagora.TestOutcome
import dev.tagora.TestReport
import dev.tagora.Verified
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import kotlinx.serialization.json.longOrNull
import java.time.Instant

internal fun loaded(text: String): Loaded =
    with(parsed(text)) {
        Loaded(
            version = long("version"),
            commit = long("commit"),
            changes = changes(),
            warnings = field("warnings").jsonArray.map { it.jsonObject.diagnostic() },
            tags = field("tags").jsonArray.map { it.jsonObject.tagDiff() },
            groups = field("groups").jsonArray.map { it.jsonObject.groupDiff() },
        )
    }

internal fun JsonObject.tagDiff(): TagDiff =
    TagDiff(
        tag = text("tag"),
        formerly = field("formerly").jsonArray.map { it.jsonPrimitive.content },
        definition = DefinitionDiff.valueOf(text("definition").uppercase()),
        gained = long("gained"),
        lost = long("lost"),
        stayed = long("stayed"),
    )

internal fun JsonObject.groupDiff(): GroupDiff = GroupDiff(text("group"), long("gained"), long("lost"), long("stayed"))

internal fun applied(text: String): Applied =
    with(parsed(text)) {
        Applied(
            commit = long("commit"),
            durable = boolean("durable"),
            accepted = long("accepted"),
            duplicates = long("duplicates"),
            tooLate = long("too_late"),
            waiting = long("waiting"),
            clock = instant("clock"),
            changes = changes(),
        )
    }

internal fun erased(text: String): Erased =
    with(parsed(text)) { Erased(long("commit"), field("ids").jsonArray.map(::customer)) }

internal fun feedPage(text: String): FeedPage = with(parsed(text)) { FeedPage(changes(), long("next"), long("missed")) }

internal fun consumer(text: String): Consumer = parsed(text).consumer()

internal fun consumers(text: String): List<Consumer> = listed(text) { consumer() }

private fun JsonObject.consumer() =
    Consumer(text("name"), field("filter").jsonObject.filter(), long("acked"), long("pending"), long("missed"))

private fun JsonObject.filter() =
    Filter(
        tags = names("tags"),
        groups = names("groups"),
        rules = names("rules"),
        kinds = names("kinds"),
        causes = names("causes"),
        customers = get("customers")?.jsonArray?.map(::customer),
        withoutImports = names("without_imports"),
    )

internal fun JsonObject.names(key: String): List<String> = get(key)?.jsonArray.orEmpty().map { it.jsonPrimitive.content }

internal fun consumerPage(text: String): ConsumerPage =
    with(parsed(text)) {
        val missed = get("missed") as? JsonObject
        ConsumerPage(changes(), long("next"), missed?.let { Missed(it.long("first"), it.long("last")) })
    }

internal fun verified(text: String): Verified =
    with(parsed(text)) { Verified(long("rows"), names("findings")) }

internal fun backupOf(text: String): Backup = with(parsed(text)) { Backup(long("commit"), long("rows")) }

internal fun salvageOf(text: String): Salvage =
    with(parsed(text)) { Salvage(long("commit"), long("rows"), names("lost")) }

internal fun heldTags(text: String): List<HeldTag> =
    listed(text) { heldTag() }

internal fun JsonObject.heldTag(): HeldTag =
    HeldTag(text("tag"), instant("since"), optionalInstant("until"), optional("value"), field("cause").jsonObject.cause())

internal fun routed(text: String): Routed? =
    (Json.parseToJsonElement(text) as? JsonObject)?.run { Routed(text("target"), instant("since")) }

internal fun routeTargetsOf(text: String): List<RouteTarget> =
    listed(text) { RouteTarget(text("target"), long("customers"), field("capacity").jsonPrimitive.longOrNull) }

internal fun diagnostics(text: String): List<Diagnostic> =
    listed(text) { diagnostic() }

internal fun JsonObject.diagnostic(): Diagnostic =
    Diagnostic(
        code = text("code"),
        message = text("message"),
        messageZh = text("message_zh"),
        help = optional("help"),
        helpZh = optional("help_zh"),
        span = Span(int("start_utf16"), int("end_utf16")),
        bytes = Span(int("start"), int("end")),
        line = int("line"),
        column = int("column"),
    )

internal fun testReport(text: String): TestReport =
    with(parsed(text)) {
        TestReport(
            passed = boolean("passed"),
            tests = field("tests").jsonArray.map { it.jsonObject.outcome() },
            report = text("report"),
            reportZh = text("report_zh"),
        )
    }

private fun JsonObject.outcome() =
    TestOutcome(text("name"), boolean("passed"), field("failures").jsonArray.map { it.jsonObject.failure() })

private fun JsonObject.failure() =
    TestFailure(
        bytes = Span(int("start"), int("end")),
        line = int("line"),
        column = int("column"),
        at = instant("at"),
        customer = text("customer"),
        expected = optional("expected"),
        expectedZh = optional("expected_zh"),
        found = text("found"),
        foundZh = text("found_zh"),
    )

private fun JsonObject.changes(): List<Change> = field("changes").jsonArray.map { it.jsonObject.change() }

private fun JsonObject.change() =
    Change(
        sequence = long("sequence"),
        commit = long("commit"),
        at = instant("at"),
        customer = customer(),
        kind = kind(),
        cause = field("cause").jsonObject.cause(),
        version = long("version"),
    )

private fun JsonObject.kind(): ChangeKind =
    when (val kind = text("kind")) {
        "gained" -> ChangeKind.Gained(text("tag"))
        "lost" -> ChangeKind.Lost(text("tag"))
        "emitted" ->
            ChangeKind.Emitted(text("name"), field("payload").jsonObject.mapValues { it.value.jsonPrimitive.contentOrNull })
        "value" -> ChangeKind.Value(text("tag"), text("value"))
        "suggested" -> ChangeKind.Suggested(text("tag"), optional("confidence"))
        "proposed" -> ChangeKind.Proposed(text("tag"), field("add").jsonPrimitive.boolean)
        "declined" -> ChangeKind.Declined(text("tag"))
        "routed" -> ChangeKind.Routed(text("route"), text("target"))
        "unrouted" -> ChangeKind.Unrouted(text("route"), text("target"))
        "notified" -> ChangeKind.Notified(text("team"))
        else -> throw unknown("kind of change", kind)
    }

internal fun JsonObject.cause(): Cause =
    when (val kind = text("kind")) {
        "event" -> Cause.Event(text("event"), optional("id"), instant("at"))
        "rule" -> Cause.Rule(text("rule"), optional("event"), optional("id"), instant("at"))
        "attribute" -> Cause.Attribute(text("name"))
        "person" -> Cause.Person(text("by"))
        "import" -> Cause.Import(text("source"), long("version"))
        "merge" -> Cause.Merge(customer())
        "exclusive-group" -> Cause.ExclusiveGroup(text("other"))
        "handbook" -> Cause.Handbook(long("version"))
        "time" -> Cause.Time
        "expired" -> Cause.Expired
        "created" -> Cause.Created
        "late" -> Cause.Late
        "vacancy" -> Cause.Vacancy
        else -> throw unknown("cause", kind)
    }

internal fun JsonObject.customer(): Customer = customer(field("customer"))

internal fun customer(json: JsonElement): Customer {
    val id = json.jsonPrimitive
    return if (id.isString) Customer(id.content) else Customer(id.content.toULong())
}

internal fun table(text: String): Table =
    with(parsed(text)) {
        Table(
            columns = field("columns").jsonArray.map { it.jsonPrimitive.content },
            rows = field("rows").jsonArray.map { row -> row.jsonArray.map(::cell) },
            totals = field("totals").jsonObject.mapValues { it.value.jsonPrimitive.longOrNull },
        )
    }

/** A number with a point is a double also where it is whole. */
private fun cell(json: JsonElement): Any? {
    val cell = json.jsonPrimitive
    return when {
        cell is JsonNull -> null
        cell.isString -> cell.content
        cell.content.any { it in ".eE" } -> cell.content.toDouble()
        else -> cell.long
    }
}

internal fun parsed(text: String): JsonObject = Json.parseToJsonElement(text).jsonObject

internal fun <T> listed(text: String, read: JsonObject.() -> T): List<T> =
    Json.parseToJsonElement(text).jsonArray.map { it.jsonObject.read() }

internal fun JsonObject.field(name: String): JsonElement = this[name] ?: throw unknown("result without", name)

internal fun JsonObject.text(name: String): String = field(name).jsonPrimitive.content

internal fun JsonObject.optional(name: String): String? = field(name).jsonPrimitive.contentOrNull

internal fun JsonObject.boolean(name: String): Boolean = field(name).jsonPrimitive.boolean

internal fun JsonObject.long(name: String): Long = field(name).jsonPrimitive.long

private fun JsonObject.int(name: String): Int = field(name).jsonPrimitive.int

internal fun JsonObject.instant(name: String): Instant = Instant.ofEpochMilli(long(name))

internal fun JsonObject.optionalInstant(name: String): Instant? = field(name).jsonPrimitive.longOrNull?.let(Instant::ofEpochMilli)

/** The library and this file are of one build: what one does not know of the other is a fault of ours. */
internal fun unknown(what: String, name: String): TagoraException = fault("a $what `$name`, which this version does not know")
