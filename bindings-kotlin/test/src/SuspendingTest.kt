package dev.tagora.test

import dev.tagora.ClosedException
import dev.tagora.Customer
import dev.tagora.Engine
import dev.tagora.Settings
import dev.tagora.records
import dev.tagora.suspending
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** The calls that suspend, and the feed as a flow. */
class SuspendingTest {
    private fun five(engine: Engine) = engine.apply(records { for (n in 0L..4L) customer(n) { event("购买", day(0)) } }, day(0))

    @Test
    fun `calls suspend and give the same`() =
        runBlocking {
            val engine = Engine()
            with(engine.suspending) {
                assertEquals(1, load(HANDBOOK).version)
                assertEquals(1, apply(records { customer(1) { event("购买", day(0)) } }, day(0)).accepted)
                assertTrue(has(Customer(1), "新客"))
                assertEquals(engine.tags(1), tags(Customer(1)))
                assertEquals(listOf(Customer(1)), members("新客"))
                assertEquals(listOf(1L, 1L, 1L), (1..3).map { async { count("has 新客") } }.awaitAll())
                assertEquals(engine.ids("has 新客"), ids("has 新客"))
                assertEquals(engine.changes(), changes())
                assertEquals(1, advanceTo(day(30)).changes.size)
                engine.close()
                assertFailsWith<ClosedException> { count("has 新客") }
            }
            Unit
        }

    @Test
    fun `the feed ends with the last change`() =
        runBlocking {
            val engine = opened()
            five(engine)
            val pages = engine.suspending.feed(max = 2).toList()
            assertEquals(listOf(2L, 4L, 5L), pages.map { it.next })
            assertEquals((1L..5L).toList(), pages.flatMap { page -> page.changes.map { it.sequence } })
            assertEquals(emptyList(), engine.suspending.feed(after = 5).toList())
        }

    @Test
    fun `the feed can be followed`() =
        runBlocking {
            val engine = opened()
            val writing =
                launch {
                    delay(50.milliseconds)
                    five(engine)
                    delay(50.milliseconds)
                    engine.suspending.advanceTo(day(30))
                }
            val pages = withTimeout(60.seconds) { engine.suspending.feed(every = 5.milliseconds).take(2).toList() }
            assertEquals(listOf(5L, 10L), pages.map { it.next })
            writing.join()
        }

    @Test
    fun `a reader who comes too late is told how much it missed`() =
        runBlocking {
            val engine = Engine(Settings(feedKept = 2))
            engine.load(HANDBOOK)
            for (n in 0L..4L) engine.apply(records { customer(n) { event("购买", day(0)) } }, day(0))
            assertEquals(listOf(3L to 2), engine.suspending.feed().toList().map { it.missed to it.changes.size })
            assertFailsWith<IllegalArgumentException> { engine.suspending.feed(max = 0) }
            Unit
        }
}
