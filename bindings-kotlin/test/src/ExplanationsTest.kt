package dev.tagora.test

import dev.tagora.Basis
import dev.tagora.Cause
import dev.tagora.ChangeKind
import dev.tagora.Customer
import dev.tagora.Engine
import dev.tagora.Episode
import dev.tagora.EpisodeEnd
import dev.tagora.Seen
import dev.tagora.Upcoming
import dev.tagora.records
import dev.tagora.suspending
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import java.time.Instant
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Why a customer holds a tag or does not, and what comes next. */
class ExplanationsTest {
    private fun shop(): Engine {
        val engine = Engine()
        engine.load(
            """
            event 购买 { 金额: decimal(2) }
            tag 常客 when count(购买, last 30 days) >= 2 and sum(购买.金额) > 10
            tag 重点
            """.trimIndent(),
        )
        val purchases =
            records {
                customer("ann") {
                    event("购买", day(3), "金额" to "8", id = "o1")
                    event("购买", day(20), "金额" to "4.50", id = "o2")
                }
            }
        engine.apply(purchases, day(21))
        return engine
    }

    private val second = Cause.Event("购买", "o2", day(20))

    @Test
    fun `a tag that is held`() {
        val told = assertNotNull(shop().explain("ann", "常客"))
        assertEquals(listOf("常客", day(21), true, Basis.DEFINED), listOf(told.tag, told.at, told.isHeld, told.basis))
        assertEquals(listOf(day(20), null, second), listOf(told.since, told.until, told.cause))
        val (count, total) = assertNotNull(told.definition).clauses
        assertEquals(listOf(true, "2", "最近30天 购买次数 至少 2"), listOf(count.isTrue, count.value, count.textZh))
        assertEquals(listOf(Seen("购买", "o2", day(20)), Seen("购买", "o1", day(3))), count.events)
        assertEquals(listOf("12.5", null, 2L), listOf(total.value, total.against, total.allEvents))
        val next = assertNotNull(told.next)
        assertEquals(listOf(day(33), false, Cause.Time), listOf(next.at, next.gained, next.cause))
        assertEquals(listOf("1", "12.5"), next.definition?.clauses?.map { it.value })
        assertTrue(told.text.startsWith("常客 is held since 1970-01-21T00:00:00"), told.text)
        assertTrue(told.textZh.startsWith("常客 持有"), told.textZh)
        assertTrue(told.ahead > next.at)
    }

    @Test
    fun `a tag that is not held`() {
        val engine = shop()
        engine.advanceTo(day(34))
        val told = assertNotNull(engine.explain("ann", "常客"))
        assertFalse(told.isHeld)
        assertEquals(listOf(Basis.NOT_DEFINED, null, null, Cause.Time), listOf(told.basis, told.since, told.next, told.cause))
        val assigned = assertNotNull(engine.explain("ann", "重点"))
        assertEquals(listOf(Basis.NOT_ASSIGNED, null, null), listOf(assigned.basis, assigned.definition, assigned.cause))
        assertNull(engine.explain("bob", "常客"))
        assertNull(engine.explain(7, "常客"))
        assertEquals("unknown-tag", refused { engine.explain("ann", "长客") }.code)
    }

    @Test
    fun `what comes next`() =
        runBlocking {
            val engine = shop()
            val turns = engine.forecast("ann", day(40))
            assertEquals(listOf(Upcoming(day(33), "常客", false, Cause.Time)), turns)
            assertEquals(turns, engine.suspending.forecast(Customer("ann"), day(40)))
            assertEquals(emptyList(), engine.forecast("ann", day(33).minusMillis(1)))
            assertEquals(emptyList(), engine.forecast("bob", day(40)))
            assertEquals("instant-out-of-range", refused { engine.forecast("ann", Instant.MAX) }.code)
            val change = engine.advanceTo(day(40)).changes.single()
            assertEquals(turns, listOf(Upcoming(change.at, (change.kind as ChangeKind.Lost).tag, false, change.cause)))
        }

    @Test
    fun `when it was held`() {
        val engine = shop()
        assertEquals(listOf(Episode(day(20), second, null)), engine.episodes("ann", "常客"))
        engine.advanceTo(day(40))
        assertEquals(listOf(Episode(day(20), second, EpisodeEnd(day(33), Cause.Time))), engine.episodes("ann", "常客"))
        assertEquals(emptyList(), engine.episodes("bob", "常客"))
    }
}
