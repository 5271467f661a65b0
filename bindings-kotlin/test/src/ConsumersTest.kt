package dev.tagora.test

import dev.tagora.Customer
import dev.tagora.Engine
import dev.tagora.FeedFull
import dev.tagora.Filter
import dev.tagora.Missed
import dev.tagora.Settings
import dev.tagora.Start
import dev.tagora.records
import dev.tagora.suspending
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Consumers of the change feed. */
class ConsumersTest {
    private val handbook = "event 购买\ngroup 习惯 { tag 新客 when did 购买 tag 常客 when count(购买) >= 2 }\ntag 重点"

    private fun engine(settings: Settings = Settings()) = Engine(settings).also { it.load(handbook) }

    private fun purchases(engine: Engine, vararg customers: Customer) =
        engine.apply(records { for (id in customers) customer(id) { event("购买", day(0)) } }, day(0))

    @Test
    fun `a filter and acknowledging`() {
        val engine = engine()
        val wide = Customer(ULong.MAX_VALUE)
        val filter = Filter(groups = listOf("习惯"), kinds = listOf("gained"), customers = listOf(Customer(7), wide), withoutImports = listOf("crm"))
        val consumer = engine.subscribe("crm", filter)
        assertEquals("crm" to filter, consumer.name to consumer.filter)
        assertEquals(listOf(0L, 0L, 0L), listOf(consumer.acked, consumer.pending, consumer.missed))
        purchases(engine, Customer("c1"), Customer(7), wide)
        val page = engine.poll("crm")
        assertEquals(listOf(Customer(7), wide), page.changes.map { it.customer })
        assertEquals(page, engine.poll("crm"), "until it is acknowledged")
        assertEquals(page.changes.take(1), engine.poll("crm", max = 1).changes)
        engine.ack("crm", page.next)
        assertEquals(emptyList(), engine.poll("crm").changes)
        assertEquals(page.next, engine.consumers().single().acked)
        engine.unsubscribe("crm")
        assertEquals(emptyList(), engine.consumers())
    }

    @Test
    fun `where a consumer starts`() {
        val engine = engine()
        purchases(engine, Customer(1), Customer(2), Customer(3))
        engine.subscribe("all", start = Start.Beginning)
        engine.subscribe("new")
        engine.subscribe("some", start = Start.After(2))
        val counts = listOf("all", "new", "some").map { engine.poll(it).changes.size }
        assertEquals(listOf(3, 0, 1), counts)
        assertFailsWith<IllegalArgumentException> { engine.subscribe("wrong", start = Start.After(-1)) }
        assertEquals("invalid-sequence", refused { engine.subscribe("wrong", start = Start.After(99)) }.code)
    }

    @Test
    fun `a flow acknowledges what is done`() =
        runBlocking {
            val engine = engine()
            engine.subscribe("crm")
            purchases(engine, *Array(5) { Customer(it.toLong()) })
            val pages = engine.suspending.consume("crm", max = 2).toList()
            assertEquals(listOf(2, 2, 1), pages.map { it.changes.size })
            assertEquals(0, engine.consumers().single().pending)
            assertEquals(emptyList(), engine.suspending.consume("crm").toList())
            purchases(engine, Customer(5))
            assertFailsWith<IllegalStateException> { engine.suspending.consume("crm").collect { error("no room") } }
            // Who fails is told the page again.
            val told = engine.suspending.consume("crm").toList().flatMap { it.changes }
            assertEquals(listOf(Customer(5)), told.map { it.customer })
            assertFailsWith<IllegalArgumentException> { engine.suspending.consume("crm", max = 0) }
            val following = engine.suspending.consume("crm", every = 5.milliseconds)
            val writing = launch { engine.suspending.apply(records { customer(6) { event("购买", day(0)) } }, day(0)) }
            assertEquals(1, withTimeout(60.seconds) { following.take(1).toList() }.single().changes.size)
            writing.join()
        }

    @Test
    fun `what is missed is told`() =
        runBlocking {
            val engine = engine(Settings(feedKept = 1))
            engine.subscribe("crm", start = Start.Beginning)
            for (customer in 0L..3L) purchases(engine, Customer(customer))
            val page = engine.poll("crm")
            assertEquals(Missed(1, 3) to emptyList(), page.missed to page.changes)
            assertEquals(3L, page.missed?.count)
            assertEquals("invalid-sequence", refused { engine.ack("crm", 3) }.code)
            val pages = engine.suspending.consume("crm").toList()
            assertEquals(page, pages[0])
            assertEquals(listOf(Customer(3)), pages[1].changes.map { it.customer })
        }

    @Test
    fun `a full feed refuses`() {
        val engine = engine(Settings(feedKept = 1, feedHeldMax = 2, feedFull = FeedFull.REFUSE))
        engine.subscribe("crm")
        purchases(engine, Customer(1))
        purchases(engine, Customer(2))
        assertEquals("feed-full", refused { purchases(engine, Customer(3)) }.code)
        engine.ack("crm", engine.poll("crm").next)
        purchases(engine, Customer(3))
    }

    @Test
    fun refusals() {
        val engine = engine()
        val consumer = engine.subscribe("crm")
        assertEquals(consumer, engine.subscribe("crm"), "the same again does nothing")
        fun code(filter: Filter, name: String = "a") = refused { engine.subscribe(name, filter) }.code
        assertEquals("consumer-exists", code(Filter(tags = listOf("重点")), "crm"))
        assertEquals("invalid-consumer", code(Filter(), ""))
        assertEquals("unknown-tag", code(Filter(tags = listOf("老客"))))
        assertEquals("unknown-group", code(Filter(groups = listOf("老客"))))
        assertEquals("unknown-rule", code(Filter(rules = listOf("老客"))))
        assertEquals("invalid-filter", code(Filter(kinds = listOf("老客"))))
        assertEquals("invalid-filter", code(Filter(causes = listOf("老客"))))
        assertEquals("invalid-utf8", code(Filter(tags = listOf("\ud800"))))
        val calls = listOf<(String) -> Any?>({ engine.poll(it) }, { engine.ack(it, 0) }, { engine.ackMissed(it, 0) }, { engine.unsubscribe(it) })
        for (call in calls) {
            assertEquals("unknown-consumer", refused { call("nobody") }.code)
            assertEquals("invalid-utf8", refused { call("\ud800") }.code)
        }
        assertEquals("invalid-sequence", refused { engine.ack("crm", 99) }.code)
        assertFailsWith<IllegalArgumentException> { engine.ack("crm", -1) }
        assertFailsWith<IllegalArgumentException> { engine.poll("crm", max = -1) }
        assertEquals(listOf("crm"), engine.consumers().map { it.name })
    }
}
