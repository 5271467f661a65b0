package dev.tagora.test

import dev.tagora.ClosedException
import dev.tagora.Customer
import dev.tagora.Engine
import dev.tagora.Opening
import dev.tagora.Settings
import dev.tagora.TagoraException
import dev.tagora.records
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Path
import kotlin.io.path.writeText
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Engines that answer before all of them is there. */
class OpeningTest {
    @TempDir
    lateinit var home: Path

    /** A folder with an engine of three customers. */
    private fun folder(): Path {
        val path = home.resolve("客户")
        Engine.open(path).use { engine ->
            engine.load("event 购买\ntag 新客 when did 购买\ntag 常客 when count(购买) >= 2")
            engine.apply(records { for (n in listOf(1L, 2L, 2L, 3L)) customer(n) { event("购买", day(0)) } }, day(0))
        }
        return path
    }

    @Test
    fun `it counts and becomes the engine`() {
        val path = folder()
        Opening.ofFolder(path, Settings(threads = 2)).use { opening ->
            assertTrue(opening.isEarly("has 新客 and not has 常客"))
            assertEquals(2, opening.count("has 新客 and not has 常客"))
            assertEquals(1, opening.count("count(购买) >= 2"), "waits for all of it")
            opening.engine().use { engine ->
                assertTrue(opening.isDone && opening.isEarly("did 购买"))
                assertEquals(3, opening.engine().apply(records { customer(4) { event("购买", day(0)) } }, day(0)).commit)
                assertEquals(4, engine.count("has 新客"), "it is the same")
            }
        }
        Engine.open(path).use { assertEquals(4, it.count("has 新客")) }
    }

    @Test
    fun `the engine outlives the opening`() {
        val path = folder()
        val engine = Opening.ofFolder(path).use { it.engine() }
        assertEquals(listOf(Customer(2)), engine.members("常客"))
        engine.close()
        Engine.open(path).close()
    }

    @Test
    fun `coroutines wait together`() =
        runBlocking {
            val opening = Opening.ofFolder(folder())
            val counts = (1..4).map { async(Dispatchers.IO) { opening.awaitCount("did 购买") } }
            val engines = (1..2).map { async(Dispatchers.IO) { opening.awaitEngine() } }
            assertEquals(List(4) { 3L }, counts.awaitAll())
            assertEquals(listOf(1L, 1L), engines.awaitAll().map { it.count("has 常客") })
            opening.engine().close()
        }

    @Test
    fun `whoever waits is told that it was called off`() =
        runBlocking {
            val path = folder()
            val opening = Opening.ofFolder(path)
            val waiting = (1..4).map { async(Dispatchers.IO) { runCatching { opening.engine() } } }
            opening.close()
            for (told in waiting.awaitAll()) {
                // Who was there before the call gets the engine; whichever it is, nobody waits for ever.
                told.onSuccess { it.close() }.onFailure { error ->
                    assertTrue(error is TagoraException && error.code in setOf("cancelled", "closed"), "$error")
                }
            }
            Engine.open(path).close()
        }

    @Test
    fun `it can be called off`() {
        val path = folder()
        val opening = Opening.ofFolder(path)
        assertEquals("store-locked", refused { Engine.open(path) }.code)
        opening.close()
        opening.close()
        assertFailsWith<ClosedException> { opening.count("has 新客") }
        assertFailsWith<ClosedException> { opening.isEarly("has 新客") }
        assertFailsWith<ClosedException> { opening.isDone }
        assertFailsWith<ClosedException> { opening.engine() }
        Engine.open(path).use { assertEquals(3, it.count("has 新客")) }
    }

    @Test
    fun `what is refused`() {
        Opening.ofFolder(home.resolve("new")).use { opening -> opening.engine().use { assertNull(it.handbook()) } }
        Opening.ofFolder(folder()).use { assertEquals("unknown-tag", refused { it.count("has 新客客") }.code) }
        val file = home.resolve("file").apply { writeText("") }
        refused { Opening.ofFolder(file) }
    }
}
