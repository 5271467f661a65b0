package dev.tagora.internal

import dev.tagora.Clock
import dev.tagora.Durability
import dev.tagora.FeedFull
import dev.tagora.Settings

/** Settings as they cross. */
internal fun Settings.native(): NativeSettings =
    NativeSettings(
        replay = clock == Clock.EVENT,
        group = durability == Durability.Group,
        relaxedMillis = small((durability as? Durability.Relaxed)?.everyMillis, "everyMillis"),
        maxJumpMillis = checked(maxJumpMillis, Long.MAX_VALUE, "maxJumpMillis"),
        maxChanges = small(maxChanges, "maxChanges"),
        latenessMillis = checked(latenessMillis, Long.MAX_VALUE, "latenessMillis"),
        retentionMillis = checked(retentionMillis, Long.MAX_VALUE, "retentionMillis"),
        maxWaiting = small(maxWaiting, "maxWaiting"),
        maxBatch = small(maxBatch, "maxBatch"),
        maxCustomerRecords = small(maxCustomerRecords, "maxCustomerRecords"),
        maxEarlierHandbooks = small(maxEarlierHandbooks, "maxEarlierHandbooks"),
        maxOpenTags = small(maxOpenTags, "maxOpenTags"),
        feedKept = small(feedKept, "feedKept"),
        feedHeldMax = small(feedHeldMax, "feedHeldMax"),
        feedRefuses = feedFull == FeedFull.REFUSE,
        threads = small(threads, "threads"),
    )

private fun small(value: Long?, name: String): UInt? = checked(value, 0xFFFF_FFFFL, name)?.toUInt()

private fun checked(value: Long?, limit: Long, name: String): Long? {
    require(value == null || value in 0..limit) { "$name is a whole number from 0 to $limit, not $value" }
    return value
}
