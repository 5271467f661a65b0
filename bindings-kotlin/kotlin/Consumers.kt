package dev.tagora

/**
 * What a consumer of the change feed is told: all that is asked for must pass, of several names of one sort any will do; tags and
 * groups are one sort. An empty list asks for nothing.
 *
 * @property customers null: everybody's changes
 * @property withoutImports imports whose changes are left out
 */
public data class Filter(
    val tags: List<String> = emptyList(),
    val groups: List<String> = emptyList(),
    val rules: List<String> = emptyList(),
    val kinds: List<String> = emptyList(),
    val causes: List<String> = emptyList(),
    val customers: List<Customer>? = null,
    val withoutImports: List<String> = emptyList(),
)

/** Where a new consumer begins. */
public sealed interface Start {
    /** With the next change that there will be. */
    public data object Now : Start

    /** With the oldest change that is kept. */
    public data object Beginning : Start

    /** Behind the change with this number. */
    public data class After(val sequence: Long) : Start
}

/** A consumer of the change feed, and how far it has come. */
public data class Consumer(
    val name: String,
    /** In whole paths. */
    val filter: Filter,
    /** Up to which number it has done its work. */
    val acked: Long,
    /** How far the feed has gone on since. */
    val pending: Long,
    /** So many numbers behind the one acknowledged are gone. */
    val missed: Long,
)

/** The numbers of changes that a consumer came too late for. */
public data class Missed(val first: Long, val last: Long) {
    /** How many numbers that are. */
    val count: Long
        get() = last - first + 1
}

/** What a consumer is told at once. */
public data class ConsumerPage(
    val changes: List<Change>,
    /** Acknowledge this when the work is done, also where there are no changes. */
    val next: Long,
    /** What is gone; nothing else is told before its last is acknowledged with [Engine.ackMissed]. */
    val missed: Missed?,
)
