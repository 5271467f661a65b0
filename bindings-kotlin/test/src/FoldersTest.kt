package dev.tagora.test

import dev.tagora.Customer
import dev.tagora.Durability
import dev.tagora.Engine
import dev.tagora.Filter
import dev.tagora.InvalidInputException
import dev.tagora.Settings
import dev.tagora.Start
import dev.tagora.StoreException
import dev.tagora.Verified
import dev.tagora.records
import dev.tagora.suspending
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.createDirectory
import kotlin.io.path.exists
import kotlin.io.path.readBytes
import kotlin.io.path.readText
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue

/** Engines that are kept in folders. */
class FoldersTest {
    @TempDir
    lateinit var folder: Path

    private val handbook = "event 购买\ntag 新客 when did 购买\ntag 常客 when count(购买) >= 2"

    private fun purchases(vararg customers: Long) = records { for (id in customers) customer(id) { event("购买", day(0)) } }

    private fun refusedToOpen(path: Path) = assertIs<StoreException>(refused { Engine.open(path) })

    private fun seen(engine: Engine) =
        listOf(
            engine.members("新客"),
            engine.members("常客"),
            engine.changes(),
            engine.tags(7),
            engine.consumers(),
            engine.clock,
            engine.handbook(),
        )

    @Test
    fun `all is there again`() {
        for (durability in listOf(Durability.Full, Durability.Group, Durability.Relaxed(everyMillis = 50))) {
            val path = folder.resolve("客户 ${durability.javaClass.simpleName}")
            val before =
                Engine.open(path, Settings(durability = durability)).use { engine ->
                    engine.load(handbook)
                    engine.subscribe("crm", Filter(tags = listOf("常客")), Start.Beginning)
                    val applied = engine.apply(purchases(1, 7, 7), day(0))
                    assertEquals(2L to (durability !is Durability.Relaxed), applied.commit to applied.durable)
                    assertTrue(engine.flush())
                    val page = engine.poll("crm")
                    assertEquals(listOf(Customer(7)), page.changes.map { it.customer })
                    engine.ack("crm", page.next)
                    seen(engine)
                }
            Engine.open(path, Settings(durability = durability)).use { engine ->
                assertEquals(before, seen(engine))
                assertEquals(emptyList(), engine.poll("crm").changes)
                assertEquals(3, engine.apply(purchases(1), day(0)).commit)
                assertEquals(listOf(Customer(1)), engine.poll("crm").changes.map { it.customer })
                for (full in listOf(false, true)) {
                    val verified = engine.verify(full)
                    assertEquals(emptyList(), verified.findings)
                    assertTrue(verified.rows > 0)
                }
            }
        }
    }

    @Test
    fun `in memory nothing is kept`() {
        opened().use { engine ->
            assertFalse(engine.advanceTo(day(0)).durable)
            assertFalse(engine.flush())
            assertEquals(Verified(0, emptyList()), engine.verify(full = true))
        }
    }

    @Test
    fun `one writes at a time`() {
        val path = folder.resolve("store")
        Engine.open(path).use { engine ->
            engine.load(handbook)
            val error = refusedToOpen(path)
            assertEquals("store-locked", error.code)
            assertContains(error.message, "process ${ProcessHandle.current().pid()}")
            assertNotNull(error.help)
            Engine.openReadOnly(path).use { reader -> assertEquals(engine.handbook(), reader.handbook()) }
        }
        Engine.open(path).close()
    }

    @Test
    fun `reading only`() {
        val path = folder.resolve("store")
        assertEquals("no-store", assertIs<StoreException>(refused { Engine.openReadOnly(path) }).code)
        assertFalse(path.exists())
        Engine.open(path).use { engine ->
            engine.load(handbook)
            engine.subscribe("crm")
            engine.apply(purchases(1), day(0))
        }
        Engine.openReadOnly(path).use { reader ->
            assertEquals(listOf(Customer(1)), reader.members("新客"))
            val next = reader.poll("crm").next
            val writes =
                listOf<() -> Any?>(
                    { reader.load(handbook) },
                    { reader.apply(purchases(2), day(0)) },
                    { reader.advanceTo(day(1)) },
                    { reader.erase(1) },
                    { reader.subscribe("erp") },
                    { reader.ack("crm", next) },
                    { reader.unsubscribe("crm") },
                )
            for (write in writes) assertEquals("read-only", assertIs<StoreException>(refused(write)).code)
            assertEquals(listOf(Customer(1)), reader.members("新客"))
        }
    }

    @Test
    fun `damage is told`() {
        val path = folder.resolve("store")
        Engine.open(path).use { it.load(handbook) }
        val rows = path.resolve("data.db")
        val whole = rows.readBytes()
        rows.writeBytes(ByteArray(800) { 7 } + whole.drop(800))
        val error = refusedToOpen(path)
        assertEquals("store-damaged", error.code)
        assertNotNull(error.help)
        rows.writeBytes(whole)
        Engine.open(path).use { engine -> assertNotNull(engine.handbook()) }
    }

    @Test
    fun `copies and smaller files`() {
        val copy = folder.resolve("副本")
        Engine.open(folder.resolve("store")).use { engine ->
            engine.load(handbook)
            engine.apply(purchases(1, 7), day(0))
            val made = engine.backup(copy)
            assertEquals(2, made.commit)
            assertTrue(made.rows > 0)
            val error = assertIs<StoreException>(refused { engine.backup(copy) })
            assertEquals("store-exists", error.code)
            assertNotNull(error.help)
            engine.erase(1)
            engine.compact()
            assertEquals(listOf(Customer(7)), engine.members("新客"))
            val again = runBlocking {
                engine.suspending.compact()
                engine.suspending.backup(folder.resolve("again"))
            }
            assertEquals(3, again.commit)
        }
        Engine.open(copy).use { engine ->
            assertEquals(2, engine.members("新客").size)
            assertEquals(emptyList(), engine.verify(full = true).findings)
        }
        opened().use { engine ->
            engine.compact()
            assertEquals("no-store", assertIs<StoreException>(refused { engine.backup(folder.resolve("other")) }).code)
        }
        assertFalse(folder.resolve("other").exists())
    }

    @Test
    fun `what is sound is saved`() {
        val path = folder.resolve("store")
        val saved = folder.resolve("saved")
        Engine.open(path).use { engine ->
            engine.load(handbook)
            engine.apply(purchases(7), day(0))
        }
        val salvage = Engine.salvage(path, saved)
        assertEquals(emptyList(), salvage.lost)
        assertEquals(2, salvage.commit)
        Engine.open(saved).use { engine -> assertEquals(listOf(Customer(7)), engine.members("新客")) }
        val nothing = refused { Engine.salvage(folder.resolve("nothing"), folder.resolve("new")) }
        assertEquals("no-store", assertIs<StoreException>(nothing).code)
        assertEquals("store-exists", assertIs<StoreException>(refused { Engine.salvage(path, saved) }).code)
    }

    @Test
    fun `paths and settings that make no sense`() {
        val file = folder.resolve("file").also { it.writeText("not a folder") }
        for (path in listOf(Path.of(""), Path.of("/"), file, file.resolve("store"))) {
            assertContains(listOf("store-failed", "store-damaged"), refusedToOpen(path).code, "$path")
        }
        assertEquals("not a folder", file.readText())
        val full = folder.resolve("full").createDirectory()
        full.resolve("letter").writeText("somebody else's")
        assertEquals("store-failed", refusedToOpen(full).code)
        assertEquals(1, Files.list(full).use { it.count() })
        for (wrong in listOf(-1L, 1L shl 32)) {
            assertFailsWith<IllegalArgumentException> { Engine(Settings(durability = Durability.Relaxed(wrong))) }
            assertFailsWith<IllegalArgumentException> { Engine(Settings(feedHeldMax = wrong)) }
        }
        assertFailsWith<IllegalArgumentException> { Engine.open(folder.resolve("store"), Settings(retentionMillis = -1)) }
        assertFalse(folder.resolve("store").exists())
        assertIs<InvalidInputException>(refused { opened().subscribe("\ud800") })
    }
}
