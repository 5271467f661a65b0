package dev.tagora.internal

import dev.tagora.Clock

/** What a host may set; what is null keeps its default. */
internal class Settings(
    private val latenessMillis: Long?,
    private val maxWaiting: Long?,
    private val feedKept: Long?,
    private val clock: Clock,
    private val maxJumpMillis: Long?,
    private val maxChanges: Long?,
    private val maxBatch: Long?,
    private val maxCustomerRecords: Long?,
    private val maxEarlierHandbooks: Long?,
    private val maxOpenTags: Long?,
    private val threads: Long?,
) {
    /** As they cross. */
    fun native() =
        NativeSettings(
            replay = clock == Clock.EVENT,
            maxJumpMillis = checked(maxJumpMillis, Long.MAX_VALUE, "maxJumpMillis"),
            maxChanges = small(maxChanges, "maxChanges"),
            latenessMillis = checked(latenessMillis, Long.MAX_VALUE, "latenessMillis"),
            maxWaiting = small(maxWaiting, "maxWaiting"),
            maxBatch = small(maxBatch, "maxBatch"),
            maxCustomerRecords = small(maxCustomerRecords, "maxCustomerRecords"),
            maxEarlierHandbooks = small(maxEarlierHandbooks, "maxEarlierHandbooks"),
            maxOpenTags = small(maxOpenTags, "maxOpenTags"),
            feedKept = small(feedKept, "feedKept"),
            threads = small(threads, "threads"),
        )

    private fun small(value: Long?, name: String): UInt? = checked(value, 0xFFFF_FFFFL, name)?.toUInt()

    private fun checked(value: Long?, limit: Long, name: String): Long? {
        require(value == null || value in 0..limit) { "$name is a whole number from 0 to $limit, not $value" }
        return value
    }
}
