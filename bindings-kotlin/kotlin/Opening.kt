package dev.tagora

import dev.tagora.internal.Early
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.nio.file.Path

/**
 * An engine that is being opened: it counts who holds which tags at once, while all else is brought back on a thread of the library's.
 * Nothing can be written before [engine] is there. Threads may share it.
 */
public class Opening private constructor(private val native: Early) : AutoCloseable {
    /** How many customers a condition is true of. One about more than declared tags waits until all is there. */
    public fun count(condition: String): Long = native.count(condition)

    /** Whether a condition is counted without waiting. */
    public fun isEarly(condition: String): Boolean = native.isEarly(condition)

    /** Whether all is there, or why it is not is known: then nothing waits any more. Never waits itself. */
    public val isDone: Boolean
        get() = native.isDone()

    /** Waits for the engine. Whoever takes it closes it; asked again this gives the same. */
    public fun engine(): Engine = Engine.of(native.engine())

    /** [count] for coroutines. */
    public suspend fun awaitCount(condition: String): Long = withContext(Dispatchers.IO) { count(condition) }

    /** [engine] for coroutines. Where the caller was cancelled meanwhile it is closed: nobody would have it. */
    public suspend fun awaitEngine(): Engine {
        var taken: Engine? = null
        try {
            return withContext(Dispatchers.IO) { engine().also { taken = it } }
        } catch (cancelled: CancellationException) {
            taken?.close()
            throw cancelled
        }
    }

    /** Calls the opening off, and waits until the folder is free; an engine that was given out stays open. Closing again does nothing. */
    override fun close(): Unit = native.close()

    public companion object {
        /** Begins to open an engine that is kept in a folder: one that is there, or a new one. */
        @JvmStatic
        @JvmOverloads
        public fun ofFolder(path: Path, settings: Settings = Settings()): Opening = Opening(Early.ofFolder(path, settings))
    }
}
