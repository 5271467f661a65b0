package dev.tagora.test

import dev.tagora.Applied
import dev.tagora.Cause
import dev.tagora.Change
import dev.tagora.ChangeKind
import dev.tagora.Clock
import dev.tagora.Customer
import dev.tagora.Diagnostic
import dev.tagora.Engine
import dev.tagora.Language
import dev.tagora.Loaded
import dev.tagora.Settings
import dev.tagora.TagoraException
import dev.tagora.TestReport
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlin.test.fail

/** The vectors that every language runs: once with their records as JSON, once with them as Kotlin's own. */
class ConformanceTest {
    @TestFactory
    fun `vectors, records as JSON`(): List<DynamicTest> =
        tests(typed = false)

    @TestFactory
    fun `vectors, records as objects`(): List<DynamicTest> =
        tests(typed = true)

    private fun tests(typed: Boolean) =
        Vectors.all.map { vector ->
            DynamicTest.dynamicTest(vector.name) {
                // Maven's report numbers these tests and leaves out their names.
                runCatching { Run(typed).run(vector.content) }.onFailure { throw AssertionError("${vector.name}\n${it.message}", it) }
            }
        }

    @Test
    fun `every vector is run`() {
        assertEquals(Vectors.expected, Vectors.all.size, "the number of cases in conformance/index.json")
        assertEquals(Vectors.expected, Vectors.all.distinctBy { it.name }.size, "two cases have the same name")
    }

    @Test
    fun `nearly all batches can be given as objects`() {
        val batches = Vectors.all.flatMap { it.content.getValue("steps").jsonArray }.mapNotNull { it.jsonObject["apply"] }
        val typed = batches.count { typed(it) != null }
        assertTrue(typed * 10 >= batches.size * 9, "$typed of ${batches.size}")
    }

    @Test
    fun `a verb or field that the runner does not know fails`() {
        for (step in listOf("""{"dance": 1}""", """{"count": "x", "is": 0, "are": []}""")) {
            val wrong = runCatching { Run(typed = false).run(parsed("""{"steps": [$step]}""")) }.exceptionOrNull()
            assertTrue(wrong is AssertionError, "$step: $wrong")
        }
        assertTrue(runCatching { Run(typed = false).run(parsed("""{"settings": {"x": 1}, "steps": []}""")) }.isFailure)
    }

    private fun parsed(text: String) = Json.parseToJsonElement(text).jsonObject
}

private val COMMIT = setOf("accepted", "duplicates", "too_late", "waiting", "clock", "changes")

private val SETTINGS =
    setOf(
        "lateness_millis", "max_waiting", "feed_kept", "clock", "max_jump_millis", "max_changes", "max_batch", "max_customer_records",
        "max_earlier_handbooks", "max_open_tags",
    )

/** What a step may hold beside its verb. */
private val VERBS =
    mapOf(
        "load" to setOf("changes", "warnings", "tag_diffs", "group_diffs"),
        "load_json" to setOf("changes", "warnings", "tag_diffs", "group_diffs"),
        "check" to setOf("warnings"),
        "test" to setOf("passed", "failures"),
        "apply" to COMMIT + "now",
        "advance_to" to COMMIT,
        "has" to setOf("is"),
        "tags" to setOf("are"),
        "members" to setOf("are"),
        "route" to setOf("is"),
        "targets" to setOf("are"),
        "routed" to setOf("are"),
        "count" to setOf("is"),
        "ids" to setOf("are"),
        "erase" to setOf("ids"),
        "feed" to setOf("max", "changes", "next", "missed"),
        "print" to setOf("is"),
        "handbook_json" to setOf("is"),
        "close" to emptySet(),
    )

private class Run(private val typed: Boolean) {
    fun run(case: JsonObject) {
        val settings = case["settings"]?.jsonObject.orEmpty()
        val unknown = settings.keys - SETTINGS
        assertTrue(unknown.isEmpty(), "settings $unknown")
        fun setting(name: String) = settings[name]?.jsonPrimitive?.long
        val engine =
            Engine(
                Settings(
                    latenessMillis = setting("lateness_millis"),
                    maxWaiting = setting("max_waiting"),
                    feedKept = setting("feed_kept"),
                    clock = settings["clock"]?.let { mapOf("host" to Clock.HOST, "event" to Clock.EVENT).getValue(it.text()) } ?: Clock.HOST,
                    maxJumpMillis = setting("max_jump_millis"),
                    maxChanges = setting("max_changes"),
                    maxBatch = setting("max_batch"),
                    maxCustomerRecords = setting("max_customer_records"),
                    maxEarlierHandbooks = setting("max_earlier_handbooks"),
                    maxOpenTags = setting("max_open_tags"),
                ),
            )
        case["handbook"]?.let { engine.load(it.text()) }
        case.getValue("steps").jsonArray.forEachIndexed { number, step -> check(engine, step.jsonObject, "step ${number + 1}: $step") }
    }

    private fun check(engine: Engine, step: JsonObject, where: String) {
        // What one verb expects may have the name of another, as the `ids` of `erase` have.
        val verb =
            step.keys.singleOrNull { verb -> VERBS[verb]?.containsAll(step.keys - setOf(verb, "error")) == true }
                ?: fail("$where\nno verb that is known, with its own fields only")
        val fields = VERBS.getValue(verb)
        val expectedError = step["error"]?.jsonObject
        val found =
            try {
                call(engine, verb, step)
            } catch (error: TagoraException) {
                if (expectedError == null) throw AssertionError("$where\n$error", error)
                return failed(error, expectedError, step[verb].text(), where)
            }
        if (expectedError != null) fail("$where\nno error but $found")
        for (field in fields - setOf("now", "max")) {
            val expected = step[field] ?: continue
            assertEquals(if (verb == "print") JsonPrimitive(expected.text()) else expected, found[field], "$where\n$field")
        }
    }

    private fun loaded(loaded: Loaded) =
        mapOf(
            "changes" to rows(loaded.changes),
            "warnings" to warnings(loaded.warnings),
            "tag_diffs" to
                JsonArray(
                    loaded.tags.map {
                        val formerly = JsonArray(it.formerly.map(::JsonPrimitive))
                        val definition = JsonPrimitive(it.definition.name.lowercase())
                        JsonArray(listOf(JsonPrimitive(it.tag), formerly, definition) + listOf(it.gained, it.lost, it.stayed).map(::JsonPrimitive))
                    },
                ),
            "group_diffs" to
                JsonArray(loaded.groups.map { JsonArray(listOf(JsonPrimitive(it.group)) + listOf(it.gained, it.lost, it.stayed).map(::JsonPrimitive)) }),
        )

    /** Warnings as vectors write them. */
    private fun warnings(warnings: List<Diagnostic>) =
        JsonArray(
            warnings.map {
                // Every one is worded in both languages and says what to do.
                assertTrue(listOf(it.message, it.messageZh, it.help, it.helpZh).none(String?::isNullOrEmpty), it.toString())
                val places = listOf(it.bytes.start, it.bytes.end, it.span.start, it.span.end, it.line, it.column)
                JsonArray(listOf(JsonPrimitive(it.code)) + places.map { place -> JsonPrimitive(place) })
            },
        )

    private fun call(engine: Engine, verb: String, step: JsonObject): Map<String, JsonElement> {
        val argument = step.getValue(verb)
        return when (verb) {
            "load" -> loaded(engine.load(argument.text()))
            "load_json" -> loaded(engine.loadJson(argument.toString()))
            "check" -> mapOf("warnings" to warnings(engine.check(argument.text())))
            "test" -> tested(engine.test(argument.text()))
            "apply" -> fields(apply(engine, argument, step["now"]))
            "advance_to" -> fields(engine.advanceTo(argument.moment()))
            "has" -> mapOf("is" to JsonPrimitive(engine.has(customer(argument.jsonArray[0]), argument.jsonArray[1].text())))
            "tags" -> {
                val held = engine.tags(customer(argument))
                mapOf("are" to JsonArray(held.map { JsonArray(listOf(JsonPrimitive(it.tag), it.since.json(), kind(it.cause))) }))
            }
            "members" -> mapOf("are" to JsonArray(engine.members(argument.text()).map(::json)))
            "route" -> {
                val (who, route) = argument.jsonArray
                val routed = engine.route(customer(who), route.text())
                mapOf("is" to (routed?.let { JsonArray(listOf(JsonPrimitive(it.target), it.since.json())) } ?: JsonNull))
            }
            "targets" -> {
                val targets = engine.routeTargets(argument.text())
                mapOf("are" to JsonArray(targets.map { JsonArray(listOf(JsonPrimitive(it.target), JsonPrimitive(it.customers), JsonPrimitive(it.capacity))) }))
            }
            "routed" -> {
                val (route, target) = argument.jsonArray.map { it.text() }
                mapOf("are" to JsonArray(engine.routeMembers(route, target).map(::json)))
            }
            "count" -> mapOf("is" to JsonPrimitive(engine.count(argument.text())))
            "ids" -> mapOf("are" to JsonArray(engine.ids(argument.text()).map(::json)))
            "erase" -> mapOf("ids" to JsonArray(engine.erase(customer(argument)).ids.map(::json)))
            "feed" -> {
                val page = engine.changes(argument.jsonPrimitive.long, step.getValue("max").jsonPrimitive.int)
                mapOf("changes" to rows(page.changes), "next" to JsonPrimitive(page.next), "missed" to JsonPrimitive(page.missed))
            }
            "print" -> {
                val language = mapOf("en" to Language.ENGLISH, "zh" to Language.CHINESE).getValue(argument.text())
                mapOf("is" to JsonPrimitive(engine.handbook(language)))
            }
            "handbook_json" -> mapOf("is" to (engine.handbookJson()?.let { Json.parseToJsonElement(it) } ?: JsonNull))
            "close" -> emptyMap<String, JsonElement>().also { engine.close() }
            else -> fail("the runner does not know how to do `$verb`")
        }
    }

    private fun apply(engine: Engine, records: JsonElement, now: JsonElement?): Applied {
        val objects = if (typed) typed(records) else null
        if (objects != null) return engine.apply(objects, now?.moment())
        return engine.apply(if (records is JsonPrimitive) records.content else records.toString(), now?.moment())
    }

    private fun failed(error: TagoraException, expected: JsonObject, source: String, where: String) {
        // A handbook that is given as an object has no text here.
        val span = error.span?.takeIf { it.end <= source.length }
        val underlined = span?.let { source.substring(it.start, it.end) }
        // Vectors count bytes; a Kotlin string counts UTF-16 code units.
        val bytes = span?.let { listOf(it.start, it.end).map { end -> source.take(end).encodeToByteArray().size } }
        val found =
            mapOf(
                "code" to JsonPrimitive(error.code),
                "help" to JsonPrimitive(error.help),
                "record" to JsonPrimitive(error.record),
                "text" to JsonPrimitive(underlined),
                "span" to JsonArray(bytes.orEmpty().map { JsonPrimitive(it) }),
            )
        for ((field, value) in expected) {
            assertTrue(field in found, "$where\nan error has no field $field")
            assertEquals(value, found[field], "$where\n$field\n$error")
        }
    }
}

private fun fields(applied: Applied) =
    mapOf(
        "accepted" to JsonPrimitive(applied.accepted),
        "duplicates" to JsonPrimitive(applied.duplicates),
        "too_late" to JsonPrimitive(applied.tooLate),
        "waiting" to JsonPrimitive(applied.waiting),
        "clock" to applied.clock.json(),
        "changes" to rows(applied.changes),
    )

/** The failures of a report as vectors write them. */
private fun tested(report: TestReport): Map<String, JsonElement> {
    val failures =
        report.tests.flatMap { test ->
            test.failures.map {
                val row = listOf(JsonPrimitive(test.name), JsonPrimitive(it.line), JsonPrimitive(it.customer), it.at.json())
                JsonArray(row + listOf(JsonPrimitive(it.expected), JsonPrimitive(it.found)))
            }
        }
    return mapOf("passed" to JsonPrimitive(report.passed), "failures" to JsonArray(failures))
}

/** Changes as vectors write them. */
private fun rows(changes: List<Change>) =
    JsonArray(
        changes.map { change ->
            val (kind, name, payload) =
                when (val what = change.kind) {
                    is ChangeKind.Gained -> Triple("gained", what.tag, null)
                    is ChangeKind.Lost -> Triple("lost", what.tag, null)
                    is ChangeKind.Value -> Triple("value", what.tag, JsonPrimitive(what.value))
                    is ChangeKind.Suggested -> Triple("suggested", what.tag, JsonPrimitive(what.confidence))
                    is ChangeKind.Proposed -> Triple("proposed", what.tag, JsonPrimitive(what.add))
                    is ChangeKind.Declined -> Triple("declined", what.tag, null)
                    is ChangeKind.Routed -> Triple("routed", what.route, JsonPrimitive(what.target))
                    is ChangeKind.Unrouted -> Triple("unrouted", what.route, JsonPrimitive(what.target))
                    is ChangeKind.Notified -> Triple("notified", what.team, null)
                    is ChangeKind.Emitted -> Triple("emitted", what.name, JsonObject(what.payload.mapValues { JsonPrimitive(it.value) }))
                }
            val row = listOf(JsonPrimitive(kind), json(change.customer), JsonPrimitive(name), change.at.json(), kind(change.cause))
            JsonArray(if (payload == null) row else row + payload)
        },
    )

private fun kind(cause: Cause) =
    JsonPrimitive(
        when (cause) {
            is Cause.Event -> "event"
            is Cause.Rule -> "rule"
            is Cause.Attribute -> "attribute"
            is Cause.Person -> "person"
            is Cause.Import -> "import"
            is Cause.Merge -> "merge"
            is Cause.ExclusiveGroup -> "exclusive-group"
            is Cause.Handbook -> "handbook"
            Cause.Time -> "time"
            Cause.Expired -> "expired"
            Cause.Created -> "created"
            Cause.Late -> "late"
            Cause.Vacancy -> "vacancy"
        },
    )

private fun customer(json: JsonElement) =
    with(json.jsonPrimitive) { if (isString) Customer(content) else Customer(content.toULong()) }

private fun json(customer: Customer): JsonElement =
    when (customer) {
        is Customer.Number -> JsonPrimitive(customer.value)
        is Customer.Text -> JsonPrimitive(customer.value)
    }
