package dev.tagora.test

import dev.tagora.ClosedException
import dev.tagora.Customer
import dev.tagora.Engine
import dev.tagora.HandbookException
import dev.tagora.InvalidInputException
import dev.tagora.Record
import dev.tagora.TagoraException
import dev.tagora.UnknownNameException
import dev.tagora.records
import org.junit.jupiter.api.Test
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Instant
import kotlin.io.path.readText
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Every refusal has a code, and nonsense is refused. */
class ErrorsTest {
    @Test
    fun `a handbook error says where and what to do`() {
        val text = "event 购买页面 # 😀\ntag 新客 when did 购买页"
        val error = assertIs<HandbookException>(refused { Engine().load(text) })
        assertEquals("unknown-event" to "did you mean `购买页面`?", error.code to error.help)
        val (start, end) = error.span!!
        assertEquals("购买页", text.substring(start, end), "the span counts as strings do")
        val found = error.diagnostics.single()
        assertEquals("未知的事件 `购买页`", found.messageZh)
        assertEquals(error.span, found.span)
        assertEquals("购买页", text.encodeToByteArray().decodeToString(found.bytes.start, found.bytes.end))
        assertEquals(2, found.line)
        val shown = "dev.tagora.HandbookException: unknown event `购买页` [unknown-event]\nhelp: did you mean `购买页面`?"
        assertEquals(shown, error.toString())
    }

    @Test
    fun `all diagnostics are there`() {
        val error = refused { Engine().load("tag a when did x\ntag b when did y") }
        assertEquals(listOf("unknown-event" to 1, "unknown-event" to 2), error.diagnostics.map { it.code to it.line })
    }

    @Test
    fun `an unknown name`() {
        val error = assertIs<UnknownNameException>(refused { opened().has(1, "老客") })
        assertEquals("unknown-tag", error.code)
        assertEquals(listOf(null, null), listOf(error.span, error.record))
        assertEquals(emptyList(), error.diagnostics)
    }

    @Test
    fun `a record error says which and applies nothing`() {
        val engine = opened()
        val batch = records { for ((n, event) in listOf("购买", "退货").withIndex()) customer(n.toLong()) { event(event, day(0)) } }
        val error = refused { engine.apply(batch, day(0)) }
        assertEquals("unknown-event" to 1, error.code to error.record)
        assertNull(engine.clock)
        assertEquals(0, engine.count("did 购买"))
    }

    @Test
    fun `codes have the classes that they have in Python`() {
        val python = root.resolve("bindings-python/python/tagora/errors.py").readText()
        val rows = Regex("""^    "([a-z0-9-]+)": (\w+)Error,$""", RegexOption.MULTILINE).findAll(python).toList()
        assertTrue(rows.size >= 18, "found only ${rows.size}")
        // Not to be called from Kotlin outside of the jar, which is as it should be.
        val refusal = Class.forName("dev.tagora.Refusal")
        val made = Class.forName("dev.tagora.internal.CallingKt").getMethod("exception", refusal)
        val fields = refusal.constructors.first { it.parameterCount == 7 }
        for ((code, kind) in rows.map { it.destructured }) {
            val error = made.invoke(null, fields.newInstance(code, "x", null, null, null, emptyList<Any>(), null))
            assertEquals("dev.tagora.${kind}Exception", error.javaClass.name, code)
        }
        val other = made.invoke(null, fields.newInstance("brand-new", "x", null, null, null, emptyList<Any>(), null))
        assertEquals(TagoraException::class.java.name, other.javaClass.name, "a code without a class of its own")
    }

    @Test
    fun `errors can be serialized`() {
        val engine = opened()
        val refusals = listOf(refused { engine.load("tag x when") }, refused { engine.has(1, "老客") }, refused { engine.apply("[", day(0)) })
        for (error in refusals) {
            val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(error) }.toByteArray()
            val again = assertIs<TagoraException>(ObjectInputStream(ByteArrayInputStream(bytes)).readObject())
            assertEquals(error.toString(), again.toString())
            assertEquals(listOf(error.code, error.span, error.diagnostics), listOf(again.code, again.span, again.diagnostics))
        }
    }

    @Test
    fun `a closed engine refuses everything`() {
        val engine = opened()
        engine.close()
        engine.close()
        val calls =
            listOf<() -> Any?>(
                { engine.load("event a") },
                { engine.loadJson("{}") },
                { engine.test("event a") },
                { engine.apply(emptyList(), day(0)) },
                { engine.apply("", day(0)) },
                { engine.advanceTo(day(0)) },
                { engine.has(1, "新客") },
                { engine.tags(1) },
                { engine.members("新客") },
                { engine.count("has 新客") },
                { engine.ids("has 新客") },
                { engine.erase(1) },
                { engine.changes() },
                { engine.clock },
                { engine.handbook() },
                { engine.handbookJson() },
                { engine.flush() },
                { engine.verify() },
                { engine.subscribe("crm") },
                { engine.poll("crm") },
                { engine.consumers() },
            )
        for (call in calls) assertEquals("closed", assertIs<ClosedException>(refused(call)).code)
    }

    @Test
    fun `text that is no UTF-8`() {
        val engine = opened()
        for (text in listOf("\ud800", "tag \udfff")) {
            val calls =
                listOf<() -> Any?>(
                    { engine.load(text) },
                    { engine.loadJson(text) },
                    { engine.test(text) },
                    { engine.apply(text, day(0)) },
                    { engine.members(text) },
                    { engine.count(text) },
                    { engine.ids(text) },
                    { engine.has(1, text) },
                    { engine.has(text, "新客") },
                    { engine.tags(text) },
                    { engine.erase(text) },
                )
            for (call in calls) assertEquals("invalid-utf8", assertIs<InvalidInputException>(refused(call)).code)
            assertEquals("invalid-json", refused { engine.apply(listOf(Record.Known(Customer(text), day(0))), day(0)) }.code)
        }
        for (bytes in listOf(byteArrayOf(-1, -2), byteArrayOf(0x74, 0xC3.toByte()))) {
            assertEquals("invalid-utf8", refused { engine.load(bytes) }.code)
            assertEquals("invalid-utf8", refused { engine.apply(bytes, day(0)) }.code)
        }
    }

    @Test
    fun `values that are no number`() {
        val engine = opened()
        val values =
            listOf<Any>(
                Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e300, BigInteger.TEN.pow(400), BigInteger.TWO.pow(70),
                BigDecimal("1E+400"), BigDecimal("1E+1000000000"), "1e5", true,
            )
        for (value in values) {
            val batches =
                listOf(
                    records { customer(1) { event("购买", day(0), "金额" to value) } },
                    records { customer(1) { set(day(0), "年龄" to value) } },
                )
            for (batch in batches) {
                val error = assertIs<InvalidInputException>(refused { engine.apply(batch, day(0)) }, "$value")
                assertContains(listOf("invalid-json", "invalid-value"), error.code)
            }
        }
    }

    @Test
    fun `what no record can hold`() {
        val engine = opened()
        for (value in listOf(Any(), mapOf("a" to 1), 'x', listOf(listOf(1)), arrayOf(1))) {
            val batch = records { customer(1) { set(day(0), "年龄" to value) } }
            assertFailsWith<IllegalArgumentException> { engine.apply(batch, day(0)) }
        }
    }

    @Test
    fun `what is no customer`() {
        val engine = opened()
        assertFailsWith<IllegalArgumentException> { Customer(-1) }
        assertFailsWith<IllegalArgumentException> { engine.has(-1, "新客") }
        assertFailsWith<IllegalArgumentException> { engine.tags(Long.MIN_VALUE) }
        for (id in listOf("", "x".repeat(257))) {
            assertEquals("invalid-customer", refused { engine.apply(listOf(Record.Known(Customer(id), day(0))), day(0)) }.code)
        }
    }

    @Test
    fun `instants out of range`() {
        val engine = opened()
        val wrong = listOf(Instant.MAX, Instant.MIN, Instant.ofEpochMilli(Long.MAX_VALUE), Instant.ofEpochMilli(253_402_207_201_000))
        for (now in wrong) {
            assertEquals("instant-out-of-range", refused { engine.advanceTo(now) }.code)
            assertEquals("instant-out-of-range", refused { engine.apply("", now) }.code)
            val error = refused { engine.apply(listOf(Record.Known(Customer(1), now)), day(0)) }
            assertEquals("instant-out-of-range", error.code)
        }
    }

    @Test
    fun `deep and long texts`() {
        val engine = opened()
        assertEquals("too-deep", refused { engine.count("(".repeat(100_000)) }.code)
        assertEquals("source-too-large", refused { engine.load("#".repeat(1 shl 21)) }.code)
        assertEquals("invalid-json", refused { engine.apply("[".repeat(100_000), day(0)) }.code)
    }

    @Test
    fun `pages that make no sense`() {
        val engine = opened()
        assertFailsWith<IllegalArgumentException> { engine.changes(after = -1) }
        assertFailsWith<IllegalArgumentException> { engine.changes(max = -1) }
    }
}
