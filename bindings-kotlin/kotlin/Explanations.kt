package dev.tagora

import java.time.Instant

/** What decides whether a customer holds a tag. */
public enum class Basis {
    /** A ban: it is not held, whatever else is. */
    BANNED,

    /** A pin. */
    PINNED,

    /** Its definition is true. */
    DEFINED,

    /** Its definition is not true. */
    NOT_DEFINED,

    /** Somebody or something gave it. */
    ASSIGNED,

    /** Nobody gave it, or it was taken, or came to its end. */
    NOT_ASSIGNED,

    /** It is what is held where no other of its group is. */
    OTHERWISE,

    /** Others of its group take its place. */
    BEATEN,

    /** Its last day is over. */
    OVER,
}

/** Why a customer holds a tag or does not. */
public data class Explanation(
    val tag: String,
    /** The instant it is about. */
    val at: Instant,
    val isHeld: Boolean,
    val basis: Basis,
    val since: Instant?,
    /** When the assignment by which it is held ends. */
    val until: Instant?,
    /** What made it be held; of a tag that is not, what ended it last. */
    val cause: Cause?,
    /** `null` of tags that are assigned, and of those that stand for `otherwise`. */
    val definition: Clause?,
    /** What changes it next; `null` if nothing does up to [ahead]. */
    val next: Turning?,
    val ahead: Instant,
    /** All of it in words, in English. */
    val text: String,
    /** All of it in words, in Chinese. */
    val textZh: String,
)

/** A part of a definition, as it stands for one customer at one instant. */
public data class Clause(
    /** How it is written in English. */
    val text: String,
    /** How it is written in Chinese. */
    val textZh: String,
    val isTrue: Boolean,
    /** What is compared or looked at; `null` where there is none, or where the parts say it. */
    val value: String?,
    /** What it is compared with, where that is no constant. */
    val against: String?,
    /** The events it looks at, the newest first, at most 20. */
    val events: List<Seen>,
    /** How many they are in all. */
    val allEvents: Long,
    /** What it is made of. */
    val clauses: List<Clause>,
)

/** An event that a part of a definition looks at. */
public data class Seen(val event: String, val id: String?, val at: Instant)

/** When a tag comes or goes next, if nothing happens. */
public data class Turning(
    /** The first instant at which it is otherwise. */
    val at: Instant,
    val gained: Boolean,
    val cause: Cause,
    /** What its definition says then. */
    val definition: Clause?,
)

/** A tag that a customer is going to gain or lose if nothing happens. */
public data class Upcoming(val at: Instant, val tag: String, val gained: Boolean, val cause: Cause)

/** A time in which a customer held a tag; [end] is `null` while it is held. */
public data class Episode(val since: Instant, val cause: Cause, val end: EpisodeEnd?)

/** When and why a customer lost a tag. */
public data class EpisodeEnd(val at: Instant, val cause: Cause)
