package dev.tagora

import java.time.Instant

/** What loading a handbook did. */
public data class Loaded(
    val version: Long,
    val commit: Long,
    val changes: List<Change>,
    /** What is allowed in the handbook but hardly meant, in order of place; of JSON, the places in the handbook as it is printed in English. */
    val warnings: List<Diagnostic>,
    /** What became of each tag: those that are declared, in order, then those of open groups of which something changed, then those that are gone. */
    val tags: List<TagDiff>,
    /** The same of each group; last those that are gone. */
    val groups: List<GroupDiff>,
)

/** What a handbook changed about a tag. */
public data class TagDiff(
    /** Its path; of a tag that is gone, the path that it had. */
    val tag: String,
    /** What it was called by the handbook before, if otherwise; of several, the tags that became one. */
    val formerly: List<String>,
    /** What became of its definition, with all that it refers to. */
    val definition: DefinitionDiff,
    /** How many customers hold it and did not before. */
    val gained: Long,
    /** How many customers held it and do not any more. */
    val lost: Long,
    /** How many customers held it and hold it. */
    val stayed: Long,
)

/** What became of a tag's definition. */
public enum class DefinitionDiff { NEW, CHANGED, UNCHANGED, GONE }

/** What a handbook changed about a group: who has any of the tags in it. */
public data class GroupDiff(val group: String, val gained: Long, val lost: Long, val stayed: Long)

/** What became of a batch. */
public data class Applied(
    val commit: Long,
    val durable: Boolean,
    /** Records that took effect, or will when their time comes. */
    val accepted: Long,
    /** Events ignored because the customer already had one with that id, and imports done again. */
    val duplicates: Long,
    /** Records refused because they are older than the declared lateness. */
    val tooLate: Long,
    /** Records that are dated later than the clock and wait. */
    val waiting: Long,
    /** The instant reached: the one asked for, or an earlier one where there were too many changes. */
    val clock: Instant,
    val changes: List<Change>,
)

/** A tag that a customer holds. */
public data class HeldTag(
    val tag: String,
    val since: Instant,
    /** When the assignment by which it is held ends, if nothing happens. */
    val until: Instant?,
    /** What it carries for the customer; `null` for a plain tag. */
    val value: String?,
    val cause: Cause,
)

/** Where a route leads a customer. */
public data class Routed(
    val target: String,
    val since: Instant,
)

/** A target of a route. */
public data class RouteTarget(
    val target: String,
    /** How many customers the route leads there now. */
    val customers: Long,
    /** How many it takes at most; `null` for any number. */
    val capacity: Long?,
)

/** A piece of the change feed. */
public data class FeedPage(
    val changes: List<Change>,
    /** Pass this to the next call. */
    val next: Long,
    /** How many changes were no longer kept. */
    val missed: Long,
)

/** A copy that was made. */
public data class Backup(
    /** The last commit that is in it. */
    val commit: Long,
    /** How many rows it has, each of which was looked at. */
    val rows: Long,
)

/** What was saved of a damaged store. */
public data class Salvage(
    /** The last commit that is in the new store. */
    val commit: Long,
    /** How many rows the new store has. */
    val rows: Long,
    /** What is lost, a line each; none if all was sound. */
    val lost: List<String>,
)

/** What verifying found. */
public data class Verified(
    /** How many rows of the store were read; none in memory. */
    val rows: Long,
    /** What is not as it should be, a sentence each; none if all is sound. */
    val findings: List<String>,
)

/** What an erasure did. */
public data class Erased(
    val commit: Long,
    /** All ids that were this customer; none, if nothing was known of it. */
    val ids: List<Customer>,
)

/** Who moves the clock: the host, or the records, in a replay. */
public enum class Clock { HOST, EVENT }

/** A language of handbooks. */
public enum class Language { ENGLISH, CHINESE }
