package dev.tagora

import java.time.Instant

/** One change, as the feed tells it. */
public data class Change(
    /** Its number in the feed, from 1, without gaps. */
    val sequence: Long,
    /** Changes of one commit took effect together. */
    val commit: Long,
    /** When it became so. */
    val at: Instant,
    val customer: Customer,
    /** What changed. */
    val kind: ChangeKind,
    val cause: Cause,
    /** The version of the handbook. */
    val version: Long,
)

/** What changed. */
public sealed interface ChangeKind {
    /** The customer holds the tag from now on. */
    public data class Gained(val tag: String) : ChangeKind

    /** The customer no longer holds the tag. */
    public data class Lost(val tag: String) : ChangeKind

    /** A rule tells the host to do something. */
    public data class Emitted(val name: String, val payload: Map<String, String?>) : ChangeKind
}
