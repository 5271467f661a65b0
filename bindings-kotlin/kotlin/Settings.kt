package dev.tagora

/**
 * What a host may set. What is null keeps its default.
 *
 * @property latenessMillis records older than the clock by more than this are refused and counted; 30 days if null
 * @property maxWaiting records dated later than the clock wait, at most so many; 100,000 if null
 * @property feedKept changes that the feed keeps for readers; 1,000,000 if null
 * @property clock who moves the clock
 * @property maxJumpMillis with the clock of events: the longest time between two neighbouring instants; 366 days if null
 * @property maxChanges changes of one step of the clock, which stops there; 1,000,000 if null
 * @property maxBatch records in one batch; 1,000,000 if null
 * @property maxCustomerRecords records kept of one customer; 100,000 if null
 * @property maxEarlierHandbooks earlier handbooks whose rules are kept; 1,000 if null
 * @property maxOpenTags tags of open groups that are not declared, so many a customer has at a time; 100 if null
 * @property threads threads that work on a large query, the caller's among them; 1 if null: they start none
 * @property durability what a commit that was acknowledged survives, where the engine is kept in a folder
 * @property retentionMillis how long events are kept, behind the oldest instant at which a late record may come; for ever if null
 * @property feedHeldMax changes that the feed keeps at most where consumers have not acknowledged them; 0 if null: they hold nothing back
 * @property feedFull what happens where consumers have not acknowledged more
 */
public data class Settings
    @JvmOverloads
    constructor(
        val latenessMillis: Long? = null,
        val maxWaiting: Long? = null,
        val feedKept: Long? = null,
        val clock: Clock = Clock.HOST,
        val maxJumpMillis: Long? = null,
        val maxChanges: Long? = null,
        val maxBatch: Long? = null,
        val maxCustomerRecords: Long? = null,
        val maxEarlierHandbooks: Long? = null,
        val maxOpenTags: Long? = null,
        val threads: Long? = null,
        val durability: Durability = Durability.Full,
        val retentionMillis: Long? = null,
        val feedHeldMax: Long? = null,
        val feedFull: FeedFull = FeedFull.LET_GO,
    )

/** What a commit that was acknowledged survives. All survive the end of the process. */
public sealed interface Durability {
    /** A loss of power: each commit waits for the disk by itself. */
    public data object Full : Durability

    /** A loss of power: commits of several threads wait for the disk together. */
    public data object Group : Durability

    /** But for the last moments a loss of power: commits do not wait, all is put on the disk so often, and with [Engine.flush]. */
    public data class Relaxed(val everyMillis: Long) : Durability
}

/** What happens where consumers have not acknowledged more changes than are kept. */
public enum class FeedFull {
    /** The oldest are let go of: consumers are told how many they missed. */
    LET_GO,

    /** Whatever would make more changes is refused until consumers have acknowledged some. */
    REFUSE,
}
