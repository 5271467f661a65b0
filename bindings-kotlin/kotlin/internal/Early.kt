package dev.tagora.internal

import dev.tagora.Settings
import java.nio.file.Path

/** Of [NativeOpening] what [Native] is of [NativeEngine]. */
internal class Early(private val opening: NativeOpening) {
    fun count(condition: String): Long {
        val what = text(condition, "the condition")
        return calling { opening.count(what) }.toLong()
    }

    fun isEarly(condition: String): Boolean {
        val what = text(condition, "the condition")
        return calling { opening.isEarly(what) }
    }

    fun isDone(): Boolean = calling { opening.isDone() }

    fun engine(): Native = Native(calling { opening.engine() })

    /** Not the generated `close`, behind which a call would fail without a code. */
    fun close(): Unit = calling { opening.shut() }

    companion object {
        fun ofFolder(path: Path, settings: Settings): Early {
            val (folder, given) = text(path.toString(), "the path") to settings.native()
            return Early(calling { NativeOpening.ofFolder(folder, given) })
        }
    }
}
