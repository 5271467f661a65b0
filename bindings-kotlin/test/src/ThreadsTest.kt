package dev.tagora.test

import dev.tagora.ClosedException
import dev.tagora.records
import org.junit.jupiter.api.Test
import java.util.concurrent.Callable
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** Threads share an engine. */
class ThreadsTest {
    @Test
    fun `writers and readers`() {
        val engine = opened()
        val (writers, each) = 4 to 50
        val write = { writer: Int ->
            (0 until each).sumOf { n ->
                val id = (writer * each + n).toLong()
                engine.apply(records { customer(id) { event("购买", day(0)) } }, day(0)).accepted
            }
        }
        val read = {
            var before = 0L
            repeat(200) {
                val now = engine.count("has 新客")
                assertTrue(now in before..engine.members("新客").size, "what was seen once stays")
                before = now
            }
        }
        threads(8) { pool ->
            val written = (0 until writers).map { writer -> pool.submit(Callable { write(writer) }) }
            val reading = (0 until 4).map { pool.submit(read) }
            assertEquals((writers * each).toLong(), written.sumOf { it.soon() })
            reading.forEach { it.soon() }
        }
        assertEquals((writers * each).toLong(), engine.count("has 新客"))
    }

    @Test
    fun `closing while others call`() {
        val engine = opened()
        val begun = CountDownLatch(4)
        threads(4) { pool ->
            val calls =
                (0 until 4).map {
                    pool.submit {
                        try {
                            while (true) {
                                engine.count("has 新客")
                                begun.countDown()
                            }
                        } catch (closed: ClosedException) {
                            assertEquals("closed", closed.code)
                        }
                    }
                }
            assertTrue(begun.await(60, TimeUnit.SECONDS))
            engine.close()
            calls.forEach { it.soon() }
        }
    }

    private fun threads(number: Int, work: (ExecutorService) -> Unit) {
        val pool = Executors.newFixedThreadPool(number)
        try {
            work(pool)
        } finally {
            pool.shutdownNow()
        }
    }

    private fun <T> Future<T>.soon(): T = get(60, TimeUnit.SECONDS)
}
