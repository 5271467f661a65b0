package dev.tagora.test

import dev.tagora.Engine
import dev.tagora.TagoraException
import java.nio.file.Path
import java.time.Instant
import kotlin.test.assertFailsWith

/** The root of the repository. */
internal val root: Path = Path.of(System.getProperty("tagora.root"))

internal const val HANDBOOK = """
event 购买 { 金额: decimal(2) }
attribute 年龄: int
tag 新客 when did 购买 in last 30 days
tag 重点
"""

/** An engine with a small handbook. */
internal fun opened(): Engine = Engine().also { it.load(HANDBOOK) }

/** An instant so many days behind the first. */
internal fun day(number: Long): Instant = Instant.EPOCH.plusSeconds(number * 86_400)

/** What a call is refused with. */
internal fun refused(call: () -> Any?): TagoraException = assertFailsWith<TagoraException> { call() }
