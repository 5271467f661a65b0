package dev.tagora

/** What a handbook says differently from another. */
public data class HandbookDiff(
    /** In the order in which the newer one declares what changed; at the end what it declares no more. */
    val changes: List<HandbookChange>,
    /** Each change in a line. */
    val text: String,
)

/** One declaration that changed, came or went. */
public data class HandbookChange(
    /** What is declared: `tag`, `rule`, `keywords` and so on. */
    val what: String,
    /** Its name; of tags and groups the whole path. */
    val name: String,
    /** What a tag was called before, if that is another name. */
    val formerly: String?,
    /** How it changed. */
    val kind: HandbookChangeKind,
    /** Where it says something else. */
    val differences: List<HandbookDifference>,
    /** Through which others it means something else, if it is affected. */
    val through: List<String>,
    /** All of it in one line. */
    val text: String,
)

/** How a declaration changed: affected is what says the same about something that means something else. */
public enum class HandbookChangeKind { ADDED, REMOVED, CHANGED, REWORDED, AFFECTED }

/** One place at which a declaration says something else. */
public data class HandbookDifference(
    /** What stands there: `threshold`, `window`, `owner` and so on. */
    val part: String,
    /** What it said; null if it said nothing. */
    val before: String?,
    /** What it says now; null if it says nothing any more. */
    val after: String?,
)
