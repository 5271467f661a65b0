package dev.tagora.test

import dev.tagora.Applied
import dev.tagora.Cause
import dev.tagora.ChangeKind
import dev.tagora.Clock
import dev.tagora.Customer
import dev.tagora.Ends
import dev.tagora.Engine
import dev.tagora.HandbookChangeKind
import dev.tagora.HandbookDifference
import dev.tagora.HandbookException
import dev.tagora.HeldTag
import dev.tagora.Import
import dev.tagora.Language
import dev.tagora.Record
import dev.tagora.Records
import dev.tagora.Settings
import dev.tagora.records
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource
import java.math.BigDecimal
import java.math.BigInteger
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** What an engine does, and how Kotlin values cross. */
class EngineTest {
    @Test
    fun smoke() {
        Engine().use { engine ->
            engine.load("event 购买\ntag 新客 when did 购买 in last 30 days")
            val applied = engine.apply(listOf(Record.Event(Customer("c1"), "购买", day(0))), now = day(0))
            assertEquals(listOf<ChangeKind>(ChangeKind.Gained("新客")), applied.changes.map { it.kind })
            assertTrue(engine.has("c1", "新客"))
            assertEquals(listOf(Customer("c1")), engine.members("新客"))
            assertEquals(listOf(Customer("c1")), engine.ids("has 新客"))
            assertEquals(1, engine.count("has 新客"))
            assertEquals(listOf(HeldTag("新客", day(0), null, null, Cause.Event("购买", null, day(0)))), engine.tags("c1"))
            val lost = engine.advanceTo(day(30)).changes.single()
            assertEquals(ChangeKind.Lost("新客"), lost.kind)
            assertEquals(Cause.Time, lost.cause)
            assertEquals(2, engine.changes().next)
        }
    }

    @Test
    fun `what a handbook says differently`() {
        val engine = Engine()
        assertEquals(listOf(HandbookChangeKind.ADDED), engine.diff("event 购买").changes.map { it.kind })
        engine.load("event 购买\ntag 活跃 when count(购买, last 30 days) > 3")
        val after = "event 购买\ntag 活跃 owner \"市场部\" when count(购买, last 30 days) > 5"
        val found = engine.diff(after)
        assertEquals("tag `活跃`: threshold 3 → 5; + owner \"市场部\"\n", found.text)
        val differences = listOf(HandbookDifference("threshold", "3", "5"), HandbookDifference("owner", null, "\"市场部\""))
        assertEquals(differences, found.changes.single().differences)
        assertEquals("标签“活跃”：阈值 3 → 5；新增负责人 \"市场部\"\n", engine.diff(after.toByteArray(), Language.CHINESE).text)
        assertEquals("event 购买\ntag 活跃 when count(购买, last 30 days) > 3\n", engine.handbook(), "nothing is loaded")
        assertFailsWith<HandbookException> { engine.diff("tag") }
    }

    @Test
    fun `records as objects, text and bytes`() {
        val engine = opened()
        val list = (0L..2L).map { Record.Event(Customer(it), "购买", day(0), properties = mapOf("金额" to "9.90")) }
        fun text(n: Int) = """{"customer": $n, "at": 0, "event": "购买", "properties": {"金额": "9.90"}}"""
        assertEquals(1, engine.apply(list.take(1), day(0)).accepted)
        assertEquals(1, engine.apply("[${text(1)}]", day(0)).accepted)
        assertEquals(1, engine.apply(text(2).toByteArray(), day(0)).accepted)
        assertEquals(3, engine.apply(list, day(0)).accepted)
        val all = (0L..2L).map { Customer(it) }
        assertEquals(all, engine.ids("count(购买) = 2 and sum(购买.金额) = 19.8"))
    }

    @Test
    fun `all kinds of records can be listed`() {
        val listed =
            records {
                customer("ann") {
                    known(day(0))
                    set(day(1), "年龄" to 30, "城市" to null, sequence = 1)
                    event("购买", day(2), "金额" to BigDecimal("9.90"), id = "o1", sequence = 2)
                }
                customer(7) {
                    known(day(0))
                    add("重点", day(3), by = "zhang", sequence = 3)
                    remove("重点", day(4))
                }
            }
        val (ann, seven) = Customer("ann") to Customer(7)
        val expected =
            listOf(
                Record.Known(ann, day(0)),
                Record.Set(ann, mapOf("年龄" to 30, "城市" to null), day(1), sequence = 1),
                Record.Event(ann, "购买", day(2), "o1", mapOf("金额" to BigDecimal("9.90")), sequence = 2),
                Record.Known(seven, day(0)),
                Record.Add(seven, "重点", day(3), by = "zhang", sequence = 3),
                Record.Remove(seven, "重点", day(4)),
            )
        assertEquals(expected, listed)
        val engine = Engine()
        engine.load("event 购买 { 金额: decimal(2) }\nattribute 年龄: int\nattribute 城市: text\ntag 重点")
        val applied = engine.apply(listed, day(4))
        assertEquals(7, applied.accepted)
        val causes = applied.changes.map { it.kind to it.cause }
        val gained = ChangeKind.Gained("重点") to Cause.Person("zhang")
        assertEquals(listOf<Pair<ChangeKind, Cause>>(gained, ChangeKind.Lost("重点") to Cause.Person("host")), causes)
        assertEquals(listOf(ann), engine.ids("年龄 = 30 and 城市 is missing and sum(购买.金额) = 9.9"))
    }

    @Test
    fun `sets are given as collections`() {
        val engine = Engine()
        engine.load("attribute 兴趣: set of text\nattribute 编号: set of int\nevent 购买")
        val values = listOf(listOf("数码", "户外"), listOf("户外", "数码", "户外"), setOf("数码", "户外"), emptySet())
        val given =
            records {
                values.forEachIndexed { number, value ->
                    customer(number.toLong()) {
                        known(day(0))
                        set(day(0), "兴趣" to value, "编号" to setOf(number))
                    }
                }
            }
        engine.apply(given, day(0))
        val both = (0L..2L).map { Customer(it) }
        assertEquals(both, engine.ids("兴趣 has all of (\"数码\", \"户外\") and size of 兴趣 = 2"))
        assertEquals(listOf(Customer(1), Customer(3)), engine.ids("编号 has any of (1, 3)"))
        assertEquals(listOf(Customer(3)), engine.ids("size of 兴趣 = 0"))
    }

    @Test
    fun `assignments end, and pins and bans are stronger`() {
        val engine = opened()
        val ann = Customer("ann")
        val given =
            records {
                customer(ann) {
                    known(day(0))
                    add("重点", day(0), ends = Ends.After("2 days"))
                    add("重点", day(1), import = Import("crm", 7), ends = Ends.At(day(3)), renew = true)
                }
            }
        val listed = listOf(Record.Add(ann, "重点", day(0), ends = Ends.After("2 days")))
        assertEquals(listed, given.filter { it.at == day(0) && it is Record.Add })
        engine.apply(given, day(1))
        assertEquals(day(3), engine.tags("ann").single().until)
        assertEquals(1, engine.apply(given.takeLast(1), day(1)).duplicates, "the import again")
        assertEquals(Cause.Expired, engine.advanceTo(day(3)).changes.single().cause)
        val without = records { customer(ann) { add("重点", day(4), ends = Ends.With(LocalDate.of(1970, 1, 10))) } }
        engine.apply(without, day(4))
        assertEquals(day(10), engine.tags("ann").single().until, "the day is included")
        engine.apply(records { customer(ann) { remove("重点", day(5), import = Import("crm", 8)) } }, day(5))
        assertFalse(engine.has("ann", "重点"))
        fun holds(at: Long, act: Records.OfCustomer.() -> Unit): Boolean {
            engine.apply(records { customer(ann, act) }, day(at))
            return engine.has("ann", "新客")
        }
        assertTrue(holds(6) { pin("新客", day(6), by = "li") })
        assertEquals(Cause.Person("li"), engine.tags("ann").single().cause)
        assertFalse(holds(7) { ban("新客", day(7)) })
        assertTrue(holds(8) { unban("新客", day(8)) })
        assertFalse(holds(9) { unpin("新客", day(9)) })
    }

    @Test
    fun `customers are merged and erased`() {
        val engine = opened()
        engine.apply(records { for (id in listOf("a", "b")) customer(id) { event("购买", day(0), id = id) } }, day(0))
        engine.apply(records { customer("a") { mergeInto(Customer("b"), day(1)) } }, day(1))
        assertEquals(1, engine.count("count(购买) = 2"))
        val erased = engine.erase("b").ids
        assertEquals(setOf(Customer("a"), Customer("b")), erased.toSet())
        assertEquals(0, engine.count("did 购买"))
        assertEquals(emptyList(), engine.erase("b").ids)
    }

    @Test
    fun `events can be the clock, and steps are bounded`() {
        val replay = Engine(Settings(clock = Clock.EVENT, maxJumpMillis = 86_400_000))
        replay.load(HANDBOOK)
        assertEquals(day(1), replay.apply(records { customer(1) { event("购买", day(1)) } }).clock)
        assertEquals("clock-jump", refused { replay.apply(records { customer(1) { event("购买", day(3)) } }) }.code)
        assertEquals("wrong-clock", refused { opened().apply("") }.code)
        val bounded = Engine(Settings(maxChanges = 1))
        bounded.load(HANDBOOK)
        for (n in 0L..1L) bounded.apply(records { customer(n) { event("购买", day(n)) } }, day(n))
        assertEquals(day(30) to 1, bounded.advanceTo(day(40)).let { it.clock to it.changes.size })
    }

    @Test
    fun `values of all types`() {
        val engine = Engine()
        engine.load(
            """
            attribute flag: bool
            attribute whole: int
            attribute exact: decimal(2)
            attribute real: float
            attribute words: text
            attribute day: date
            attribute moment: instant
            attribute span: duration
            """.trimIndent(),
        )
        engine.apply(records { customer(1) { known(day(0)) } }, day(0))

        var now = 0L

        fun stored(name: String, value: Any?, condition: String) {
            now += 1
            engine.apply(records { customer(1) { set(day(now), name to value) } }, day(now))
            assertEquals(1, engine.count(condition), "$name $value")
        }
        stored("flag", true, "flag")
        for (whole in listOf<Any>(5.toByte(), 5.toShort(), 5, 5L, BigInteger.valueOf(5))) stored("whole", whole, "whole = 5")
        stored("whole", Long.MAX_VALUE, "whole > 9223372036854775806")
        stored("exact", BigDecimal("1E+3"), "exact = 1000")
        stored("exact", BigDecimal("90071992547409.93"), "exact = 90071992547409.93")
        stored("exact", 0.1f, "exact = 0.1")
        stored("exact", 0.1, "exact = 0.1")
        stored("real", 1e-7, "real > 0 and real < 0.001")
        stored("words", "\"\\\u0000\n😀", "not words is missing")
        stored("day", LocalDate.of(2025, 1, 1), "day = 2025-01-01")
        stored("moment", Instant.parse("2025-01-01T00:00:00Z"), "not moment is missing")
        stored("span", Duration.ofMinutes(2), "span = 2 minutes")
        stored("words", null, "words is missing")
    }

    @Test
    fun instants() {
        val engine = opened()
        assertNull(engine.clock)
        val at = Instant.parse("2025-01-01T00:00:00.000999999Z")
        engine.apply(records { customer(1) { event("购买", at) } }, at)
        assertEquals(Instant.parse("2025-01-01T00:00:00Z"), engine.clock, "what is finer than milliseconds is cut off")
        assertEquals(engine.clock, engine.tags(1).single().since)
        val early = opened()
        early.advanceTo(Instant.EPOCH.minusNanos(1))
        assertEquals(Instant.ofEpochMilli(-1), early.clock)
    }

    @ParameterizedTest
    @MethodSource("customers")
    fun `customers come back as they were`(customer: Customer) {
        val engine = opened()
        val applied = engine.apply(listOf(Record.Event(customer, "购买", day(0))), day(0))
        assertEquals(customer, applied.changes.single().customer)
        assertEquals(customer, engine.changes().changes.single().customer)
        assertEquals(listOf(customer), engine.members("新客"))
        assertEquals(listOf(customer), engine.ids("did 购买"))
        assertTrue(engine.has(customer, "新客"))
        assertEquals(1, engine.tags(customer).size)
    }

    @Test
    fun `a number and its text are two customers`() {
        val engine = opened()
        engine.apply(records { customer(7) { event("购买", day(0)) } }, day(0))
        assertTrue(engine.has(7, "新客"))
        assertFalse(engine.has("7", "新客"))
        assertEquals("7" to "ann", Customer(7).toString() to Customer("ann").toString())
    }

    @Test
    fun settings() {
        val engine = Engine(Settings(latenessMillis = 1000, maxWaiting = 1, feedKept = 1, threads = 2))
        engine.load("event 购买\ntag 新客 when did 购买")
        engine.advanceTo(Instant.ofEpochMilli(10_000))
        val late = records { for (at in listOf(9_000L, 8_999L)) customer(1) { event("购买", Instant.ofEpochMilli(at)) } }
        assertEquals(1, engine.apply(late, Instant.ofEpochMilli(10_000)).tooLate)
        val later = records { for (n in 1L..2L) customer(n) { event("购买", day(1)) } }
        assertEquals("limit-exceeded", refused { engine.apply(later, Instant.ofEpochMilli(10_000)) }.code)
        engine.apply(later, day(1))
        assertEquals(1, engine.changes().missed)
        for (wrong in listOf(-1L, Long.MIN_VALUE)) {
            assertFailsWith<IllegalArgumentException> { Engine(Settings(latenessMillis = wrong)) }
            assertFailsWith<IllegalArgumentException> { Engine(Settings(maxWaiting = wrong)) }
            assertFailsWith<IllegalArgumentException> { Engine(Settings(feedKept = wrong)) }
        }
        assertFailsWith<IllegalArgumentException> { Engine(Settings(maxWaiting = 1L shl 32)) }
    }

    @Test
    fun `the handbook in both languages`() {
        assertNull(Engine().handbook())
        val engine = opened()
        val (english, chinese) = engine.handbook()!! to engine.handbook(Language.CHINESE)!!
        assertTrue("tag 新客 when did 购买 in last 30 days" in english, english)
        assertTrue("标签 新客 当 最近30天 购买过" in chinese, chinese)
        engine.load(chinese.toByteArray())
        assertEquals(english, engine.handbook(Language.ENGLISH))
        assertNull(Engine().handbookPage())
        val page = engine.handbookPage(Language.CHINESE)!!
        assertTrue("### 新客\n\n- 定义：`最近30天 购买过`\n- 客户数：0\n" in page, page)
    }

    @Test
    fun `the handbook as JSON`() {
        assertNull(Engine().handbookJson())
        val json = opened().handbookJson()!!
        val again = Engine()
        again.loadJson(json.toByteArray())
        assertEquals(json, again.handbookJson())
        assertEquals(opened().handbook(), again.handbook())
        assertEquals("invalid-json", refused { again.loadJson("[") }.code)
    }

    @Test
    fun `changes are paged`() {
        val engine = opened()
        engine.apply(records { for (n in 0L..4L) customer(n) { event("购买", day(0)) } }, day(0))
        val page = engine.changes(after = 2, max = 2)
        assertEquals(listOf(Customer(2), Customer(3)), page.changes.map { it.customer })
        assertEquals(4L to 0L, page.next to page.missed)
    }

    @Test
    fun `a rule's emit has its payload`() {
        val engine = Engine()
        engine.load("event a { t: text, n: int }\nrule r on a then emit e {t: t, n: n}")
        val applied: Applied = engine.apply(records { customer(1) { event("a", day(0), "t" to "\"x\"", id = "i") } }, day(0))
        val change = applied.changes.single()
        assertEquals(ChangeKind.Emitted("e", mapOf("t" to "\"x\"", "n" to null)), change.kind)
        assertEquals(Cause.Rule("r", "a", "i", day(0)), change.cause)
    }

    companion object {
        @JvmStatic
        fun customers() =
            listOf(0L, (1L shl 53) + 1, Long.MAX_VALUE).map { Customer(it) } +
                listOf(Customer(ULong.MAX_VALUE)) +
                listOf("c1", "客户", "7", "😀", "\"quoted\"").map { Customer(it) }
    }
}
